package io.sluice.writer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.change.LogEntry;
import io.sluice.change.LogRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchingTest {
  private final Batching batching = new Batching();
  private long offset;

  @Test
  void everythingReadyThatIsWholeGoesTogether() {
    slice(1, true, 100);
    slice(2, false, 100);
    slice(2, true, 100);
    slice(3, false, 100);

    Batch batch = take();
    assertThat(batch.slices())
        .extracting(LogEntry.Slice::transactionId)
        .containsExactly(1L, 2L, 2L);
    assertThat(batch.whole()).isTrue();
    assertThat(batch.nextOffset()).isEqualTo(3);
    assertThat(batching.take()).isNull();
  }

  @Test
  void theRestOfATransactionFollowsWhenItIsThere() {
    slice(3, false, 100);
    assertThat(batching.take()).isNull();
    slice(3, true, 100);

    assertThat(take().slices()).hasSize(2);
  }

  @Test
  void aTransactionThatIsTooLargeToHoldComesInPieces() {
    slice(1, true, 100);
    slice(2, false, Batching.LARGEST);

    assertThat(take().slices()).extracting(LogEntry.Slice::transactionId).containsExactly(1L);
    Batch piece = take();
    assertThat(piece.whole()).isFalse();
    assertThat(piece.slices()).hasSize(1);
    slice(2, true, 10);
    assertThat(take().whole()).isTrue();
  }

  @Test
  void batchesGrowUnderBacklogAndShrinkWhenTheyTakeLong() {
    fillWith(Batching.SMALLEST);
    assertThat(batching.isFull()).isTrue();
    batching.took(take(), Duration.ofMillis(10));
    fillWith(Batching.SMALLEST);
    assertThat(batching.isFull()).isFalse();
    fillWith(Batching.SMALLEST);
    assertThat(batching.isFull()).isTrue();
    batching.took(take(), Duration.ofSeconds(2));
    fillWith(Batching.SMALLEST);
    assertThat(batching.isFull()).isTrue();
  }

  @Test
  void heartbeatsMoveThePositionAlone() {
    batching.add(new LogRecord(offset++, new LogEntry.Heartbeat(77, Instant.EPOCH), 10));

    Batch batch = take();
    assertThat(batch.hasChanges()).isFalse();
    assertThat(batch.position()).isEqualTo(77);
    assertThat(batch.time()).isEqualTo(Instant.EPOCH);
  }

  private Batch take() {
    Batch batch = batching.take();
    if (batch == null) {
      throw new AssertionError("no batch");
    }
    return batch;
  }

  private void fillWith(long bytes) {
    slice(9, true, bytes);
  }

  private void slice(long transaction, boolean last, long bytes) {
    var slice = new LogEntry.Slice(transaction, 10, Instant.EPOCH, 0, last, List.of());
    batching.add(new LogRecord(offset++, slice, (int) bytes));
  }
}
