package io.sluice.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cluster.KafkaClients;
import io.sluice.contract.AlertLevel;
import io.sluice.contract.CheckResult;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.MessageTypes;
import io.sluice.contract.Outcome;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.Step;
import io.sluice.contract.StepStatus;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableMapping;
import io.sluice.contract.Topics;
import io.sluice.contract.cloudevents.Json;
import io.sluice.datasource.DataSource;
import io.sluice.datasource.DataSourceCodec;
import io.sluice.datasource.SealingKey;
import io.sluice.datasource.Secret;
import io.sluice.fixture.KafkaFixture;
import io.sluice.fixture.PostgresFixture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Projects driven by nothing but commands that a plain producer publishes. */
class DrivenByEventsIT {
  private static final String REGION = "driven";
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
  private static final KafkaClients KAFKA = new KafkaClients(KafkaFixture.client());

  private static PostgresFixture.Database database;
  private static ConfigurableApplicationContext service;
  private static KafkaProducer<String, byte[]> producer;
  private static EventLogSeen events;
  private static PlayedComponents components;

  @BeforeAll
  static void start() throws Exception {
    var own = PostgresFixture.database("projects");
    var source = PostgresFixture.database("source");
    var destination = PostgresFixture.database("destination");
    source.execute("create table public.a (id int primary key, t text)");
    database = own;
    service = run();
    producer =
        new KafkaProducer<>(
            new HashMap<>(KafkaFixture.client()),
            new StringSerializer(),
            new ByteArraySerializer());
    register("ds-source", source);
    register("ds-destination", destination);
    events = new EventLogSeen(KAFKA);
    components = new PlayedComponents(KAFKA, REGION);
  }

  @AfterAll
  static void stop() throws Exception {
    components.close();
    events.close();
    producer.close();
    service.close();
  }

  @Test
  void aProjectGoesFromCreationToMonitoringAndIsPausedResumedAndReleased() throws Exception {
    String id = newId();
    send(id, new ProjectCommand.Create(definition(id), true));
    assertThat(events.await(id, ProjectEvent.PrecheckCompleted.class).results())
        .noneMatch(check -> check.status() == CheckResult.Status.FAILED);
    events.await(id, ProjectEvent.Started.class);
    awaitMonitoring(id);
    assertThat(events.of(id, ProjectEvent.StepStarted.class))
        .extracting(ProjectEvent.StepStarted::step)
        .containsExactly(Step.SCHEMA, Step.LOG_PULL, Step.FULL, Step.INCREMENTAL);

    send(id, new ProjectCommand.Pause("night"));
    assertThat(events.await(id, ProjectEvent.Paused.class).recoverableUntil())
        .isAfter(Instant.now());
    send(id, new ProjectCommand.Resume());
    events.await(id, ProjectEvent.Resumed.class);
    send(id, new ProjectCommand.Complete());
    events.await(id, ProjectEvent.Completed.class);
    send(id, new ProjectCommand.Release("delete"));
    events.await(id, ProjectEvent.Released.class);
    assertThat(events.of(id, ProjectEvent.ComponentReleased.class)).hasSize(2);
    send(id, new ProjectCommand.Delete());
    events.await(id, ProjectEvent.Deleted.class);
  }

  @Test
  void aFailedStepFailsTheProjectAndTheResumeGoesOnFromThere() throws Exception {
    String id = newId();
    var failure = new Failure(ErrorCode.DESTINATION_REFUSED, "public.a: no room");
    components.fail(Step.FULL, failure);
    send(id, new ProjectCommand.Create(definition(id), true));
    var failed = events.await(id, ProjectEvent.Failed.class);
    assertThat(failed.step()).isEqualTo(Step.FULL);
    assertThat(failed.failure()).isEqualTo(failure);
    components.heal();
    send(id, new ProjectCommand.Resume());
    awaitMonitoring(id);
  }

  @Test
  void aPrecheckThatDoesNotPassSaysWhatToDoAndKeepsTheProjectFromStarting() throws Exception {
    String id = newId();
    var tables = List.of(TableMapping.same("public", "nowhere"));
    send(id, new ProjectCommand.Create(definition(id, tables), false));
    send(id, new ProjectCommand.Precheck());
    var precheck = events.await(id, ProjectEvent.PrecheckCompleted.class);
    assertThat(precheck.passed()).isFalse();
    assertThat(precheck.results())
        .filteredOn(check -> check.status() == CheckResult.Status.FAILED)
        .singleElement()
        .satisfies(check -> assertThat(check.name()).isEqualTo("source-tables"));
    assertThat(rejection(send(id, new ProjectCommand.Start())).code())
        .isEqualTo(ErrorCode.PRECHECK_NOT_PASSED);
  }

