package io.sluice.connector.incremental;

import io.sluice.change.Change;
import io.sluice.change.LogEntry;
import io.sluice.change.Row;
import io.sluice.change.TableSchema;
import io.sluice.chunk.ChunkRule;
import io.sluice.component.Meter;
import io.sluice.component.ReplayScope;
import io.sluice.connector.format.Origin;
import io.sluice.connector.format.RowEncoder;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableName;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes the records of a slice of the log. A change of a key becomes the deletion of the old and
 * the creation of the new one.
 */
final class ChangeRecords {
  /** Looks values up that the log leaves out. */
  @FunctionalInterface
  interface Completion {
    /** The row with its absent values, or null when it is gone. */
    @Nullable Row of(Route route, Row row, long transactionId);
  }

  /**
   * What it needs.
   *
   * @param partitions how many partitions a topic has
   */
  record Parts(
      Routes routes,
      ChunkRule chunks,
      Completion completion,
      ToIntFunction<String> partitions,
      Meter meter,
      ReplayScope scope) {}

  private final Parts parts;
  private final Consumer<ProducerRecord<byte[], byte[]>> out;
  private Origin origin = Origin.snapshot(0, java.time.Instant.EPOCH);

  ChangeRecords(Parts parts, Consumer<ProducerRecord<byte[], byte[]>> out) {
    this.parts = parts;
    this.out = out;
  }

  /**
   * @param again true while a replay writes what was written before: then the chunk rule is off
   */
  void write(LogEntry.Slice slice, boolean again) {
    boolean ruled = !again && parts.chunks().appliesTo(slice);
    origin = Origin.transaction(slice.transactionId(), slice.commitPosition(), slice.time());
    int index = slice.firstIndex();
    for (var change : slice.changes()) {
      var route = parts.routes().of(change.table());
      if (route != null
          && again
          && (!parts.scope().takes(slice, change, /* alone= */ true)
              || parts.chunks().isBeforeItCame(slice, change.table()))) {
        index++;
        continue;
      }
      if (route != null && change.operation() == Change.Operation.TRUNCATE) {
        if (!ruled || isLeft(slice, change)) {
          truncate(route, index);
        }
      } else if (route != null) {
        var left = ruled ? parts.chunks().left(slice, change) : List.of(change);
        for (Change one : left) {
          write(route, one, index);
        }
        count(change, left);
      }
      index++;
    }
  }

  private void count(Change change, List<Change> left) {
    if (!left.isEmpty()) {
      TableName table = name(change.table());
      switch (change.operation()) {
        case INSERT -> parts.meter().changed(table, 1, 0, 0);
        case UPDATE -> parts.meter().changed(table, 0, 1, 0);
        case DELETE, TRUNCATE -> parts.meter().changed(table, 0, 0, 1);
      }
    }
  }

  private void write(Route route, Change change, int index) {
    switch (change.operation()) {
      case INSERT -> create(route, present(change.after()), index);
      case UPDATE -> update(route, change.before(), present(change.after()), index);
      case DELETE -> delete(route, present(change.before()), index);
      case TRUNCATE -> throw new IllegalStateException("a truncation is of no row");
    }
  }

  private void update(Route route, @Nullable Row before, Row rawAfter, int index) {
    Row after = before == null ? rawAfter : withKey(route, before, rawAfter);
    if (before == null || sameKey(route, before, after)) {
      send(route, RowEncoder.Kind.UPDATED, before, after, index);
    } else {
      delete(route, before, index);
      create(route, after, index);
    }
  }

  /** Under a new key nobody has the values that the log leaves out. */
  private void create(Route route, Row after, int index) {
    Row whole =
        hasAbsent(after) ? parts.completion().of(route, after, origin.transactionId()) : after;
    if (whole != null) {
      send(route, RowEncoder.Kind.CREATED, null, whole, index);
    }
  }

  private void delete(Route route, Row before, int index) {
    byte[] key = send(route, RowEncoder.Kind.DELETED, before, null, index);
    if (route.encoder().tombstones()) {
      out.accept(message(route, null, key, null));
    }
  }

  /** A topic cannot be truncated in part. */
  private boolean isLeft(LogEntry.Slice slice, Change change) {
    return switch (parts.chunks().truncation(slice, change.table())) {
      case ChunkRule.Truncation.Whole _ -> true;
      case ChunkRule.Truncation.Nothing _ -> false;
      case ChunkRule.Truncation.Ranges _ ->
          throw new SluiceException(
                  ErrorCode.TRUNCATED_WHILE_COPIED,
                  change.table().schema() + "." + change.table().table())
              .about(new TableName(change.table().schema(), change.table().table()));
    };
  }

  /** To every partition, so that it comes after all that it removes. */
  private void truncate(Route route, int index) {
    byte[] value = route.encoder().value(RowEncoder.Kind.TRUNCATED, null, null, origin, index);
    int partitions = parts.partitions().applyAsInt(route.topic());
    for (int partition = 0; partition < partitions; partition++) {
      out.accept(message(route, partition, null, value));
    }
    parts.meter().changed(name(route.table()), 0, 0, 1);
  }

  private static TableName name(TableSchema table) {
    return new TableName(table.schema(), table.table());
  }

  private byte[] send(
      Route route, RowEncoder.Kind kind, @Nullable Row before, @Nullable Row after, int index) {
    byte[] key = route.encoder().key(present(after != null ? after : before));
    byte[] value = route.encoder().value(kind, before, after, origin, index);
    out.accept(message(route, null, key, value));
    parts.meter().bytes(key.length + value.length);
    return key;
  }

  private ProducerRecord<byte[], byte[]> message(
      Route route, @Nullable Integer partition, byte @Nullable [] key, byte @Nullable [] value) {
    return new ProducerRecord<>(route.topic(), partition, origin.time().toEpochMilli(), key, value);
  }

  private static boolean sameKey(Route route, Row before, Row after) {
    for (int key : route.keys()) {
      if (!Row.isAbsent(before.values()[key])
          && !Arrays.equals(before.values()[key], after.values()[key])) {
        return false;
      }
    }
    return true;
  }

  /**
   * A key value so long that the log leaves it out while it does not change stands in the before.
   */
  private static Row withKey(Route route, Row before, Row after) {
    Row keyed = after;
    for (int key : route.keys()) {
      if (Row.isAbsent(after.values()[key])) {
        if (keyed == after) {
          keyed = new Row(after.values().clone());
        }
        keyed.values()[key] = before.values()[key];
      }
    }
    return keyed;
  }

  private static boolean hasAbsent(Row row) {
    for (byte[] value : row.values()) {
      if (Row.isAbsent(value)) {
        return true;
      }
    }
    return false;
  }

  private static Row present(@Nullable Row row) {
    if (row == null) {
      throw new IllegalStateException("the log's change lacks a row");
    }
    return row;
  }
}
