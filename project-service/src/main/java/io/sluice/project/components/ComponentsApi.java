package io.sluice.project.components;

import io.sluice.contract.ComponentCommand;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.LogLine;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Topics;
import io.sluice.project.gateway.Caller;
import io.sluice.project.gateway.CommandGateway;
import io.sluice.project.gateway.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Stores, Connectors and JDBCWriters over HTTP. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "components")
class ComponentsApi {
  private static final int MOST_LINES = 2000;
  private static final String CONFIRMATION = "delete";

  private final ComponentQuery query;
  private final Observations observations;
  private final CommandGateway gateway;

  ComponentsApi(ComponentQuery query, Observations observations, CommandGateway gateway) {
    this.query = query;
    this.observations = observations;
    this.gateway = gateway;
  }

  /**
   * @param replayFrom move to the first change committed at or after this time; left out, it goes
   *     on from where it was
   */
  record Start(@Nullable Instant replayFrom) {}

  record Pause(@Nullable String reason) {}

  record Destroy(String confirmation) {}

  /** What there is, oldest first. */
  record Lines(List<Observations.Line> items) {}

  record Instances(List<Observations.Instance> items) {}

  @GetMapping("/components")
  @Operation(
      summary = "List components that are not destroyed",
      description = "`keyword` is part of its id, its project's name or id, or its instance.")
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
  @Operation(summary = "Start it, from where it was or from a time")
  ResponseEntity<Object> start(
      @PathVariable String id, @RequestBody(required = false) @Nullable Start body, Caller caller) {
    var replayFrom = body == null ? null : body.replayFrom();
    return submit(id, new ComponentCommand.Start(null, replayFrom), caller);
  }

  @PostMapping("/components/{id}/pause")
  @Operation(summary = "Pause it; its project stays as it is")
  ResponseEntity<Object> pause(
      @PathVariable String id, @RequestBody(required = false) @Nullable Pause body, Caller caller) {
    return submit(id, new ComponentCommand.Pause(body == null ? null : body.reason()), caller);
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
