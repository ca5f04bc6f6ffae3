package io.sluice.project.verifications;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.SluiceException;
import io.sluice.contract.SyncOptions.Targets;
import io.sluice.contract.TableComparison;
import io.sluice.contract.TableName;
import io.sluice.project.gateway.Caller;
import io.sluice.project.gateway.Page;
import io.sluice.project.objects.DryRuns;
import io.sluice.project.projects.ProjectGateway;
import io.sluice.project.projects.ProjectView;
import io.sluice.project.reference.Answers;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Whether the destination has what the source has, over HTTP. Decides nothing. */
@RestController
@Answers(ProjectView.class)
@RequestMapping("/api/v1/projects/{id}")
@Tag(name = "verifications")
class VerificationsApi {
  private static final String CSV = "text/csv";

  private final VerificationQuery query;
  private final ProjectGateway projects;
  private final DryRuns dryRuns;

  VerificationsApi(VerificationQuery query, ProjectGateway projects, DryRuns dryRuns) {
    this.query = query;
    this.projects = projects;
    this.dryRuns = dryRuns;
  }

  /**
   * @param tables of the source; left out for all that are written
   * @param readConcurrency chunks compared at a time; left out for as the project's options say
   * @param rowsPerSecond limit, 0 for none; left out for as the project's options say
   */
  record Verify(
      @Nullable List<TableName> tables,
      @Nullable Integer readConcurrency,
      @Nullable Integer rowsPerSecond) {}

  @PostMapping("/verify")
  @Operation(
      summary = "Compare the destination with the source",
      description =
          "Beside everything else, while both move; only what differs after the destination has"
              + " caught up with a row is a difference. One verification at a time.")
  ResponseEntity<Object> verify(
      @PathVariable String id,
      @RequestBody(required = false) @Nullable Verify body,
      Caller caller) {
    var command =
        body == null
            ? new ProjectCommand.Verify(null, null, null)
            : new ProjectCommand.Verify(
                body.tables(), body.readConcurrency(), body.rowsPerSecond());
    return submit(id, command, caller);
  }

  @PostMapping("/verification/pause")
  @Operation(summary = "Pause the verification that is under way; its project goes on")
  ResponseEntity<Object> pause(@PathVariable String id, Caller caller) {
    return submit(id, new ProjectCommand.PauseVerification(), caller);
  }

  @PostMapping("/verification/resume")
  @Operation(summary = "Go on with the tables and chunks that are left of it")
  ResponseEntity<Object> resume(@PathVariable String id, Caller caller) {
    return submit(id, new ProjectCommand.ResumeVerification(), caller);
  }

  @DeleteMapping("/verification")
  @Operation(summary = "Give it up; what was found until then stays in its report")
  ResponseEntity<Object> cancel(@PathVariable String id, Caller caller) {
    return submit(id, new ProjectCommand.CancelVerification(), caller);
  }

  @GetMapping("/verifications")
  @Operation(summary = "Its verifications, newest first")
  Page<VerificationView> list(
      @PathVariable String id,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "50") int size) {
    return query.list(id, page, size);
  }

  @GetMapping(path = "/verifications/{number}", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "One verification: how far it is, and what was found of each table",
      description =
          "With the keys of the first 1,000 differences of a table. As CSV with `Accept: text/csv`.")
  VerificationView get(@PathVariable String id, @PathVariable long number) {
    return query.get(id, number);
  }

  @GetMapping(path = "/verifications/{number}", produces = CSV)
  @Operation(hidden = true)
  ResponseEntity<byte[]> csv(@PathVariable String id, @PathVariable long number) {
    var found = Objects.requireNonNull(query.get(id, number).comparisons());
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType(CSV))
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment()
                .filename(id + "-verification-" + number + ".csv")
                .build()
                .toString())
        .body(ReportFile.of(found));
  }

  @PostMapping("/verifications/{number}/repair")
  @Operation(
      summary = "Make the tables equal in which differences were found",
      description =
          "They are merged with the source beside the others, which go on; equal rows are not"
              + " touched. With `dryRun=true` nothing is done, and the answer is what would be.")
  ResponseEntity<Object> repair(
      @PathVariable String id,
      @PathVariable long number,
      @RequestParam(defaultValue = "false") boolean dryRun,
      Caller caller) {
    var found = Objects.requireNonNull(query.get(id, number).comparisons());
    var tables =
        found.stream().filter(one -> one.found() > 0).map(TableComparison::source).toList();
    if (tables.isEmpty()) {
      throw new SluiceException(
          ErrorCode.NOT_ALLOWED_NOW, "verification " + number + " has found no difference");
    }
    var command = new ProjectCommand.Resynchronize(tables, Targets.MERGE);
    return dryRun
        ? ResponseEntity.ok(dryRuns.of(id, command, caller.actor()))
        : projects.submit(id, command, caller);
  }

  private ResponseEntity<Object> submit(String id, ProjectCommand command, Caller caller) {
    return projects.submit(id, command, caller, () -> query.last(id));
  }
}
