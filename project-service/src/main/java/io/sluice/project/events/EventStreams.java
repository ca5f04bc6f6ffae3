package io.sluice.project.events;

import io.sluice.contract.cloudevents.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Sends the event log to those who follow it: the rows are the queue. */
@Component
class EventStreams {
  private static final int PAGE = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final EventQuery events;
  private final Streams streams;

  EventStreams(EventQuery events, Streams streams) {
    this.events = events;
    this.streams = streams;
  }

  /**
   * @throws io.sluice.contract.SluiceException TOO_MANY when all places are taken
   */
  SseEmitter follow(StreamPosition from, Predicate<LoggedEvent> wanted) {
    return streams.open(reader -> send(reader, from, wanted));
  }

  private void send(Streams.Reader reader, StreamPosition from, Predicate<LoggedEvent> wanted)
      throws IOException, InterruptedException {
    var position = from;
    reader.begin(position.toString());
    while (reader.isThere()) {
      long seen = reader.seen();
      var page = events.after(position, PAGE);
      for (var event : page) {
        position = position.after(event.partition(), event.offset());
        if (wanted.test(event)) {
          reader.send(position.toString(), Json.LENIENT.writeValueAsString(event));
        }
      }
      if (page.isEmpty()) {
        reader.await(seen, PATIENCE);
      }
    }
  }
}
