package io.sluice.project.events;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The event log as a stream, and outcomes of commands. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "events")
class EventsApi {
  private final EventStreams streams;
  private final EventQuery events;
  private final CommandOutcomes outcomes;

  EventsApi(EventStreams streams, EventQuery events, CommandOutcomes outcomes) {
    this.streams = streams;
    this.events = events;
    this.outcomes = outcomes;
  }

  @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  @Operation(
      summary = "Follow the event log",
      description =
          "Server-sent events, each a CloudEvent in structured JSON. Begins with what happens from"
              + " now on; with `from` at `beginning` or at a time; with `Last-Event-ID` (or `from`"
              + " with such an id) right after that event. Narrowed by `project` and by `type`"
              + " (beginning of the event type).")
  SseEmitter follow(
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String project,
      @RequestParam(required = false) @Nullable String type) {
    Predicate<LoggedEvent> wanted =
        event ->
            (project == null || event.key().equals(project))
                && (type == null || event.type().startsWith(type));
    return streams.follow(begin(lastEventId, from), wanted);
  }

  @GetMapping("/commands/{id}")
  @Operation(summary = "What became of a command")
  CommandState command(@PathVariable String id) {
    return outcomes
        .look(id)
        .orElseThrow(() -> new SluiceException(ErrorCode.UNKNOWN_ID, "no command has this id"));
  }

  private StreamPosition begin(@Nullable String lastEventId, @Nullable String from) {
    if (lastEventId != null && !lastEventId.isBlank()) {
      return StreamPosition.parse(lastEventId.strip());
    }
    if (from == null || from.equals("live")) {
      return events.live();
    }
    if (from.equals("beginning")) {
      return StreamPosition.BEGINNING;
    }
    Instant time = time(from);
    return time == null ? StreamPosition.parse(from) : events.at(time);
  }

  private static @Nullable Instant time(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException _) {
      return null;
    }
  }
}
