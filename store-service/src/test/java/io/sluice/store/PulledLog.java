package io.sluice.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.change.Change;
import io.sluice.change.LogEntry;
import io.sluice.change.Row;
import io.sluice.fixture.KafkaFixture;
import io.sluice.storelog.StoreLogReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A Store's log, as a test looks at it. */
final class PulledLog implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A whole transaction. */
  record Transaction(long id, long commitPosition, int slices, List<Change> changes) {
    List<String> texts() {
      return changes.stream().map(PulledLog::text).toList();
    }
  }

  private final StoreLogReader reader;
  private final List<Transaction> transactions = new ArrayList<>();
  private final List<Change> open = new ArrayList<>();
  private int slices;
  private long openId;

  PulledLog(String storeId) {
    reader = new StoreLogReader(KafkaFixture.client(), storeId);
  }

  /** Reads on until so many transactions have been seen in all. */
  List<Transaction> transactions(int count) {
    return until(seen -> seen.size() >= count);
  }

  List<Transaction> until(Predicate<List<Transaction>> enough) {
    long start = System.nanoTime();
    while (!enough.test(transactions)) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new AssertionError("only " + transactions.size() + " transactions came");
      }
      read(Duration.ofMillis(200));
    }
    return transactions;
  }

  /** Reads what is there, until nothing has come for this long. */
  List<Transaction> rest(Duration quiet) {
    long last = System.nanoTime();
    while (System.nanoTime() - last < quiet.toNanos()) {
      if (read(Duration.ofMillis(100))) {
        last = System.nanoTime();
      }
    }
    return transactions;
  }

  private boolean read(Duration atMost) {
    boolean any = false;
    for (var entry : reader.poll(atMost)) {
      if (entry.entry() instanceof LogEntry.Slice slice) {
        any = true;
        add(slice);
      }
    }
    return any;
  }

  private void add(LogEntry.Slice slice) {
    if (slice.firstIndex() != open.size() || (slices > 0 && slice.transactionId() != openId)) {
      throw new AssertionError(
          "slice of %d begins at %d, expected %d of %d"
              .formatted(slice.transactionId(), slice.firstIndex(), open.size(), openId));
    }
    openId = slice.transactionId();
    slices++;
    open.addAll(slice.changes());
    if (slice.last()) {
      if (!transactions.isEmpty()
          && transactions.getLast().commitPosition() >= slice.commitPosition()) {
        throw new AssertionError("commit positions do not rise");
      }
      transactions.add(
          new Transaction(
              slice.transactionId(), slice.commitPosition(), slices, List.copyOf(open)));
      open.clear();
      slices = 0;
    }
  }

  /** Such as {@code UPDATE t (1,*) (2,x)}: a star for absent, a dash for null. */
  static String text(Change change) {
    return change.operation()
        + " "
        + change.table().table()
        + text(change.before())
        + text(change.after());
  }

  private static String text(@Nullable Row row) {
    if (row == null) {
      return "";
    }
    var texts = new ArrayList<String>();
    for (byte[] value : row.values()) {
      texts.add(value == null ? "-" : Row.isAbsent(value) ? "*" : new String(value, UTF_8));
    }
    return " (" + String.join(",", texts) + ")";
  }

  @Override
  public void close() {
    reader.close();
  }
}
