package io.sluice.project.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.sluice.contract.cloudevents.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An event as the API shows it: a CloudEvent in structured JSON.
 *
 * @param correlationid the command that began the chain
 * @param causationid the command or event that led to this one
 */
public record LoggedEvent(
    String specversion,
    String id,
    String type,
    String source,
    String subject,
    Instant time,
    String datacontenttype,
    String correlationid,
    @Nullable String causationid,
    String actor,
    @Nullable String traceparent,
    JsonNode data,
    @JsonIgnore String key,
    @JsonIgnore int partition,
    @JsonIgnore long offset) {

  /** For a query of all columns of `event`. */
  public static LoggedEvent of(ResultSet row, int number) throws SQLException {
    return new LoggedEvent(
        "1.0",
        row.getString("id"),
        row.getString("type"),
        row.getString("source"),
        row.getString("subject"),
        row.getObject("time", OffsetDateTime.class).toInstant(),
        "application/json",
        row.getString("correlation"),
        row.getString("causation"),
        row.getString("actor"),
        row.getString("traceparent"),
        Json.LENIENT.readTree(row.getString("data")),
        row.getString("project"),
        row.getInt("partition"),
        row.getLong("log_offset"));
  }
}
