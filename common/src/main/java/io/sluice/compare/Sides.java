package io.sluice.compare;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Both sides of a table, by its rows' keys. */
public interface Sides {
  /** Those of these rows that the source has, read on the connection that the settlement has. */
  Map<List<String>, Row> source(List<List<String>> keys);

  /**
   * Those of these rows that the destination has, of one moment; null while that may lack what the
   * source had committed before the position.
   */
  @Nullable Map<List<String>, Row> destination(long position, List<List<String>> keys)
      throws InterruptedException;
}
