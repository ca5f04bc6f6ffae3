package io.sluice.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.cluster.KafkaClients;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.Step;
import io.sluice.fixture.KafkaFixture;
import io.sluice.fixture.PostgresFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How the tables of a project change, as an operator has it done. */
class ObjectsIT {
  private static final String[] CSV = {"Content-Type", "text/csv", "Prefer", "wait=9"};

  private static RunningService service;
  private static PlayedComponents components;
  private static PostgresFixture.Database source;
  private static String from;
  private static String to;

  @BeforeAll
  static void start() throws Exception {
    service = new RunningService("objects");
    components = new PlayedComponents(new KafkaClients(KafkaFixture.client()), "objects");
    source = PostgresFixture.database("objects");
    source.execute(
        "create table public.a (id int primary key, t text)",
        "create table public.b (id int primary key, t text)",
        "create table public.keyless (t text)");
    from = service.dataSource("shop", source, "postgres");
    to = service.dataSource("copy", PostgresFixture.database("objects_copy"), "postgres");
  }

  @AfterAll
  static void stop() throws Exception {
    components.close();
    service.close();
  }

  @Test
  void theTopicsOfAProjectAreLookedUpWhereTheyAre() throws Exception {
    String kafka =
        service
            .post(
                "/data-sources",
                Map.of(
                    "name",
                    "topics",
                    "kind",
                    "KAFKA",
                    "bootstrapServers",
                    KafkaFixture.bootstrapServers(),
                    "security",
                    "PLAINTEXT"))
            .text("id");
    var made =
        service.post(
            "/projects",
            Map.of(
                "name",
                "to topics",
                "source",
                from,
                "destination",
                kafka,
                "options",
                Map.of("topicTemplate", "looked.up.{table}"),
                "tables",
                List.of(Map.of("schema", "public", "name", "a"))));
    String path = "/projects/" + made.text("id") + "/topics";
    assertThat(service.get(path).items().getFirst().path("exists").asBoolean()).isFalse();
    try (var admin = Admin.create(KafkaFixture.client())) {
      var topic = new NewTopic("looked.up.a", 2, (short) 1);
      admin.createTopics(List.of(topic.configs(Map.of("cleanup.policy", "compact")))).all().get();
    }
    var found = service.get(path).items().getFirst();
    assertThat(found.path("partitions").size()).isEqualTo(2);
    assertThat(found.path("partitions").path(1).path("end").asInt()).isZero();
    assertThat(found.path("settings").path("cleanup.policy").asString()).isEqualTo("compact");
    assertThat(found.path("table").path("name").asString()).isEqualTo("a");
  }

