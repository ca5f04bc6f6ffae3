package io.sluice.aggregate;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.cluster.CommandSeal;
import io.sluice.cluster.KafkaClients;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Owns the aggregates of the partitions that the consumer group gave to this process: restores
 * their states, answers their commands, records their events.
 *
 * <p>A bean of this type is all it takes:
 *
 * <pre>{@code
 * @Bean
 * Ownership<ProjectState, ProjectCommand, ProjectEvent> projects(KafkaClients kafka, CommandSeal seal) {
 *   var type = new AggregateType<>("sluice-projects", Topics.PROJECT_COMMANDS,
 *       Topics.PROJECT_STATE, ProjectCommand.class, ProjectState.class, new ProjectState.Absent(),
 *       (id, state, command, envelope) -> ProjectLifecycle.decide(state, command, facts(…)),
 *       ProjectLifecycle::evolve, (id, state) -> id);
 *   return new Ownership<>(type, kafka, seal, "/projects/" + instance, Effects.none());
 * }
 * }</pre>
 *
 * <h2>The protocol, and where it may be cut</h2>
 *
 * <ol>
 *   <li>The group assigns a partition. {@code initTransactions} under the partition's transactional
 *       id fences whoever owned it before and settles what he left open. <i>Cut here: nobody owns
 *       it; the next one assigned begins again.</i>
 *   <li>The state topic is read to its committed end; reading of commands goes on at the committed
 *       offset. <i>Cut here: as before.</i>
 *   <li>A command is decided upon. Nothing is written. <i>Cut here: the next owner decides it
 *       again.</i>
 *   <li>Events, state and the command's offset are committed in one transaction. <i>Cut within: all
 *       or nothing of it is there; when nothing, the command comes again.</i>
 *   <li>Memory takes the new state. <i>Cut here: the next owner restores the very same.</i>
 *   <li>What runs is made to agree with the state. <i>Cut here: the next owner does it; the state
 *       says what should run, not what was done.</i>
 *   <li>A transaction fails. Its outcome may be unknown, so memory is forgotten and what runs is
 *       ended; if the group still counts us as the owner (a plain commit of the committed offset
 *       proves it) all begins again at 1, else the owner is somebody else already.
 *   <li>A process that lost its partitions without noticing (it was suspended) is fenced by 1 of
 *       its follower: its next transaction fails, and 7 ends what it runs. What it still writes
 *       outside meanwhile carries an old epoch and is refused there.
 * </ol>
 *
 * <p>A command sent twice is found in the state's memory of command ids and only answered again.
 */
