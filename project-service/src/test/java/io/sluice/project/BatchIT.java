package io.sluice.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.cluster.KafkaClients;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.Step;
import io.sluice.fixture.KafkaFixture;
import io.sluice.fixture.PostgresFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Many projects at once: the same done with them, tags, and finding them again. */
class BatchIT {
  private static final KafkaClients KAFKA = new KafkaClients(KafkaFixture.client());

  private static RunningService service;
  private static PlayedComponents components;
  private static PlayedSignals signals;
  private static String from;
  private static String to;

  @BeforeAll
  static void start() throws Exception {
    service = new RunningService("batch");
    components = new PlayedComponents(KAFKA, "batch");
    signals = new PlayedSignals(KAFKA);
    var source = PostgresFixture.database("shop");
    source.execute("create table public.a (id int primary key, t text)");
    from = service.dataSource("shop", source, "postgres");
    to = service.dataSource("copy", PostgresFixture.database("copy"), "postgres");
  }

  @AfterAll
  static void stop() throws Exception {
    signals.close();
    components.close();
    service.close();
  }

  @Test
  void theSameIsDoneWithManyAndEachHasItsOwnOutcome() {
    String one = create("batch one", true, "first").text("id");
    String two = create("batch two", true, "second").text("id");
    String idle = create("batch idle", false, "third").text("id");
    service.awaitMonitoring("/projects/" + one);
    service.awaitMonitoring("/projects/" + two);

    var paused =
        service.post(
            "/projects/batch",
            Map.of("action", "pause", "projects", List.of(one, idle, "p-nobody", two)));
    assertThat(paused.status()).isEqualTo(200);
    assertThat(paused.body().path("accepted").asInt()).isEqualTo(2);
    assertThat(paused.body().path("rejected").asInt()).isEqualTo(2);
    assertThat(outcomes(paused)).containsExactly("ACCEPTED", "REJECTED", "REJECTED", "ACCEPTED");
    var refused = paused.items().get(1).path("failure");
    assertThat(refused.path("code").asString()).isEqualTo("NOT_ALLOWED_NOW");
    assertThat(refused.path("remedy").asString()).isNotBlank();
    assertThat(paused.items().get(2).path("failure").path("code").asString())
        .isEqualTo("UNKNOWN_ID");
    assertThat(service.get("/projects/" + one).text("status")).isEqualTo("PAUSED");

    var again =
        service.post(
            "/projects/batch",
            Map.of(
                "action",
                "resume",
                "filter",
                Map.of("keyword", "batch ", "status", List.of("PAUSED", "FAILED"))));
    assertThat(outcomes(again)).containsExactly("ACCEPTED", "ACCEPTED");

    var released =
        service.post("/projects/batch", Map.of("action", "release", "projects", List.of(idle)));
    assertThat(released.items().getFirst().path("failure").path("code").asString())
        .isEqualTo("NOT_ALLOWED_NOW");
    var deleted =
        service.post("/projects/batch", Map.of("action", "delete", "projects", List.of(idle)));
    assertThat(outcomes(deleted)).containsExactly("ACCEPTED");
    var watched =
        service.post(
            "/projects/batch",
            Map.of("action", "change-alerts", "projects", List.of(one), "alertLevel", "HIGH"));
    assertThat(outcomes(watched)).containsExactly("ACCEPTED");
    assertThat(service.get("/projects/" + one).text("alertLevel")).isEqualTo("HIGH");
  }

  @Test
  void whatIsWrongForWhicheverProjectIsRefusedBeforeAnyIsTold() {
    assertThat(service.post("/projects/batch", Map.of("action", "pause")).text("detail"))
        .contains("either 'projects' or 'filter'");
    assertThat(
            service
                .post("/projects/batch", Map.of("action", "dance", "projects", List.of("p-1")))
                .text("detail"))
        .contains("'action' must be one of");
    assertThat(
            service
                .post("/projects/batch", Map.of("action", "add-tags", "projects", List.of("p-1")))
                .text("detail"))
        .contains("'tags': missing");
  }

  @Test
  void aBatchThatComesAgainWithItsKeyIsNotDoneTwice() {
    String id = create("batch again", true, "again").text("id");
    service.awaitMonitoring("/projects/" + id);
    String body = "{\"action\":\"pause\",\"projects\":[\"%s\"]}".formatted(id);
    service.call("POST", "/projects/batch", body, "Idempotency-Key", "batch-key");
    service.call("POST", "/projects/" + id + "/resume", null, "Prefer", "wait=9");
    var again = service.call("POST", "/projects/batch", body, "Idempotency-Key", "batch-key");
    assertThat(outcomes(again)).containsExactly("ACCEPTED");
    assertThat(service.get("/projects/" + id).text("status")).isEqualTo("RUNNING");
  }

