package io.sluice.connector.format;

import io.sluice.change.Row;
import org.jspecify.annotations.Nullable;

/** Encodes the rows of one table schema. Keeps a buffer between calls: for one thread at a time. */
public interface RowEncoder {
  /** What happened to the row, as consumers see it. */
  enum Kind {
    CREATED('c'),
    UPDATED('u'),
    DELETED('d'),
    READ('r'),
    TRUNCATED('t');

    private final char code;

    Kind(char code) {
      this.code = code;
    }

    char code() {
      return code;
    }
  }

  /** The record key of this row: equal for equal keys, whatever the other columns are. */
  byte[] key(Row row);

  /** The record value. */
  byte[] value(Kind kind, @Nullable Row before, @Nullable Row after, Origin origin, int index);

  /** True when a deletion is followed by a record with the same key and no value. */
  boolean tombstones();
}
