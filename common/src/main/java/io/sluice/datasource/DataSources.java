package io.sluice.datasource;

import java.util.Optional;

/**
 * A service's view of the registered data sources, kept up to date from {@code sluice.datasources}.
 * Safe for any thread.
 */
public final class DataSources {
  public Optional<DataSource> find(String id) {
    throw new IllegalStateException("not built yet: " + id);
  }

  /**
   * @throws io.sluice.contract.SluiceException UNKNOWN_ID when there is none, INVALID_INPUT when it
   *     is of another kind
   */
  public <T extends DataSource> T require(String id, Class<T> kind) {
    throw new IllegalStateException("not built yet: " + id + kind);
  }
}
