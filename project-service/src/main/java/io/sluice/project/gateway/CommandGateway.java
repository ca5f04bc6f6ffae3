package io.sluice.project.gateway;

import io.sluice.cluster.CommandSeal;
import io.sluice.contract.Envelope;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.MessageTypes;
import io.sluice.contract.SluiceException;
import io.sluice.contract.cloudevents.CloudEventCodec;
import io.sluice.project.events.CommandOutcomes;
import io.sluice.project.events.CommandState;
import io.sluice.project.events.CommandStatus;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * Turns a command into a command on its owner's topic and, for a caller who waits, the outcome into
 * the answer. A repeated key is answered by what became of it the first time.
 */
@Component
public class CommandGateway {
  /** The source of everything that is sent from here. */
  public static final String SOURCE = "/sluice/gateway";

  private static final long SEND_SECONDS = 10;

  private final Producer<String, byte[]> producer;
  private final CommandSeal seal;
  private final SentCommands sent;
  private final CommandOutcomes outcomes;
  private final InstantSource clock;

  CommandGateway(
      Producer<String, byte[]> commandProducer,
      CommandSeal seal,
      SentCommands sent,
      CommandOutcomes outcomes,
      InstantSource clock) {
    this.producer = commandProducer;
    this.seal = seal;
    this.sent = sent;
    this.outcomes = outcomes;
    this.clock = clock;
  }

  /** Sends the command to its owner's topic. */
  public ResponseEntity<Object> submit(
      Caller caller, String topic, String subject, Record command, Supplier<?> state) {
    return perform(
        caller,
        subject,
        MessageTypes.nameOf(command.getClass()),
        command,
        () -> send(CloudEventCodec.encode(topic, subject, envelope(caller, subject), command)),
        state);
  }

  /** Sends the command and does not wait: {@link #outcome} tells what became of it. */
  public void send(Caller caller, String topic, String subject, Record command) {
    sent.note(caller, subject, MessageTypes.nameOf(command.getClass()), command);
    send(CloudEventCodec.encode(topic, subject, envelope(caller, subject), command));
  }

  /** What became of the command; empty when that is not known within the caller's patience. */
  public Optional<CommandState> outcome(Caller caller) {
    return await(caller);
  }

  /**
   * As {@link #submit}, for what is brought about in another way than by a command topic.
   *
   * @param content what makes two requests the same
   * @param act must lead to an event that has the caller's command id as its cause
   * @param state the answer when all went well
   */
  public ResponseEntity<Object> perform(
      Caller caller, String subject, String type, Object content, Runnable act, Supplier<?> state) {
    sent.note(caller, subject, type, content);
    if (caller.repeatable()) {
      var before = outcomes.find(caller.commandId());
      if (before.isPresent()) {
        return answer(before.get(), state);
      }
    }
    act.run();
    return await(caller)
        .map(outcome -> answer(outcome, state))
        .orElseGet(() -> taken(caller, subject));
  }

  public Envelope envelope(Caller caller, String subject) {
    return new Envelope(
        caller.commandId(),
        subject,
        SOURCE,
        clock.instant(),
        caller.commandId(),
        null,
        caller.actor(),
        caller.traceparent(),
        null);
  }

  private Optional<CommandState> await(Caller caller) {
    try {
      return caller.patience().isZero()
          ? Optional.empty()
          : outcomes.await(caller.commandId(), caller.patience());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static ResponseEntity<Object> answer(CommandState outcome, Supplier<?> state) {
    if (outcome.status() == CommandStatus.REJECTED) {
      Failure failure = outcome.failure();
      throw new RefusedException(
          outcome.id(),
          failure == null ? new Failure(ErrorCode.NOT_ALLOWED_NOW, "refused") : failure);
    }
    return ResponseEntity.ok().header("Preference-Applied", "wait").body(state.get());
  }

  private static ResponseEntity<Object> taken(Caller caller, String subject) {
    return ResponseEntity.accepted()
        .location(URI.create("/api/v1/commands/" + caller.commandId()))
        .body(new Sent(subject, caller.commandId(), CommandStatus.PENDING));
  }

  private void send(ProducerRecord<String, byte[]> record) {
    try {
      producer.send(seal.seal(record)).get(SEND_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw unavailable(e);
    }
  }

  private static SluiceException unavailable(Exception cause) {
    return new SluiceException(
        ErrorCode.KAFKA_UNAVAILABLE, "the command could not be handed over", cause);
  }
}
