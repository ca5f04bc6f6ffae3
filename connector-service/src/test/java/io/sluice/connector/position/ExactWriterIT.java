package io.sluice.connector.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.chunk.KeyRange;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableName;
import io.sluice.contract.Topics;
import io.sluice.fixture.KafkaFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ExactWriterIT {
  private static final TableName STAYS = new TableName("public", "stays");
  private static final TableName LEAVES = new TableName("public", "leaves");
  private static final Map<String, Object> KAFKA =
      Map.of("bootstrap.servers", KafkaFixture.bootstrapServers());

  private final String id = "c-" + UUID.randomUUID();

  /** A transaction that was left open would keep readers of committed records waiting. */
  @Test
  void aRunThatFailedLeavesNoTransactionOpen() throws Exception {
    try (var admin = Admin.create(KAFKA)) {
      PositionTopic.ensure(admin, id);
      var writer = open(1, Set.of(STAYS));
      writer.send(record(new byte[10]));
      assertThatThrownBy(
              () -> {
                writer.send(record(new byte[60 << 20]));
                writer.commit(List.of(new PositionRecord.Claim(1)));
              })
          .isInstanceOf(SluiceException.class);
      writer.close();
      await()
          .until(
              () ->
                  end(admin, IsolationLevel.READ_COMMITTED)
                      == end(admin, IsolationLevel.READ_UNCOMMITTED));
    }
  }

  @Test
  void whatTablesThatLeftHadReachedIsForgotten() throws Exception {
    try (var admin = Admin.create(KAFKA)) {
      PositionTopic.ensure(admin, id);
    }
    try (var writer = open(1, Set.of(STAYS, LEAVES))) {
      writer.commit(List.of(copied(STAYS), copied(LEAVES)));
    }
    try (var writer = open(2, Set.of(STAYS, LEAVES))) {
      assertThat(writer.positions().chunks()).containsOnlyKeys(STAYS, LEAVES);
    }
    try (var writer = open(3, Set.of(STAYS))) {
      assertThat(writer.positions().chunks()).containsOnlyKeys(STAYS);
    }
    try (var writer = open(4, Set.of(STAYS, LEAVES))) {
      assertThat(writer.positions().chunks()).containsOnlyKeys(STAYS);
    }
  }

  private ExactWriter open(long epoch, Set<TableName> tables) {
    return ExactWriter.open(
        new ExactWriter.Run(KAFKA, id, epoch, tables, 1, Duration.ofMinutes(15), _ -> {}));
  }

  private ProducerRecord<byte[], byte[]> record(byte[] value) {
    return new ProducerRecord<>(
        Topics.connectorPosition(id),
        "claim".getBytes(java.nio.charset.StandardCharsets.UTF_8),
        value);
  }

  private static PositionRecord copied(TableName table) {
    return new PositionRecord.Chunk(1, table, 0, null, null, KeyRange.ALL, List.of(), 0, true);
  }

  private long end(Admin admin, IsolationLevel isolation) throws Exception {
    var partition = new TopicPartition(Topics.connectorPosition(id), 0);
    return admin
        .listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
        .partitionResult(partition)
        .get()
        .offset();
  }
}
