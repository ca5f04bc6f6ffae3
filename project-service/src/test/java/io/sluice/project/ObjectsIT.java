package io.sluice.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.cluster.KafkaClients;
import io.sluice.contract.ComponentCommand;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.Step;
import io.sluice.fixture.KafkaFixture;
import io.sluice.fixture.PostgresFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How the tables of a project are changed and verified, as an operator has it done. */
class ObjectsIT {
  private static final String[] CSV = {"Content-Type", "text/csv", "Prefer", "wait=9"};

  private static final String[] WAITING = {"Prefer", "wait=9"};

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
  void aProjectIsVerifiedItsReportReadAndWhatDiffersRepaired() {
    String id = create("verified", "a", true).text("id");
    String path = "/projects/" + id;
    service.awaitMonitoring(path);
    assertThat(service.get(path + "/verifications/1").status()).isEqualTo(404);
    components.fail(Step.VERIFY, new Failure(ErrorCode.PRIVILEGE_MISSING, "table public.a"));
    var begun = service.call("POST", path + "/verify", "{\"rowsPerSecond\":500}", WAITING);
    assertThat(begun.status()).isEqualTo(200);
    assertThat(begun.text("component")).isEqualTo("w-" + id.substring(2) + ".v1");
    assertThat(begun.body().path("rowsPerSecond").asInt()).isEqualTo(500);
    await().until(() -> service.get(path + "/verifications/1").text("status").equals("FAILED"));
    assertThat(service.get(path).text("status")).isEqualTo("RUNNING");
    var second = service.call("POST", path + "/verify", null, WAITING);
    assertThat(second.text("code")).isEqualTo("NOT_ALLOWED_NOW");
    assertThat(second.text("detail")).contains("verification 1 is FAILED", "cancel-verification");

    components.heal();
    assertThat(service.call("POST", path + "/verification/resume", null, WAITING).status())
        .isEqualTo(200);
    await().until(() -> service.get(path + "/verifications/1").text("status").equals("COMPLETED"));
    var report = service.get(path + "/verifications/1").body();
    assertThat(report.path("failure").path("code").asString()).isEqualTo("DIFFERENCES_FOUND");
    assertThat(report.path("report").path("compared").asInt()).isEqualTo(10);
    assertThat(report.path("comparisons").get(0).path("differences")).hasSize(2);
    var csv = service.call("GET", path + "/verifications/1", null, "Accept", "text/csv");
    assertThat(csv.raw()).contains("public.a,public.a,10,1,0,1,0", "DIFFERENT,8,t");

    String repair = path + "/verifications/1/repair";
    var dry = service.call("POST", repair + "?dryRun=true", null);
    assertThat(dry.body().path("copied").get(0).path("targets").asString()).isEqualTo("MERGE");
    var repaired = service.call("POST", repair, null, WAITING);
    assertThat(repaired.status()).isEqualTo(200);
    await().until(() -> service.get(path).text("status").equals("RUNNING"));

    service.call("POST", path + "/verify", null, WAITING);
    await().until(() -> service.get(path + "/verifications/2").text("status").equals("COMPLETED"));
    assertThat(service.get(path + "/verifications").body().path("total").asInt()).isEqualTo(2);
    assertThat(service.get(path).body().path("components"))
        .as("what compared is not one of its own")
        .hasSize(2);
  }

  @Test
  void aVerificationIsPausedFollowsWhatItsProjectHasAndIsCancelled() {
    String path = "/projects/" + create("paused", "a", true).text("id");
    service.awaitMonitoring(path);
    String nowhere = "{\"tables\":[{\"schema\":\"public\",\"name\":\"nowhere\"}]}";
    var wrong = service.call("POST", path + "/verify", nowhere, WAITING);
    assertThat(wrong.text("code")).isEqualTo("INVALID_INPUT");
    assertThat(wrong.text("detail")).contains("public.nowhere");
    components.fail(Step.VERIFY, new Failure(ErrorCode.PRIVILEGE_MISSING, "table public.a"));
    service.call("POST", path + "/verify", null, WAITING);
    var paused = service.call("POST", path + "/verification/pause", null, WAITING);
    assertThat(paused.text("status")).isIn("PAUSED", "FAILED");
    components.received().clear();
    String slower = "{\"rowsPerSecond\":1000}";
    assertThat(service.call("PUT", path + "/options", slower, WAITING).status()).isEqualTo(200);
    await()
        .until(
            () ->
                components.received().stream()
                    .anyMatch(
                        command ->
                            command instanceof ComponentCommand.Update(var spec)
                                && spec.componentId().endsWith(".v1")
                                && spec.revision() == 2));
    var cancelled = service.call("DELETE", path + "/verification", null, WAITING);
    assertThat(cancelled.text("status")).isEqualTo("CANCELLED");
    components.heal();
    assertThat(service.call("POST", path + "/verification/resume", null, WAITING).text("code"))
        .isEqualTo("NOT_ALLOWED_NOW");
    await()
        .until(
            () ->
                components.received().stream()
                    .anyMatch(command -> command instanceof ComponentCommand.Destroy));
  }

  @Test
  void aProjectIsVerifiedByItselfAfterItsCopyAndAtItsTimes() {
    String wrong = options("{\"verification\":{\"cron\":\"at night\"}}", "wrong");
    assertThat(service.call("POST", "/projects", wrong).text("detail")).contains("cron");
    String nowhere = "{\"verification\":{\"cron\":\"0 0 2 * * *\",\"zone\":\"Nowhere\"}}";
    assertThat(service.call("POST", "/projects", options(nowhere, "nowhere")).text("detail"))
        .contains("zone");

    var body = options("{\"verification\":{\"afterCopy\":true}}", "timed");
    String path = "/projects/" + service.call("POST", "/projects", body, WAITING).text("id");
    await().until(() -> service.get(path + "/verifications/1").text("status").equals("COMPLETED"));
    String often =
        "{\"verification\":{\"afterCopy\":true,\"cron\":\"* * * * * *\",\"zone\":\"Europe/Vienna\"}}";
    assertThat(service.call("PUT", path + "/options", often, WAITING).status()).isEqualTo(200);
    await().until(() -> service.get(path + "/verifications/2").status() == 200);
    assertThat(service.get(path + "/verifications/2").text("startedBy")).isEqualTo("schedule");
    String never = "{\"verification\":{\"afterCopy\":false}}";
    assertThat(service.call("PUT", path + "/options", never, WAITING).status()).isEqualTo(200);
  }

  private static String options(String options, String name) {
    return """
    {"name": "%s", "source": "%s", "destination": "%s", "start": true, "options": %s,
     "tables": [{"schema": "public", "name": "a"}]}
    """
        .formatted(name, from, to, options);
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
