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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How it is verified that both sides agree, as an operator has it done. */
class VerificationsIT {
  private static final String[] WAITING = {"Prefer", "wait=9"};

  private static RunningService service;
  private static PlayedComponents components;
  private static String from;
  private static String to;

  @BeforeAll
  static void start() throws Exception {
    service = new RunningService("verified");
    components = new PlayedComponents(new KafkaClients(KafkaFixture.client()), "verified");
    var source = PostgresFixture.database("verified");
    source.execute("create table public.a (id int primary key, t text)");
    from = service.dataSource("shop", source, "postgres");
    to = service.dataSource("copy", PostgresFixture.database("verified_copy"), "postgres");
  }

  @AfterAll
  static void stop() throws Exception {
    components.close();
    service.close();
  }

  @Test
  void aProjectIsVerifiedItsReportReadAndWhatDiffersRepaired() {
    String id = create("reported").text("id");
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
    String path = "/projects/" + create("paused").text("id");
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

  private static RunningService.Answer create(String name) {
    return service.call("POST", "/projects", options("{}", name), WAITING);
  }

  private static String options(String options, String name) {
    return """
    {"name": "%s", "source": "%s", "destination": "%s", "start": true, "options": %s,
     "tables": [{"schema": "public", "name": "a"}]}
    """
        .formatted(name, from, to, options);
  }
}
