package io.sluice.storelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.change.Change;
import io.sluice.change.LogEntry;
import io.sluice.change.LogRecord;
import io.sluice.change.TableSchema;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogOrderTest {
  private static final Change CHANGE =
      new Change(
          Change.Operation.TRUNCATE, new TableSchema(1, "public", "users", List.of()), null, null);

  private long offset;

  @Test
  void transactionsFollowEachOtherByTheirCommits() {
    read(0, whole(10), heartbeat(5), whole(20), part(30, 0, 2), part(30, 2, 3), last(30, 5, 1));
    read(10, whole(20));
  }

  @Test
  void readingGoesOnWithinATransaction() {
    read(30, part(30, 2, 3), last(30, 5, 1), whole(40));
    read(0, last(30, 5, 1), whole(40));
  }

  @Test
  void aTransactionThatComesAgainIsRefused() {
    refuses(0, whole(10), whole(20), whole(10));
    refuses(0, whole(10), whole(10));
    refuses(20, whole(20));
    refuses(0, part(30, 0, 2), last(30, 2, 1), last(30, 2, 1));
  }

  @Test
  void aTransactionThatIsNotWholeIsRefused() {
    refuses(0, part(30, 0, 2), last(30, 3, 1));
    refuses(0, part(30, 0, 2), whole(40));
    refuses(0, whole(10), last(30, 3, 1));
    refuses(20, last(30, 3, 1));
  }

  private void refuses(long after, LogEntry... entries) {
    assertThatThrownBy(() -> read(after, entries))
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> assertThat(e.failure().code()).isEqualTo(ErrorCode.LOG_OUT_OF_ORDER));
  }

  private void read(long after, LogEntry... entries) {
    var order = new LogOrder(after);
    for (var entry : entries) {
      order.verify(new LogRecord(offset++, entry, 1));
    }
  }

  private static LogEntry whole(long commit) {
    return slice(commit, 0, 1, true);
  }

  private static LogEntry part(long commit, int first, int changes) {
    return slice(commit, first, changes, false);
  }

  private static LogEntry last(long commit, int first, int changes) {
    return slice(commit, first, changes, true);
  }

  private static LogEntry heartbeat(long position) {
    return new LogEntry.Heartbeat(position, Instant.EPOCH);
  }

  private static LogEntry slice(long commit, int first, int changes, boolean last) {
    return new LogEntry.Slice(
        commit, commit, Instant.EPOCH, first, last, Collections.nCopies(changes, CHANGE));
  }
}
