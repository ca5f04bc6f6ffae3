package io.sluice.writer.apply;

import io.sluice.change.TableSchema;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The plan of each version of each table that came up so far. The destination is looked at anew
 * whenever a table has changed at the source.
 */
final class Plans {
  private final DestinationSession session;
  private final Map<TableName, TableMapping> mappings = new HashMap<>();
  private final Map<Integer, Optional<TablePlan>> plans = new HashMap<>();
  private @Nullable TableSchema last;
  private Optional<TablePlan> lastPlan = Optional.empty();

  Plans(DestinationSession session, List<TableMapping> tables) {
    this.session = session;
    for (TableMapping table : tables) {
      mappings.put(table.source(), table);
    }
  }

  /**
   * Empty when the project does not have this table.
   *
   * @throws SluiceException SCHEMA_INCOMPATIBLE
   */
  Optional<TablePlan> of(TableSchema schema) throws SQLException {
    // Neighbours are mostly of one table, and each change is asked for.
    if (schema != last) {
      Optional<TablePlan> known = plans.get(schema.id());
      if (known == null) {
        known = make(schema);
        plans.put(schema.id(), known);
      }
      last = schema;
      lastPlan = known;
    }
    return lastPlan;
  }

  private Optional<TablePlan> make(TableSchema schema) throws SQLException {
    TableMapping mapping = mappings.get(new TableName(schema.schema(), schema.table()));
    if (mapping == null) {
      return Optional.empty();
    }
    DestinationTable table =
        DestinationCatalog.read(session.connection(), mapping.target())
            .orElseThrow(
                () ->
                    new SluiceException(
                        ErrorCode.SCHEMA_INCOMPATIBLE,
                        "the destination has no table " + mapping.target()));
    return Optional.of(TablePlan.of(schema, mapping, table, session.triggersOff()));
  }
}
