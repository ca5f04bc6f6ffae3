package io.sluice.store.postgres;

import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.ReplicationMessage.Column;
import io.debezium.connector.postgresql.connection.ReplicationMessage.Operation;
import io.debezium.connector.postgresql.connection.ReplicationStream.ReplicationMessageProcessor;
import io.debezium.connector.postgresql.connection.TransactionMessage;
import io.debezium.connector.postgresql.connection.pgoutput.PgOutputReplicationMessage;
import io.debezium.connector.postgresql.connection.pgoutput.PgOutputTruncateReplicationMessage;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import io.sluice.change.Row;
import io.sluice.change.TableSchema;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The protocol of PostgreSQL's {@code pgoutput}, version 1, in text mode. */
final class PgOutput {
  private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

  private record Relation(TableId id, String quoted, boolean[] identity, List<RawColumn> absent) {}

  private final PostgresSchema schema;
  private final Relations catalog;
  private final Map<Integer, Relation> relations = new HashMap<>();

  private Lsn position = Lsn.INVALID_LSN;
  private Instant time = Instant.EPOCH;
  private long transaction;

  PgOutput(PostgresSchema schema, Relations catalog) {
    this.schema = schema;
    this.catalog = catalog;
  }

  /**
   * Within a transaction where its commit record is, with its end where that record ends: from
   * there reading can start again.
   */
  Lsn position() {
    return position;
  }

  void read(ByteBuffer message, ReplicationMessageProcessor processor)
      throws SQLException, InterruptedException {
    switch (message.get()) {
      case 'B' -> {
        position = Lsn.valueOf(message.getLong());
        time = time(message.getLong());
        transaction = Integer.toUnsignedLong(message.getInt());
        processor.process(new TransactionMessage(Operation.BEGIN, transaction, time));
      }
      case 'C' -> {
        message.position(message.position() + 1 + Long.BYTES);
        position = Lsn.valueOf(message.getLong());
        processor.process(new TransactionMessage(Operation.COMMIT, transaction, time));
      }
      case 'R' -> relation(message);
      case 'I' -> {
        var relation = require(message.getInt());
        message.get();
        change(Operation.INSERT, relation, null, tuple(message, relation), processor);
      }
      case 'U' -> {
        var relation = require(message.getInt());
        byte kind = message.get();
        List<Column> before = kind == 'N' ? null : old(kind, message, relation);
        if (kind != 'N') {
          message.get();
        }
        var after = tuple(message, relation);
        if (kind == 'O' && before != null) {
          fill(after, before);
        }
        change(Operation.UPDATE, relation, before, after, processor);
      }
      case 'D' -> {
        var relation = require(message.getInt());
        var before = old(message.get(), message, relation);
        change(Operation.DELETE, relation, before, null, processor);
      }
      case 'T' -> truncate(message, processor);
      default -> {
        // Types, origins and messages say nothing about rows.
      }
    }
  }

  private void change(
      Operation operation,
      Relation relation,
      @Nullable List<Column> before,
      @Nullable List<Column> after,
      ReplicationMessageProcessor processor)
      throws SQLException, InterruptedException {
    processor.process(
        new PgOutputReplicationMessage(
            operation, relation.quoted(), time, transaction, before, after));
  }

  private void truncate(ByteBuffer message, ReplicationMessageProcessor processor)
      throws SQLException, InterruptedException {
    int count = message.getInt();
    message.get();
    for (int i = 0; i < count; i++) {
      processor.process(
          new PgOutputTruncateReplicationMessage(
              Operation.TRUNCATE,
              require(message.getInt()).quoted(),
              time,
              transaction,
              i == count - 1));
    }
  }

  private void relation(ByteBuffer message) throws SQLException {
    int id = message.getInt();
    String schemaName = text(message);
    String name = text(message);
    boolean full = message.get() == 'f';
    int count = message.getShort();
    var told = new ArrayList<Relations.RelationColumn>(count);
    for (int i = 0; i < count; i++) {
      boolean identity = (message.get() & 1) != 0;
      told.add(
          new Relations.RelationColumn(
              text(message), message.getInt(), message.getInt(), identity));
    }
    var layout = new TableSchema(0, schemaName, name, catalog.describe(id, told, full));
    var table = new TableId(null, "r", "t" + Integer.toUnsignedString(id));
    var identity = new boolean[count];
    var absent = new ArrayList<RawColumn>(count);
    for (int i = 0; i < count; i++) {
      identity[i] = told.get(i).identity();
      absent.add(new RawColumn("c" + i, Row.ABSENT));
    }
    schema.applySchemaChangesForTable(id, asDebeziumHasIt(table, layout));
    relations.put(id, new Relation(table, table.toDoubleQuotedString(), identity, absent));
  }

  private static Table asDebeziumHasIt(TableId id, TableSchema layout) {
    String description = Layout.pack(layout);
    var editor = Table.editor().tableId(id);
    for (int i = 0; i < layout.columns().size(); i++) {
      editor.addColumn(
          io.debezium.relational.Column.editor()
              .name("c" + i)
              .jdbcType(Types.BINARY)
              .type("bytea", i == 0 ? description : "bytea")
              .optional(true)
              .create());
    }
    return editor.create();
  }

  private Relation require(int id) {
    var relation = relations.get(id);
    if (relation == null) {
      throw new IllegalStateException("a change came before the description of its table");
    }
    return relation;
  }

  private static List<Column> tuple(ByteBuffer message, Relation relation) {
    int count = message.getShort();
    var columns = new ArrayList<Column>(count);
    for (int i = 0; i < count; i++) {
      var absent = relation.absent().get(i);
      columns.add(
          switch (message.get()) {
            case 'n' -> new RawColumn(absent.getName(), null);
            case 'u' -> absent;
            default -> new RawColumn(absent.getName(), value(message));
          });
    }
    return columns;
  }

  /** Of a key tuple only the columns of the replica identity mean anything. */
  private static List<Column> old(byte kind, ByteBuffer message, Relation relation) {
    var columns = tuple(message, relation);
    if (kind == 'K') {
      for (int i = 0; i < columns.size(); i++) {
        if (!relation.identity()[i]) {
          columns.set(i, relation.absent().get(i));
        }
      }
    }
    return columns;
  }

  /** The whole row before has what an unchanged value after leaves out. */
  private static void fill(List<Column> after, List<Column> before) {
    for (int i = 0; i < after.size(); i++) {
      if (((RawColumn) after.get(i)).value() == Row.ABSENT) {
        after.set(i, before.get(i));
      }
    }
  }

  private static byte[] value(ByteBuffer message) {
    var value = new byte[message.getInt()];
    message.get(value);
    return value;
  }

  private static String text(ByteBuffer message) {
    int start = message.position();
    while (message.get() != 0) {
      // on to the end
    }
    var bytes = new byte[message.position() - 1 - start];
    message.get(start, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Instant time(long microseconds) {
    return EPOCH
        .plusSeconds(Math.floorDiv(microseconds, 1_000_000L))
        .plusNanos(Math.floorMod(microseconds, 1_000_000L) * 1_000);
  }
}
