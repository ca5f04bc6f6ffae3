package io.sluice.writer.apply;

import io.sluice.change.TableSchema;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.writer.plan.TablePlan;
import io.sluice.writer.postgres.TableEvolution;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The plan of each version of each table that came up so far. */
final class Plans {
  private final TableEvolution evolution;
  private final Map<TableName, TableMapping> mappings = new HashMap<>();
  private final Map<Integer, Optional<TablePlan>> plans = new HashMap<>();
  private @Nullable TableSchema last;
  private Optional<TablePlan> lastPlan = Optional.empty();

  Plans(TableEvolution evolution, List<TableMapping> tables) {
    this.evolution = evolution;
    for (TableMapping table : tables) {
      mappings.put(table.source(), table);
    }
  }

  /** Whether {@link #of} may have to alter the destination table for this version. */
  boolean isNew(TableSchema schema) {
    return schema != last && !plans.containsKey(schema.id());
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
    return mapping == null ? Optional.empty() : Optional.of(evolution.plan(schema, mapping));
  }

  /** What was planned may rest on what a transaction did that was rolled back. */
  void forget() {
    plans.clear();
    last = null;
    evolution.forget();
  }
}
