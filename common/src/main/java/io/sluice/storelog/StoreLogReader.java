package io.sluice.storelog;

import io.sluice.change.ChangeCodec;
import io.sluice.change.LogRecord;
import io.sluice.change.TableSchema;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a Store's log, committed entries only, in order; from its beginning until told otherwise.
 * Not safe for use by more than one thread at a time.
 *
 * <p>Throws {@link io.sluice.contract.SluiceException} KAFKA_UNAVAILABLE when the cluster does not
 * answer, and Kafka's own {@code InterruptException} when its thread is interrupted.
 */
public final class StoreLogReader implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int TAIL = 64;

  /** Commit times rise along the log but for so much: commits pass each other, clocks are set. */
  private static final Duration DISORDER = Duration.ofSeconds(10);

  /** So many entries are read rather than halved. */
  private static final long FEW = 1_000;

  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final String storeId;
  private final TopicPartition log;
  private final Consumer<String, byte[]> consumer;
  private final SchemaReader schemas;
  private final LogIdentity identity;
  private final @Nullable ReaderGroup group;

  /** The table schemas of a Store's log that are there now, by id. */
  public static Map<Integer, TableSchema> schemas(Map<String, Object> kafka, String storeId) {
    try (var reader = new SchemaReader(kafka, storeId)) {
      return reader.all();
    }
  }

  /**
   * @param kafka bootstrap.servers and security of Sluice's own cluster, nothing else
   */
  public StoreLogReader(Map<String, Object> kafka, String storeId) {
    this(kafka, storeId, null);
  }

  /**
   * @param reader id of the component that reads, and tells so in its {@link ReaderGroup}; null
   *     when nobody is to know
   */
  public StoreLogReader(Map<String, Object> kafka, String storeId, @Nullable String reader) {
    this.storeId = storeId;
    this.log = new TopicPartition(Topics.storeLog(storeId), 0);
    this.schemas = new SchemaReader(kafka, storeId);
    this.identity = new LogIdentity(kafka, storeId);
    this.consumer = LogClients.reader(kafka, reader == null ? null : ReaderGroup.name(reader));
    this.group = reader == null ? null : new ReaderGroup(consumer, log);
    consumer.assign(List.of(log));
    consumer.seekToBeginning(List.of(log));
  }

  /** What the log holds, or null when it does not exist or is empty. */
  public static @Nullable LogRange range(Map<String, Object> kafka, String storeId) {
    try (var reader = new StoreLogReader(kafka, storeId)) {
      return reader.range();
    }
  }

  /**
   * What the log holds now, or null when it does not exist or is empty. Moves the reader to the end
   * of the log.
   */
  public @Nullable LogRange range() {
    return asking(
        () -> {
          if (consumer.partitionsFor(log.topic()).isEmpty()) {
            return null;
          }
          identity.verify();
          long begin = beginning();
          long end = end();
          var first = begin == end ? null : firstFrom(begin, end);
          var last = first == null ? null : last(begin, end);
          if (first == null || last == null) {
            return null;
          }
          return new LogRange(time(first), time(last), first.offset(), end);
        });
  }

  /** Where the log begins; 0 when it is empty. Moves the reader to an unknown place. */
  public long firstOffset() {
    return asking(
        () -> {
          identity.verify();
          var first = firstFrom(beginning(), end());
          return first == null ? 0 : first.offset();
        });
  }

  public void seek(long offset) {
    consumer.seek(log, offset);
  }

  /**
   * Offset of the first entry committed at the source at or after this time, to the millisecond;
   * empty when there is none yet. Moves the reader to an unknown place: seek afterwards.
   */
  public OptionalLong offsetAt(Instant time) {
    Instant wanted = time.truncatedTo(ChronoUnit.MILLIS);
    return asking(
        () -> {
          long end = end();
          consumer.seek(log, shortlyBefore(wanted.minus(DISORDER), end));
          long start = System.nanoTime();
          while (isBefore(end, start)) {
            for (var message : consumer.poll(Duration.ofMillis(100))) {
              if (!time(message).isBefore(wanted)) {
                return OptionalLong.of(message.offset());
              }
            }
          }
          return OptionalLong.empty();
        });
  }

  /**
   * An offset before which everything was committed earlier, found by halving: Kafka's own index is
   * by the time of arrival, which can be hours behind.
   */
  private long shortlyBefore(Instant time, long end) {
    long low = beginning();
    long high = end;
    while (high - low > FEW) {
      long middle = low + (high - low) / 2;
      var found = firstFrom(middle, end);
      if (found == null || found.offset() >= high || !time(found).isBefore(time)) {
        high = middle;
      } else {
        low = found.offset() + 1;
      }
    }
    return low;
  }

  private static Instant time(ConsumerRecord<String, byte[]> message) {
    return ChangeCodec.time(message.value()).truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * From now on nothing is read from any other log: one whose topic was deleted and made anew has
   * the same name and other entries at the same offsets.
   *
   * @param known identity of the log that a position is of; null to take the one that is there
   * @return identity of the log
   * @throws SluiceException LOG_REPLACED
   */
  public String require(@Nullable String known) {
    return asking(() -> identity.require(known));
  }

  /**
   * As {@link ReplayStart#of} says; moves the reader to an unknown place: seek afterwards.
   *
   * @throws SluiceException REPLAY_OUT_OF_RANGE when nothing was committed at or after the time
   */
  public ReplayStart replayStart(Instant time, long next, @Nullable Long under) {
    OptionalLong first = offsetAt(time);
    if (first.isEmpty()) {
      throw new SluiceException(
          ErrorCode.REPLAY_OUT_OF_RANGE, "nothing was committed at or after " + time);
    }
    return ReplayStart.of(first.getAsLong(), next, under, asking(this::beginning));
  }

  /** Offset after the last committed entry. */
  public long endOffset() {
    return asking(this::end);
  }

  /**
   * The next entries; empty when none came in time.
   *
   * @throws io.sluice.storelog.LogExpiredException when the offset sought is no longer in the log
   */
  public List<LogRecord> poll(Duration atMost) {
    return asking(
        () -> {
          identity.verify();
          var records = consumer.poll(atMost);
          var entries = new ArrayList<LogRecord>(records.count());
          for (var message : records) {
            entries.add(
                new LogRecord(
                    message.offset(),
                    ChangeCodec.decode(message.value(), schemas::require),
                    message.serializedValueSize()));
          }
          return entries;
        });
  }

  /** Says in the reader's group that all before this offset is written; negative for unknown. */
  void tell(long offset) {
    if (group != null) {
      group.tell(offset);
    }
  }

  /**
   * Whether all that was committed at the last fetch has been polled. That a poll gave nothing does
   * not say so: the broker may have been slow, or what there was may be larger than a fetch.
   */
  public boolean isAtEnd() {
    return consumer.currentLag(log).orElse(Long.MAX_VALUE) == 0;
  }

  /**
   * The position that the log's last transaction carries, or null when there never was one.
   *
   * @throws LogExpiredException when there was one, which retention has removed
   */
  @Nullable LogPosition lastPosition() {
    return asking(
        () -> {
          long begin = beginning();
          var last = last(begin, end());
          if (last == null && begin > 0) {
            throw new LogExpiredException(storeId, begin - 1, begin);
          }
          if (last == null) {
            return null;
          }
          var header = last.headers().lastHeader(StoreLogWriter.POSITION);
          if (header == null) {
            throw new IllegalStateException("the log of " + storeId + " ends without a position");
          }
          return LogPosition.of(header.value());
        });
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSING));
    schemas.close();
    identity.close();
  }

  private long beginning() {
    return consumer.beginningOffsets(List.of(log)).getOrDefault(log, 0L);
  }

  private long end() {
    return consumer.endOffsets(List.of(log)).getOrDefault(log, 0L);
  }

  private @Nullable ConsumerRecord<String, byte[]> firstFrom(long from, long end) {
    consumer.seek(log, from);
    long start = System.nanoTime();
    while (isBefore(end, start)) {
      for (var message : consumer.poll(Duration.ofMillis(100))) {
        return message;
      }
    }
    return null;
  }

  /**
   * The last record before the end. What stands there are the markers that end transactions, and
   * perhaps records of one that was given up, so it is looked for further and further back.
   */
  private @Nullable ConsumerRecord<String, byte[]> last(long begin, long end) {
    for (long back = TAIL; ; back *= 8) {
      long from = Math.max(begin, end - back);
      ConsumerRecord<String, byte[]> last = null;
      consumer.seek(log, from);
      long start = System.nanoTime();
      while (isBefore(end, start)) {
        for (var message : consumer.poll(Duration.ofMillis(100))) {
          last = message.offset() < end ? message : last;
        }
      }
      if (last != null || from == begin) {
        return last;
      }
    }
  }

  private boolean isBefore(long end, long start) {
    if (consumer.position(log) >= end) {
      return false;
    }
    if (System.nanoTime() - start > PATIENCE.toNanos()) {
      throw new TimeoutException("the end of the log is not reached");
    }
    return true;
  }

  private <T extends @Nullable Object> T asking(java.util.function.Supplier<T> question) {
    try {
      return question.get();
    } catch (OffsetOutOfRangeException e) {
      // The topic may be another one, in which there is less.
      asking(identity::verifyNow);
      long wanted = e.offsetOutOfRangePartitions().getOrDefault(log, -1L);
      throw new LogExpiredException(storeId, wanted, beginning());
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw LogClients.unavailable("the log of Store " + storeId + " cannot be read", e);
    }
  }
}
