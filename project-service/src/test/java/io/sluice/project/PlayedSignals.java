package io.sluice.project;

import io.sluice.cluster.KafkaClients;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.Envelope;
import io.sluice.contract.LogLine;
import io.sluice.contract.Step;
import io.sluice.contract.TableName;
import io.sluice.contract.Telemetry;
import io.sluice.contract.Topics;
import io.sluice.contract.cloudevents.CloudEventCodec;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** What components tell of themselves beside events: telemetry and log lines. */
final class PlayedSignals implements AutoCloseable {
  private static final Instant BEGUN = Instant.parse("2026-11-20T08:00:00Z");

  private final Producer<String, byte[]> producer;

  PlayedSignals(KafkaClients kafka) {
    producer = kafka.lossy("played-signals");
  }

  static Telemetry.TableProgress progress(long done, long estimate, boolean completed) {
    return new Telemetry.TableProgress(
        new TableName("public", "a"), done, estimate, 10 * done, completed, null);
  }

  void tell(
      String component,
      String project,
      Step step,
      long latency,
      List<Telemetry.TableProgress> tables) {
    tell(component, project, step, Instant.now(), latency, tables);
  }

  /** As a run that has not got to its destination, and knows nothing. */
  void tellNothing(String component, String project) {
    tell(component, project, Step.INCREMENTAL, null, 0, List.of());
  }

  private void tell(
      String component,
      String project,
      Step step,
      @Nullable Instant current,
      long latency,
      List<Telemetry.TableProgress> tables) {
    var now = Instant.now();
    publish(
        Topics.TELEMETRY,
        component,
        new Telemetry(
            component,
            project,
            ComponentKind.WRITER,
            "host:1",
            now,
            step,
            null,
            current,
            latency,
            5,
            3,
            1,
            1,
            0,
            2.5,
            100,
            0.5,
            17,
            tables,
            null,
            null,
            null,
            "10.1.2.3",
            BEGUN,
            List.of(new Telemetry.TableChanges(new TableName("public", "a"), 3, 1, 1, 0))));
  }

  void say(String component, String project, LogLine.Level level, String text) {
    publish(
        Topics.LOGS,
        component,
        new LogLine(component, project, "host:1", Instant.now(), level, text));
  }

  private void publish(String topic, String component, Record record) {
    String id = UUID.randomUUID().toString();
    var envelope =
        new Envelope(id, component, "/test", Instant.now(), id, null, "test", null, null);
    var _ = producer.send(CloudEventCodec.encode(topic, component, envelope, record));
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
