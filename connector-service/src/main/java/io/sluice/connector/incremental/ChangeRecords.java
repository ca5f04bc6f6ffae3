package io.sluice.connector.incremental;

import io.sluice.change.Change;
import io.sluice.change.LogEntry;
import io.sluice.change.Row;
import io.sluice.connector.format.Origin;
import io.sluice.connector.format.RowEncoder;
import io.sluice.connector.progress.Progress;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import java.util.Arrays;
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
      Routes routes, Completion completion, ToIntFunction<String> partitions, Progress progress) {}

  private final Parts parts;
  private final Consumer<ProducerRecord<byte[], byte[]>> out;
  private Origin origin = Origin.snapshot(0, java.time.Instant.EPOCH);
  private boolean replaying;

  ChangeRecords(Parts parts, Consumer<ProducerRecord<byte[], byte[]>> out) {
    this.parts = parts;
    this.out = out;
  }

  /**
   * @param again true while a replay writes what was written before: then the chunk rule is off
   */
  void write(LogEntry.Slice slice, boolean again) {
    replaying = again;
    origin = Origin.transaction(slice.transactionId(), slice.commitPosition(), slice.time());
    int index = slice.firstIndex();
    for (var change : slice.changes()) {
      var route = parts.routes().of(change.table());
      if (route != null) {
        write(route, change, index);
      }
      index++;
    }
  }

  private void write(Route route, Change change, int index) {
    switch (change.operation()) {
      case INSERT -> {
        Row after = present(change.after());
        if (!isCopied(route, after)) {
          send(route, RowEncoder.Kind.CREATED, null, after, index);
          parts.progress().inserts.increment();
        }
      }
      case UPDATE -> update(route, change.before(), present(change.after()), index);
      case DELETE -> {
        Row before = present(change.before());
        if (!isCopied(route, before)) {
          delete(route, before, index);
          parts.progress().deletes.increment();
        }
      }
      case TRUNCATE -> truncate(route, index);
    }
  }

  private void update(Route route, @Nullable Row before, Row rawAfter, int index) {
    Row after = before == null ? rawAfter : withKey(route, before, rawAfter);
    if (before == null || sameKey(route, before, after)) {
      if (!isCopied(route, after)) {
        send(route, RowEncoder.Kind.UPDATED, before, after, index);
        parts.progress().updates.increment();
      }
      return;
    }
    if (!isCopied(route, before)) {
      delete(route, before, index);
    }
    if (!isCopied(route, after)) {
      // Under the new key nobody has the values that the log leaves out.
      Row whole =
          hasAbsent(after) ? parts.completion().of(route, after, origin.transactionId()) : after;
      if (whole != null) {
        send(route, RowEncoder.Kind.CREATED, null, whole, index);
      }
    }
    parts.progress().updates.increment();
  }

  private void delete(Route route, Row before, int index) {
    byte[] key = send(route, RowEncoder.Kind.DELETED, before, null, index);
    if (route.encoder().tombstones()) {
      out.accept(message(route, null, key, null));
    }
  }

  /** To every partition, so that it comes after all that it removes. */
  private void truncate(Route route, int index) {
    var copied = route.copied();
    if (copied != null && !replaying && origin.position() <= copied.ceiling()) {
      var saw = copied.sawAlike(origin.transactionId());
      if (saw == null) {
        throw new SluiceException(
            ErrorCode.TRUNCATED_WHILE_COPIED,
            route.table().schema() + "." + route.table().table() + " to topic " + route.topic());
      }
      if (saw) {
        return;
      }
    }
    byte[] value = route.encoder().value(RowEncoder.Kind.TRUNCATED, null, null, origin, index);
    int partitions = parts.partitions().applyAsInt(route.topic());
    for (int partition = 0; partition < partitions; partition++) {
      out.accept(message(route, partition, null, value));
    }
    parts.progress().rows.increment();
  }

  private byte[] send(
      Route route, RowEncoder.Kind kind, @Nullable Row before, @Nullable Row after, int index) {
    byte[] key = route.encoder().key(present(after != null ? after : before));
    byte[] value = route.encoder().value(kind, before, after, origin, index);
    out.accept(message(route, null, key, value));
    parts.progress().rows.increment();
    parts.progress().bytes.add(key.length + value.length);
    return key;
  }

  private ProducerRecord<byte[], byte[]> message(
      Route route, @Nullable Integer partition, byte @Nullable [] key, byte @Nullable [] value) {
    return new ProducerRecord<>(route.topic(), partition, origin.time().toEpochMilli(), key, value);
  }

  private boolean isCopied(Route route, Row row) {
    return !replaying && route.copySaw(row, origin.transactionId(), origin.position());
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