  @Test
  void objectsAreReplacedBeforeTheStart() {
    String path = "/projects/" + create("objects", "a", false).text("id");
    String tables = "{\"tables\":[{\"schema\":\"public\",\"name\":\"b\"}]}";
    var changed = service.call("PUT", path + "/objects", tables, "Prefer", "wait=9");
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.body().path("tables").get(0).path("source").path("name").asString())
        .isEqualTo("b");
  }

  @Test
  void whatWasChangedMeanwhileIsNotUndoneUnawares() {
    String path = "/projects/" + create("revised", "a", false).text("id");
    String first = service.get(path).header("ETag");
    assertThat(first).isEqualTo("\"1\"");
    String b = "{\"tables\":[{\"schema\":\"public\",\"name\":\"b\"}]}";
    var changed = service.call("PUT", path + "/objects", b, "Prefer", "wait=9", "If-Match", first);
    assertThat(changed.body().path("revision").asLong()).isEqualTo(2);

    String c = "{\"tables\":[{\"schema\":\"public\",\"name\":\"c\"}]}";
    var late = service.call("PUT", path + "/objects", c, "Prefer", "wait=9", "If-Match", first);
    assertThat(late.status()).isEqualTo(412);
    assertThat(late.text("code")).isEqualTo("REVISION_CHANGED");
    assertThat(late.text("detail")).contains("only the project has public.b", "public.c");
    var odd = service.call("PUT", path + "/objects", c, "If-Match", "yesterday");
    assertThat(odd.status()).isEqualTo(400);
    assertThat(odd.text("detail")).contains("If-Match");
  }

  @Test
  void anAddedTableIsBroughtInByAComponentOfItsOwn() {
    String id = create("growing", "a", true).text("id");
    String path = "/projects/" + id;
    service.awaitMonitoring(path);
    components.fail(Step.FULL, new Failure(ErrorCode.DESTINATION_REFUSED, "no room"));
    String tables =
        "{\"tables\":[{\"schema\":\"public\",\"name\":\"a\"},{\"schema\":\"public\",\"name\":\"b\"}]}";
    var taken = service.call("PUT", path + "/objects", tables, "Prefer", "wait=9");
    assertThat(taken.text("status")).isEqualTo("MODIFYING");
    await().until(() -> service.get(path).body().path("modification").has("failure"));
    var stopped = service.get(path).body().path("modification");
    assertThat(stopped.path("component").asString()).isEqualTo("w-" + id.substring(2) + ".m2");
    assertThat(stopped.path("failure").path("code").asString()).isEqualTo("DESTINATION_REFUSED");
    assertThat(stopped.path("tables")).hasSize(1);
    var second =
        service.call(
            "PUT", path + "/objects", tables.replace("\"b\"", "\"c\""), "Prefer", "wait=9");
    assertThat(second.text("code")).isEqualTo("NOT_ALLOWED_NOW");
    assertThat(second.text("detail")).contains("public.b", "cancel-modification");

    components.heal();
    assertThat(service.call("POST", path + "/resume", "{}", "Prefer", "wait=9").status())
        .isEqualTo(200);
    await().until(() -> service.get(path).text("status").equals("RUNNING"));
    assertThat(service.get(path).body().path("tables")).hasSize(2);
    assertThat(service.get(path).body().path("modification").isMissingNode()).isTrue();
  }

  @Test
  void aTableThatTheSourceCannotLogIsNotBroughtInAndItsProjectGoesOn() {
    String path = "/projects/" + create("careful", "a", true).text("id");
    service.awaitMonitoring(path);
    String tables =
        "{\"tables\":[{\"schema\":\"public\",\"name\":\"a\"},{\"schema\":\"public\",\"name\":\"%s\"}]}";
    for (var wrong : Map.of("keyless", "KEY_MISSING", "nowhere", "UNKNOWN_ID").entrySet()) {
      components.received().clear();
      service.call("PUT", path + "/objects", tables.formatted(wrong.getKey()), "Prefer", "wait=9");
      await().until(() -> service.get(path).body().path("modification").has("failure"));
      var project = service.get(path);
      assertThat(project.text("status")).isEqualTo("MODIFYING");
      var failure = project.body().path("modification").path("failure");
      assertThat(failure.path("code").asString()).isEqualTo(wrong.getValue());
      assertThat(failure.path("detail").asString()).contains("public." + wrong.getKey());
      assertThat(components.received()).as("nobody was told").isEmpty();
      var left = service.call("DELETE", path + "/modification", null, "Prefer", "wait=9");
      assertThat(left.text("status")).isEqualTo("RUNNING");
      assertThat(left.body().path("tables")).hasSize(1);
    }
  }

  @Test
  void tablesThatRulesChooseComeWhenTheyAreMadeAndGoWhenTheyAreDropped() throws Exception {
    source.execute(
        "create schema ruled",
        "create table ruled.one (id int primary key)",
        "create table ruled.tmp_one (id int primary key)");
    String rules = "\"rules\":[\"ruled.*\",\"!ruled.tmp_*\"]";
    var preview =
        service.call(
            "POST", "/projects/objects/preview", "{\"source\":\"" + from + "\"," + rules + "}");
    assertThat(preview.body().path("count").asInt()).isEqualTo(1);
    var none =
        service.call("POST", "/projects", ruled("nothing", rules.replace("\"ruled.*", "\"gone.*")));
    assertThat(none.status()).isEqualTo(400);
    assertThat(none.text("detail")).contains("match no table", "gone.*");
    var odd = service.call("POST", "/projects", ruled("odd", "\"rules\":[\"ruled\"]"));
    assertThat(odd.text("detail")).contains("rules[0]: not a pattern");

    var created = service.call("POST", "/projects", ruled("ruled", rules), "Prefer", "wait=20");
    String path = "/projects/" + created.text("id");
    assertThat(tables(path)).containsExactly("one");
    service.awaitMonitoring(path);
    source.execute(
        "create table ruled.two (id int primary key)",
        "create table ruled.tmp_two (id int primary key)",
        "create table ruled.keyless (id int)");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                service.get(path).text("status").equals("RUNNING")
                    && tables(path).equals(List.of("one", "two")));
    source.execute("drop table ruled.one");
    await().atMost(Duration.ofSeconds(60)).until(() -> tables(path).equals(List.of("two")));
    assertThat(service.get(path + "/events?size=200").raw()).contains("\"rule\"");
  }

  private static List<String> tables(String path) {
    return service
        .get(path)
        .body()
        .path("tables")
        .valueStream()
        .map(table -> table.path("source").path("name").asString())
        .toList();
  }

  private static String ruled(String name, String rules) {
    return "{\"name\":\"%s\",\"source\":\"%s\",\"destination\":\"%s\",\"start\":true,%s}"
        .formatted(name, from, to, rules);
  }

  @Test
  void aDryRunSaysWhatWouldFollowAndDoesNothing() {
    String path = "/projects/" + create("cautious", "a", true).text("id");
    service.awaitMonitoring(path);
    components.received().clear();
    String tables =
        "{\"tables\":[{\"schema\":\"public\",\"name\":\"b\"},{\"schema\":\"public\",\"name\":\"keyless\"}]}";
    var plan = service.call("PUT", path + "/objects?dryRun=true", tables).body();
    assertThat(plan.path("copied")).hasSize(2);
    assertThat(plan.path("copied").get(0).path("bytes").asLong()).isPositive();
    assertThat(plan.path("taken").get(0).path("name").asString()).isEqualTo("a");
    assertThat(plan.path("restarted")).hasSize(2);
    assertThat(plan.path("checks").toString()).contains("KEY_MISSING");

    var again = service.call("POST", path + "/resynchronize?dryRun=true", "{}").body();
    assertThat(again.path("anew").asBoolean()).isTrue();
    assertThat(again.path("copied").get(0).path("targets").asString()).isEqualTo("MERGE");
    String a = "{\"tables\":[{\"schema\":\"public\",\"name\":\"a\"}]}";
    var refused = service.call("POST", path + "/tables/suspend?dryRun=true", a);
    assertThat(refused.text("detail")).contains("pause the project instead");
    assertThat(service.get(path).text("status")).isEqualTo("RUNNING");
    assertThat(components.received()).isEmpty();
  }

  @Test
  void objectsAreTakenOutAsAFileAndBroughtInWholeOrNotAtAll() throws Exception {
    String path = "/projects/" + create("filed", "a", false).text("id") + "/objects";
    var file = service.call("GET", path + "/export", null, "Accept", "text/csv");
    assertThat(file.raw()).startsWith("schema,name,").contains("public,a,public,a,,");

    String wrong = "schema,name,filter\npublic,b,\npublic,b,\npublic,c,(\n";
    var dry = service.call("POST", path + "/import?dryRun=true", wrong, CSV);
    assertThat(dry.body().path("faults")).hasSize(2);
    assertThat(dry.body().path("faults").get(0).path("line").asInt()).isEqualTo(3);
    var refused = service.call("POST", path + "/import", wrong, CSV);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("detail")).contains("line 3 name", "line 4 filter");
    assertThat(service.call("GET", path + "/export", null).body().path("tables")).hasSize(1);

    String right = file.raw() + "public,b,,,id,id > 5\n";
    var taken = service.call("POST", path + "/import", right, CSV);
    assertThat(taken.status()).isEqualTo(200);
    assertThat(taken.body().path("tables")).hasSize(2);
    var json = service.call("GET", path + "/export", null);
    assertThat(json.body().path("tables").get(1).path("filter").asString()).isEqualTo("id > 5");
    assertThat(service.call("POST", path + "/import", json.raw(), "Prefer", "wait=9").status())
        .isEqualTo(200);
  }

  @Test
  void tablesThatAreBeingBroughtInCanBeGivenUp() {
    String path = "/projects/" + create("givenup", "a", true).text("id");
    service.awaitMonitoring(path);
    components.fail(Step.FULL, new Failure(ErrorCode.DESTINATION_REFUSED, "no room"));
    String tables =
        "{\"tables\":[{\"schema\":\"public\",\"name\":\"a\"},{\"schema\":\"public\",\"name\":\"b\"}]}";
    service.call("PUT", path + "/objects", tables, "Prefer", "wait=9");
    await().until(() -> service.get(path).body().path("modification").has("failure"));
    var left = service.call("DELETE", path + "/modification", null, "Prefer", "wait=9");
    components.heal();
    assertThat(left.text("status")).isEqualTo("RUNNING");
    assertThat(left.body().path("tables")).hasSize(1);
  }

  private static RunningService.Answer create(String name, String table, boolean start) {
    return service.call("POST", "/projects", project(name, table, start), "Prefer", "wait=20");
  }

  private static String project(String name, String table, boolean start) {
    return """
        {"name":"%s","source":"%s","destination":"%s","tags":["tagged"],"start":%s,
         "tables":[{"schema":"public","name":"%s"}]}"""
        .formatted(name, from, to, start, table);
  }
}
