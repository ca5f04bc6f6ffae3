package io.sluice.project.objects;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.SluiceException;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.project.datasources.RuledTables;
import io.sluice.project.datasources.postgres.SourceCatalog;
import io.sluice.project.gateway.Caller;
import io.sluice.project.lifecycle.DefinitionRules;
import io.sluice.project.projects.NewTable;
import io.sluice.project.projects.ProjectGateway;
import io.sluice.project.projects.ProjectView;
import io.sluice.project.reference.Answers;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
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

/** The tables of projects over HTTP. Decides nothing. */
@RestController
@Answers(ProjectView.class)
@RequestMapping("/api/v1/projects")
@Tag(name = "objects")
class ObjectsApi {
  private static final String DRY_RUN =
      " With `dryRun=true` nothing is done, and the answer is what would be.";

  private final ProjectGateway projects;
  private final RuledTables ruled;
  private final DryRuns dryRuns;

  ObjectsApi(ProjectGateway projects, RuledTables ruled, DryRuns dryRuns) {
    this.ruled = ruled;
    this.projects = projects;
    this.dryRuns = dryRuns;
  }

  /**
   * @param tables may be left out when there are rules
   * @param rules which other tables of the source are to be among them, now and later; left out for
   *     as they are, empty for none
   */
  record Objects(@Nullable List<NewTable> tables, @Nullable List<String> rules) {
    List<TableMapping> named() {
      return tables == null ? List.of() : NewTable.mappings(tables);
    }
  }

  /**
   * @param source id of a data source
   */
  record Rules(String source, List<String> rules) {}

  /**
   * What rules choose.
   *
   * @param tables by schema and name; a table without a key cannot be synchronized unless its
   *     replica identity is FULL
   * @param idle rules that match no table
   */
  record Preview(int count, List<SourceCatalog.Table> tables, List<String> idle) {}

  /**
   * What a file would come to.
   *
   * @param faults all of them; nothing is done with a file that has one
   * @param dryRun null when there are faults
   */
  record Import(List<ObjectFile.Fault> faults, @Nullable DryRun dryRun) {}

  record Suspend(List<TableName> tables, @Nullable String reason) {}

  record Tables(List<TableName> tables) {}

  /**
   * @param tables left out for all
   * @param targets MERGE when it is left out
   */
  record Resynchronize(@Nullable List<TableName> tables, SyncOptions.@Nullable Targets targets) {}

  @PutMapping("/{id}/objects")
  @Operation(
      summary = "Replace its tables",
      description =
          "Tables that come to a project that has started are copied beside the others, which go on,"
              + " and then join them: `modification` tells how far they are."
              + ProjectGateway.IF_MATCH
              + DRY_RUN)
  ResponseEntity<Object> modify(
      @PathVariable String id,
      @RequestBody Objects body,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
      @RequestParam(defaultValue = "false") boolean dryRun,
      Caller caller) {
    var rules = body.rules();
    var tables =
        rules == null || rules.isEmpty()
            ? body.named()
            : ruled.added(body.named(), projects.state(id).definition().source(), checked(rules));
    return submit(
        dryRun,
        id,
        new ProjectCommand.ModifyObjects(tables, ProjectGateway.revision(ifMatch), rules),
        caller);
  }

  @PostMapping("/{id}/resynchronize")
  @Operation(
      summary = "Copy tables again, or all of them",
      description =
          "With `tables` these are copied while the others go on. Without, slot and log are made anew"
              + " and nothing is written until all is copied. `targets`: `MERGE` makes the tables equal"
              + " without anybody seeing one that is half there, `EMPTY` empties them first, `KEEP` leaves"
              + " rows that the source does not have."
              + DRY_RUN)
  ResponseEntity<Object> resynchronize(
      @PathVariable String id,
      @RequestBody(required = false) @Nullable Resynchronize body,
      @RequestParam(defaultValue = "false") boolean dryRun,
      Caller caller) {
    var command =
        body == null
            ? new ProjectCommand.Resynchronize(null, null)
            : new ProjectCommand.Resynchronize(body.tables(), body.targets());
    return submit(dryRun, id, command, caller);
  }

  @PostMapping("/{id}/tables/suspend")
  @Operation(
      summary = "Leave tables out for a while",
      description =
          "Their changes are not written, and the others go on; a project that one of them has stopped"
              + " goes on too."
              + DRY_RUN)
  ResponseEntity<Object> suspend(
      @PathVariable String id,
      @RequestBody Suspend body,
      @RequestParam(defaultValue = "false") boolean dryRun,
      Caller caller) {
    return submit(
        dryRun, id, new ProjectCommand.SuspendTables(body.tables(), body.reason()), caller);
  }

