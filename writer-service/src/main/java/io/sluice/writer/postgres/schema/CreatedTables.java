package io.sluice.writer.postgres.schema;

import io.sluice.contract.TableName;
import java.sql.Connection;
import java.sql.SQLException;

/** Which tables of a destination a writer made itself. */
public final class CreatedTables {
  private CreatedTables() {}

  public static boolean has(Connection destination, String componentId, TableName table)
      throws SQLException {
    try (var statement =
        destination.prepareStatement(
            """
            select from sluice.created_table
            where component_id = ? and table_schema = ? and table_name = ?
            """)) {
      statement.setString(1, componentId);
      statement.setString(2, table.schema());
      statement.setString(3, table.name());
      try (var rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }
}
