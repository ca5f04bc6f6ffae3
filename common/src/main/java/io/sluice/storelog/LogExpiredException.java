package io.sluice.storelog;

/** The log's retention has removed the entry that was to be read next. */
public final class LogExpiredException extends RuntimeException {
  public LogExpiredException(String storeId, long wanted, long earliest) {
    super("log of Store " + storeId + " begins at " + earliest + ", wanted " + wanted);
  }
}