  @PostMapping("/{id}/tables/resume")
  @Operation(
      summary = "Have suspended tables written again",
      description =
          "They are compared with the source and brought up to it beside the others, and then join"
              + " them; topics get all of their rows again."
              + DRY_RUN)
  ResponseEntity<Object> resumeTables(
      @PathVariable String id,
      @RequestBody Tables body,
      @RequestParam(defaultValue = "false") boolean dryRun,
      Caller caller) {
    return submit(dryRun, id, new ProjectCommand.ResumeTables(body.tables()), caller);
  }

  @DeleteMapping("/{id}/modification")
  @Operation(
      summary = "Give up the tables that are being brought in",
      description = "What was copied of them stays at the destination; the others go on.")
  ResponseEntity<Object> cancelModification(@PathVariable String id, Caller caller) {
    return projects.submit(id, new ProjectCommand.CancelModification(), caller);
  }

  @PostMapping("/objects/preview")
  @Operation(summary = "The tables of a source that rules choose")
  Preview preview(@RequestBody Rules body) {
    var chosen = ruled.of(body.source(), checked(body.rules()));
    return new Preview(chosen.tables().size(), chosen.tables(), chosen.idle());
  }

  private static List<String> checked(List<String> rules) {
    var fault =
        rules.isEmpty()
            ? Optional.of("rules: empty")
            : DefinitionRules.faultOfRules(rules).map(text -> text.substring(11));
    fault.ifPresent(
        text -> {
          throw new SluiceException(ErrorCode.INVALID_INPUT, text);
        });
    return rules;
  }

  @GetMapping(path = "/{id}/objects/export", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Its tables as a file",
      description = "JSON, or CSV with `Accept: text/csv`; as `objects/import` takes it.")
  ResponseEntity<byte[]> exportJson(@PathVariable String id) {
    return file(id, MediaType.APPLICATION_JSON, ObjectFile.json(tables(id)));
  }

  @GetMapping(path = "/{id}/objects/export", produces = ObjectFile.CSV)
  @Operation(hidden = true)
  ResponseEntity<byte[]> exportCsv(@PathVariable String id) {
    return file(id, MediaType.parseMediaType(ObjectFile.CSV), ObjectFile.csv(tables(id)));
  }

  @PostMapping(
      path = "/{id}/objects/import",
      consumes = {MediaType.APPLICATION_JSON_VALUE, ObjectFile.CSV})
  @Operation(
      summary = "Replace its tables by those of a file",
      description =
          "JSON or CSV, in UTF-8. The file is taken whole or not at all; `dryRun=true` tells all of"
              + " its faults by line and column, and what would be done."
              + ProjectGateway.IF_MATCH)
  ResponseEntity<Object> importFile(
      @PathVariable String id,
      @RequestBody byte[] body,
      @RequestHeader(HttpHeaders.CONTENT_TYPE) MediaType type,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
      @RequestParam(defaultValue = "false") boolean dryRun,
      Caller caller) {
    var kind = projects.state(id).definition().destinationKind();
    var file =
        type.isCompatibleWith(MediaType.APPLICATION_JSON)
            ? ObjectFile.ofJson(body, kind)
            : ObjectFile.ofCsv(body, kind);
    var command =
        new ProjectCommand.ModifyObjects(file.tables(), ProjectGateway.revision(ifMatch), null);
    if (dryRun) {
      boolean whole = file.faults().isEmpty();
      return ResponseEntity.ok(
          new Import(file.faults(), whole ? dryRuns.of(id, command, caller.actor()) : null));
    }
    file.refuseFaults();
    return projects.submit(id, command, caller);
  }

  private List<TableMapping> tables(String id) {
    return projects.state(id).definition().tables();
  }

  private static ResponseEntity<byte[]> file(String id, MediaType type, byte[] content) {
    String name = id + (type.equals(MediaType.APPLICATION_JSON) ? ".json" : ".csv");
    return ResponseEntity.ok()
        .contentType(type)
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename(name).build().toString())
        .body(content);
  }

  private ResponseEntity<Object> submit(
      boolean dryRun, String id, ProjectCommand command, Caller caller) {
    return dryRun
        ? ResponseEntity.ok(dryRuns.of(id, command, caller.actor()))
        : projects.submit(id, command, caller);
  }
}