  @Test
  void tagsAreMadeAssignedRenamedAndDeleted() {
    assertThat(service.post("/tags", Map.of("name", "made first")).status()).isEqualTo(201);
    assertThat(service.post("/tags", Map.of("name", " no, ")).text("code"))
        .isEqualTo("INVALID_INPUT");
    String one = create("tags one", false, "x-old", "stays").text("id");
    String two = create("tags two", false).text("id");
    var added =
        service.post(
            "/projects/batch",
            Map.of("action", "add-tags", "projects", List.of(one, two), "tags", List.of("x-old")));
    assertThat(outcomes(added)).containsExactly("SATISFIED", "ACCEPTED");
    assertThat(projectsWith("x-old")).isEqualTo(2);
    assertThat(projectsWith("made first")).isZero();

    var renamed = service.call("PATCH", "/tags/x-old", "{\"name\":\"x-new\"}");
    assertThat(outcomes(renamed)).containsExactly("ACCEPTED", "ACCEPTED");
    assertThat(tags(one)).containsExactly("stays", "x-new");
    assertThat(projectsWith("x-old")).isEqualTo(-1);

    var deleted = service.call("DELETE", "/tags/x-new", null);
    assertThat(outcomes(deleted)).containsExactly("ACCEPTED", "ACCEPTED");
    assertThat(tags(one)).containsExactly("stays");
    assertThat(service.call("DELETE", "/tags/x-new", null).status()).isEqualTo(404);

    var six =
        service.call(
            "PATCH",
            "/projects/" + one,
            "{\"tags\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\"]}",
            "Prefer",
            "wait=9");
    assertThat(six.text("detail")).isEqualTo("tags: more than 5");
  }

  @Test
  void projectsAreFoundByStatusesTagsAndLatencyAndCounted() {
    String late = create("found late", true, "f-shop", "f-prod").text("id");
    String early = create("found early", true, "f-shop").text("id");
    create("found idle", false, "f-shop", "f-test");
    for (String id : List.of(late, early)) {
      service.awaitMonitoring("/projects/" + id);
    }
    tell(late, 9_000);
    tell(early, 10);

    assertThat(service.get("/projects?tag=f-shop&tag=f-prod").names())
        .containsExactly("found late");
    assertThat(service.get("/projects?tag=f-shop&status=RUNNING&status=PAUSED&sort=name").names())
        .containsExactly("found early", "found late");
    await()
        .until(
            () ->
                service
                    .get("/projects?tag=f-shop&sort=-latency")
                    .names()
                    .equals(List.of("found late", "found early", "found idle")));
    assertThat(service.get("/projects?tag=f-shop&sort=latency").names())
        .containsExactly("found early", "found late", "found idle");

    var counts = service.get("/projects/counts?tag=f-shop").body();
    assertThat(counts.path("total").asInt()).isEqualTo(3);
    assertThat(counts.path("statuses").path("RUNNING").asInt()).isEqualTo(2);
    assertThat(counts.path("statuses").path("NOT_STARTED").asInt()).isOne();
    assertThat(counts.path("tags").path("f-prod").asInt()).isOne();
  }

  @Test
  void aCloneBeginsAnewWithTheSameDefinition() {
    String of = create("cloned", false, "copied").text("id");
    var clone = service.call("POST", "/projects/" + of + "/clone", null, "Prefer", "wait=9");
    assertThat(clone.status()).isEqualTo(201);
    assertThat(clone.header("Location")).isEqualTo("/api/v1/projects/" + clone.text("id"));
    assertThat(clone.text("name")).isEqualTo("cloned (copy)");
    assertThat(clone.text("status")).isEqualTo("NOT_STARTED");
    assertThat(tags(clone.text("id"))).containsExactly("copied");
    var second = service.call("POST", "/projects/" + of + "/clone", null, "Prefer", "wait=9");
    assertThat(second.text("name")).isEqualTo("cloned (copy 2)");
    var named =
        service.call(
            "POST", "/projects/" + of + "/clone", "{\"name\":\"named\"}", "Prefer", "wait=9");
    assertThat(named.text("name")).isEqualTo("named");
  }

  @Test
  void regionIsChangedUntilItStarts() {
    String id = create("moved", false).text("id");
    var moved =
        service.call("PATCH", "/projects/" + id, "{\"region\":\"elsewhere\"}", "Prefer", "wait=9");
    assertThat(moved.text("region")).isEqualTo("elsewhere");
    assertThat(moved.text("name")).isEqualTo("moved");
  }

  private static void tell(String project, long latencyMillis) {
    signals.tell(
        ComponentKind.WRITER.idFor(project), project, Step.INCREMENTAL, latencyMillis, List.of());
  }

  private static List<String> outcomes(RunningService.Answer answer) {
    return answer.items().stream().map(item -> item.path("outcome").asString()).toList();
  }

  private static List<String> tags(String project) {
    return service
        .get("/projects/" + project)
        .body()
        .path("tags")
        .valueStream()
        .map(JsonNode::asString)
        .toList();
  }

  /** How many have it; -1 when there is no such tag. */
  private static int projectsWith(String tag) {
    return service.get("/tags").items().stream()
        .filter(item -> item.path("name").asString().equals(tag))
        .mapToInt(item -> item.path("projects").asInt())
        .findFirst()
        .orElse(-1);
  }

  private static RunningService.Answer create(String name, boolean start, String... tags) {
    return service.post(
        "/projects",
        Map.of(
            "name",
            name,
            "source",
            from,
            "destination",
            to,
            "tags",
            List.of(tags),
            "start",
            start,
            "tables",
            List.of(Map.of("schema", "public", "name", "a"))));
  }
}
