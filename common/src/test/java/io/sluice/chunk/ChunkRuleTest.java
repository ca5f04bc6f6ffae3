package io.sluice.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.change.Change;
import io.sluice.change.Change.Operation;
import io.sluice.change.ColumnSchema;
import io.sluice.change.LogEntry;
import io.sluice.change.Row;
import io.sluice.change.TableSchema;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
      rule("id", part(null, "100", "50:50:", 1000), part("100", null, "60:60:", 2000));

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
    assertThat(rule.truncation(slice(61), TABLE)).isEqualTo(new ChunkRule.Truncation.Whole());
    assertThat(rule.truncation(slice(49), TABLE)).isEqualTo(new ChunkRule.Truncation.Nothing());
    assertThat(rule.truncation(slice(55), TABLE))
        .isEqualTo(new ChunkRule.Truncation.Ranges("id", List.of(new KeyRange(null, "100"))));
  }

  @Test
  void nothingIsAskedBeyondTheLastPosition() {
    assertThat(rule.appliesTo(slice(1))).isTrue();
    assertThat(rule.appliesTo(new LogEntry.Slice(1, 2001, Instant.EPOCH, 0, true, List.of())))
        .isFalse();
    assertThat(new ChunkRule(Map.of()).appliesTo(slice(1))).isFalse();
  }

  @Test
  void aTableThatWasNotCopiedTakesEverything() {
    var other = new TableSchema(2, "public", "u", TABLE.columns());
    var change = new Change(Operation.INSERT, other, null, row("9", "x"));

    assertThat(rule.left(slice(1), change)).containsExactly(change);
  }

  @Test
  void aKeyIsJudgedByThePartItWasReadWith() {
    var parts =
        rule(
            "id",
            part("20", null, "201:201:", 7),
            part(null, "10", "100:100:", 5),
            part("10", "20", "101:101:", 6));
    assertThat(parts.left(slice(100, 5), insert("9"))).hasSize(1);
    assertThat(parts.left(slice(100, 5), insert("10"))).isEmpty();
    assertThat(parts.left(slice(150, 5), insert("19"))).hasSize(1);
    assertThat(parts.left(slice(150, 5), insert("20"))).isEmpty();
    assertThat(parts.left(slice(201, 5), insert("99999999999999999999"))).hasSize(1);
    assertThat(parts.appliesTo(slice(1, 7))).isTrue();
    assertThat(parts.appliesTo(slice(1, 8))).isFalse();
  }

  @Test
  void aKeyThatNoPartHoldsWasNotCopied() {
    var begun = rule("id", part("10", "20", "100:100:", 5));
    assertThat(begun.left(slice(1, 5), insert("9"))).hasSize(1);
    assertThat(begun.left(slice(1, 5), insert("15"))).isEmpty();
    assertThat(begun.left(slice(1, 5), insert("20"))).hasSize(1);
  }

  @Test
  void theColumnOfASingleKeyIsFoundUnderAnotherName() {
    var renamed = rule("was_id", part(null, null, "50:50:", 1000));
    assertThat(renamed.left(slice(49), insert("9"))).isEmpty();
    assertThat(renamed.left(slice(51), insert("9"))).hasSize(1);
  }

  @Test
  void aChangeThatDoesNotTellTheKeyOfTheCopyIsRefused() {
    var byAnother = rule("a", part(null, null, "50:50:", 1000));
    var delete = new Change(Operation.DELETE, TABLE, row("9", null), null);
    assertThatThrownBy(() -> byAnother.left(slice(49), delete))
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> assertThat(e.failure().code()).isEqualTo(ErrorCode.SCHEMA_INCOMPATIBLE));
  }

  private static Change insert(String key) {
    return new Change(Operation.INSERT, TABLE, null, row(key, "x"));
  }

  private static ChunkRule rule(String key, CopiedTable.Part... parts) {
    return new ChunkRule(
        Map.of(NAME, new CopiedTable(key, KeyOrder.INTEGER, List.of(parts), null)));
  }

  private static CopiedTable.Part part(
      @Nullable String low, @Nullable String high, String snapshot, long position) {
    return new CopiedTable.Part(new KeyRange(low, high), snapshot, position);
  }

  private static LogEntry.Slice slice(long transaction, long position) {
    return new LogEntry.Slice(transaction, position, Instant.EPOCH, 0, true, List.of());
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
