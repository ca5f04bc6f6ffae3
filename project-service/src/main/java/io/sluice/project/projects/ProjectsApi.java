package io.sluice.project.projects;

import io.sluice.contract.AlertLevel;
import io.sluice.contract.AlertThresholds;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableMapping;
import io.sluice.project.datasources.DataSourceKind;
import io.sluice.project.datasources.DataSourceQuery;
import io.sluice.project.datasources.DataSourceView;
import io.sluice.project.datasources.RuledTables;
import io.sluice.project.events.CommandStatus;
import io.sluice.project.gateway.Caller;
import io.sluice.project.gateway.Ids;
import io.sluice.project.gateway.Sent;
import io.sluice.project.lifecycle.DefinitionRules;
import io.sluice.project.reference.Answers;
import io.sluice.project.schedule.Schedule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Commands to projects over HTTP: parsed, checked, sent. Decides nothing. */
@RestController
@Answers(ProjectView.class)
@RequestMapping("/api/v1/projects")
@Tag(name = "projects")
class ProjectsApi {
  private final ProjectQuery query;
  private final DataSourceQuery dataSources;
  private final RuledTables ruled;
  private final ProjectGateway gateway;

  ProjectsApi(
      ProjectQuery query, DataSourceQuery dataSources, RuledTables ruled, ProjectGateway gateway) {
    this.ruled = ruled;
    this.query = query;
    this.dataSources = dataSources;
    this.gateway = gateway;
  }

  record Pause(@Nullable String reason) {}

  record Release(String confirmation) {}

  /** What is left out stays. */
  record Changed(@Nullable String name, @Nullable List<String> tags, @Nullable String region) {}

  /**
   * @param name that of the other and "(copy)" if left out
   */
  record Clone(@Nullable String name, @Nullable Boolean start) {}

  @PostMapping
  @Operation(
      summary = "Create a project",
      description =
          "Name, source, destination and tables are enough. With `start: true` it is prechecked and"
              + " started by itself.")
  @Answers(value = ProjectView.class, created = true)
  ResponseEntity<Object> create(@RequestBody NewProject body, Caller caller) {
    String id = Ids.of("p-", caller);
    DataSourceView source = dataSource("source", body.source());
    DataSourceView destination = dataSource("destination", body.destination());
    if (source.kind() != DataSourceKind.POSTGRESQL) {
      throw invalid("the field 'source': " + source.kind() + " cannot be a source");
    }
    return create(id, body.toDefinition(destination, tables(body)), body.starts(), caller);
  }

  private ResponseEntity<Object> create(
      String id, ProjectDefinition definition, boolean starts, Caller caller) {
    refuse(DefinitionRules.faultOf(id, definition));
    refuse(Schedule.faultOf(definition.options()));
    if (query.nameTaken(definition.name(), id)) {
      throw new SluiceException(
          ErrorCode.NAME_TAKEN, "another project has the name '" + definition.name() + "'");
    }
    var command = new ProjectCommand.Create(definition, starts);
    return Ids.made("/projects/" + id, gateway.send(id, command, caller, () -> view(id)));
  }

  @PostMapping("/{id}/precheck")
  @Operation(summary = "Check whether it can run")
  ResponseEntity<Object> precheck(@PathVariable String id, Caller caller) {
    return gateway.submit(id, new ProjectCommand.Precheck(), caller);
  }

  @PostMapping("/{id}/start")
  @Operation(summary = "Start it; its precheck must have passed")
  ResponseEntity<Object> start(@PathVariable String id, Caller caller) {
    return gateway.submit(id, new ProjectCommand.Start(), caller);
  }

  @PostMapping("/{id}/pause")
  @Operation(summary = "Stop writing; the source's log is still pulled")
  ResponseEntity<Object> pause(
      @PathVariable String id, @RequestBody(required = false) @Nullable Pause body, Caller caller) {
    return gateway.submit(
        id, new ProjectCommand.Pause(body == null ? null : body.reason()), caller);
  }

  @PostMapping("/{id}/resume")
  @Operation(summary = "Go on from where it was paused or failed")
  ResponseEntity<Object> resume(@PathVariable String id, Caller caller) {
    return gateway.submit(id, new ProjectCommand.Resume(), caller);
  }

  @PostMapping("/{id}/complete")
  @Operation(summary = "End synchronization; what was copied stays")
  ResponseEntity<Object> complete(@PathVariable String id, Caller caller) {
    return gateway.submit(id, new ProjectCommand.Complete(), caller);
  }

