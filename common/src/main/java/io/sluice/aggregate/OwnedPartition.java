package io.sluice.aggregate;

import io.sluice.cluster.CommandSeal;
import io.sluice.contract.Envelope;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.Outcome;
import io.sluice.contract.SluiceException;
import io.sluice.contract.cloudevents.CloudEventCodec;
import io.sluice.lifecycle.Decision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The aggregates of one partition, from the moment it is owned until it is not. Commands and what
 * happens by itself take turns under one lock; memory follows only what is committed.
 */
final class OwnedPartition<S, C, E> implements Recorder<S, E> {
  private static final Logger LOG = LoggerFactory.getLogger(OwnedPartition.class);
  // Headers go on into the events: what is larger is answered without them.
  private static final int MOST_HEADER_BYTES = 16 * 1024;

  private final AggregateType<S, C, E> type;
  private final LogRecords<S> records;
  private final CommandSeal seal;
  private final Effects<S, E> residents;
  private final int partition;
  private final EventLog log;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, StoredAggregate<S>> kept;
  private final Set<String> unreadable;
  private volatile boolean lost;

  OwnedPartition(
      AggregateType<S, C, E> type,
      LogRecords<S> records,
      CommandSeal seal,
      Effects<S, E> residents,
      int partition,
      EventLog log,
      StateTopic.Contents<S> contents) {
    this.type = type;
    this.records = records;
    this.seal = seal;
    this.residents = residents;
    this.partition = partition;
    this.log = log;
    this.kept = new HashMap<>(contents.kept());
    this.unreadable = contents.unreadable();
  }

