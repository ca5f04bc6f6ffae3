package io.sluice.project.components;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.contract.ComponentCommand;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.LogLine;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableName;
import io.sluice.contract.Topics;
import io.sluice.project.gateway.Caller;
import io.sluice.project.gateway.CommandGateway;
import io.sluice.project.gateway.Page;
import io.sluice.project.reference.Answers;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** Stores, Connectors and JDBCWriters over HTTP. */
@RestController
@Answers(ComponentView.class)
@RequestMapping("/api/v1")
@Tag(name = "components")
class ComponentsApi {
  private static final int MOST_LINES = 2000;
  private static final String CONFIRMATION = "delete";

  private final ComponentQuery query;
  private final Observations observations;
  private final LogArchive archive;
  private final ReplayPreview preview;
  private final LogStream lines;
  private final CommandGateway gateway;
  private final InstantSource clock;

  ComponentsApi(
      ComponentQuery query,
      Observations observations,
      LogArchive archive,
      ReplayPreview preview,
      LogStream lines,
      CommandGateway gateway,
      InstantSource clock) {
    this.query = query;
    this.observations = observations;
    this.archive = archive;
    this.preview = preview;
    this.lines = lines;
    this.gateway = gateway;
    this.clock = clock;
  }

  /**
   * @param replayFrom move to the first change committed at or after this time; left out, it goes
   *     on from where it was
   * @param replayUntil end of what is replayed: of later changes only those of rows that were
   *     touched before; left out, all
   * @param tables of the source, whose changes are replayed; left out, all
   */
  record Start(
      @Nullable Instant replayFrom,
      @Nullable Instant replayUntil,
      @Nullable List<TableName> tables) {}

  record Pause(@Nullable String reason) {}

  record Destroy(String confirmation) {}

  /** What there is, oldest first. */
  record Lines(List<Observations.Line> items) {}

  record Tables(List<Observations.TableCounts> items) {}

  /** Where something runs or may run. */
  record Regions(List<Observations.Region> items) {}

  record Instances(List<Observations.Instance> items) {}

