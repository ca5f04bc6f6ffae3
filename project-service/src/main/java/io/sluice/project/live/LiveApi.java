package io.sluice.project.live;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.project.alerts.AlertQuery;
import io.sluice.project.lifecycle.ProjectStatus;
import io.sluice.project.projects.ProjectFilter;
import io.sluice.project.projects.ProjectGateway;
import io.sluice.project.projects.ProjectQuery;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** States and figures as they change, over HTTP. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "live")
class LiveApi {
  /** Who was away for longer reads the history. */
  private static final Duration MISSED = Duration.ofHours(1);

  private final Live live;
  private final ProjectQuery projects;
  private final ProjectGateway gateway;
  private final AlertQuery alerts;
  private final InstantSource clock;

  LiveApi(
      Live live,
      ProjectQuery projects,
      ProjectGateway gateway,
      AlertQuery alerts,
      InstantSource clock) {
    this.live = live;
    this.projects = projects;
    this.gateway = gateway;
    this.alerts = alerts;
    this.clock = clock;
  }

  @GetMapping("/overview")
  @Operation(summary = "All at a glance: projects by status, alerts, and what to look at first")
  Overview overview() {
    return Overview.of(projects.counts(), alerts);
  }

  @GetMapping(path = "/live/overview", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  @Operation(summary = "Follow what there is at a glance", description = "As `GET /overview`.")
  SseEmitter followOverview() {
    return live.overview();
  }

  @GetMapping(path = "/live/projects", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  @Operation(
      summary = "Follow a page of the list of projects",
      description =
          "As `GET /projects`; each message has what has changed: `projects`, `counts`, `alerts`.")
  SseEmitter followProjects(
      @RequestParam(required = false) @Nullable String keyword,
      @RequestParam(required = false) @Nullable List<String> tag,
      @RequestParam(required = false) @Nullable List<ProjectStatus> status,
      @RequestParam(required = false) @Nullable String type,
      @RequestParam(defaultValue = "-createdAt") String sort,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "50") int size) {
    return live.projects(new ProjectFilter(keyword, tag, status, type, sort), page, size);
  }

  @GetMapping(path = "/projects/{id}/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  @Operation(
      summary = "Follow one project: its state, figures, marks and alerts",
      description =
          "The first message has the whole `project`, later ones the fields that are different, null"
              + " when they are gone. `figures` and `marks` begin after `Last-Event-ID` or `from`"
              + " (a time within the last hour), or now.")
  SseEmitter followProject(
      @PathVariable String id,
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
      @RequestParam(required = false) @Nullable Instant from) {
    gateway.state(id);
    Instant now = clock.instant();
    Instant begin = lastEventId == null ? from : time(lastEventId);
    Instant earliest = now.minus(MISSED);
    return live.project(id, begin == null ? now : begin.isBefore(earliest) ? earliest : begin);
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text.strip());
    } catch (DateTimeException e) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT, "the header 'Last-Event-ID': not the id of a message", e);
    }
  }
}
