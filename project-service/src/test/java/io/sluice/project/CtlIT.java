package io.sluice.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cluster.KafkaClients;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.LogLine;
import io.sluice.ctl.Ctl;
import io.sluice.fixture.KafkaFixture;
import io.sluice.fixture.PostgresFixture;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line, as people and scripts use it. */
class CtlIT {
  private static final KafkaClients KAFKA = new KafkaClients(KafkaFixture.client());

  @TempDir private static Path folder;

  private static RunningService service;
  private static PlayedComponents components;
  private static PlayedSignals signals;
  private static String id;
  private static String writer;

  private record Ran(int status, String out, String err) {}

  @BeforeAll
  static void start() throws Exception {
    service = new RunningService("ctl");
    components = new PlayedComponents(KAFKA, "ctl");
    signals = new PlayedSignals(KAFKA);
    Files.writeString(folder.resolve("token"), service.token + "\n");
    var source = PostgresFixture.database("shop");
    source.execute("create table public.a (id int primary key, t text)");
    id =
        service
            .post(
                "/projects",
                Map.of(
                    "name",
                    "by hand",
                    "source",
                    service.dataSource("shop", source, "postgres"),
                    "destination",
                    service.dataSource("copy", PostgresFixture.database("copy"), "postgres"),
                    "start",
                    true,
                    "tables",
                    List.of(Map.of("schema", "public", "name", "a"))))
            .text("id");
    writer = ComponentKind.WRITER.idFor(id);
  }

  @AfterAll
  static void stop() throws Exception {
    signals.close();
    components.close();
    service.close();
  }

  @Test
  void aProjectIsWaitedForPausedAndResumed() {
    assertThat(ctl("wait", id, "--timeout", "90")).extracting(Ran::status).isEqualTo(0);
    assertThat(ctl("list").out()).contains("NAME").contains("by hand").contains("RUNNING");
    var paused = ctl("pause", id, "--reason", "lunch");
    assertThat(paused.status()).isZero();
    assertThat(paused.out()).contains("ACCEPTED");
    assertThat(ctl("get", id).out()).contains("PAUSED").contains("lunch");
    assertThat(ctl("-o", "json", "get", id).out()).startsWith("{").contains("\"PAUSED\"");
    assertThat(ctl("why", id).out()).startsWith("PAUSED").contains("io.sluice.project.pause.v1");
    assertThat(ctl("events", id, "--type", "io.sluice.project.paused").out()).contains("paused");
    assertThat(ctl("wait", id, "--for", "RUNNING", "--timeout", "1").status()).isEqualTo(4);
    assertThat(ctl("resume", id).status()).isZero();
  }

  @Test
  void whatIsRefusedEndsWithOneAndSaysWhatToDo() {
    var refused = ctl("start", "p-nobody");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("UNKNOWN_ID");
    assertThat(ctl("get", "p-nobody").status()).isEqualTo(1);
    assertThat(ctl("dance").status()).isEqualTo(2);
    assertThat(ctl("replay", writer).status()).isEqualTo(2);
    var nobody = new StringWriter();
    int status =
        Ctl.run(
            new PrintWriter(nobody),
            new PrintWriter(nobody),
            "--url",
            "http://127.0.0.1:9",
            "--token-file",
            folder.resolve("token").toString(),
            "list");
    assertThat(status).isEqualTo(3);
  }

  @Test
  void objectsAreExportedAndImportedAndLogsRead() throws Exception {
    assertThat(ctl("wait", id, "--timeout", "90").status()).isZero();
    var csv = ctl("export", id, "--csv");
    assertThat(csv.out()).startsWith("schema,").contains("public,a");
    Path file = Files.writeString(folder.resolve("objects.csv"), csv.out());
    assertThat(ctl("import", id, file.toString(), "--dry-run").status()).isZero();
    signals.say(writer, id, LogLine.Level.INFO, "a line to find");
    Awaitility.await().until(() -> ctl("logs", writer).out().contains("a line to find"));
    assertThat(ctl("logs", writer, "--from", "2026-01-01T00:00:00Z").out())
        .contains("a line to find");
    assertThat(ctl("components", "--kind", "WRITER").out()).contains(writer);
  }

  private static Ran ctl(String... words) {
    var all =
        new ArrayList<>(
            List.of(
                "--url",
                service.uri("").toString(),
                "--token-file",
                folder.resolve("token").toString()));
    all.addAll(List.of(words));
    var out = new StringWriter();
    var err = new StringWriter();
    int status = Ctl.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
    return new Ran(status, out.toString(), err.toString());
  }
}
