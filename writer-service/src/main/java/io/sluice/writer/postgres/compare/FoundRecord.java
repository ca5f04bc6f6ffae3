package io.sluice.writer.postgres.compare;

import io.sluice.contract.TableComparison;
import io.sluice.contract.TableName;
import io.sluice.contract.cloudevents.Json;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** What was found of a chunk, kept at the destination until its table's report is made. */
public final class FoundRecord {
  private FoundRecord() {}

  /** In the caller's transaction, which marks the chunk as done. */
  public static void keep(
      Connection destination, String componentId, int number, TableComparison found)
      throws SQLException {
    try (var statement =
        destination.prepareStatement(
            """
            insert into sluice.comparison
              (component_id, source_schema, source_table, number, found)
            values (?, ?, ?, ?, ?)
            """)) {
      statement.setString(1, componentId);
      statement.setString(2, found.source().schema());
      statement.setString(3, found.source().name());
      statement.setInt(4, number);
      statement.setString(5, Json.LENIENT.writeValueAsString(found));
      statement.executeUpdate();
    }
  }

  /** All chunks of the table together; empty when none is done. */
  public static Optional<TableComparison> of(
      Connection destination, String componentId, TableName table) throws SQLException {
    try (var statement =
        destination.prepareStatement(
            """
            select found from sluice.comparison
            where component_id = ? and source_schema = ? and source_table = ?
            order by number
            """)) {
      statement.setString(1, componentId);
      statement.setString(2, table.schema());
      statement.setString(3, table.name());
      TableComparison all = null;
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          var one = Json.LENIENT.readValue(rows.getString(1), TableComparison.class);
          all = all == null ? one : all.and(one);
        }
      }
      return Optional.ofNullable(all);
    }
  }
}
