package io.sluice.project.projects;

import io.sluice.contract.CheckResult;
import io.sluice.contract.Failure;
import io.sluice.contract.cloudevents.Json;
import io.sluice.project.lifecycle.ProjectState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** A project as its projection has it. */
record ProjectRow(
    String id,
    String type,
    ProjectState.Existing state,
    List<StepRow> steps,
    @Nullable List<CheckResult> precheck,
    @Nullable Failure failure,
    @Nullable String pauseReason,
    @Nullable Instant recoverableUntil,
    String createdBy,
    Instant createdAt,
    @Nullable Instant startedAt,
    Instant updatedAt) {
  private static final TypeReference<List<CheckResult>> CHECKS = new TypeReference<>() {};

  static ProjectRow of(ResultSet row) throws SQLException {
    String precheck = row.getString("precheck");
    String failure = row.getString("failure");
    return new ProjectRow(
        row.getString("id"),
        row.getString("type"),
        (ProjectState.Existing) Json.LENIENT.readValue(row.getString("state"), ProjectState.class),
        Json.LENIENT.readValue(row.getString("steps"), ProjectProjection.STEPS),
        precheck == null ? null : Json.LENIENT.readValue(precheck, CHECKS),
        failure == null ? null : Json.LENIENT.readValue(failure, Failure.class),
        row.getString("pause_reason"),
        at(row, "recoverable_until"),
        row.getString("created_by"),
        Objects.requireNonNull(at(row, "created_at")),
        at(row, "started_at"),
        Objects.requireNonNull(at(row, "updated_at")));
  }

  private static @Nullable Instant at(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
