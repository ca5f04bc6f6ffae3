package io.sluice.project.projects;

import io.sluice.contract.AlertLevel;
import io.sluice.contract.AlertThresholds;
import io.sluice.contract.CheckResult;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableMapping;
import io.sluice.lifecycle.ComponentState;
import io.sluice.project.lifecycle.ProjectStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A project with everything there is to see of it.
 *
 * @param actions what is allowed now
 * @param recoverableUntil until when a paused or failed project is sure to be resumable
 * @param revision of what was asked for: rises with each change of name, tables or options
 * @param rules which tables of the source are to be among its own; null when there are none
 * @param startedAt when synchronization began
 */
public record ProjectView(
    String id,
    String name,
    String type,
    ProjectStatus status,
    List<String> actions,
    List<String> tags,
    String region,
    AlertLevel alertLevel,
    @Nullable AlertThresholds alerts,
    @Nullable Endpoint source,
    @Nullable Endpoint destination,
    List<StepView> steps,
    @Nullable Long latencyMillis,
    List<Part> components,
    @Nullable Stop failure,
    @Nullable Change modification,
    @Nullable String pauseReason,
    @Nullable Instant recoverableUntil,
    @Nullable List<CheckResult> precheck,
    long revision,
    List<TableMapping> tables,
    @Nullable List<String> rules,
    SyncOptions options,
    String createdBy,
    Instant createdAt,
    @Nullable Instant startedAt,
    Instant updatedAt) {

  /** Where it reads or writes; never the password. */
  record Endpoint(
      String id,
      @Nullable String name,
      @Nullable String kind,
      @Nullable String host,
      @Nullable Integer port,
      @Nullable String database,
      @Nullable String username,
      @Nullable String bootstrapServers) {}

  /**
   * One of its components.
   *
   * @param since time of its last event: since when it is retrying, or has failed
   * @param waitsFor what has to come before it can go on, in words
   */
  record Part(
      String id,
      ComponentKind kind,
      ComponentState.Status status,
      @Nullable Step step,
      String region,
      @Nullable String instance,
      Instant since,
      @Nullable String waitsFor,
      @Nullable String stalled,
      @Nullable Failure failure) {}

  /**
   * Tables that are being brought in while the others go on.
   *
   * @param component that copies them; it is one of the project's components
   * @param revision that asked for them
   * @param steps how far it is with them; LOG_PULL is their publication by the Store
   * @param failure why it does not go on: resume tries again, cancel-modification gives it up
   */
  record Change(
      String component,
      long revision,
      List<TableMapping> tables,
      List<StepView> steps,
      @Nullable Stop failure) {}

  /** Why it stopped, and what to do about it. */
  record Stop(@Nullable Step step, ErrorCode code, String text, String detail, String remedy) {
    static Stop of(@Nullable Step step, Failure failure) {
      return new Stop(
          step, failure.code(), failure.code().text(), failure.detail(), failure.remedy());
    }
  }
}
