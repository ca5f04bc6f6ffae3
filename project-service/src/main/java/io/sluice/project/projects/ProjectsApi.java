package io.sluice.project.projects;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.SluiceException;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableName;
import io.sluice.contract.Topics;
import io.sluice.project.datasources.DataSourceKind;
import io.sluice.project.datasources.DataSourceQuery;
import io.sluice.project.datasources.DataSourceView;
import io.sluice.project.events.CommandStatus;
import io.sluice.project.gateway.Caller;
import io.sluice.project.gateway.CommandGateway;
import io.sluice.project.gateway.Ids;
import io.sluice.project.gateway.Sent;
import io.sluice.project.lifecycle.DefinitionRules;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
@RequestMapping("/api/v1/projects")
@Tag(name = "projects")
class ProjectsApi {
  private static final String IF_MATCH =
      " With `If-Match` it is refused when the project has another revision than that ETag.";

  private static final Pattern ETAG = Pattern.compile("(?:W/)?\"(\\d{1,18})\"");

  private final ProjectQuery query;
  private final DataSourceQuery dataSources;
  private final CommandGateway gateway;

  ProjectsApi(ProjectQuery query, DataSourceQuery dataSources, CommandGateway gateway) {
    this.query = query;
    this.dataSources = dataSources;
    this.gateway = gateway;
  }

  record Pause(@Nullable String reason) {}

  record Release(String confirmation) {}

  record Objects(List<NewTable> tables) {}

  record Rename(String name) {}

  record Suspend(List<TableName> tables, @Nullable String reason) {}

  record Tables(List<TableName> tables) {}

  /**
   * @param tables left out for all
   * @param targets MERGE when it is left out
   */
  record Resynchronize(@Nullable List<TableName> tables, SyncOptions.@Nullable Targets targets) {}

  @PostMapping
  @Operation(
      summary = "Create a project",
      description =
          "Name, source, destination and tables are enough. With `start: true` it is prechecked and"
              + " started by itself.")
  ResponseEntity<Object> create(@RequestBody NewProject body, Caller caller) {
    String id = Ids.of("p-", caller);
    DataSourceView source = dataSource("source", body.source());
    DataSourceView destination = dataSource("destination", body.destination());
    if (source.kind() != DataSourceKind.POSTGRESQL) {
      throw invalid("the field 'source': " + source.kind() + " cannot be a source");
    }
    ProjectDefinition definition = body.toDefinition(destination);
    refuse(DefinitionRules.faultOf(id, definition));
    if (query.nameTaken(definition.name(), id)) {
      throw new SluiceException(
          ErrorCode.NAME_TAKEN, "another project has the name '" + definition.name() + "'");
    }
    var command = new ProjectCommand.Create(definition, body.starts());
    return submit(id, command, caller, () -> view(id));
  }

  @PostMapping("/{id}/precheck")
  @Operation(summary = "Check whether it can run")
  ResponseEntity<Object> precheck(@PathVariable String id, Caller caller) {
    return submit(id, new ProjectCommand.Precheck(), caller);
  }

  @PostMapping("/{id}/start")
  @Operation(summary = "Start it; its precheck must have passed")
  ResponseEntity<Object> start(@PathVariable String id, Caller caller) {
    return submit(id, new ProjectCommand.Start(), caller);
  }

  @PostMapping("/{id}/pause")
  @Operation(summary = "Stop writing; the source's log is still pulled")
  ResponseEntity<Object> pause(
      @PathVariable String id, @RequestBody(required = false) @Nullable Pause body, Caller caller) {
    return submit(id, new ProjectCommand.Pause(body == null ? null : body.reason()), caller);
  }

  @PostMapping("/{id}/resume")
  @Operation(summary = "Go on from where it was paused or failed")
  ResponseEntity<Object> resume(@PathVariable String id, Caller caller) {
    return submit(id, new ProjectCommand.Resume(), caller);
  }

  @PostMapping("/{id}/complete")
  @Operation(summary = "End synchronization; what was copied stays")
  ResponseEntity<Object> complete(@PathVariable String id, Caller caller) {
    return submit(id, new ProjectCommand.Complete(), caller);
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
    return submit(id, new ProjectCommand.Release(word), caller);
  }

  @DeleteMapping("/{id}")
  @Operation(summary = "Delete it; only when not started or released")
  ResponseEntity<Object> delete(@PathVariable String id, Caller caller) {
    return submit(
        id,
        new ProjectCommand.Delete(),
        caller,
        () -> new Sent(id, caller.commandId(), CommandStatus.ACCEPTED));
  }

