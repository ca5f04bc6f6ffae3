package io.sluice.faults;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What anybody may publish, and a replay while the group moves. */
final class CommandFaults {
  private static final Duration USUAL = Duration.ofSeconds(30);
  private static final String PROJECTS = "sluice.projects.commands";
  private static final String WRITERS = "sluice.default.writers.commands";

  private CommandFaults() {}

  private record Wish(String topic, String key, String id, String type, byte[] data) {}

  static void hostile(Trial trial) throws Exception {
    var project = trial.copies().database();
    var writer = trial.copies().writer();
    var commands = new ArrayList<Wish>();
    for (int i = 0; i < 20; i++) {
      var id = "hostile-" + trial.name() + "-" + i % 10;
      commands.add(command(PROJECTS, project, id, "io.sluice.project.start.v1", "{}"));
      commands.add(command(WRITERS, writer, id, "io.sluice.component.start.v1", "{}"));
      commands.add(command(PROJECTS, project, "v-" + id, "io.sluice.project.pause.v9", "{}"));
      commands.add(
          command(PROJECTS, project, "j-" + id, "io.sluice.project.pause.v1", "{\"reason\": "));
      commands.add(command(WRITERS, writer, "x-" + id, "io.sluice.component.explode.v1", "[1, 2]"));
      commands.add(
          new Wish(PROJECTS, project, "", "", new byte[] {(byte) 0xff, 0, (byte) 0xc0, 1, 2}));
    }
    for (int i = 0; i < 3; i++) {
      commands.add(
          command(
              PROJECTS,
              project,
              "large-" + trial.name() + i,
              "io.sluice.project.pause.v1",
              "{\"reason\": \"" + "x".repeat(900_000) + "\"}"));
    }
    Collections.shuffle(commands, trial.random());
    trial.fault(commands.size() + " hostile commands", USUAL, () -> publish(trial, commands));
    pauseAndResume(trial, project);
  }

  private static Wish command(String topic, String key, String id, String type, String data) {
    return new Wish(topic, key, id, type, data.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Behind all that was published: the partition is not blocked, and commands have their effect.
   */
  private static void pauseAndResume(Trial trial, String project) throws Exception {
    trial.fault(
        "paused and resumed behind them",
        USUAL,
        () -> {
          // One of those published may have paused it: that it is paused is what matters.
          trial.site().post("/projects/" + project + "/pause", Map.of());
          trial.copies().awaitStatus(project, "PAUSED");
          trial.site().post("/projects/" + project + "/resume", Map.of()).ok();
          trial.copies().awaitStatus(project, "RUNNING");
        });
  }

  private static void publish(Trial trial, List<Wish> commands) throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", trial.site().kafka());
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      for (Wish command : commands) {
        var message = new ProducerRecord<>(command.topic(), command.key(), command.data());
        if (!command.type().isEmpty()) {
          Map.of(
                  "ce_specversion",
                  "1.0",
                  "ce_id",
                  command.id(),
                  "ce_type",
                  command.type(),
                  "ce_source",
                  "/hostile",
                  "ce_subject",
                  command.key(),
                  "content-type",
                  "application/json")
              .forEach(
                  (name, value) ->
                      message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        }
        producer.send(message).get();
      }
    }
  }

  /** A pause that was published has its effect, whoever died while carrying it out. */
  static void dieInFlow(Trial trial) throws Exception {
    var project = trial.copies().database();
    for (String point :
        List.of("kernel.uncommitted", "kernel.committed", "flow.sending", "flow.sent")) {
      trial.fault(
          "project-service dies at " + point,
          Duration.ofSeconds(60),
          () -> {
            ServiceFaults.dieAt(trial, "project", point, () -> pauseUnheard(trial, project));
            trial.site().awaitGateway();
            trial.copies().awaitStatus(project, "PAUSED");
            trial.site().post("/projects/" + project + "/resume", Map.of()).ok();
            trial.copies().awaitStatus(project, "RUNNING");
          });
    }
  }

  /** The one that answers dies before it does. */
  private static void pauseUnheard(Trial trial, String project) throws InterruptedException {
    trial.site().awaitGateway();
    try {
      var _ = trial.site().post("/projects/" + project + "/pause", Map.of());
    } catch (UncheckedIOException e) {
      trial.log("  no answer: " + e.getCause());
    }
  }

  static void replay(Trial trial) throws Exception {
    var from = Instant.now();
    Await.pause(Duration.ofSeconds(10));
    var writer = trial.copies().writer();
    trial.copy().replaying();
    trial.fault(
        "replay while an instance goes and comes back",
        Duration.ofSeconds(60),
        () -> {
          trial.site().post("/components/" + writer + "/pause", Map.of()).ok();
          awaitStatus(trial, writer, "STOPPED");
          trial
              .site()
              .post("/components/" + writer + "/start", Map.of("replayFrom", from.toString()))
              .ok();
          trial.site().instance("writer-2").kill();
          trial.site().start("writer-2");
        });
    Await.until(
        "the replay is complete",
        Trial.LIMIT,
        () ->
            trial
                .copies()
                .history(trial.copies().database())
                .contains("io.sluice.component.replay-completed.v1"));
    trial.copy().replayed();
  }

  private static void awaitStatus(Trial trial, String component, String status)
      throws InterruptedException {
    Await.until(
        component + " is " + status,
        Trial.LIMIT,
        () -> trial.copies().component(component).path("status").asString().equals(status));
  }
}
