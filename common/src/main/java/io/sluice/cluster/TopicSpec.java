package io.sluice.cluster;

import io.sluice.contract.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;

/** How a topic is made. What is here is set once; retention is the operator's to change after. */
record TopicSpec(String name, int partitions, Map<String, String> settings) {
  private static final int MIB = 1 << 20;
  private static final Duration FOR_EVER = Duration.ofMillis(-1);

  // A message has 1 MiB of data at most; its headers and the batch around it come on top.
  private static final int MESSAGE = 2 * MIB;
  // A state can hold two definitions of the largest size.
  private static final int STATE = 4 * MIB;

  static TopicSpec commands(String name, int partitions) {
    return kept(name, partitions, Duration.ofDays(7));
  }

  static TopicSpec state(String name, int partitions) {
    return compacted(name, partitions, STATE);
  }

  static TopicSpec events(int partitions) {
    return kept(Topics.EVENTS, partitions, FOR_EVER);
  }

  static TopicSpec telemetry(int partitions) {
    return kept(Topics.TELEMETRY, partitions, Duration.ofDays(1));
  }

  static TopicSpec logs(int partitions) {
    return kept(Topics.LOGS, partitions, Duration.ofDays(3));
  }

  static TopicSpec dataSources() {
    return compacted(Topics.DATA_SOURCES, 1, MESSAGE);
  }

  static TopicSpec storeSchemas() {
    return compacted(Topics.STORE_SCHEMAS, 1, MESSAGE);
  }

  private static TopicSpec kept(String name, int partitions, Duration retention) {
    var settings = new TreeMap<String, String>();
    settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
    settings.put(TopicConfig.RETENTION_MS_CONFIG, String.valueOf(retention.toMillis()));
    settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(MESSAGE));
    if (retention.isPositive()) {
      // Only a closed segment is removed: close several within the time.
      long segment = Math.max(Duration.ofMinutes(10).toMillis(), retention.toMillis() / 12);
      settings.put(TopicConfig.SEGMENT_MS_CONFIG, String.valueOf(segment));
    }
    return new TopicSpec(name, partitions, settings);
  }

  private static TopicSpec compacted(String name, int partitions, int largest) {
    return new TopicSpec(
        name,
        partitions,
        Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT,
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            String.valueOf(largest),
            // Only a closed segment is compacted, and an owner reads all there is when it takes
            // over.
            TopicConfig.SEGMENT_MS_CONFIG,
            String.valueOf(Duration.ofHours(1).toMillis()),
            TopicConfig.SEGMENT_BYTES_CONFIG,
            String.valueOf(32 * MIB)));
  }
}
