package io.sluice.connector.position;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableName;
import io.sluice.contract.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one producer of a run: records and how far they reach in one transaction, as the package
 * tells. For one thread. Any failure ends the run; what was not committed never happened.
 */
public final class ExactWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExactWriter.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<String, Object> cluster;
  private final String topic;
  private final IntConsumer crashPoints;
  private final long epoch;
  private PositionRecords positions = new PositionRecords();
  private boolean open;

  private ExactWriter(Run run) {
    this.cluster = run.cluster();
    this.topic = Topics.connectorPosition(run.connectorId());
    this.crashPoints = run.crashPoints();
    this.epoch = run.epoch();
    this.producer = new KafkaProducer<>(settings(run));
  }

  /**
   * Whose run it is.
   *
   * @param cluster client settings of the destination cluster
   * @param tables the source tables that it writes
   * @param revision of the definition that it goes by
   * @param patience after which the broker gives a transaction of a dead run up
   * @param crashPoints told the number of each crash point that is passed
   */
  public record Run(
      Map<String, Object> cluster,
      String connectorId,
      long epoch,
      Set<TableName> tables,
      long revision,
      Duration patience,
      IntConsumer crashPoints) {}

  /**
   * Fences earlier runs, reads how far they came and claims the Connector for this epoch. What
   * tables that it no longer writes had reached is forgotten: should one come back, it has to be
   * copied again.
   *
   * @throws SluiceException FENCED when a later run has been here, or one that knows of more tables
   */
  public static ExactWriter open(Run run) {
    var writer = opened(run);
    try {
      writer.crashPoints.accept(1);
      writer.positions = PositionTopic.read(run.cluster(), writer.topic);
      if (writer.positions.epoch() > run.epoch()) {
        throw new SluiceException(
            ErrorCode.FENCED,
            "epoch " + writer.positions.epoch() + " has written, this is " + run.epoch());
      }
      if (writer.positions.revision() > run.revision()) {
        throw new SluiceException(
            ErrorCode.FENCED,
            "revision %d has written, this is %d"
                .formatted(writer.positions.revision(), run.revision()));
      }
      for (String key : writer.positions.forgetAllBut(run.tables())) {
        writer.send(new ProducerRecord<>(writer.topic, key.getBytes(UTF_8), null));
      }
      writer.commit(
          List.of(
              new PositionRecord.Claim(run.epoch()),
              new PositionRecord.Revision(run.epoch(), run.revision())));
      writer.crashPoints.accept(2);
      return writer;
    } catch (KafkaException e) {
      writer.close();
      throw DestinationFailure.of(e);
    } catch (Throwable e) {
      writer.close();
      throw e;
    }
  }

  /** Fences the runs of this Connector and reads how far they came; claims nothing. */
  static ExactWriter fence(Run run) {
    var writer = opened(run);
    try {
      writer.positions = PositionTopic.read(run.cluster(), writer.topic);
      return writer;
    } catch (Throwable e) {
      writer.close();
      throw e;
    }
  }

  private static ExactWriter opened(Run run) {
    ExactWriter writer = null;
    try {
      writer = new ExactWriter(run);
      writer.producer.initTransactions();
      return writer;
    } catch (KafkaException e) {
      if (writer != null) {
        writer.close();
      }
      throw DestinationFailure.of(e);
    }
  }

  /** What was known when this run began. */
  public PositionRecords positions() {
    return positions;
  }

  /** Adds a record to the transaction, which begins with its first record. */
  public void send(ProducerRecord<byte[], byte[]> message) {
    try {
      begin();
      producer.send(message);
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  /** Whether anything waits for a commit. */
  public boolean isDirty() {
    return open;
  }

  /** Ends the transaction with these records; returns when it is durable. */
  public void commit(List<? extends PositionRecord> reached) {
    try {
      begin();
      crashPoints.accept(3);
      for (var mark : reached) {
        producer.send(
            new ProducerRecord<>(topic, PositionCodec.key(mark), PositionCodec.value(mark)));
      }
      crashPoints.accept(4);
      producer.commitTransaction();
      open = false;
      crashPoints.accept(5);
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  public int partitions(String destinationTopic) {
    try {
      return producer.partitionsFor(destinationTopic).size();
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  /**
   * Gives up what is not committed, at once, so that readers of committed records go on; also after
   * a failure, as far as the cluster answers within moments.
   */
  @Override
  public void close() {
    if (open) {
      var abort =
          Thread.ofVirtual()
              .name(topic + "-abort")
              .start(
                  () -> {
                    try {
                      producer.abortTransaction();
                    } catch (KafkaException | IllegalStateException e) {
                      // The next run aborts it, or else the broker when its time is over.
                      LOG.info(
                          "open transaction on {} left to the broker: {}", topic, e.toString());
                    }
                  });
      try {
        abort.join(PATIENCE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    producer.close(open ? Duration.ZERO : PATIENCE);
  }

  private void begin() {
    if (!open) {
      producer.beginTransaction();
      open = true;
    }
  }

  /**
   * A run that was fenced while nobody with a higher epoch is there met an earlier one that woke up
   * late: it is begun anew, and fences that one in turn.
   */
  private SluiceException failed(KafkaException e) {
    var failure = DestinationFailure.of(e);
    if (failure.failure().code() != ErrorCode.FENCED) {
      return failure;
    }
    return PositionTopic.read(cluster, topic).epoch() > epoch
        ? failure
        : new SluiceException(
            ErrorCode.DESTINATION_UNREACHABLE, "an earlier run interfered; begun anew", e);
  }

  private static Map<String, Object> settings(Run run) {
    var settings = new HashMap<>(run.cluster());
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, run.connectorId() + "-destination");
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, run.connectorId() + "-destination");
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    // A commit flushes, so waiting for fuller batches costs an idle stream nothing.
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    // The broker takes a transaction's first batches in any order and refuses the later ones.
    settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 48 << 20);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 20_000L);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) run.patience().toMillis());
    return settings;
  }
}
