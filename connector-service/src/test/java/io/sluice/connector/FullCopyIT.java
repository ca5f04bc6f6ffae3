package io.sluice.connector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions.Format;
import io.sluice.contract.Topics;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class FullCopyIT {
  private static final Set<Step> STEPS = Set.of(Step.SCHEMA, Step.FULL);

  private final Scene scene = new Scene();

  @Test
  void schemaSynchronizationMakesTopicsAndTakesThoseThatAreThere() throws Exception {
    scene.database.execute(
        "create table a (id int primary key)", "create table b (id int primary key)");
    var first = scene.perform(scene.spec(STEPS, Format.JSON, 0, "a"), Step.SCHEMA, 1);
    var second = scene.perform(scene.spec(STEPS, Format.JSON, 0, "a", "b"), Step.SCHEMA, 2);

    assertThat(first.report).containsEntry(scene.topic("a"), "created, 3 partitions");
    assertThat(second.report)
        .containsEntry(scene.topic("a"), "existing, 3 partitions")
        .containsEntry(scene.topic("b"), "created, 3 partitions");
  }

  @Test
  void everyRowIsCopiedOnceWhateverTheKey() throws Exception {
    scene.database.execute(
        "create table numbers (id bigint primary key, v text)",
        "insert into numbers select i, 'v' || i from generate_series(-5000, 250000) i",
        "create table words (id text, part int, v text, primary key (id, part))",
        "insert into words select 'w' || (i / 3000), i, md5(i::text) from generate_series(1, 20000) i",
        "create table ids (id uuid primary key, v int)",
        "insert into ids select gen_random_uuid(), i from generate_series(1, 300) i",
        "create table heap (a int, b text)",
        "alter table heap replica identity full",
        "insert into heap select i / 2, E'tab\\t line\\n back\\\\slash' from generate_series(1, 9000) i",
        "create table nothing (id int primary key)",
        "create table \"Mixed Case\" (\"Id\" int primary key, \"select\" text)",
        "insert into \"Mixed Case\" values (1, null)",
        "analyze");
    var spec =
        scene.spec(
            STEPS, Format.JSON, 0, "numbers", "words", "ids", "heap", "nothing", "Mixed Case");
    scene.perform(spec, Step.SCHEMA, 1);
    var context = scene.perform(spec, Step.FULL, 2);

    assertThat(Scene.read(scene.topic("numbers"))).hasSize(255_001);
    assertThat(Scene.materialize(Scene.read(scene.topic("numbers"))))
        .isEqualTo(scene.source("numbers", "v"));
    assertThat(Scene.materialize(Scene.read(scene.topic("words")))).hasSize(20_000);
    assertThat(Scene.read(scene.topic("words"))).hasSize(20_000);
    assertThat(Scene.materialize(Scene.read(scene.topic("ids")))).hasSize(300);
    var heap = Scene.read(scene.topic("heap"));
    assertThat(heap).hasSize(9_000);
    assertThat(new String(heap.getFirst().value(), UTF_8))
        .contains("\"b\":\"tab\\t line\\n back\\\\slash\"");
    assertThat(Scene.read(scene.topic("nothing"))).isEmpty();
    assertThat(new String(Scene.read(scene.topic("Mixed_Case")).getFirst().value(), UTF_8))
        .contains("\"after\":{\"Id\":1,\"select\":null}");
    assertThat(context.report).containsEntry("public.numbers", "255001 rows in 3 chunks");
    assertThat(context.telemetry().tables()).allMatch(table -> table.completed());
  }

  @Test
  void aTableWithoutKeyIsRefused() throws Exception {
    scene.database.execute("create table loose (a int)");
    assertThatThrownBy(
            () -> scene.perform(scene.spec(STEPS, Format.JSON, 0, "loose"), Step.FULL, 1))
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> assertThat(e.failure().code()).isEqualTo(ErrorCode.KEY_MISSING));
  }

  /** The crash points of {@code io.sluice.connector.position}, and how often each is passed. */
  @ParameterizedTest
  @CsvSource({"1,1", "2,1", "3,2", "3,3", "4,2", "4,3", "4,4", "5,2", "5,3", "8,1", "9,1"})
  void aDeathAtAnyPointLosesAndRepeatsNothing(int point, int nth) throws Exception {
    scene.database.execute(
        "create table t (id bigint primary key, v text)",
        "insert into t select i, 'v' || i from generate_series(1, 20000) i");
    var spec = scene.spec(STEPS, Format.JSON, 8_000, "t");
    scene.perform(spec, Step.SCHEMA, 1);
    var death = new Death(point, nth);
    var dead = scene.start(spec, Step.FULL, 2, null, death);
    assertThat(death.reached.await(30, TimeUnit.SECONDS)).isTrue();

    scene.perform(scene.spec(STEPS, Format.JSON, 0, "t"), Step.FULL, 3);
    assertWholeWithoutRepeat();

    death.wakeUp();
    var end = dead.outcome().get(60, TimeUnit.SECONDS);
    if (point != 9) {
      assertThat(end)
          .isInstanceOfSatisfying(
              SluiceException.class,
              e -> assertThat(e.failure().code()).isEqualTo(ErrorCode.FENCED));
    }
    assertWholeWithoutRepeat();
  }

  @Test
  void stoppingLeavesAChunkToBeTakenUpAgain() throws Exception {
    scene.database.execute(
        "create table t (id bigint primary key, v text)",
        "insert into t select i, 'v' || i from generate_series(1, 20000) i");
    var slow = scene.spec(STEPS, Format.JSON, 5_000, "t");
    scene.perform(slow, Step.SCHEMA, 1);
    var commits = new Death(5, 3);
    var running = scene.start(slow, Step.FULL, 2, null, commits);
    assertThat(commits.reached.await(30, TimeUnit.SECONDS)).isTrue();
    running.context().stopping = true;
    commits.wakeUp();
    assertThat(running.outcome().get(10, TimeUnit.SECONDS)).isNull();
    assertThat(Scene.read(scene.topic("t")).size()).isBetween(1, 19_999);

    scene.perform(scene.spec(STEPS, Format.JSON, 0, "t"), Step.FULL, 3);
    assertWholeWithoutRepeat();
  }

  @Test
  void destroyRemovesThePositionTopicAndNothingElse() throws Exception {
    scene.database.execute("create table t (id int primary key)");
    var spec = scene.spec(STEPS, Format.JSON, 0, "t");
    var context = scene.perform(spec, Step.SCHEMA, 1);
    scene.task(Scene.NO_CRASH).destroy(context);
    scene.task(Scene.NO_CRASH).destroy(context);

    try (var admin = Admin.create(io.sluice.fixture.KafkaFixture.client())) {
      assertThat(admin.listTopics().names().get())
          .contains(scene.topic("t"))
          .doesNotContain(Topics.connectorPosition(scene.connectorId));
    }
  }

  private void assertWholeWithoutRepeat() {
    var records = Scene.read(scene.topic("t"));
    var keys = new HashSet<String>();
    var repeated = records.stream().map(m -> new String(m.key(), UTF_8)).filter(k -> !keys.add(k));
    assertThat(repeated.toList()).isEqualTo(List.of());
    assertThat(Scene.materialize(records)).isEqualTo(scene.source("t", "v"));
  }
}
