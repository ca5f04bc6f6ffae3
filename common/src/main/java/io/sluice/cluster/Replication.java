package io.sluice.cluster;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How many copies of a record there are to be, whatever the brokers' own default is: what is in the
 * log of a Store the source has been told to forget.
 */
public record Replication(int copies) {
  private static final int MOST = 3;

  /** As many as a cluster of so many brokers can keep, up to three. */
  public static Replication on(int brokers) {
    return new Replication(Math.min(MOST, brokers));
  }

  /** A topic with so many copies, where a write counts when the quorum has it. */
  public NewTopic topic(String name, int partitions, Map<String, String> settings) {
    return new NewTopic(name, Optional.of(partitions), Optional.of((short) copies))
        .configs(withQuorum(settings));
  }

  /** With three copies a write counts when two have it; with fewer there is no such choice. */
  public Map<String, String> withQuorum(Map<String, String> settings) {
    if (copies < MOST) {
      return settings;
    }
    var all = new TreeMap<>(settings);
    all.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, String.valueOf(MOST - 1));
    return all;
  }

  /**
   * @throws SluiceException TOO_FEW_COPIES when a topic that is there has fewer
   */
  public void require(TopicDescription topic) {
    for (var partition : topic.partitions()) {
      if (partition.replicas().size() < copies) {
        throw new SluiceException(
            ErrorCode.TOO_FEW_COPIES,
            "%s has %d, this cluster can keep %d"
                .formatted(topic.name(), partition.replicas().size(), copies));
      }
    }
  }
}
