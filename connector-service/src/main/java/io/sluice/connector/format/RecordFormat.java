package io.sluice.connector.format;

import io.sluice.change.TableSchema;
import io.sluice.contract.SyncOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A format of destination topics; a plug point. */
public interface RecordFormat {
  /**
   * An encoder for the rows of one version of a table.
   *
   * @param columns the columns to write, or null for all; key columns are always written
   */
  RowEncoder compile(TableSchema table, @Nullable List<String> columns);

  /**
   * @param name the logical name of the source and its database, which some formats carry
   */
  static RecordFormat of(SyncOptions.Format format, SourceName name) {
    return switch (format) {
      case JSON -> new JsonFormat();
      case DEBEZIUM -> new DebeziumFormat(name);
    };
  }

  /**
   * @param logical the project's name
   * @param database the source's database
   */
  record SourceName(String logical, String database) {}
}