  @GetMapping("/components")
  @Operation(
      summary = "List components that are not destroyed",
      description =
          "`keyword` is part of its id, its project's name or id, or its instance, or the IP"
              + " of that.")
  Page<ComponentView> list(
      @RequestParam(required = false) @Nullable ComponentKind kind,
      @RequestParam(required = false) @Nullable String region,
      @RequestParam(required = false) @Nullable String keyword,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "50") int size) {
    return query.list(kind, region, keyword, page, size);
  }

  @GetMapping("/components/{id}")
  @Operation(summary = "One component and how it does")
  ComponentView get(@PathVariable String id) {
    return query
        .find(id)
        .orElseThrow(
            () -> new SluiceException(ErrorCode.UNKNOWN_ID, "there is no component " + id));
  }

  @PostMapping("/components/{id}/start")
  @Operation(
      summary = "Start it, from where it was or from a time",
      description =
          "A replay writes again what was committed from `replayFrom` on, of `tables` if they are"
              + " given. With `replayUntil` it writes of what was committed later only the changes of"
              + " rows that were touched before, so that no row is left older than it was. With"
              + " `dryRun=true` nothing is done, and the answer says how many changes that would be.")
  ResponseEntity<Object> start(
      @PathVariable String id,
      @RequestBody(required = false) @Nullable Start body,
      @RequestParam(defaultValue = "false") boolean dryRun,
      Caller caller) {
    var asked = body == null ? new Start(null, null, null) : body;
    if (dryRun) {
      return ResponseEntity.ok(preview.of(get(id), asked));
    }
    return submit(
        id,
        new ComponentCommand.Start(null, asked.replayFrom(), asked.replayUntil(), asked.tables()),
        caller);
  }

  @PostMapping("/components/{id}/pause")
  @Operation(summary = "Pause it; its project stays as it is")
  ResponseEntity<Object> pause(
      @PathVariable String id, @RequestBody(required = false) @Nullable Pause body, Caller caller) {
    return submit(id, new ComponentCommand.Pause(body == null ? null : body.reason()), caller);
  }

  @PutMapping("/components/{id}/options")
  @Operation(
      summary = "Have it work in another way; it is restarted if it runs",
      description =
          "Holds for this component alone, until the options of its project change. What is left"
              + " out stays.")
  ResponseEntity<Object> update(@PathVariable String id, @RequestBody Tuning body, Caller caller) {
    get(id);
    return submit(id, new ComponentCommand.Update(body.apply(query.spec(id))), caller);
  }

  @DeleteMapping("/components/{id}")
  @Operation(
      summary = "Destroy it and all that it made outside",
      description = "Needs the word `delete`, as parameter or in the body.")
  ResponseEntity<Object> destroy(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String confirmation,
      @RequestBody(required = false) @Nullable Destroy body,
      Caller caller) {
    String word = body == null ? confirmation : body.confirmation();
    if (word == null || !word.equals(CONFIRMATION)) {
      throw new SluiceException(
          ErrorCode.CONFIRMATION_MISSING, "confirmation: not the word " + CONFIRMATION);
    }
    return submit(id, new ComponentCommand.Destroy(word), caller);
  }

  @GetMapping("/components/{id}/tables")
  @Operation(
      summary = "What it has written of each table: inserts, updates, deletes, conflicts",
      description =
          "Since its run began (`since`), or of an earlier run that was the last to write.")
  Tables tables(@PathVariable String id) {
    get(id);
    return new Tables(observations.tables(id));
  }

  @GetMapping("/components/{id}/logs")
  @Operation(summary = "Its latest log lines", description = "Of this `level` and above.")
  Lines logs(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String search,
      @RequestParam(required = false) LogLine.@Nullable Level level,
      @RequestParam(defaultValue = "200") int limit) {
    if (limit < 1 || limit > MOST_LINES) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT, "the parameter 'limit' must be between 1 and " + MOST_LINES);
    }
    get(id);
    return new Lines(observations.lines(id, search, level, limit));
  }

  @GetMapping(path = "/components/{id}/logs/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  @Operation(
      summary = "Follow its log lines as server-sent events",
      description =
          "Begins with the latest 200, or right after `Last-Event-ID`. Each message has the lines"
              + " that came: `items`.")
  SseEmitter follow(
      @PathVariable String id,
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId) {
    get(id);
    return lines.follow(id, lastEventId);
  }

  @GetMapping(path = "/components/{id}/logs/archive", produces = MediaType.TEXT_PLAIN_VALUE)
  @Operation(
      summary = "All of its log lines of a span of time, as text",
      description =
          "As far back as the topic of the log lines goes: three days, unless it was made to keep"
              + " more. The last hour when nothing is said.")
  ResponseEntity<StreamingResponseBody> archive(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable Instant from,
      @RequestParam(required = false) @Nullable Instant until,
      @RequestParam(required = false) @Nullable String search,
      @RequestParam(required = false) LogLine.@Nullable Level level) {
    get(id);
    Instant end = Objects.requireNonNullElseGet(until, clock::instant);
    Instant begin = Objects.requireNonNullElseGet(from, () -> end.minus(Duration.ofHours(1)));
    if (!begin.isBefore(end)) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT, "the parameter 'from' must be before 'until'");
    }
    var span = new LogArchive.Span(id, begin, end, search, level);
    return ResponseEntity.ok()
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + id + ".log\"")
        .contentType(new MediaType(MediaType.TEXT_PLAIN, UTF_8))
        .body(out -> archive.write(span, out));
  }

  @GetMapping("/regions")
  @Operation(
      summary = "Regions, with how many components and instances each has",
      description = "Those of instances that were heard of, of components and of data sources.")
  Regions regions() {
    return new Regions(observations.regions());
  }

  @GetMapping("/instances")
  @Operation(summary = "Instances of services and what they carry")
  Instances instances() {
    return new Instances(observations.instances());
  }

  private ResponseEntity<Object> submit(String id, Record command, Caller caller) {
    var component = get(id);
    String topic = Topics.commands(component.region(), component.kind());
    return gateway.submit(caller, topic, id, command, () -> get(id));
  }
}