public final class Ownership<S, C, E> implements Recorder<S, E>, SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(Ownership.class);
  private static final Duration OFFSET_PATIENCE = Duration.ofSeconds(5);

  private final AggregateType<S, C, E> type;
  private final KafkaClients kafka;
  private final CommandSeal seal;
  private final Effects<S, E> residents;
  private final LogRecords<S> records;
  private final StateTopic<S> states;
  private final Map<Integer, OwnedPartition<S, C, E>> owned = new ConcurrentHashMap<>();
  private final CommandConsumer commands;
  private volatile int partitions;
  private volatile Share share = new Share(false, 0, 0, Instant.now());

  /**
   * What this process has of the aggregates, as of its last turn.
   *
   * @param member that the group has taken it; it may then have nothing to do all the same
   * @param assigned partitions that the group gave it
   * @param owned those of them that it has restored and may write to
   * @param seen when its thread came by last
   */
  public record Share(boolean member, int assigned, int owned, Instant seen) {}

  /**
   * @param source who speaks, as a URI reference: the {@code source} of every event
   */
  public Ownership(
      AggregateType<S, C, E> type,
      KafkaClients kafka,
      CommandSeal seal,
      String source,
      Effects<S, E> residents) {
    this.type = type;
    this.seal = seal;
    this.kafka = kafka;
    this.residents = residents;
    var codec = new StoredAggregate.Codec<>(type.states());
    this.records = new LogRecords<>(type, codec, source);
    this.states = new StateTopic<>(type.stateTopic(), kafka, codec);
    this.commands = new CommandConsumer(type.commandTopic(), type.group(), kafka, new Group());
  }

  @Override
  public S record(String id, Function<S, List<E>> happened) {
    var partition = partitions == 0 ? null : owned.get(partitionOf(id));
    if (partition == null) {
      throw new NotOwnedException(id);
    }
    return partition.record(id, happened);
  }

  /** How it is with the group now; may be asked by any thread. */
  public Share share() {
    return share;
  }

  private int partitionOf(String id) {
    return Utils.toPositive(Utils.murmur2(id.getBytes(UTF_8))) % partitions;
  }

  /** What the consumer of commands tells; all of it on its one thread. */
  private final class Group implements CommandConsumer.Listener {
    @Override
    public void assigned(Consumer<?, ?> consumer, Collection<Integer> given) {
      release(given);
      own(consumer, given);
    }

    @Override
    public void revoked(Collection<Integer> taken) {
      release(taken);
    }

    @Override
    public void received(Consumer<?, ?> consumer, List<ConsumerRecord<String, byte[]>> records) {
      Set<Integer> leftOut = new HashSet<>();
      for (var record : records) {
        // What is left out comes again once its partition is owned anew.
        if (!leftOut.contains(record.partition()) && !take(consumer, record)) {
          leftOut.add(record.partition());
        }
      }
    }

    @Override
    public void idle(Consumer<?, ?> consumer, Collection<Integer> assigned) {
      var lost =
          assigned.stream()
              .filter(
                  partition -> {
                    var held = owned.get(partition);
                    return held == null || held.lost();
                  })
              .toList();
      boolean member = consumer.groupMetadata().generationId() >= 0;
      share = new Share(member, assigned.size(), assigned.size() - lost.size(), Instant.now());
      if (!lost.isEmpty()) {
        ownAnew(consumer, lost);
      }
    }
  }

  private boolean take(Consumer<?, ?> consumer, ConsumerRecord<String, byte[]> record) {
    var partition = owned.get(record.partition());
    if (partition == null) {
      return false;
    }
    var from = new TopicPartition(record.topic(), record.partition());
    var input = new EventLog.Input(from, record.offset(), consumer.groupMetadata());
    int home = record.key() == null ? record.partition() : partitionOf(record.key());
    try {
      // What is too large to be taken is too large to be sent on, too.
      boolean here = home == record.partition() || OwnedPartition.isTooLarge(record);
      return here ? partition.receive(record, input) : partition.forward(record, home, input);
    } catch (RuntimeException e) {
      // Even a bug in answering must not hold up the commands that follow.
      LOG.error("The command at {} offset {} is passed over", from, record.offset(), e);
      return true;
    }
  }

  /** Steps 1 and 2, for many partitions at once: fencing all first lets one read restore all. */
  private void own(Consumer<?, ?> consumer, Collection<Integer> given) {
    partitions = consumer.partitionsFor(type.commandTopic()).size();
    Map<Integer, EventLog> logs = open(given);
    if (logs.isEmpty()) {
      return;
    }
    Map<Integer, StateTopic.Contents<S>> contents;
    try {
      contents = states.read(logs.keySet());
    } catch (RuntimeException e) {
      logs.values().forEach(EventLog::close);
      LOG.warn("{} cannot be restored yet", type.stateTopic(), e);
      return;
    }
    logs.forEach(
        (number, log) -> {
          var found = Objects.requireNonNull(contents.get(number));
          var partition = new OwnedPartition<>(type, records, seal, residents, number, log, found);
          owned.put(number, partition);
          partition.settleAll();
        });
    LOG.info("Owns {} of {}", logs.keySet(), type.commandTopic());
  }

  private Map<Integer, EventLog> open(Collection<Integer> given) {
    Map<Integer, EventLog> logs = new HashMap<>();
    try (var parallel = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<Integer, Future<EventLog>> opening = new HashMap<>();
      for (int partition : given) {
        opening.put(partition, parallel.submit(() -> open(partition)));
      }
      for (var each : opening.entrySet()) {
        try {
          logs.put(each.getKey(), each.getValue().get());
        } catch (ExecutionException e) {
          LOG.warn("{}-{} cannot be owned yet", type.commandTopic(), each.getKey(), e.getCause());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
    return logs;
  }

  private EventLog open(int partition) {
    return new EventLog(kafka.transactional(type.commandTopic() + "-" + partition));
  }

  /** Step 7. */
  private void ownAnew(Consumer<?, ?> consumer, List<Integer> lost) {
    release(lost);
    Set<TopicPartition> sources =
        lost.stream()
            .map(partition -> new TopicPartition(type.commandTopic(), partition))
            .collect(Collectors.toSet());
    try {
      consumer.commitSync(committed(consumer, sources), OFFSET_PATIENCE);
      own(consumer, lost);
      // Read again: the transaction that failed may have been committed all the same.
      committed(consumer, sources)
          .forEach(
              (from, offset) -> {
                if (owned.containsKey(from.partition())) {
                  consumer.seek(from, offset.offset());
                }
              });
    } catch (KafkaException | IllegalStateException e) {
      LOG.warn("{} cannot be owned anew yet: {}", sources, e.toString());
      release(lost);
    }
  }

  private static Map<TopicPartition, OffsetAndMetadata> committed(
      Consumer<?, ?> consumer, Set<TopicPartition> of) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    var known = consumer.committed(of, OFFSET_PATIENCE);
    for (TopicPartition partition : of) {
      OffsetAndMetadata offset = known.get(partition);
      offsets.put(partition, offset == null ? new OffsetAndMetadata(0) : offset);
    }
    return offsets;
  }

  private void release(Collection<Integer> taken) {
    try (var parallel = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int partition : taken) {
        var held = owned.remove(partition);
        if (held != null) {
          parallel.execute(held::close);
        }
      }
    }
  }

  @Override
  public void start() {
    commands.start();
  }

  @Override
  public void stop() {
    commands.stop();
    release(List.copyOf(owned.keySet()));
  }

  @Override
  public boolean isRunning() {
    return commands.isRunning();
  }
}
