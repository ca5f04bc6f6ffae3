package io.sluice.project.components;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.cloudevents.Json;
import io.sluice.project.events.Streams;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Sends the log lines of a component as they come; the id of a message is the place of its last.
 */
@Component
class LogStream {
  private static final int LATEST = 200;
  private static final int SOME = 500;
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Observations observations;
  private final Streams streams;

  LogStream(Observations observations, Streams streams) {
    this.observations = observations;
    this.streams = streams;
  }

  /**
   * @param after id of the last message that was had; null to begin with the latest lines
   */
  SseEmitter follow(String component, @Nullable String after) {
    Long place = after == null ? null : place(after);
    return streams.open(reader -> send(reader, component, place));
  }

  private void send(Streams.Reader reader, String component, @Nullable Long after)
      throws IOException, InterruptedException {
    long place = after == null ? -1 : after;
    if (after == null) {
      place = send(reader, observations.lines(component, null, null, LATEST), place);
    }
    while (reader.isThere()) {
      long seen = reader.seen();
      long before = place;
      place = send(reader, observations.after(component, place, SOME), place);
      if (place == before) {
        reader.await(seen, LOOK);
      }
    }
  }

  private static long send(Streams.Reader reader, List<Observations.Line> lines, long place)
      throws IOException {
    if (lines.isEmpty()) {
      return place;
    }
    long last = lines.stream().mapToLong(Observations.Line::offset).max().orElse(place);
    reader.send(
        Long.toString(last), Json.LENIENT.writeValueAsString(new ComponentsApi.Lines(lines)));
    return last;
  }

  private static long place(String id) {
    try {
      return Long.parseLong(id.strip());
    } catch (NumberFormatException e) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT, "the header 'Last-Event-ID': not the id of a message", e);
    }
  }
}
