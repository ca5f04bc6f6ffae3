package io.sluice.writer.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.change.Change;
import io.sluice.change.Change.Operation;
import io.sluice.change.ColumnSchema;
import io.sluice.change.LogEntry;
import io.sluice.change.Row;
import io.sluice.change.TableSchema;
import io.sluice.contract.TableName;
import io.sluice.writer.checkpoint.ChunkRecord;
import io.sluice.writer.checkpoint.ChunkRecord.Copied;
import io.sluice.writer.checkpoint.KeyKind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChunkRuleTest {
  private static final TableName NAME = new TableName("public", "t");
  private static final TableSchema TABLE =
      new TableSchema(
          1,
          "public",
          "t",
          List.of(
              new ColumnSchema("id", "int8", false, true),
              new ColumnSchema("a", "text", true, false)));

  /** Keys below 100 were copied before transaction 50, the others after it. */
  private final ChunkRule rule =
      new ChunkRule(
          List.of(chunk(1, null, "100", "50:50:", 1000), chunk(2, "100", null, "60:60:", 2000)));

  @Test
  void aChangeCountsOnlyForAChunkThatDidNotSeeIt() {
    var low = new Change(Operation.INSERT, TABLE, null, row("9", "x"));
    var high = new Change(Operation.INSERT, TABLE, null, row("100", "x"));

    assertThat(rule.left(slice(55), low)).containsExactly(low);
    assertThat(rule.left(slice(55), high)).isEmpty();
    assertThat(rule.left(slice(49), low)).isEmpty();
    assertThat(rule.left(slice(60), high)).containsExactly(high);
  }

  @Test
  void aRowThatMovesIntoAChunkThatSawItOnlyLeaves() {
    var move = new Change(Operation.UPDATE, TABLE, row("9", null), row("100", "x"));

    assertThat(rule.left(slice(55), move))
        .extracting(Change::operation)
        .containsExactly(Operation.DELETE);
  }

  @Test
  void aRowThatMovesOutOfAChunkThatSawItOnlyComes() {
    var move = new Change(Operation.UPDATE, TABLE, row("100", null), row("9", "x"));

    assertThat(rule.left(slice(55), move))
        .containsExactly(new Change(Operation.INSERT, TABLE, null, row("9", "x")));
  }

  @Test
  void aMoveThatBothOrNeitherSawStaysWhole() {
    var move = new Change(Operation.UPDATE, TABLE, row("9", null), row("100", "x"));

    assertThat(rule.left(slice(49), move)).isEmpty();
    assertThat(rule.left(slice(61), move)).containsExactly(move);
  }

  @Test
  void aTruncateIsDoneWhereItWasNotSeen() {
    assertThat(rule.truncated(slice(61), TABLE)).isNull();
    assertThat(rule.truncated(slice(49), TABLE)).isEmpty();
    assertThat(rule.truncated(slice(55), TABLE)).extracting(ChunkRecord::number).containsExactly(1);
  }

  @Test
  void nothingIsAskedBeyondTheLastPosition() {
    assertThat(rule.appliesTo(slice(1))).isTrue();
    assertThat(rule.appliesTo(new LogEntry.Slice(1, 2001, Instant.EPOCH, 0, true, List.of())))
        .isFalse();
    assertThat(new ChunkRule(List.of()).appliesTo(slice(1))).isFalse();
  }

  @Test
  void aTableThatWasNotCopiedTakesEverything() {
    var other = new TableSchema(2, "public", "u", TABLE.columns());
    var change = new Change(Operation.INSERT, other, null, row("9", "x"));

    assertThat(rule.left(slice(1), change)).containsExactly(change);
  }

  private static ChunkRecord chunk(
      int number, @Nullable String low, @Nullable String high, String snapshot, long position) {
    return new ChunkRecord(
        NAME, number, "id", KeyKind.INTEGER, low, high, false, new Copied(snapshot, position, 1));
  }

  private static LogEntry.Slice slice(long transaction) {
    return new LogEntry.Slice(transaction, 500, Instant.EPOCH, 0, true, List.of());
  }

  private static Row row(String id, @Nullable String a) {
    return new Row(
        new byte[][] {
          id.getBytes(StandardCharsets.UTF_8),
          a == null ? Row.ABSENT : a.getBytes(StandardCharsets.UTF_8)
        });
  }
}
