package io.sluice.datasource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.cluster.KafkaClients;
import io.sluice.cluster.TopicSetup;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Topics;
import io.sluice.fixture.KafkaFixture;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DataSourcesIT {
  private final SealingKey key =
      SealingKey.from(Base64.getEncoder().encodeToString(new byte[32]), null);
  private final DataSourceCodec codec = new DataSourceCodec(key);
  private final DataSources sources = new DataSources(KafkaFixture.client(), key);

  @BeforeEach
  void start() {
    new TopicSetup(new KafkaClients(KafkaFixture.client()), 4).shared();
    sources.start();
  }

  @AfterEach
  void stop() {
    sources.close();
  }

  @Test
  void what_is_registered_changed_and_deleted_shows_in_the_view() throws Exception {
    var first = kafka("d-view", "First");
    publish("d-view", codec.write(first));
    assertThat(sources.require("d-view", DataSource.Kafka.class)).isEqualTo(first);

    var second = kafka("d-view", "Second");
    publish("d-view", codec.write(second));
    await().untilAsserted(() -> assertThat(sources.find("d-view")).contains(second));

    publish("d-view", null);
    await().untilAsserted(() -> assertThat(sources.find("d-view")).isEmpty());
  }

  @Test
  void one_that_is_just_being_registered_is_waited_for() throws Exception {
    var wanted = CompletableFuture.supplyAsync(() -> sources.require("d-late", DataSource.class));
    await().pollDelay(Duration.ofMillis(300)).until(() -> !wanted.isDone());
    publish("d-late", codec.write(kafka("d-late", "Late")));
    assertThat(wanted.get(3, TimeUnit.SECONDS).name()).isEqualTo("Late");
  }

  @Test
  void one_that_does_not_exist_or_is_of_another_kind_is_refused() throws Exception {
    publish("d-kind", codec.write(kafka("d-kind", "Kind")));
    assertThatThrownBy(() -> sources.require("d-kind", DataSource.Postgres.class))
        .isInstanceOf(SluiceException.class)
        .hasMessageContaining("INVALID_INPUT");
    assertThatThrownBy(() -> sources.require("d-none", DataSource.Postgres.class))
        .isInstanceOf(SluiceException.class)
        .hasMessageContaining("UNKNOWN_ID");
  }

  @Test
  void a_record_that_cannot_be_read_stops_nothing_and_is_told_when_asked_for() throws Exception {
    publish("d-broken", new byte[] {1, 2, 3});
    publish("d-null", "null".getBytes(UTF_8));
    publish("d-moved", codec.write(kafka("d-other", "Other")));
    publish("d-after", codec.write(kafka("d-after", "After")));
    assertThat(sources.require("d-after", DataSource.Kafka.class).name()).isEqualTo("After");
    assertThatThrownBy(() -> sources.require("d-broken", DataSource.Kafka.class))
        .hasMessageContaining("data source d-broken: the record is not a data source");
    assertThatThrownBy(() -> sources.require("d-null", DataSource.Kafka.class))
        .hasMessageContaining("the record is not a data source");
    assertThatThrownBy(() -> sources.require("d-moved", DataSource.Kafka.class))
        .hasMessageContaining("the record is of another data source");
  }

  private static DataSource.Kafka kafka(String id, String name) {
    return new DataSource.Kafka(
        id, name, "default", "a:9092", DataSource.SecurityProtocol.PLAINTEXT, null, null, null);
  }

  private static void publish(String id, byte @Nullable [] value) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            KafkaFixture.client(), new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(Topics.DATA_SOURCES, id, value)).get();
    }
  }
}
