package io.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contract.SluiceException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;

class ReplicationTest {
  @Test
  void aClusterKeepsAsManyCopiesAsItCanUpToThree() {
    assertThat(Replication.on(1).topic("t", 1, Map.of()).replicationFactor()).isEqualTo((short) 1);
    assertThat(Replication.on(2).topic("t", 1, Map.of()).configs()).isEmpty();
    var five = Replication.on(5).topic("t", 1, Map.of("a", "b"));
    assertThat(five.replicationFactor()).isEqualTo((short) 3);
    assertThat(five.configs()).containsEntry("a", "b").containsEntry("min.insync.replicas", "2");
  }

  @Test
  void aTopicThatIsThereAndWeakerIsRefusedWithBothNumbers() {
    Replication.on(1).require(topic(1));
    Replication.on(3).require(topic(3));
    assertThatThrownBy(() -> Replication.on(3).require(topic(1)))
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> assertThat(e.failure().detail()).contains("t has 1", "can keep 3"));
  }

  private static TopicDescription topic(int copies) {
    var nodes = IntStream.range(0, copies).mapToObj(i -> new Node(i, "host", 9092)).toList();
    var partition = new TopicPartitionInfo(0, nodes.getFirst(), nodes, nodes);
    return new TopicDescription("t", false, List.of(partition));
  }
}
