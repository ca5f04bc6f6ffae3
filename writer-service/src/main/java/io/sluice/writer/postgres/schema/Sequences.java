package io.sluice.writer.postgres.schema;

import io.sluice.contract.ComponentSpec;
import io.sluice.contract.SyncOptions.Targets;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.postgres.text.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the sequences of tables that a writer made where those of the source are, so that whoever
 * writes to the destination after a cutover is not given values that are taken. They only go
 * forward.
 */
public final class Sequences {
  private static final int AT_ONCE = 100;

  /**
   * @param source the sequence at the source
   * @param there how SQL names the one at the destination
   */
  private record Pair(TableName source, String there) {}

  private record Value(long last, boolean descending) {}

  private final List<Pair> pairs;

  private Sequences(List<Pair> pairs) {
    this.pairs = pairs;
  }

  /** The sequences that fill columns of tables that are to be as the source's are. */
  public static Sequences of(Connection source, Connection destination, ComponentSpec spec)
      throws SQLException {
    boolean all = spec.options().targets() != Targets.KEEP;
    var reader = new CatalogReader(source);
    var pairs = new ArrayList<Pair>();
    for (TableMapping mapping : spec.tables()) {
      if (all || CreatedTables.has(destination, spec.componentId(), mapping.target())) {
        Table table = reader.readMapped(mapping);
        for (Sequence sequence : table.sequences()) {
          pairs.add(
              new Pair(
                  new TableName(sequence.schema(), sequence.name()),
                  there(table, mapping.target(), sequence)));
        }
      }
    }
    return new Sequences(pairs);
  }

  static String there(Table table, TableName target, Sequence sequence) {
    return sequence.identity()
        ? "pg_get_serial_sequence(%s, %s)"
            .formatted(Sql.literal(Sql.name(target)), Sql.literal(sequence.column()))
        : Sql.literal(Sql.name(new TableDdl(table, target, true).targetOf(sequence)));
  }

  public boolean isEmpty() {
    return pairs.isEmpty();
  }

  /** Moves those that are behind; what was given out at the source is not given out again here. */
  public void advance(Connection source, Connection destination) throws SQLException {
    Map<TableName, Value> values = values(source);
    var behind = new ArrayList<String>();
    for (Pair pair : pairs) {
      Value value = values.get(pair.source());
      if (value != null) {
        behind.add(
            "select (%s)::regclass as s, %d as v, %s as descending"
                .formatted(pair.there(), value.last(), value.descending()));
      }
    }
    for (int from = 0; from < behind.size(); from += AT_ONCE) {
      var some = behind.subList(from, Math.min(behind.size(), from + AT_ONCE));
      try (var statement = destination.createStatement()) {
        statement.execute(
            """
            select setval(x.s, x.v) from (%s) x
            where case when x.descending then coalesce(pg_sequence_last_value(x.s) > x.v, true)
                  else coalesce(pg_sequence_last_value(x.s) < x.v, true) end
            """
                .formatted(String.join(" union all ", some)));
      }
    }
  }

  private static Map<TableName, Value> values(Connection source) throws SQLException {
    Map<TableName, Value> values = new HashMap<>();
    try (var statement = source.createStatement();
        var rows =
            statement.executeQuery(
                """
                select schemaname, sequencename, last_value, increment_by < 0
                  from pg_sequences where last_value is not null
                """)) {
      while (rows.next()) {
        values.put(
            new TableName(rows.getString(1), rows.getString(2)),
            new Value(rows.getLong(3), rows.getBoolean(4)));
      }
    }
    return values;
  }
}