  @Test
  void aNameIsTakenUntilItsProjectIsRenamedOrDeleted() throws Exception {
    String first = newId();
    String second = newId();
    String third = newId();
    String name = "name of " + first;
    var definition = definition(name);
    send(first, new ProjectCommand.Create(definition, false));
    events.await(first, ProjectEvent.Created.class);
    assertThat(rejection(send(second, new ProjectCommand.Create(definition, false))).code())
        .isEqualTo(ErrorCode.NAME_TAKEN);

    send(first, new ProjectCommand.Change("other name of " + first, null, null, null));
    events.await(first, ProjectEvent.Renamed.class);
    createWhenFree(third, definition);
    send(third, new ProjectCommand.Delete());
    events.await(third, ProjectEvent.Deleted.class);
    createWhenFree(newId(), definition);
  }

  @Test
  void whatIsMalformedIsRejectedAndHoldsUpNothing() throws Exception {
    String id = newId();
    publish(id, "{not json", "io.sluice.project.pause.v1", "bad-1-" + id);
    publish(id, "{\"unknown\":1}", "io.sluice.project.pause.v1", "bad-2-" + id);
    publish(id, "{}", "io.sluice.project.explode.v1", "bad-3-" + id);
    publish(id, "{}", "io.sluice.project.pause.v1", "bad-4-" + id);
    producer
        .send(new ProducerRecord<>(Topics.PROJECT_COMMANDS, id, new byte[] {1, 2, 3}))
        .get(10, TimeUnit.SECONDS);
    producer
        .send(new ProducerRecord<>(Topics.EVENTS, id, "garbage".getBytes(StandardCharsets.UTF_8)))
        .get(10, TimeUnit.SECONDS);

    assertThat(rejection("bad-1-" + id).code()).isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(rejection("bad-2-" + id).code()).isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(rejection("bad-3-" + id).code()).isEqualTo(ErrorCode.UNKNOWN_COMMAND);
    assertThat(rejection("bad-4-" + id).code()).isEqualTo(ErrorCode.UNKNOWN_ID);
    String wrongId = "x" + id;
    assertThat(
            rejection(send(wrongId, new ProjectCommand.Create(definition(wrongId), false)))
                .detail())
        .startsWith("subject:");
    send(id, new ProjectCommand.Create(definition(id), true));
    awaitMonitoring(id);
  }

  @Test
  void aCommandThatIsSentTwiceHasEffectOnce() throws Exception {
    String id = newId();
    var create = new ProjectCommand.Create(definition(id), false);
    String commandId = UUID.randomUUID().toString();
    send(id, create, commandId);
    send(id, create, commandId);
    send(id, new ProjectCommand.Change("renamed " + id, null, null, null));
    events.await(id, ProjectEvent.Renamed.class);
    assertThat(events.of(id, ProjectEvent.Created.class)).hasSize(1);
  }

  @Test
  void aServiceThatIsStartedAgainKnowsItsProjects() throws Exception {
    String id = newId();
    send(id, new ProjectCommand.Create(definition(id), true));
    awaitMonitoring(id);
    service.close();
    String commandId = send(id, new ProjectCommand.Pause(null));
    service = run();
    assertThat(events.awaitOutcome(commandId).data()).isInstanceOf(ProjectEvent.Paused.class);
  }

  @Test
  void theWholeLogReadASecondTimeChangesNothing() throws Exception {
    String paused = newId();
    send(paused, new ProjectCommand.Create(definition(paused), true));
    awaitMonitoring(paused);
    send(paused, new ProjectCommand.Pause("night"));
    events.await(paused, ProjectEvent.Paused.class);
    String released = newId();
    send(released, new ProjectCommand.Create(definition(released), true));
    awaitMonitoring(released);
    send(released, new ProjectCommand.Complete());
    send(released, new ProjectCommand.Release("delete"));
    events.await(released, ProjectEvent.Released.class);

    service.close();
    int before = events.about(paused).size();
    int releasedBefore = events.about(released).size();
    try (Admin admin = KAFKA.admin()) {
      admin.deleteConsumerGroups(List.of("sluice-flow")).all().get(30, TimeUnit.SECONDS);
    }
    service = run();
    // What is new goes its way when all that is old has been read.
    String next = newId();
    send(next, new ProjectCommand.Create(definition(next), true));
    awaitMonitoring(next);
    assertThat(events.about(paused)).hasSize(before);
    assertThat(events.about(released)).hasSize(releasedBefore);
  }