  @PostMapping("/{id}/release")
  @Operation(
      summary = "Remove slot, publication and log of it, for good",
      description = "Needs the confirmation `delete`. What was copied and its history stay.")
  ResponseEntity<Object> release(
      @PathVariable String id,
      @RequestBody(required = false) @Nullable Release body,
      Caller caller) {
    String word = body == null ? "" : body.confirmation();
    return gateway.submit(id, new ProjectCommand.Release(word), caller);
  }

  @DeleteMapping("/{id}")
  @Answers(Sent.class)
  @Operation(summary = "Delete it; only when not started or released")
  ResponseEntity<Object> delete(@PathVariable String id, Caller caller) {
    return gateway.submit(
        id,
        new ProjectCommand.Delete(),
        caller,
        () -> new Sent(id, caller.commandId(), CommandStatus.ACCEPTED));
  }

  @PutMapping("/{id}/options")
  @Operation(
      summary = "Change its options while it runs; its components are restarted with them",
      description =
          "What is left out stays; steps, format and topics cannot change."
              + ProjectGateway.IF_MATCH)
  ResponseEntity<Object> change(
      @PathVariable String id,
      @RequestBody NewProject.NewOptions body,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
      Caller caller) {
    var options = body.toOptions(view(id).options());
    refuse(Schedule.faultOf(options));
    return gateway.submit(
        id, new ProjectCommand.ChangeOptions(options, ProjectGateway.revision(ifMatch)), caller);
  }

  record NewAlerts(AlertLevel level, @Nullable AlertThresholds thresholds) {}

  @PutMapping("/{id}/alerts")
  @Operation(
      summary = "Change its alert level and thresholds; nothing is restarted",
      description =
          "Thresholds that are left out are those of the installation for the level."
              + ProjectGateway.IF_MATCH)
  ResponseEntity<Object> changeAlerts(
      @PathVariable String id,
      @RequestBody NewAlerts body,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
      Caller caller) {
    var thresholds = Objects.requireNonNullElse(body.thresholds(), AlertThresholds.NONE);
    refuse(thresholds.faultOf("thresholds", body.level()));
    return gateway.submit(
        id,
        new ProjectCommand.ChangeAlerts(body.level(), thresholds, ProjectGateway.revision(ifMatch)),
        caller);
  }

  @PatchMapping("/{id}")
  @Operation(
      summary = "Change its name, its tags, or, until it starts, its region",
      description =
          "What is left out stays; `tags` replace those it has." + ProjectGateway.IF_MATCH)
  ResponseEntity<Object> change(
      @PathVariable String id,
      @RequestBody Changed body,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
      Caller caller) {
    refuse(
        DefinitionRules.faultOfWhatChanges(
            gateway.state(id).definition().with(body.name(), body.tags(), body.region())));
    return gateway.submit(
        id,
        new ProjectCommand.Change(
            body.name(), body.tags(), body.region(), ProjectGateway.revision(ifMatch)),
        caller);
  }

  @PostMapping("/{id}/clone")
  @Operation(
      summary = "Create a project with the same definition, whatever became of the other",
      description = "It begins as any new one: not started, nothing suspended.")
  @Answers(value = ProjectView.class, created = true)
  ResponseEntity<Object> copy(
      @PathVariable String id, @RequestBody(required = false) @Nullable Clone body, Caller caller) {
    ProjectDefinition of = gateway.state(id).definition();
    String copy = Ids.of("p-", caller);
    String name = body == null ? null : body.name();
    boolean starts = body != null && Boolean.TRUE.equals(body.start());
    return create(
        copy,
        of.with(name == null ? query.freeName(of.name(), copy) : name, null, null).asNew(),
        starts,
        caller);
  }

  private List<TableMapping> tables(NewProject body) {
    var rules = Objects.requireNonNullElse(body.rules(), List.<String>of());
    refuse(DefinitionRules.faultOfRules(rules));
    return rules.isEmpty() ? body.named() : ruled.added(body.named(), body.source(), rules);
  }

  private ProjectView view(String id) {
    return query.find(id).orElseThrow(() -> ProjectGateway.unknown(id));
  }

  private DataSourceView dataSource(String field, String id) {
    return dataSources
        .find(id)
        .orElseThrow(() -> invalid("the field '" + field + "': there is no data source " + id));
  }

  private static void refuse(Optional<String> fault) {
    fault.ifPresent(
        text -> {
          throw invalid(text.startsWith("definition.") ? text.substring(11) : text);
        });
  }

  private static SluiceException invalid(String detail) {
    return new SluiceException(ErrorCode.INVALID_INPUT, detail);
  }
}
