package io.sluice.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.cluster.KafkaClients;
import io.sluice.cluster.TopicSetup;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Topics;
import io.sluice.fixture.KafkaFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

class TopicSetupIT {
  private final KafkaClients clients = new KafkaClients(KafkaFixture.client());

  @Test
  void topics_are_made_as_the_design_says() throws Exception {
    String region = "made";
    var setup = new TopicSetup(clients, 4);
    setup.shared();
    setup.components(region, ComponentKind.WRITER);

    assertThat(config(Topics.PROJECT_STATE).get("cleanup.policy").value()).isEqualTo("compact");
    assertThat(config(Topics.DATA_SOURCES).get("cleanup.policy").value()).isEqualTo("compact");
    assertThat(config(Topics.EVENTS).get("retention.ms").value()).isEqualTo("-1");
    assertThat(config(Topics.PROJECT_COMMANDS).get("retention.ms").value())
        .isEqualTo(String.valueOf(Duration.ofDays(7).toMillis()));
    assertThat(partitions(Topics.commands(region, ComponentKind.WRITER))).isEqualTo(4);
    assertThat(partitions(Topics.state(region, ComponentKind.WRITER))).isEqualTo(4);
  }

  @Test
  void services_that_start_together_do_not_disturb_each_other() throws Exception {
    var setup = new TopicSetup(clients, 4);
    try (var services = Executors.newFixedThreadPool(4)) {
      Callable<Void> start =
          () -> {
            setup.components("together", ComponentKind.STORE);
            return null;
          };
      for (var done : services.invokeAll(List.of(start, start, start, start))) {
        done.get();
      }
    }
    assertThat(partitions(Topics.commands("together", ComponentKind.STORE))).isEqualTo(4);
  }

  @Test
  void another_number_of_partitions_than_set_is_refused_with_both_numbers() {
    new TopicSetup(clients, 4).components("fixed", ComponentKind.STORE);

    assertThatThrownBy(() -> new TopicSetup(clients, 8).components("fixed", ComponentKind.STORE))
        .isInstanceOf(SluiceException.class)
        .hasMessageContaining("sluice.partitions is 8")
        .hasMessageContaining("sluice.fixed.stores.state has 4");
  }

  @Test
  void a_state_topic_that_somebody_made_without_compaction_is_compacted() throws Exception {
    String topic = Topics.state("plain", ComponentKind.STORE);
    try (var admin = Admin.create(KafkaFixture.client())) {
      admin.createTopics(List.of(new NewTopic(topic, 4, (short) 1))).all().get();
    }

    new TopicSetup(clients, 4).components("plain", ComponentKind.STORE);

    // A broker shows a changed setting a moment after it has taken it.
    await()
        .untilAsserted(
            () -> assertThat(config(topic).get("cleanup.policy").value()).isEqualTo("compact"));
  }

  @Test
  void a_cluster_that_does_not_answer_is_said_to_be_so() {
    var nowhere =
        new KafkaClients(
            Map.of(
                "bootstrap.servers",
                "127.0.0.1:1",
                "default.api.timeout.ms",
                1_000,
                "request.timeout.ms",
                900));

    assertThatThrownBy(() -> new TopicSetup(nowhere, 4).shared())
        .isInstanceOf(SluiceException.class)
        .hasMessageContaining("KAFKA_UNAVAILABLE");
  }

  private static Config config(String topic) throws Exception {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (var admin = Admin.create(KafkaFixture.client())) {
      return Objects.requireNonNull(
          admin.describeConfigs(List.of(resource)).all().get().get(resource));
    }
  }

  private static int partitions(String topic) throws Exception {
    try (var admin = Admin.create(KafkaFixture.client())) {
      var topics = admin.describeTopics(List.of(topic)).allTopicNames().get();
      return Objects.requireNonNull(topics.get(topic)).partitions().size();
    }
  }
}
