package io.sluice.writer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.change.ColumnSchema;
import io.sluice.change.TableSchema;
import io.sluice.contract.TableName;
import io.sluice.writer.plan.Alteration.Add;
import io.sluice.writer.plan.Alteration.AllowNull;
import io.sluice.writer.plan.Alteration.ChangeType;
import io.sluice.writer.plan.Alteration.Drop;
import io.sluice.writer.plan.Alteration.Rename;
import io.sluice.writer.postgres.AlterTable;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AlterationsTest {
  private static final Pattern RENAME =
      Pattern.compile("RENAME COLUMN \"([^\"]+)\" TO \"([^\"]+)\"");
  private static final ColumnSchema ID = column("id", "integer", 1);
  private static final ColumnSchema A = column("a", "integer", 2);
  private static final ColumnSchema B = column("b", "text", 3);

  @Test
  void theSameColumnsNeedNothing() {
    assertThat(between(List.of(ID, A), List.of(ID, A)).none()).isTrue();
  }

  @Test
  void aColumnIsAddedOrDropped() {
    assertThat(between(List.of(ID, A), List.of(ID, A, B)).steps()).containsExactly(new Add(B));
    assertThat(between(List.of(ID, A, B), List.of(ID, B)).steps()).containsExactly(new Drop("a"));
  }

  @Test
  void aColumnWithTheSameNumberIsTheSameWhateverItIsCalled() {
    var later = List.of(ID, column("b", "integer", 2));
    assertThat(between(List.of(ID, A), later).steps()).containsExactly(new Rename("a", "b"));
  }

  @Test
  void aColumnOfTheSameNameWithAnotherNumberIsAnotherOne() {
    var again = column("a", "integer", 7);
    assertThat(between(List.of(ID, A), List.of(ID, again)).steps())
        .containsExactly(new Drop("a"), new Add(again));
  }

  @Test
  void typesAndNullsAreCompared() {
    var before = new ColumnSchema("a", "integer", false, false, 2);
    var after = new ColumnSchema("a", "bigint", true, false, 2);
    assertThat(between(List.of(before), List.of(after)).steps())
        .containsExactly(new ChangeType("a", "integer", "bigint"), new AllowNull("a"));
    assertThat(between(List.of(after), List.of(before)).steps())
        .containsExactly(new ChangeType("a", "bigint", "integer"));
  }

  @Test
  void withoutNumbersNamesTellUntilOneGoesWhileAnotherComes() {
    var nameless = column("c", "integer", ColumnSchema.UNNUMBERED);
    assertThat(between(List.of(ID, A), List.of(ID, A, nameless)).steps())
        .containsExactly(new Add(nameless));
    var unclear = between(List.of(ID, A), List.of(ID, nameless));
    assertThat(unclear.steps()).isEmpty();
    assertThat(unclear.unclear()).containsExactly(nameless);
  }

  @Test
  void numbersThatTheSourceCannotTellAnyMoreAreKept() {
    var nameless = column("a", "integer", ColumnSchema.UNNUMBERED);
    var later = Alterations.numbered(table(List.of(ID, A)), table(List.of(ID, nameless)));
    assertThat(later.columns()).containsExactly(ID, A);
  }

  @Test
  void whateverWasDoneTheStatementsLeadThere() {
    // Every way in which three columns can have gone, stayed, swapped names or come.
    var names = List.of("a", "b", "c", "d");
    int tried = 0;
    for (int code = 0; code < 625; code++) {
      Map<String, ColumnSchema> later = new LinkedHashMap<>();
      boolean valid = true;
      int rest = code;
      for (int number = 1; number <= 4; number++) {
        int to = rest % 5;
        rest /= 5;
        if (to < 4) {
          valid &= later.put(names.get(to), column(names.get(to), "text", number)) == null;
        }
      }
      if (valid) {
        tried++;
        follow(
            List.of(column("a", "text", 1), column("b", "text", 2), column("c", "text", 3)),
            List.copyOf(later.values()));
      }
    }
    assertThat(tried).isGreaterThan(200);
  }

  /** Runs the statements on a model of a table: its columns by name, each with its number. */
  private static void follow(List<ColumnSchema> earlier, List<ColumnSchema> later) {
    Map<String, Integer> model = new HashMap<>();
    earlier.forEach(column -> model.put(column.name(), column.number()));
    var there =
        earlier.stream()
            .collect(
                Collectors.toMap(
                    ColumnSchema::name, c -> new AlterTable.TargetColumn(c.type(), false, false)));
    var alter = new AlterTable(new TableName("public", "t"), there);
    for (AlterTable.Step step : alter.steps(between(earlier, later).steps())) {
      perform(model, step);
    }
    Map<String, Integer> wanted = new HashMap<>();
    later.forEach(column -> wanted.put(column.name(), column.number()));
    assertThat(model).as("%s to %s", earlier, later).isEqualTo(wanted);
  }

  private static void perform(Map<String, Integer> model, AlterTable.Step step) {
    switch (step.alteration()) {
      case Drop(var name) -> assertThat(model.remove(name)).isNotNull();
      case Add(var column) -> assertThat(model.put(column.name(), column.number())).isNull();
      case Rename _ -> {
        var names = RENAME.matcher(step.sql());
        assertThat(names.find()).isTrue();
        Integer number = model.remove(names.group(1));
        assertThat(number).as("%s in %s", step.sql(), model).isNotNull();
        assertThat(model.put(names.group(2), number)).as(step.sql()).isNull();
      }
      case ChangeType _, AllowNull _ -> throw new AssertionError(step.sql());
    }
  }

  private static Alterations between(List<ColumnSchema> earlier, List<ColumnSchema> later) {
    return Alterations.between(table(earlier), table(later));
  }

  private static TableSchema table(List<ColumnSchema> columns) {
    return new TableSchema(1, "public", "t", columns);
  }

  private static ColumnSchema column(String name, String type, int number) {
    return new ColumnSchema(name, type, true, false, number);
  }
}
