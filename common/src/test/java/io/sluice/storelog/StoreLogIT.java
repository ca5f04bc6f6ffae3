package io.sluice.storelog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.change.Change;
import io.sluice.change.ColumnSchema;
import io.sluice.change.LogEntry;
import io.sluice.change.LogRecord;
import io.sluice.change.Row;
import io.sluice.change.TableSchema;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Topics;
import io.sluice.fixture.KafkaFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoreLogIT {
  private static final TableSchema USERS =
      new TableSchema(1, "public", "users", List.of(new ColumnSchema("name", "text", true, false)));
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private final Map<String, Object> kafka = KafkaFixture.client();
  private final String store = "s-" + UUID.randomUUID().toString().substring(0, 10);

  @BeforeEach
  void makeTopics() {
    // As the kernel does with what a broker cannot do just now.
    Awaitility.await()
        .ignoreExceptionsMatching(e -> e instanceof SluiceException known && known.isTransient())
        .until(
            () -> {
              StoreLogTopic.ensure(kafka, store, Duration.ofDays(36_500));
              return true;
            });
  }

  /** What was asked for may not have come yet. */
  @Test
  void anEmptyPollIsNotTheEndOfTheLog() {
    try (var log = new StoreLogWriter(kafka, store)) {
      log.write(slice(1, "Ann"));
    }
    try (var reader = new StoreLogReader(kafka, store)) {
      reader.seek(0);
      assertThat(reader.poll(Duration.ZERO)).isEmpty();
      assertThat(reader.isAtEnd()).isFalse();
      await().until(() -> !reader.poll(Duration.ofMillis(100)).isEmpty());
      await().until(() -> reader.poll(Duration.ofMillis(10)).isEmpty() && reader.isAtEnd());
    }
  }

  @Test
  void whatWasCommittedIsReadInOrder() {
    try (var log = new StoreLogWriter(kafka, store)) {
      log.write(slice(1, "Ann"), slice(2, "Bob", "Cem"));
      log.write(new LogEntry.Heartbeat(99, NOON.plusSeconds(60)));
    }

    assertThat(read(3))
        .extracting(LogRecord::entry)
        .containsExactly(
            slice(1, "Ann"),
            slice(2, "Bob", "Cem"),
            new LogEntry.Heartbeat(99, NOON.plusSeconds(60)));
  }

  @Test
  void whatWasNotCommittedIsNeverSeen() {
    try (var log = new StoreLogWriter(kafka, store)) {
      log.write(slice(1, "Ann"));
      log.append(slice(2, "Bob"));
      log.append(slice(3, "Cem"));
    }
    try (var log = new StoreLogWriter(kafka, store)) {
      log.write(slice(4, "Dan"));
    }

    assertThat(read(2))
        .extracting(LogRecord::entry)
        .containsExactly(slice(1, "Ann"), slice(4, "Dan"));
  }

  @Test
  void aWriterFindsThePositionOfTheLastCommitBehindWhatWasGivenUp() {
    var position = new LogPosition(new byte[] {1, 2, 3}, 77, 8, 5);
    try (var log = new StoreLogWriter(kafka, store)) {
      assertThat(log.position()).isEqualTo(LogPosition.START);
      log.append(slice(1, "Ann"));
      log.commit(position);
      IntStream.range(0, 200).forEach(i -> log.append(slice(2 + i, "Bob")));
    }

    try (var log = new StoreLogWriter(kafka, store)) {
      assertThat(log.position()).isEqualTo(position);
      assertThat(log.schemas()).containsEntry(1, USERS);
    }
  }

  @Test
  void aNewWriterFencesTheOldOne() {
    try (var old = new StoreLogWriter(kafka, store)) {
      old.write(slice(1, "Ann"));
      old.append(slice(2, "Bob"));
      try (var young = new StoreLogWriter(kafka, store)) {
        young.write(slice(3, "Cem"));

        assertThatThrownBy(() -> old.commit(LogPosition.START))
            .isInstanceOfSatisfying(
                SluiceException.class,
                e -> assertThat(e.failure().code()).isEqualTo(ErrorCode.FENCED));
        assertThatThrownBy(() -> old.append(slice(4, "Dan")))
            .isInstanceOf(IllegalStateException.class);
      }
    }

    assertThat(read(2))
        .extracting(LogRecord::entry)
        .containsExactly(slice(1, "Ann"), slice(3, "Cem"));
  }

  @Test
  void aReaderWaitsAtTheEndAndGoesOnBehindTheMarkers() {
    try (var log = new StoreLogWriter(kafka, store);
        var reader = new StoreLogReader(kafka, store)) {
      reader.seek(reader.endOffset());
      assertThat(reader.poll(Duration.ofMillis(50))).isEmpty();
      for (int i = 1; i <= 20; i++) {
        log.write(slice(i, "Ann"));
        assertThat(next(reader, 1)).extracting(LogRecord::entry).containsExactly(slice(i, "Ann"));
      }
      await().untilAsserted(() -> assertThat(reader.endOffset()).isEqualTo(40));
    }
  }

  @Test
  void howFarAReaderIsCanBeSeenInItsConsumerGroup() throws Exception {
    String id = "w-" + store.substring(2);
    var written = new AtomicLong(-1);
    try (var log = new StoreLogWriter(kafka, store);
        var admin = LogClients.admin(kafka);
        var feed = new LogPrefetch(new StoreLogReader(kafka, store, id), "feed", written::get)) {
      log.write(slice(1, "Ann"), slice(2, "Bob"));
      feed.start(0, 0);
      await().until(() -> feed.next(Duration.ofMillis(100)) != null);
      written.set(1);

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(
                          admin
                              .listConsumerGroupOffsets("sluice-" + id)
                              .partitionsToOffsetAndMetadata()
                              .get(10, TimeUnit.SECONDS)
                              .values())
                      .extracting(OffsetAndMetadata::offset)
                      .containsExactly(1L));
    }
  }

  @Test
  void theRangeIsReadFromTheLog() {
    assertThat(StoreLogReader.range(kafka, store)).isNull();
    assertThat(StoreLogReader.range(kafka, "s-none")).isNull();
    try (var log = new StoreLogWriter(kafka, store)) {
      log.write(slice(1, "Ann"));
      log.write(slice(5, "Bob"));
    }
    assertThat(read(2)).hasSize(2);

    assertThat(StoreLogReader.range(kafka, store))
        .isEqualTo(new LogRange(NOON.plusSeconds(1), NOON.plusSeconds(5), 0, 4));
  }

  @Test
  void aTimeIsFoundByTheCommitTimesOfTheSource() {
    try (var log = new StoreLogWriter(kafka, store);
        var reader = new StoreLogReader(kafka, store)) {
      assertThat(reader.offsetAt(NOON)).isEmpty();
      log.write(slice(1, "Ann"), slice(2, "Bob"), slice(3, "Cem"));
      assertThat(next(reader, 3)).hasSize(3);

      assertThat(reader.offsetAt(NOON)).isEqualTo(OptionalLong.of(0));
      assertThat(reader.offsetAt(NOON.plusSeconds(2))).isEqualTo(OptionalLong.of(1));
      assertThat(reader.offsetAt(NOON.plusMillis(2_001))).isEqualTo(OptionalLong.of(2));
      assertThat(reader.offsetAt(NOON.plusSeconds(4))).isEmpty();
    }
  }

  @Test
  void aTimeIsFoundExactlyInALogThatWasPulledLate() {
    try (var log = new StoreLogWriter(kafka, store);
        var reader = new StoreLogReader(kafka, store)) {
      // The broker's clock, which is on the markers, is years ahead of these.
      for (int i = 1; i <= 10; i++) {
        log.write(slice(i - 1_000_000_000, "Ann"));
      }
      assertThat(next(reader, 10)).hasSize(10);

      assertThat(reader.offsetAt(NOON.plusSeconds(7 - 1_000_000_000)))
          .isEqualTo(OptionalLong.of(12));
    }
  }

  @Test
  void aTimeIsFoundInALongLogByHalving() {
    try (var log = new StoreLogWriter(kafka, store);
        var reader = new StoreLogReader(kafka, store)) {
      IntStream.range(0, 20_000).forEach(i -> log.append(slice(i, "Ann")));
      log.commit(LogPosition.START);
      assertThat(next(reader, 20_000)).hasSize(20_000);

      assertThat(reader.offsetAt(NOON.plusSeconds(12_345))).isEqualTo(OptionalLong.of(12_345));
      assertThat(reader.offsetAt(NOON.minusSeconds(1))).isEqualTo(OptionalLong.of(0));
      assertThat(reader.offsetAt(NOON.plusSeconds(19_999))).isEqualTo(OptionalLong.of(19_999));
      assertThat(reader.offsetAt(NOON.plusSeconds(20_000))).isEmpty();
    }
  }

  /** Kafka deletes by the time of a record: by the source's, late ones would go at once. */
  @Test
  void whatIsPulledLateIsKeptFromItsArrivalOn() {
    Instant before = Instant.now().minusSeconds(5);
    try (var log = new StoreLogWriter(kafka, store)) {
      log.write(slice(-1_000_000_000, "Ann"));
    }
    try (var consumer = LogClients.reader(kafka, null)) {
      var partition = new TopicPartition(Topics.storeLog(store), 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      await()
          .untilAsserted(
              () ->
                  assertThat(consumer.poll(Duration.ofMillis(100)).records(partition))
                      .singleElement()
                      .satisfies(
                          record ->
                              assertThat(Instant.ofEpochMilli(record.timestamp()))
                                  .isAfter(before)));
    }
  }

  @Test
  void aLogThatWasDeletedAndMadeAnewIsAnotherLog() {
    try (var log = new StoreLogWriter(kafka, store)) {
      log.write(slice(1, "Ann"), slice(2, "Bob"));
    }
    try (var reader = new StoreLogReader(kafka, store)) {
      String known = reader.require(null);
      assertThat(next(reader, 2)).hasSize(2);
      StoreLogTopic.remove(kafka, store);
      await().ignoreExceptions().until(() -> remade());

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> reader.poll(Duration.ofMillis(100)))
                      .isInstanceOfSatisfying(
                          SluiceException.class,
                          e -> assertThat(e.failure().code()).isEqualTo(ErrorCode.LOG_REPLACED)));
      try (var other = new StoreLogReader(kafka, store)) {
        assertThatThrownBy(() -> other.require(known))
            .isInstanceOfSatisfying(
                SluiceException.class,
                e -> assertThat(e.failure().code()).isEqualTo(ErrorCode.LOG_REPLACED));
      }
    }
  }

  private boolean remade() {
    makeTopics();
    try (var log = new StoreLogWriter(kafka, store)) {
      log.write(slice(3, "Cem"), slice(4, "Dan"), slice(5, "Eva"));
    }
    return true;
  }

  @Test
  void aTopicThatHasNoOrderIsRefused() throws Exception {
    String other = store + "-x";
    try (var admin = Admin.create(kafka)) {
      admin.createTopics(List.of(new NewTopic(Topics.storeLog(other), 3, (short) 1))).all().get();
    }
    assertThatThrownBy(() -> StoreLogTopic.ensure(kafka, other, Duration.ofHours(1)))
        .isInstanceOfSatisfying(
            SluiceException.class, e -> assertThat(e.failure().detail()).contains("3 partitions"));
  }

  @Test
  void aPlaceThatHasExpiredIsNamedAndNotReplaced() throws Exception {
    try (var log = new StoreLogWriter(kafka, store);
        var admin = Admin.create(kafka)) {
      log.write(slice(1, "Ann"), slice(2, "Bob"), slice(3, "Cem"));
      var partition = new TopicPartition(Topics.storeLog(store), 0);
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(2))).all().get();
    }

    try (var reader = new StoreLogReader(kafka, store)) {
      reader.seek(1);
      assertThatThrownBy(() -> next(reader, 1)).isInstanceOf(LogExpiredException.class);
    }
    assertThat(read(1)).extracting(LogRecord::entry).containsExactly(slice(3, "Cem"));
  }

  @Test
  void aLogThatHasExpiredAltogetherIsNotTakenForANewOne() throws Exception {
    try (var log = new StoreLogWriter(kafka, store);
        var admin = Admin.create(kafka)) {
      log.write(slice(1, "Ann"));
      assertThat(read(1)).hasSize(1);
      var partition = new TopicPartition(Topics.storeLog(store), 0);
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(2))).all().get();
    }

    assertThatThrownBy(() -> new StoreLogWriter(kafka, store).close())
        .isInstanceOf(LogExpiredException.class);
  }

  @Test
  void aRowOfTwentyMegabytesFits() {
    var large = slice(1, "x".repeat(20 << 20));
    try (var log = new StoreLogWriter(kafka, store)) {
      log.write(large);
    }

    assertThat(read(1)).extracting(LogRecord::entry).containsExactly(large);
  }

  @Test
  void removedLogsLeaveNothingBehind() throws Exception {
    try (var log = new StoreLogWriter(kafka, store)) {
      log.write(slice(1, "Ann"));
    }

    StoreLogTopic.remove(kafka, store);
    StoreLogTopic.remove(kafka, store);

    try (var admin = Admin.create(kafka);
        var schemas = new SchemaReader(kafka, store)) {
      assertThat(admin.listTopics().names().get()).doesNotContain(Topics.storeLog(store));
      assertThat(schemas.all()).isEmpty();
    }
  }

  private List<LogRecord> read(int count) {
    try (var reader = new StoreLogReader(kafka, store)) {
      return next(reader, count);
    }
  }

  private static List<LogRecord> next(StoreLogReader reader, int count) {
    var entries = new ArrayList<LogRecord>();
    while (entries.size() < count) {
      entries.addAll(reader.poll(Duration.ofSeconds(10)));
    }
    assertThat(reader.poll(Duration.ofMillis(20))).isEmpty();
    return entries;
  }

  private static LogEntry.Slice slice(int number, String... names) {
    var changes = new ArrayList<Change>();
    for (String name : names) {
      var row = new Row(new byte[][] {name.getBytes(UTF_8)});
      changes.add(new Change(Change.Operation.INSERT, USERS, null, row));
    }
    return new LogEntry.Slice(
        Math.abs(number), Math.abs(number) * 10L, NOON.plusSeconds(number), 0, true, changes);
  }
}
