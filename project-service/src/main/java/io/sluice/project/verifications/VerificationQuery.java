package io.sluice.project.verifications;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableComparison;
import io.sluice.contract.TableMapping;
import io.sluice.contract.Telemetry.TableProgress;
import io.sluice.contract.VerificationPlan;
import io.sluice.contract.cloudevents.Json;
import io.sluice.project.components.ComponentQuery;
import io.sluice.project.components.ComponentView;
import io.sluice.project.gateway.Page;
import io.sluice.project.lifecycle.Verification;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;

/** Reads verifications and what they have found. */
@Component
class VerificationQuery {
  private static final TypeReference<Map<String, Long>> REPORT = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final ComponentQuery components;

  VerificationQuery(JdbcClient jdbc, ComponentQuery components) {
    this.jdbc = jdbc;
    this.components = components;
  }

  /** The newest first. */
  Page<VerificationView> list(String project, int page, int size) {
    Page.check(page, size);
    var items =
        jdbc.sql(
                """
                select * from verification where project = :project
                order by number desc limit :size offset :from""")
            .param("project", project)
            .param("size", size)
            .param("from", (long) page * size)
            .query((row, _) -> view(row, null))
            .list();
    long total =
        jdbc.sql("select count(*) from verification where project = ?")
            .param(project)
            .query(Long.class)
            .single();
    return new Page<>(items, page, size, total);
  }

  /**
   * With what was found of each table so far.
   *
   * @throws SluiceException UNKNOWN_ID
   */
  VerificationView get(String project, long number) {
    return jdbc.sql("select * from verification where project = ? and number = ?")
        .params(List.of(project, number))
        .query((row, _) -> view(row, comparisons(project, number)))
        .optional()
        .orElseThrow(
            () ->
                new SluiceException(
                    ErrorCode.UNKNOWN_ID, "project " + project + " has no verification " + number));
  }

  /**
   * The newest.
   *
   * @throws SluiceException UNKNOWN_ID
   */
  VerificationView last(String project) {
    Long number =
        jdbc.sql("select coalesce(max(number), 0) from verification where project = ?")
            .param(project)
            .query(Long.class)
            .single();
    return get(project, number);
  }

  private List<TableComparison> comparisons(String project, long number) {
    return jdbc
        .sql(
            """
            select comparison from table_comparison where project = ? and number = ?
            order by source_schema, source_name""")
        .params(List.of(project, number))
        .query(String.class)
        .list()
        .stream()
        .map(json -> Json.LENIENT.readValue(json, TableComparison.class))
        .toList();
  }

  private VerificationView view(ResultSet row, @Nullable List<TableComparison> comparisons)
      throws SQLException {
    var plan = Json.LENIENT.readValue(row.getString("plan"), VerificationPlan.class);
    String report = row.getString("report");
    String failed = row.getString("failure");
    Failure failure = failed == null ? null : Json.LENIENT.readValue(failed, Failure.class);
    var ended = row.getObject("ended_at", OffsetDateTime.class);
    String component = row.getString("component");
    return new VerificationView(
        row.getString("project"),
        row.getLong("number"),
        Verification.Status.valueOf(row.getString("status")),
        component,
        plan.tables().stream().map(TableMapping::source).toList(),
        plan.followed(),
        plan.readConcurrency(),
        plan.rowsPerSecond(),
        row.getString("started_by"),
        at(row.getObject("started_at", OffsetDateTime.class)),
        ended == null ? null : at(ended),
        report == null ? null : Json.LENIENT.readValue(report, REPORT),
        failure,
        failure == null ? null : failure.remedy(),
        ended == null ? progress(component) : null,
        comparisons);
  }

  private VerificationView.@Nullable Progress progress(String component) {
    var view = components.find(component).orElse(null);
    if (view == null || view.tables() == null) {
      return null;
    }
    long rows = view.tables().stream().mapToLong(TableProgress::rowsDone).sum();
    long estimate =
        view.tables().stream()
            .mapToLong(one -> one.completed() ? one.rowsDone() : one.rowsEstimate())
            .sum();
    var telemetry = view.telemetry();
    double rate = telemetry == null ? 0 : telemetry.rowsPerSecond();
    return new VerificationView.Progress(
        rows,
        Math.max(rows, estimate),
        ComponentView.percent(rows, estimate),
        rate,
        rate <= 0 ? null : Math.round(Math.max(0, estimate - rows) / rate),
        telemetry == null ? null : telemetry.waitsFor());
  }

  private static Instant at(OffsetDateTime time) {
    return time.toInstant();
  }
}