  @Test
  void aProjectInARegionWhereNothingRunsWaitsAndHoldsUpNoOther() throws Exception {
    String waiting = newId();
    String region = "far-" + waiting.substring(2);
    send(waiting, new ProjectCommand.Create(in(region, definition(waiting)), true));
    events.await(waiting, ProjectEvent.StepStarted.class);
    for (int i = 0; i < 4; i++) {
      String id = newId();
      send(id, new ProjectCommand.Create(definition(id), true));
      awaitMonitoring(id);
    }
    try (var components = new PlayedComponents(KAFKA, region)) {
      awaitMonitoring(waiting);
      assertThat(components.received()).isNotEmpty();
    }
  }

  private static ConfigurableApplicationContext run() {
    return ProjectServiceApplication.application()
        .run(
            "--spring.kafka.bootstrap-servers=" + KafkaFixture.bootstrapServers(),
            "--spring.datasource.url=" + database.jdbcUrl(),
            "--spring.datasource.username=" + database.username(),
            "--spring.datasource.password=" + database.password(),
            "--sluice.users.initial-password-file=target/admin.password",
            "--sluice.secret-key=" + KEY,
            "--sluice.partitions=4",
            "--sluice.region=" + REGION,
            "--server.port=0");
  }

  private static void createWhenFree(String id, ProjectDefinition definition) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              send(id, new ProjectCommand.Create(definition, false));
              return !events.of(id, ProjectEvent.Created.class).isEmpty();
            });
  }

  private static void awaitMonitoring(String id) {
    Awaitility.await("monitoring of " + id)
        .atMost(Duration.ofSeconds(90))
        .until(
            () ->
                events.of(id, ProjectEvent.StepAdvanced.class).stream()
                    .anyMatch(step -> step.status() == StepStatus.MONITORING));
  }

  private static Failure rejection(String commandId) {
    return ((Outcome.Rejected) Objects.requireNonNull(events.awaitOutcome(commandId).data()))
        .failure();
  }

  private static String send(String id, ProjectCommand command) throws Exception {
    return send(id, command, UUID.randomUUID().toString());
  }

  private static String send(String id, ProjectCommand command, String commandId) throws Exception {
    publish(
        id,
        Json.LENIENT.writeValueAsString(command),
        MessageTypes.nameOf(command.getClass()),
        commandId);
    return commandId;
  }

  /** What any system can do that knows the AsyncAPI document. */
  private static void publish(String id, String json, String type, String commandId)
      throws Exception {
    var record =
        new ProducerRecord<>(Topics.PROJECT_COMMANDS, id, json.getBytes(StandardCharsets.UTF_8));
    Map.of(
            "ce_specversion",
            "1.0",
            "ce_id",
            commandId,
            "ce_source",
            "/another-system",
            "ce_type",
            type,
            "ce_subject",
            id,
            "content-type",
            "application/json")
        .forEach(
            (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    producer.send(record).get(10, TimeUnit.SECONDS);
  }

  private static void register(String id, PostgresFixture.Database database) throws Exception {
    var source =
        new DataSource.Postgres(
            id,
            id,
            REGION,
            database.host(),
            database.port(),
            database.name(),
            database.username(),
            new Secret(database.password()),
            DataSource.SslMode.DISABLE);
    byte[] value = new DataSourceCodec(SealingKey.from(KEY, null)).write(source);
    producer.send(new ProducerRecord<>(Topics.DATA_SOURCES, id, value)).get(10, TimeUnit.SECONDS);
  }

  private static String newId() {
    return "p-" + UUID.randomUUID().toString().substring(0, 8);
  }

  private static ProjectDefinition in(String region, ProjectDefinition of) {
    return new ProjectDefinition(
        of.name(),
        of.tags(),
        of.source(),
        of.destination(),
        of.destinationKind(),
        region,
        of.tables(),
        of.options(),
        of.alertLevel(),
        of.revision(),
        null,
        null);
  }

  private static ProjectDefinition definition(String name) {
    return definition(name, List.of(TableMapping.same("public", "a")));
  }

  private static ProjectDefinition definition(String name, List<TableMapping> tables) {
    return new ProjectDefinition(
        name,
        List.of(),
        "ds-source",
        "ds-destination",
        ComponentKind.WRITER,
        REGION,
        tables,
        SyncOptions.DEFAULT,
        AlertLevel.LOW,
        null,
        null,
        null);
  }
}
