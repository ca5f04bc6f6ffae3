package io.sluice.writer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.change.Change;
import io.sluice.change.ColumnSchema;
import io.sluice.change.Row;
import io.sluice.change.TableSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CompactionTest {
  private static final TableSchema TABLE =
      new TableSchema(
          1,
          "public",
          "t",
          List.of(
              new ColumnSchema("id", "int4", false, true),
              new ColumnSchema("a", "text", true, false),
              new ColumnSchema("b", "text", true, false)));
  private static final int[] KEY = {0};
  private static final int[] ALL = {0, 1, 2};

  /** A table as a map; what it does it also logs. */
  private static final class Model {
    private final TreeMap<String, String[]> rows = new TreeMap<>();
    private final List<Change> log = new ArrayList<>();
    private int counter;

    Model(Map<String, String[]> rows) {
      this.rows.putAll(rows);
    }

    boolean insert(String key) {
      if (rows.containsKey(key)) {
        return false;
      }
      String[] row = {key, next(), next()};
      rows.put(key, row);
      log.add(new Change(Change.Operation.INSERT, TABLE, null, row(row)));
      return true;
    }

    boolean update(String key, boolean leaveOut) {
      return move(key, key, leaveOut);
    }

    boolean move(String from, String to, boolean leaveOut) {
      String[] old = rows.get(from);
      if (old == null || (!from.equals(to) && rows.containsKey(to))) {
        return false;
      }
      rows.remove(from);
      String[] row = {to, next(), leaveOut ? old[2] : next()};
      rows.put(to, row);
      byte[][] logged = row(row).values();
      if (leaveOut) {
        logged[2] = Row.ABSENT;
      }
      Row before =
          from.equals(to) ? null : new Row(new byte[][] {bytes(from), Row.ABSENT, Row.ABSENT});
      log.add(new Change(Change.Operation.UPDATE, TABLE, before, new Row(logged)));
      return true;
    }

    boolean delete(String key) {
      if (rows.remove(key) == null) {
        return false;
      }
      var before = new Row(new byte[][] {bytes(key), Row.ABSENT, Row.ABSENT});
      log.add(new Change(Change.Operation.DELETE, TABLE, before, null));
      return true;
    }

    boolean truncate() {
      rows.clear();
      log.add(new Change(Change.Operation.TRUNCATE, TABLE, null, null));
      return true;
    }

    private @Nullable String next() {
      return ++counter % 7 == 0 ? null : "v" + counter;
    }
  }

  @Test
  void netChangesGiveWhatTheChangesGiveForEveryShortHistory() {
    int[] tried = new int[2];
    for (int there = 0; there < 4; there++) {
      var start = new TreeMap<String, String[]>();
      for (String key : List.of("1", "2")) {
        if ((there & Integer.parseInt(key)) != 0) {
          start.put(key, new String[] {key, "old a", "old b"});
        }
      }
      histories(start, new int[0], tried);
    }
    assertThat(tried[0]).isGreaterThan(10_000);
    assertThat(tried[1]).isGreaterThan(tried[0] / 4);
  }

  private void histories(TreeMap<String, String[]> start, int[] steps, int[] tried) {
    var model = new Model(start);
    for (int step : steps) {
      if (!perform(model, step)) {
        return;
      }
    }
    tried[0]++;
    tried[1] += check(start, model) ? 1 : 0;
    if (steps.length < 5) {
      for (int step = 0; step < 13; step++) {
        int[] longer = Arrays.copyOf(steps, steps.length + 1);
        longer[steps.length] = step;
        histories(start, longer, tried);
      }
    }
  }

  private static boolean perform(Model model, int step) {
    return switch (step) {
      case 0 -> model.insert("1");
      case 1 -> model.insert("2");
      case 2 -> model.update("1", false);
      case 3 -> model.update("1", true);
      case 4 -> model.update("2", false);
      case 5 -> model.update("2", true);
      case 6 -> model.delete("1");
      case 7 -> model.delete("2");
      case 8 -> model.move("1", "2", false);
      case 9 -> model.move("2", "1", false);
      case 10 -> model.move("1", "3", true);
      case 11 -> model.move("3", "1", false);
      default -> model.truncate();
    };
  }

  @Test
  void netChangesGiveWhatTheChangesGiveForRandomHistories() {
    long seed = System.nanoTime();
    System.out.println("CompactionTest seed " + seed);
    var random = new Random(seed);
    int compacted = 0;
    for (int round = 0; round < 3000; round++) {
      var start = new TreeMap<String, String[]>();
      for (int key = 0; key < 12; key++) {
        if (random.nextBoolean()) {
          start.put("" + key, new String[] {"" + key, "old a", "old b"});
        }
      }
      var model = new Model(start);
      int steps = random.nextInt(60);
      for (int i = 0; i < steps; i++) {
        String key = "" + random.nextInt(12);
        boolean leaveOut = random.nextInt(4) == 0;
        switch (random.nextInt(20)) {
          case 0, 1, 2, 3, 4, 5 -> model.insert(key);
          case 6, 7, 8, 9, 10, 11, 12 -> model.update(key, leaveOut);
          case 13, 14, 15, 16 -> model.delete(key);
          case 17, 18 -> model.move(key, "" + random.nextInt(12), random.nextInt(12) == 0);
          default -> {
            if (random.nextInt(10) == 0) {
              model.truncate();
            }
          }
        }
      }
      compacted += check(start, model) ? 1 : 0;
    }
    assertThat(compacted).as("compacted of 3000, seed %d", seed).isGreaterThan(1000);
  }

  @Test
  void aRowThatIsMovedWithAValueOnlyTheDestinationKnowsIsLeftToTheOrderedWay() {
    var compaction = new Compaction(KEY, ALL, true);
    var model = new Model(Map.of("1", new String[] {"1", "a", "b"}));
    model.move("1", "2", true);
    model.log.forEach(compaction::add);

    assertThat(compaction.result()).isEqualTo(new Compaction.InOrder());
  }

  @Test
  void aRowIsNotMovedByDeletingItWhenTheDestinationKeepsMoreInIt() {
    var compaction = new Compaction(KEY, ALL, false);
    var model = new Model(Map.of("1", new String[] {"1", "a", "b"}));
    model.move("1", "2", false);
    model.log.forEach(compaction::add);

    assertThat(compaction.result()).isEqualTo(new Compaction.InOrder());
  }

  @Test
  void whatCameAndWentIsToldApartFromWhatWasThere() {
    var compaction = new Compaction(KEY, ALL, true);
    var model = new Model(Map.of("1", new String[] {"1", "a", "b"}));
    model.delete("1");
    model.insert("2");
    model.delete("2");
    model.log.forEach(compaction::add);

    var net = (Compaction.Net) compaction.result();
    assertThat(net.deletes()).hasSize(1);
    assertThat(net.gone()).hasSize(1);
  }

  /** Compares with the naive way; false when there are no net changes. */
  private static boolean check(Map<String, String[]> start, Model model) {
    var compaction = new Compaction(KEY, ALL, true);
    model.log.forEach(compaction::add);
    if (!(compaction.result() instanceof Compaction.Net net)) {
      return false;
    }
    var rows = new TreeMap<String, String[]>(start);
    if (net.truncated()) {
      rows.clear();
    }
    for (byte[][] row : net.deletes()) {
      assertThat(rows.remove(text(row[0]))).as("was there").isNotNull();
    }
    for (Map.Entry<BitSet, List<byte[] @Nullable []>> group : net.updates().entrySet()) {
      for (byte[][] row : group.getValue()) {
        String[] old = rows.get(text(row[0]));
        if (old == null) {
          throw new AssertionError("was not there");
        }
        String[] updated = {text(row[0]), text(row[1]), text(row[2])};
        for (int i = 0; i < 3; i++) {
          assertThat(Row.isAbsent(row[i])).isEqualTo(group.getKey().get(i));
          updated[i] = Row.isAbsent(row[i]) ? old[i] : updated[i];
        }
        rows.put(updated[0], updated);
      }
    }
    for (byte[][] row : net.inserts()) {
      var added = new String[] {text(row[0]), text(row[1]), text(row[2])};
      assertThat(rows.put(added[0], added)).as("was not there").isNull();
    }
    net.gone().forEach(row -> assertThat(rows).doesNotContainKey(text(row[0])));
    assertThat(shown(rows)).isEqualTo(shown(model.rows));
    return true;
  }

  private static List<String> shown(Map<String, String[]> rows) {
    return rows.values().stream().map(Arrays::toString).toList();
  }

  private static Row row(String[] values) {
    return new Row(Arrays.stream(values).map(CompactionTest::bytes).toArray(byte[][]::new));
  }

  private static byte @Nullable [] bytes(@Nullable String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte @Nullable [] value) {
    return value == null ? "null" : new String(value, StandardCharsets.UTF_8);
  }
}
