package io.sluice.project.components;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.cluster.KafkaClients;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.LogLine;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Topics;
import io.sluice.contract.cloudevents.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;

/**
 * The lines of components as the topic has them, which is all of the time that it keeps; the
 * projection has the latest of each alone.
 */
@Component
class LogArchive {
  private static final Duration WAIT = Duration.ofSeconds(2);

  /**
   * Which lines.
   *
   * @param from this time and later
   * @param until before this time
   */
  record Span(
      String component,
      Instant from,
      Instant until,
      @Nullable String search,
      LogLine.@Nullable Level atLeast) {
    private boolean has(LogLine line) {
      return line.componentId().equals(component)
          && !line.at().isBefore(from)
          && line.at().isBefore(until)
          && (atLeast == null || line.level().compareTo(atLeast) >= 0)
          && (search == null
              || line.text().toLowerCase(Locale.ROOT).contains(search.toLowerCase(Locale.ROOT)));
    }
  }

  private final KafkaClients kafka;

  LogArchive(KafkaClients kafka) {
    this.kafka = kafka;
  }

  /**
   * Writes one line of text for each, oldest first, until the span ends or the topic does.
   *
   * @throws SluiceException KAFKA_UNAVAILABLE
   */
  void write(Span span, OutputStream out) throws IOException {
    try (var reader = kafka.reader("sluice-log-archive")) {
      int partitions = reader.partitionsFor(Topics.LOGS).size();
      var partition =
          new TopicPartition(
              Topics.LOGS,
              Utils.toPositive(Utils.murmur2(span.component().getBytes(UTF_8))) % partitions);
      var all = List.of(partition);
      reader.assign(all);
      long end = Objects.requireNonNull(reader.endOffsets(all).get(partition));
      var first =
          reader.offsetsForTimes(Map.of(partition, span.from().toEpochMilli())).get(partition);
      reader.seek(partition, first == null ? end : first.offset());
      boolean over = false;
      while (!over && reader.position(partition) < end) {
        for (ConsumerRecord<String, byte[]> record : reader.poll(WAIT)) {
          over |= record.timestamp() >= span.until().toEpochMilli();
          LogLine line = line(record);
          if (line != null && span.has(line)) {
            out.write(text(line).getBytes(UTF_8));
          }
        }
      }
    } catch (KafkaException e) {
      throw new SluiceException(ErrorCode.KAFKA_UNAVAILABLE, "the log lines cannot be read", e);
    }
  }

  private static String text(LogLine line) {
    return "%s %-5s %s %s\n".formatted(line.at(), line.level(), line.instance(), line.text());
  }

  private static @Nullable LogLine line(ConsumerRecord<String, byte[]> record) {
    try {
      return record.value() == null ? null : Json.LENIENT.readValue(record.value(), LogLine.class);
    } catch (JacksonException e) {
      return null;
    }
  }
}
