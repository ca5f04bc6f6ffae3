package io.sluice.component;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.change.Change;
import io.sluice.change.Change.Operation;
import io.sluice.change.ColumnSchema;
import io.sluice.change.LogEntry;
import io.sluice.change.Row;
import io.sluice.change.TableSchema;
import io.sluice.contract.TableName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplayScopeTest {
  private static final Instant END = Instant.parse("2026-11-20T14:00:00Z");
  private static final TableSchema TABLE = table("a", true);

  @Test
  void withoutAnEndAllIsTaken() {
    var scope = ReplayScope.all();
    assertThat(scope.takes(at(0), update(TABLE, "1", "x"), true)).isTrue();
    assertThat(scope.takes(at(9_000), update(table("b", true), "1", "x"), true)).isTrue();
  }

  @Test
  void afterTheEndOnlyRowsThatWereTouchedBeforeAreTaken() {
    var scope = ReplayScope.of(END, null);
    assertThat(scope.takes(at(-1), update(TABLE, "1", "x"), true)).isTrue();
    assertThat(scope.takes(at(1), update(TABLE, "1", "y"), true)).isTrue();
    assertThat(scope.takes(at(1), update(TABLE, "2", "y"), true)).isFalse();
    assertThat(scope.takes(at(2), update(table("b", true), "1", "y"), true)).isFalse();
  }

  @Test
  void aRowIsFollowedToItsNewKey() {
    var scope = ReplayScope.of(END, null);
    scope.takes(at(-1), update(TABLE, "1", "x"), true);
    var moved = new Change(Operation.UPDATE, TABLE, row("1", null), row("7", "x"));
    assertThat(scope.takes(at(1), moved, true)).isTrue();
    assertThat(scope.takes(at(2), update(TABLE, "7", "y"), true)).isTrue();
  }

  @Test
  void afterATruncationAndWhereRowsAreNotToldApartAllOfTheTableIsTaken() {
    var scope = ReplayScope.of(END, null);
    var truncate = new Change(Operation.TRUNCATE, TABLE, null, null);
    assertThat(scope.takes(at(-1), truncate, true)).isTrue();
    assertThat(scope.takes(at(1), update(TABLE, "5", "y"), true)).isTrue();

    var keyless = table("log", false);
    assertThat(scope.takes(at(-1), update(keyless, "1", "x"), true)).isTrue();
    assertThat(scope.takes(at(1), update(keyless, "2", "x"), true)).isTrue();

    var entangled = table("c", true);
    assertThat(scope.takes(at(-1), update(entangled, "1", "x"), false)).isTrue();
    assertThat(scope.takes(at(1), update(entangled, "2", "x"), false)).isTrue();
  }

  @Test
  void aTruncationOfATableThatWasNotTouchedIsLeftOut() {
    var truncate = new Change(Operation.TRUNCATE, TABLE, null, null);
    assertThat(ReplayScope.of(END, null).takes(at(1), truncate, true)).isFalse();
  }

  @Test
  void otherTablesThanThoseAskedForAreLeftOut() {
    var scope = ReplayScope.of(null, List.of(new TableName("public", "a")));
    assertThat(scope.takes(at(1), update(TABLE, "1", "x"), true)).isTrue();
    assertThat(scope.takes(at(1), update(table("b", true), "1", "x"), true)).isFalse();
  }

  private static LogEntry.Slice at(long seconds) {
    return new LogEntry.Slice(1, 1, END.plusSeconds(seconds), 0, true, List.of());
  }

  private static Change update(TableSchema table, String key, String value) {
    return new Change(Operation.UPDATE, table, null, row(key, value));
  }

  private static TableSchema table(String name, boolean keyed) {
    return new TableSchema(
        1,
        "public",
        name,
        List.of(
            new ColumnSchema("id", "integer", false, keyed, 1),
            new ColumnSchema("v", "text", true, false, 2)));
  }

  private static Row row(String key, @Nullable String value) {
    return new Row(
        new byte[][] {key.getBytes(UTF_8), value == null ? null : value.getBytes(UTF_8)});
  }
}
