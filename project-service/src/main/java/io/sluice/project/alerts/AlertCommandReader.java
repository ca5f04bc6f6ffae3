package io.sluice.project.alerts;

import io.sluice.cluster.CommandSeal;
import io.sluice.contract.AlertCommand;
import io.sluice.contract.AlertLevel;
import io.sluice.contract.AlertThresholds;
import io.sluice.contract.Envelope;
import io.sluice.contract.Failure;
import io.sluice.contract.Outcome;
import io.sluice.contract.SluiceException;
import io.sluice.contract.cloudevents.CloudEventCodec;
import io.sluice.project.CommandSender;
import io.sluice.project.alerts.rules.AlertSettings;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.messaging.Message;

/**
 * Commands about alerts that other systems publish: a deployment that silences what it is about to
 * disturb, say. Each is answered in the event log; one that is delivered again changes nothing.
 */
@Configuration(proxyBeanMethods = false)
class AlertCommandReader {
  private static final String SOURCE = "/sluice/alerts";

  private final AlertQuery query;
  private final Alerts alerts;
  private final Silences silences;
  private final AlertSettingsStore settings;
  private final CommandSeal seal;
  private final CommandSender sender;
  private final InstantSource clock;

  AlertCommandReader(
      AlertQuery query,
      Alerts alerts,
      Silences silences,
      AlertSettingsStore settings,
      CommandSeal seal,
      CommandSender sender,
      InstantSource clock) {
    this.query = query;
    this.alerts = alerts;
    this.silences = silences;
    this.settings = settings;
    this.seal = seal;
    this.sender = sender;
    this.clock = clock;
  }

  @Bean
  Consumer<Message<byte[]>> alertCommands() {
    return message -> {
      @SuppressWarnings("unchecked")
      var record =
          (ConsumerRecord<String, byte[]>)
              message.getHeaders().get(KafkaHeaders.RAW_DATA, ConsumerRecord.class);
      take(Objects.requireNonNull(record, "the binding does not hand over the Kafka record"));
    };
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    CloudEventCodec.Message message;
    try {
      message = CloudEventCodec.decodeCommand(record, AlertCommand.class);
    } catch (SluiceException e) {
      var as = CloudEventCodec.unreadable(record);
      answer(as.envelope().declared(), new Outcome.Rejected(as.type(), e.failure()));
      return;
    }
    Envelope envelope = seal.holds(record) ? message.envelope() : message.envelope().declared();
    answer(envelope, outcome(envelope, message));
  }

  private Outcome outcome(Envelope envelope, CloudEventCodec.Message message) {
    try {
      if (message.data() instanceof AlertCommand command) {
        perform(envelope, command);
      }
      return new Outcome.Satisfied(message.type());
    } catch (SluiceException e) {
      if (e.isTransient()) {
        throw e;
      }
      Failure failure = e.failure();
      return new Outcome.Rejected(message.type(), failure);
    }
  }

  private void perform(Envelope envelope, AlertCommand command) {
    String subject = envelope.subject();
    String by = envelope.actor();
    switch (command) {
      case AlertCommand.Acknowledge(var note) -> alerts.acknowledge(known(subject), note, by);
      case AlertCommand.Resolve(var note) -> alerts.end(known(subject), note, by);
      case AlertCommand.Silence(var until, var reason) ->
          alerts.silence(known(subject), until, reason, by);
      case AlertCommand.AddSilence(
              var project,
              var tag,
              var condition,
              var from,
              var until,
              var reason) ->
          silences.add(project, tag, condition, null, from, until, reason, by);
      case AlertCommand.ChangeSettings(var level, var thresholds, var gigabytes) ->
          change(level, thresholds, gigabytes, by);
    }
  }

  private String known(String alert) {
    if (query.find(alert).isEmpty()) {
      throw Alerts.unknown(alert);
    }
    return alert;
  }

  private void change(
      AlertLevel level,
      AlertThresholds thresholds,
      @org.jspecify.annotations.Nullable Integer gigabytes,
      String by) {
    AlertSettings now = settings.get();
    Map<AlertLevel, AlertThresholds> levels = new EnumMap<>(now.levels());
    levels.put(level, thresholds);
    settings.set(
        new AlertSettings(levels, gigabytes == null ? now.sourceLogGigabytes() : gigabytes), by);
  }

  private void answer(Envelope command, Outcome outcome) {
    var envelope =
        command.causes(command.id() + "/outcome", command.subject(), SOURCE, clock.instant());
    try {
      CommandSender.await(sender.tell(command.subject(), envelope, (Record) outcome));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while answering " + command.id(), e);
    }
  }
}
