package io.sluice.project.components;

import io.sluice.change.Change;
import io.sluice.change.LogEntry;
import io.sluice.change.LogRecord;
import io.sluice.cluster.KafkaClients;
import io.sluice.component.ReplayScope;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableName;
import io.sluice.storelog.LogExpiredException;
import io.sluice.storelog.StoreLogReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;
import org.springframework.stereotype.Component;

/** Says what a replay would write again, by reading the Store's log as the replay would. */
@Component
class ReplayPreview {
  /** Nobody waits longer for a number; then it is so many at least. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration WAIT = Duration.ofMillis(500);

  /**
   * What a replay would come to.
   *
   * @param changes how many would be written again
   * @param tables how many of each table
   * @param complete false when there are more than could be counted in ten seconds
   * @param earliest source commit time of the oldest change that the Store has
   * @param current source commit time of the newest one
   */
  record Preview(
      long changes,
      Map<String, Long> tables,
      boolean complete,
      Instant from,
      Instant earliest,
      Instant current) {}

  private final KafkaClients kafka;
  private final ComponentQuery query;

  ReplayPreview(KafkaClients kafka, ComponentQuery query) {
    this.kafka = kafka;
    this.query = query;
  }

  /**
   * @throws SluiceException REPLAY_NOT_INCREMENTAL, REPLAY_OUT_OF_RANGE
   */
  Preview of(ComponentView component, ComponentsApi.Start asked) {
    Instant from = asked.replayFrom();
    if (from == null) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT, "the field 'replayFrom': missing; a dry run is of a replay");
    }
    var spec = query.spec(component.id());
    try (var reader = new StoreLogReader(kafka.connection(), spec.storeId())) {
      var range = reader.range();
      if (range == null || from.isBefore(range.earliest()) || from.isAfter(range.current())) {
        throw new SluiceException(
            ErrorCode.REPLAY_OUT_OF_RANGE,
            range == null
                ? "the Store's log holds nothing yet"
                : "%s was asked for; available is %s to %s"
                    .formatted(from, range.earliest(), range.current()));
      }
      var scope = ReplayScope.of(asked.replayUntil(), asked.tables());
      var counts = new TreeMap<String, Long>();
      boolean complete = count(reader, from, spec.sourceTables(), scope, counts);
      long changes = counts.values().stream().mapToLong(Long::longValue).sum();
      return new Preview(changes, counts, complete, from, range.earliest(), range.current());
    } catch (LogExpiredException e) {
      throw new SluiceException(ErrorCode.LOG_EXPIRED, String.valueOf(e.getMessage()), e);
    } catch (KafkaException e) {
      throw new SluiceException(ErrorCode.KAFKA_UNAVAILABLE, "the Store's log cannot be read", e);
    }
  }

  /** Returns whether all was counted. */
  private static boolean count(
      StoreLogReader reader,
      Instant from,
      java.util.Set<TableName> tables,
      ReplayScope scope,
      Map<String, Long> counts) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long end = reader.endOffset();
    long at = reader.offsetAt(from).orElse(end);
    reader.seek(at);
    while (at < end) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      var read = reader.poll(WAIT);
      if (read.isEmpty() && reader.isAtEnd()) {
        return true;
      }
      for (LogRecord record : read) {
        at = record.offset() + 1;
        if (record.offset() < end && record.entry() instanceof LogEntry.Slice slice) {
          for (Change change : slice.changes()) {
            var table = new TableName(change.table().schema(), change.table().table());
            if (tables.contains(table) && scope.takes(slice, change, /* alone= */ true)) {
              counts.merge(table.toString(), 1L, Long::sum);
            }
          }
        }
      }
    }
    return true;
  }
}
