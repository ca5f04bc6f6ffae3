package io.sluice.project.alerts;

import io.sluice.contract.AlertCondition;
import io.sluice.contract.AlertSeverity;
import io.sluice.project.access.Access;
import io.sluice.project.alerts.rules.AlertSettings;
import io.sluice.project.alerts.rules.Silence;
import io.sluice.project.gateway.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Alerts over HTTP: what there is, and what people do about it. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "alerts")
class AlertsApi {
  private final AlertQuery query;
  private final Alerts alerts;
  private final AlertLog log;
  private final Silences silences;
  private final AlertSettingsStore settings;

  AlertsApi(
      AlertQuery query,
      Alerts alerts,
      AlertLog log,
      Silences silences,
      AlertSettingsStore settings) {
    this.query = query;
    this.alerts = alerts;
    this.log = log;
    this.silences = silences;
    this.settings = settings;
  }

  record Note(@Nullable String note) {}

  record SilenceAlert(Instant until, String reason) {}

  record NewSilence(
      @Nullable String project,
      @Nullable String tag,
      @Nullable AlertCondition condition,
      @Nullable Instant from,
      Instant until,
      String reason) {}

  record Quiet(List<Silence> items) {}

  record History(List<AlertLog.Entry> items) {}

  record Counts(Map<AlertSeverity, Long> open) {}

  /** A condition and what it means. */
  record Explained(AlertCondition condition, String meaning, String remedy) {}

  record Conditions(List<Explained> items) {}

  @GetMapping("/alerts")
  @Operation(
      summary = "List alerts",
      description =
          "The newest first. `standing=true` for all that are not resolved; `keyword` is part of"
              + " what it is about, of its text, or of the project's name.")
  Page<AlertView> list(
      @RequestParam(required = false) AlertView.@Nullable Status status,
      @RequestParam(required = false) @Nullable Boolean standing,
      @RequestParam(required = false) @Nullable AlertSeverity severity,
      @RequestParam(required = false) @Nullable AlertCondition condition,
      @RequestParam(required = false) @Nullable String project,
      @RequestParam(required = false) @Nullable String keyword,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "50") int size) {
    var filter = new AlertQuery.Filter(status, standing, severity, condition, project, keyword);
    return query.list(filter, page, size);
  }

  @GetMapping("/alerts/open")
  @Operation(summary = "How many alerts of each severity nobody looks after yet")
  Counts open() {
    return new Counts(query.open());
  }

  @GetMapping("/alerts/{id}")
  @Operation(summary = "One alert")
  AlertView get(@PathVariable String id) {
    return query.find(id).orElseThrow(() -> Alerts.unknown(id));
  }

  @GetMapping("/alerts/{id}/events")
  @Operation(summary = "What has happened to an alert")
  History events(@PathVariable String id) {
    get(id);
    return new History(log.of(id));
  }

  @PostMapping("/alerts/{id}/acknowledge")
  @Operation(
      summary = "Say that somebody looks after it",
      description = "It is not told again, unless it gets worse.")
  AlertView acknowledge(
      @PathVariable String id, @RequestBody(required = false) @Nullable Note body) {
    get(id);
    alerts.acknowledge(id, note(body), Access.current().getName());
    return get(id);
  }

  @PostMapping("/alerts/{id}/resolve")
  @Operation(
      summary = "End it by hand",
      description = "It is raised again only after its condition was over.")
  AlertView resolve(@PathVariable String id, @RequestBody(required = false) @Nullable Note body) {
    get(id);
    alerts.end(id, note(body), Access.current().getName());
    return get(id);
  }

  @PostMapping("/alerts/{id}/silence")
  @Operation(summary = "Have nobody told of it for a time")
  AlertView silence(@PathVariable String id, @RequestBody SilenceAlert body) {
    get(id);
    alerts.silence(id, body.until(), body.reason(), Access.current().getName());
    return get(id);
  }

  @GetMapping("/silences")
  @Operation(summary = "Silences, those of the last month too")
  Quiet silences() {
    return new Quiet(silences.all());
  }

  @PostMapping("/silences")
  @Operation(
      summary = "Have nobody told for a time, ahead of maintenance",
      description =
          "Of alerts of this `project`, of projects with this `tag`, and of this `condition`; what"
              + " is left out fits all. Alerts are still raised, and shown as silenced.")
  @ResponseStatus(HttpStatus.CREATED)
  Silence silence(@RequestBody NewSilence body) {
    return silences.add(
        body.project(),
        body.tag(),
        body.condition(),
        null,
        body.from(),
        body.until(),
        body.reason(),
        Access.current().getName());
  }

  @DeleteMapping("/silences/{id}")
  @Operation(summary = "End a silence now")
  ResponseEntity<Void> endSilence(@PathVariable String id) {
    silences.end(id);
    return ResponseEntity.noContent().build();
  }

  @GetMapping("/alert-settings")
  @Operation(summary = "Thresholds of each level, for projects that choose nothing else")
  AlertSettings settings() {
    return settings.get();
  }

  @PutMapping("/alert-settings")
  @Operation(
      summary = "Change the thresholds of the installation",
      description = "What is left out is as Sluice has it.")
  AlertSettings change(@RequestBody AlertSettings body) {
    return settings.set(body, Access.current().getName());
  }

  @GetMapping("/alert-conditions")
  @Operation(summary = "Each condition, what it means, and what to do")
  Conditions conditions() {
    return new Conditions(
        Arrays.stream(AlertCondition.values())
            .map(one -> new Explained(one, one.meaning(), one.remedy()))
            .toList());
  }

  private static @Nullable String note(@Nullable Note body) {
    String note = body == null ? null : body.note();
    return note == null || note.isBlank() ? null : note.strip();
  }
}
