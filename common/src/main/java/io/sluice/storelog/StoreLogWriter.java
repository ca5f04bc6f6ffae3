package io.sluice.storelog;

import io.sluice.change.Change;
import io.sluice.change.ChangeCodec;
import io.sluice.change.LogEntry;
import io.sluice.change.TableSchema;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a Store's log. Opening one fences whoever wrote this log before. What is appended becomes
 * visible with {@link #commit}, all of it or nothing, together with the position.
 *
 * <p>After anything thrown it can only be closed: what was not committed is not in the log, and
 * whoever goes on starts from {@link #position()} of a new one. Not safe for more than one thread.
 *
 * <p>A test writes a log by hand like this:
 *
 * <pre>{@code
 * StoreLogTopic.ensure(kafka, "s-1", Duration.ofHours(1));
 * try (var log = new StoreLogWriter(kafka, "s-1")) {
 *   log.write(slice, heartbeat, slice);
 * }
 * }</pre>
 */
public final class StoreLogWriter implements AutoCloseable {
  static final String POSITION = "position";

  private static final Logger LOG = LoggerFactory.getLogger(StoreLogWriter.class);

  /** What an entry may have, in bytes; the rest of a record is its header. */
  public static final int LARGEST_ENTRY = LogClients.LARGEST_RECORD - (64 << 10);

  private final String storeId;
  private final String topic;
  private final Producer<String, byte[]> producer;
  private final Map<Integer, TableSchema> schemas;
  private final LogPosition start;
  private @Nullable ProducerRecord<String, byte[]> held;
  private boolean open;
  private boolean broken;

  /**
   * @param kafka bootstrap.servers and security of Sluice's own cluster, nothing else
   * @throws LogExpiredException when retention has removed all of the log, and with it the position
   */
  public StoreLogWriter(Map<String, Object> kafka, String storeId) {
    this.storeId = storeId;
    this.topic = Topics.storeLog(storeId);
    this.producer = LogClients.writer(kafka, storeId);
    try {
      // Before reading: only then nobody else can still add to what is read.
      producer.initTransactions();
      endLeftover(kafka);
      try (var reader = new StoreLogReader(kafka, storeId);
          var known = new SchemaReader(kafka, storeId)) {
        var position = reader.lastPosition();
        start = position == null ? LogPosition.START : position;
        schemas = new HashMap<>(known.all());
      }
    } catch (RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e instanceof KafkaException kafkaException ? stopped(kafkaException) : e;
    }
  }

  /**
   * A broker that died after it had prepared a commit and before the commit's marker was in the log
   * was seen to count it as complete when it came back, and never to write the marker (Kafka
   * 4.3.1). What stands there without an end would become part of the next transaction under this
   * id. An aborted one ends it: the position does not hold it, so it is pulled again.
   */
  private void endLeftover(Map<String, Object> kafka) {
    var log = new TopicPartition(topic, 0);
    try (var admin = LogClients.admin(kafka)) {
      if (end(admin, log, IsolationLevel.READ_COMMITTED)
          >= end(admin, log, IsolationLevel.READ_UNCOMMITTED)) {
        return;
      }
    }
    producer.beginTransaction();
    var _ = producer.send(new ProducerRecord<>(topic, 0, null, null, new byte[0]));
    var _ =
        producer.send(
            new ProducerRecord<>(Topics.STORE_SCHEMAS, SchemaReader.key(storeId, 0), new byte[0]));
    producer.flush();
    producer.abortTransaction();
    LOG.info("{}: what the broker had left without an end is given up", storeId);
  }

  private static long end(Admin admin, TopicPartition log, IsolationLevel seen) {
    var options = new ListOffsetsOptions(seen);
    return LogClients.outcome(
            admin.listOffsets(Map.of(log, OffsetSpec.latest()), options).partitionResult(log))
        .offset();
  }

  /** Where the log ended when this writer was opened; {@link LogPosition#START} when it is new. */
  public LogPosition position() {
    return start;
  }

  /** Schemas that the log has, by id. */
  public Map<Integer, TableSchema> schemas() {
    return Map.copyOf(schemas);
  }

  /** Makes a schema known with the next commit, unless the log has it already. */
  public void append(TableSchema schema) {
    if (!schemas.containsKey(schema.id())) {
      send(
          new ProducerRecord<>(
              Topics.STORE_SCHEMAS,
              SchemaReader.key(storeId, schema.id()),
              ChangeCodec.encode(schema)));
      schemas.put(schema.id(), schema);
    }
  }

  /** Adds an entry, and the schemas it needs. */
  public void append(LogEntry entry) {
    if (entry instanceof LogEntry.Slice slice) {
      slice.changes().stream().map(Change::table).forEach(this::append);
    }
    append(ChangeCodec.encode(entry));
  }

  /** Adds an entry that is encoded already; its schemas must have been appended. */
  public void append(byte[] entry) {
    refuseIfBroken();
    flushHeld();
    held = new ProducerRecord<>(topic, 0, null, null, entry);
  }

  /**
   * Makes everything appended since the last commit visible, within moments: readers may see it a
   * little after this returns.
   *
   * @param position where the log ends now; kept in the log itself
   */
  public void commit(LogPosition position) {
    var last = held;
    if (last == null) {
      throw new IllegalStateException("a position needs an entry that carries it");
    }
    last.headers().add(POSITION, position.toBytes());
    flushHeld();
    guarded(producer::commitTransaction);
    open = false;
  }

  /** Appends these entries and commits them, at a position that says nothing of the source. */
  public void write(LogEntry... entries) {
    List.of(entries).forEach(this::append);
    commit(LogPosition.START);
  }

  /** Leaves what was not committed to be given up by the broker, or by the next writer. */
  @Override
  public void close() {
    if (open && !broken) {
      try {
        producer.abortTransaction();
      } catch (KafkaException e) {
        broken = true;
      }
    }
    producer.close(broken ? Duration.ZERO : Duration.ofSeconds(1));
  }

  private void flushHeld() {
    var record = held;
    if (record != null) {
      held = null;
      send(record);
    }
  }

  private void send(ProducerRecord<String, byte[]> record) {
    guarded(
        () -> {
          if (!open) {
            producer.beginTransaction();
            open = true;
          }
          producer.send(record);
        });
  }

  private void guarded(Runnable step) {
    refuseIfBroken();
    try {
      step.run();
    } catch (InterruptException e) {
      broken = true;
      throw e;
    } catch (KafkaException e) {
      broken = true;
      throw stopped(e);
    }
  }

  private void refuseIfBroken() {
    if (broken) {
      throw new IllegalStateException("this writer has failed and can only be closed");
    }
  }

  private SluiceException stopped(KafkaException e) {
    return switch (e) {
      case ProducerFencedException _, InvalidProducerEpochException _ ->
          new SluiceException(ErrorCode.FENCED, "another instance writes this log", e);
      case RecordTooLargeException _ ->
          new SluiceException(ErrorCode.TOO_LARGE, "a row does not fit a record of the log", e);
      default ->
          e.getCause() instanceof KafkaException cause
              ? stopped(cause)
              : LogClients.unavailable("the log of Store " + storeId + " cannot be written", e);
    };
  }
}
