package io.sluice.connector;

import io.sluice.connector.position.DestinationFailure;
import io.sluice.connector.position.PositionTopic;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.TopicNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** The SCHEMA step: makes the topics that are not there and leaves alone those that are. */
final class DestinationTopics {
  private static final int LARGEST_RECORD = 48 << 20;

  private DestinationTopics() {}

  /** What became of each topic, for the step's report. */
  static Map<String, String> make(Admin admin, ComponentSpec spec) throws InterruptedException {
    var options = spec.options();
    var topics = TopicNames.all(spec.tables(), options.topicTemplate());
    PositionTopic.ensure(admin, spec.componentId());
    var report = new TreeMap<String, String>();
    for (String name : topics.keySet()) {
      boolean made = make(admin, name, options.topicPartitions());
      report.put(
          name,
          made
              ? "created, " + options.topicPartitions() + " partitions"
              : "existing, " + partitions(admin, name) + " partitions");
    }
    return report;
  }

  private static boolean make(Admin admin, String name, int partitions)
      throws InterruptedException {
    var topic =
        new NewTopic(name, Optional.of(partitions), Optional.empty())
            .configs(
                Map.of(
                    // Records carry the source's commit time, and its clock may run ahead.
                    "message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE),
                    // A row with large values is one record.
                    "max.message.bytes", Integer.toString(LARGEST_RECORD)));
    try {
      admin.createTopics(List.of(topic)).all().get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return false;
      }
      throw DestinationFailure.of(e);
    }
  }

  private static int partitions(Admin admin, String name) throws InterruptedException {
    try {
      var described = admin.describeTopics(List.of(name)).allTopicNames().get().get(name);
      return described == null ? 0 : described.partitions().size();
    } catch (ExecutionException e) {
      throw DestinationFailure.of(e);
    }
  }
}
