package io.sluice.storelog;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a consumer group how far a reader of the log is, for lag tools and autoscalers. Nothing is
 * ever read from there, and it does no harm when it cannot be told.
 */
final class ReaderGroup {
  private static final Logger LOG = LoggerFactory.getLogger(ReaderGroup.class);
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final Consumer<String, byte[]> consumer;
  private final TopicPartition log;
  private long told = -1;
  private long toldNanos = System.nanoTime() - INTERVAL.toNanos();

  /**
   * @param consumer of the group
   */
  ReaderGroup(Consumer<String, byte[]> consumer, TopicPartition log) {
    this.consumer = consumer;
    this.log = log;
  }

  /** All of Sluice's groups begin like this: one rule for a prefix allows them. */
  static String name(String componentId) {
    return "sluice-" + componentId;
  }

  /**
   * To be called often by the consumer's thread; tells now and then that all before this offset is
   * written.
   *
   * @param offset negative when nothing is known yet
   */
  void tell(long offset) {
    if (offset < 0 || offset == told || System.nanoTime() - toldNanos < INTERVAL.toNanos()) {
      return;
    }
    told = offset;
    toldNanos = System.nanoTime();
    consumer.commitAsync(
        Map.of(log, new OffsetAndMetadata(offset)),
        (_, e) -> {
          if (e != null) {
            LOG.debug("how far {} is read cannot be told", log, e);
          }
        });
  }
}