  /** Makes what runs agree with what was restored. */
  void settleAll() {
    lock.lock();
    try {
      for (String id : List.copyOf(kept.keySet())) {
        settle(id);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes one command to its end: a transaction has its outcome and its offset.
   *
   * @return false when this partition is not owned any more; the command is not done then
   */
  boolean receive(ConsumerRecord<String, byte[]> record, EventLog.Input input) {
    lock.lock();
    try {
      if (lost) {
        return false;
      }
      String id = answer(record, input);
      if (id != null) {
        settle(id);
      }
      return true;
    } catch (NotOwnedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Sends a command on to the partition that its key belongs to: another client put it here. */
  boolean forward(ConsumerRecord<String, byte[]> record, int to, EventLog.Input input) {
    lock.lock();
    try {
      if (lost) {
        return false;
      }
      var sent =
          new ProducerRecord<>(
              record.topic(), to, null, record.key(), record.value(), record.headers());
      commit(record.key(), List.of(sent), input);
      return true;
    } catch (NotOwnedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the id of the aggregate that has changed. */
  private @Nullable String answer(ConsumerRecord<String, byte[]> record, EventLog.Input input) {
    CloudEventCodec.Message message;
    try {
      checkHeaders(record);
      message = CloudEventCodec.decodeCommand(record, type.commands());
    } catch (SluiceException e) {
      var as = CloudEventCodec.unreadable(record);
      reject(as.envelope().declared(), as.type(), e.failure(), false, input);
      return null;
    }
    Envelope envelope = seal.holds(record) ? message.envelope() : message.envelope().declared();
    String id = envelope.subject();
    if (unreadable.contains(id)) {
      var failure = new Failure(ErrorCode.INTERNAL, "The state of " + id + " cannot be read.");
      reject(envelope, message.type(), failure, false, input);
      return null;
    }
    if (keptOf(id).hasFollowed(envelope)) {
      LOG.debug("{} {} of {} was taken before", message.type(), envelope.id(), id);
      commit(id, List.of(), input);
      return null;
    }
    var before = keptOf(id).answerTo(envelope.id());
    if (before != null) {
      answerAgain(envelope, message.type(), before, input);
      return null;
    }
    try {
      Decision<E> decision = decide(id, type.commands().cast(message.data()), envelope);
      switch (decision) {
        case Decision.Accepted<E>(var events) when !events.isEmpty() -> {
          grant(envelope, events, input);
          return id;
        }
        case Decision.Accepted<E> _, Decision.Unchanged<E> _ ->
            satisfied(envelope, message.type(), input);
        case Decision.Refused<E>(var failure) ->
            reject(envelope, message.type(), failure, true, input);
      }
    } catch (SluiceException e) {
      reject(envelope, message.type(), e.failure(), !e.isTransient(), input);
    } catch (NotOwnedException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error("A bug answered {} for {}", message.type(), id, e);
      var failure = new Failure(ErrorCode.INTERNAL, "Command " + envelope.id() + ".");
      reject(envelope, message.type(), failure, false, input);
    }
    return null;
  }

  /** Whether it is refused for its size, whatever it says. */
  static boolean isTooLarge(ConsumerRecord<String, byte[]> record) {
    return headerBytes(record) > MOST_HEADER_BYTES
        || (record.value() != null && record.value().length > CloudEventCodec.LARGEST);
  }

  private static long headerBytes(ConsumerRecord<String, byte[]> record) {
    long bytes = record.key() == null ? 0 : record.key().length();
    for (var header : record.headers()) {
      bytes += header.key().length() + (header.value() == null ? 0 : header.value().length);
    }
    return bytes;
  }

  private static void checkHeaders(ConsumerRecord<String, byte[]> record) {
    long bytes = headerBytes(record);
    if (bytes > MOST_HEADER_BYTES) {
      throw new SluiceException(
          ErrorCode.TOO_LARGE, bytes + " bytes of headers; they may have " + MOST_HEADER_BYTES);
    }
  }

  private Decision<E> decide(String id, @Nullable C command, Envelope envelope) {
    if (command == null) {
      throw new IllegalStateException("a command without data");
    }
    return type.decide().decide(id, keptOf(id).state(), command, envelope);
  }

  private void grant(Envelope command, List<E> events, EventLog.Input input) {
    String id = command.subject();
    StoredAggregate<S> now = keptOf(id).answered(command, null);
    append(id, command, now, events, input);
  }

  private void satisfied(Envelope command, String name, EventLog.Input input) {
    String id = command.subject();
    StoredAggregate<S> now = keptOf(id).answered(command, null);
    outcome(command, new Outcome.Satisfied(name), now, input);
  }

  private void answerAgain(
      Envelope command, String name, StoredAggregate.Answer before, EventLog.Input input) {
    Failure refusal = before.refusal();
    Record again =
        refusal == null ? new Outcome.Satisfied(name) : new Outcome.Rejected(name, refusal);
    outcome(command, again, null, input);
  }

  /** Remembered only for what exists: nobody fills the state topic with refused ids. */
  private void reject(
      Envelope command, String name, Failure failure, boolean remember, EventLog.Input input) {
    StoredAggregate<S> known = remember ? kept.get(command.subject()) : null;
    StoredAggregate<S> now = known == null ? null : known.answered(command, failure);
    outcome(command, new Outcome.Rejected(name, failure), now, input);
  }

  private void outcome(
      Envelope command, Record outcome, @Nullable StoredAggregate<S> now, EventLog.Input input) {
    String id = command.subject();
    // An aggregate that does not exist is not made by being asked.
    StoredAggregate<S> remembered = kept.containsKey(id) ? now : null;
    var all = new ArrayList<ProducerRecord<String, byte[]>>();
    all.add(records.event(id, keptOf(id).state(), outcome, records.caused(command, id)));
    if (remembered != null) {
      all.add(records.state(partition, id, remembered));
    }
    commit(id, all, input);
    if (remembered != null) {
      kept.put(id, remembered);
    }
  }

  @Override
  public S record(String id, Function<S, List<E>> happened) {
    lock.lock();
    try {
      if (lost || !kept.containsKey(id)) {
        throw new NotOwnedException(id);
      }
      StoredAggregate<S> before = keptOf(id);
      List<E> events = happened.apply(before.state());
      if (events.isEmpty()) {
        return before.state();
      }
      append(id, null, before, events, null);
      settle(id);
      return keptOf(id).state();
    } finally {
      lock.unlock();
    }
  }

  private void append(
      String id,
      @Nullable Envelope command,
      StoredAggregate<S> before,
      List<E> events,
      EventLog.@Nullable Input input) {
    var all = new ArrayList<ProducerRecord<String, byte[]>>();
    StoredAggregate<S> now = before;
    for (E event : events) {
      Envelope envelope =
          command == null ? records.byItself(before.cause(), id) : records.caused(command, id);
      now = now.with(type.evolve().apply(now.state(), event));
      if (command != null) {
        now = now.causedBy(envelope);
      }
      all.add(records.event(id, now.state(), (Record) event, envelope));
    }
    all.add(records.state(partition, id, now));
    commit(id, all, input);
    kept.put(id, now);
  }

  private void commit(
      String id, List<ProducerRecord<String, byte[]>> all, EventLog.@Nullable Input input) {
    try {
      log.commit(all, input);
    } catch (KafkaException e) {
      // What is in memory may now differ from what is in the log: forget it and own anew.
      lost = true;
      LOG.warn("{}-{} has to be owned anew: {}", type.commandTopic(), partition, e.toString());
      throw new NotOwnedException(id, e);
    }
  }

  private void settle(String id) {
    try {
      residents.settle(id, keptOf(id).state(), this);
    } catch (NotOwnedException e) {
      LOG.debug("{} moved while it was being settled", id, e);
    } catch (RuntimeException e) {
      LOG.error("{} could not be settled", id, e);
    }
  }

  private StoredAggregate<S> keptOf(String id) {
    StoredAggregate<S> known = kept.get(id);
    return known == null ? StoredAggregate.nothing(type.absent()) : known;
  }

  /** Whether what is known here may differ from what is in the log. */
  boolean lost() {
    return lost;
  }

  /** Ends ownership here: nothing is recorded any more, and what runs ends before this returns. */
  void close() {
    Set<String> ids;
    lock.lock();
    try {
      lost = true;
      ids = new HashSet<>(kept.keySet());
    } finally {
      lock.unlock();
    }
    try {
      residents.leave(ids);
    } finally {
      log.close();
    }
  }
}
