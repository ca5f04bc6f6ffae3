package io.sluice.storelog;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * Which log this is. A topic that was deleted and made anew has the same name and other entries at
 * the same offsets, but Kafka gives it another id.
 */
final class LogIdentity implements AutoCloseable {
  /** A client sees nothing of such a change where its offset is there in the new topic too. */
  private static final long CHECK_NANOS = Duration.ofSeconds(5).toNanos();

  private final Map<String, Object> kafka;
  private final String storeId;
  private @Nullable Admin admin;
  private @Nullable String expected;
  private long checkedNanos;

  LogIdentity(Map<String, Object> kafka, String storeId) {
    this.kafka = Map.copyOf(kafka);
    this.storeId = storeId;
  }

  /**
   * From now on it has to be this one.
   *
   * @param known null to take the one that is there
   */
  String require(@Nullable String known) {
    String id = known == null ? id() : known;
    expected = id;
    verifyNow();
    return id;
  }

  /**
   * To be called often; asks the cluster now and then.
   *
   * @throws SluiceException LOG_REPLACED
   */
  void verify() {
    if (System.nanoTime() - checkedNanos >= CHECK_NANOS) {
      verifyNow();
    }
  }

  /**
   * @return the identity that it has to have; null when any will do
   * @throws SluiceException LOG_REPLACED
   */
  @Nullable String verifyNow() {
    String wanted = expected;
    if (wanted == null) {
      return null;
    }
    String is = id();
    if (!wanted.equals(is)) {
      throw new SluiceException(
          ErrorCode.LOG_REPLACED,
          "the position is of log %s, Store %s has log %s now".formatted(wanted, storeId, is));
    }
    checkedNanos = System.nanoTime();
    return wanted;
  }

  private String id() {
    if (admin == null) {
      admin = LogClients.admin(kafka);
    }
    String topic = Topics.storeLog(storeId);
    var described = admin.describeTopics(List.of(topic)).topicNameValues().get(topic);
    return LogClients.outcome(Objects.requireNonNull(described)).topicId().toString();
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(Duration.ofSeconds(1));
    }
  }
}