  @PutMapping("/{id}/objects")
  @Operation(
      summary = "Replace its tables",
      description =
          "Tables that come to a project that has started are copied beside the others, which go on,"
              + " and then join them: `modification` tells how far they are."
              + IF_MATCH)
  ResponseEntity<Object> modify(
      @PathVariable String id,
      @RequestBody Objects body,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
      Caller caller) {
    var tables = NewTable.mappings(body.tables());
    return submit(id, new ProjectCommand.ModifyObjects(tables, revision(ifMatch)), caller);
  }

  @PostMapping("/{id}/resynchronize")
  @Operation(
      summary = "Copy tables again, or all of them",
      description =
          "With `tables` these are copied while the others go on. Without, slot and log are made anew"
              + " and nothing is written until all is copied. `targets`: `MERGE` makes the tables equal"
              + " without anybody seeing one that is half there, `EMPTY` empties them first, `KEEP` leaves"
              + " rows that the source does not have.")
  ResponseEntity<Object> resynchronize(
      @PathVariable String id,
      @RequestBody(required = false) @Nullable Resynchronize body,
      Caller caller) {
    var command =
        body == null
            ? new ProjectCommand.Resynchronize(null, null)
            : new ProjectCommand.Resynchronize(body.tables(), body.targets());
    return submit(id, command, caller);
  }

  @PostMapping("/{id}/tables/suspend")
  @Operation(
      summary = "Leave tables out for a while",
      description =
          "Their changes are not written, and the others go on; a project that one of them has stopped"
              + " goes on too.")
  ResponseEntity<Object> suspend(
      @PathVariable String id, @RequestBody Suspend body, Caller caller) {
    return submit(id, new ProjectCommand.SuspendTables(body.tables(), body.reason()), caller);
  }

  @PostMapping("/{id}/tables/resume")
  @Operation(
      summary = "Have suspended tables written again",
      description =
          "They are compared with the source and brought up to it beside the others, and then join"
              + " them; topics get all of their rows again.")
  ResponseEntity<Object> resumeTables(
      @PathVariable String id, @RequestBody Tables body, Caller caller) {
    return submit(id, new ProjectCommand.ResumeTables(body.tables()), caller);
  }

  @DeleteMapping("/{id}/modification")
  @Operation(
      summary = "Give up the tables that are being brought in",
      description = "What was copied of them stays at the destination; the others go on.")
  ResponseEntity<Object> cancelModification(@PathVariable String id, Caller caller) {
    return submit(id, new ProjectCommand.CancelModification(), caller);
  }

  @PutMapping("/{id}/options")
  @Operation(
      summary = "Change its options while it runs; its components are restarted with them",
      description = "What is left out stays; steps, format and topics cannot change." + IF_MATCH)
  ResponseEntity<Object> change(
      @PathVariable String id,
      @RequestBody NewProject.NewOptions body,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
      Caller caller) {
    var options = body.toOptions(view(id).options());
    return submit(id, new ProjectCommand.ChangeOptions(options, revision(ifMatch)), caller);
  }

  @PatchMapping("/{id}")
  @Operation(summary = "Give it another name", description = IF_MATCH)
  ResponseEntity<Object> rename(
      @PathVariable String id,
      @RequestBody Rename body,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
      Caller caller) {
    refuse(DefinitionRules.faultOfName(body.name()));
    return submit(id, new ProjectCommand.Rename(body.name(), revision(ifMatch)), caller);
  }

  private ResponseEntity<Object> submit(String id, ProjectCommand command, Caller caller) {
    if (!query.mayExist(id)) {
      throw unknown(id);
    }
    return submit(id, command, caller, () -> view(id));
  }

  private ResponseEntity<Object> submit(
      String id, ProjectCommand command, Caller caller, Supplier<?> state) {
    return gateway.submit(caller, Topics.PROJECT_COMMANDS, id, (Record) command, state);
  }

  private ProjectView view(String id) {
    return query.find(id).orElseThrow(() -> unknown(id));
  }

  private DataSourceView dataSource(String field, String id) {
    return dataSources
        .find(id)
        .orElseThrow(() -> invalid("the field '" + field + "': there is no data source " + id));
  }

  /** The revision that an If-Match names; null for any. */
  private static @Nullable Long revision(@Nullable String ifMatch) {
    if (ifMatch == null || ifMatch.equals("*")) {
      return null;
    }
    Matcher tag = ETAG.matcher(ifMatch);
    if (!tag.matches()) {
      throw invalid("the header 'If-Match': not an ETag of a project, such as \"3\"");
    }
    return Long.valueOf(tag.group(1));
  }

  private static void refuse(Optional<String> fault) {
    fault.ifPresent(
        text -> {
          throw invalid(text.startsWith("definition.") ? text.substring(11) : text);
        });
  }

  static SluiceException unknown(String id) {
    return new SluiceException(ErrorCode.UNKNOWN_ID, "there is no project " + id);
  }

  private static SluiceException invalid(String detail) {
    return new SluiceException(ErrorCode.INVALID_INPUT, detail);
  }
}
