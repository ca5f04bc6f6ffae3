package io.sluice.project.components;

import io.sluice.contract.LogLine;
import io.sluice.contract.Telemetry;
import io.sluice.contract.cloudevents.Json;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.messaging.Message;
import tools.jackson.core.JacksonException;

/**
 * Telemetry and log lines to rows, a batch at a time. What is read twice changes nothing; what can
 * not be read is passed over, for it is worth less than what comes after it.
 */
@Configuration(proxyBeanMethods = false)
class TelemetryFeed {
  private static final Logger LOG = LoggerFactory.getLogger(TelemetryFeed.class);
  private static final int LINES_KEPT = 2000;

  private final JdbcTemplate jdbc;

  TelemetryFeed(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Bean
  Consumer<Message<List<byte[]>>> telemetry() {
    return batch -> keepTelemetry(batch.getPayload());
  }

  @Bean
  Consumer<Message<List<byte[]>>> logs() {
    return this::keepLines;
  }

  private void keepTelemetry(List<byte[]> batch) {
    List<Telemetry> all = new ArrayList<>();
    for (byte[] json : batch) {
      Telemetry telemetry = read(json, Telemetry.class);
      if (telemetry != null) {
        all.add(telemetry);
      }
    }
    keepChanges(all);
    jdbc.batchUpdate(
        """
        insert into telemetry (component_id, instance, at, data, tables, known_at, known_latency)
        values (?, ?, ?, ?::json, ?::json, ?, ?)
        on conflict (component_id) do update
          set instance = excluded.instance, at = excluded.at, data = excluded.data,
            tables = coalesce(excluded.tables, telemetry.tables),
            known_at = case when excluded.data ->> 'step' = telemetry.data ->> 'step'
              then coalesce(excluded.known_at, telemetry.known_at) else excluded.known_at end,
            known_latency = case when excluded.data ->> 'step' = telemetry.data ->> 'step'
              then coalesce(excluded.known_latency, telemetry.known_latency)
              else excluded.known_latency end
          where telemetry.at <= excluded.at""",
        all,
        100,
        (row, one) -> {
          row.setString(1, one.componentId());
          row.setString(2, one.instance());
          row.setTimestamp(3, Timestamp.from(one.at()));
          row.setString(4, Json.LENIENT.writeValueAsString(one));
          row.setString(
              5, one.tables().isEmpty() ? null : Json.LENIENT.writeValueAsString(one.tables()));
          boolean knows = one.current() != null;
          row.setTimestamp(6, knows ? Timestamp.from(one.at()) : null);
          row.setObject(7, knows ? one.latencyMillis() : null, Types.BIGINT);
        });
  }

  /** Counts of a run that began later replace those of the one before, whatever comes first. */
  private void keepChanges(List<Telemetry> all) {
    var rows = new ArrayList<Object[]>();
    for (Telemetry one : all) {
      var changes = one.changes();
      var since = one.since();
      if (changes != null && since != null) {
        for (Telemetry.TableChanges change : changes) {
          rows.add(
              new Object[] {
                one.componentId(),
                change.table().schema(),
                change.table().name(),
                Timestamp.from(since),
                change.inserts(),
                change.updates(),
                change.deletes(),
                change.conflicts()
              });
        }
      }
    }
    jdbc.batchUpdate(
        """
        insert into table_changes
          (component_id, table_schema, table_name, since, inserts, updates, deletes, conflicts)
        values (?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (component_id, table_schema, table_name) do update
          set since = excluded.since, inserts = excluded.inserts, updates = excluded.updates,
            deletes = excluded.deletes, conflicts = excluded.conflicts
          where table_changes.since <= excluded.since""",
        rows);
  }

  private void keepLines(Message<List<byte[]>> batch) {
    List<?> partitions = headers(batch, KafkaHeaders.RECEIVED_PARTITION);
    List<?> offsets = headers(batch, KafkaHeaders.OFFSET);
    List<Object[]> rows = new ArrayList<>();
    var components = new HashSet<String>();
    for (int i = 0; i < batch.getPayload().size(); i++) {
      LogLine line = read(batch.getPayload().get(i), LogLine.class);
      if (line == null) {
        continue;
      }
      components.add(line.componentId());
      rows.add(
          new Object[] {
            partitions.get(i),
            offsets.get(i),
            line.componentId(),
            line.projectId(),
            line.instance(),
            Timestamp.from(line.at()),
            line.level().name(),
            line.text().replace('\0', ' ')
          });
    }
    jdbc.batchUpdate(
        """
        insert into log_line
          (partition, log_offset, component_id, project_id, instance, at, level, text)
        values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""",
        rows);
    for (String component : components) {
      jdbc.update(
          """
          delete from log_line where component_id = ? and log_offset <= (
            select log_offset from log_line where component_id = ?
            order by log_offset desc offset ? limit 1)""",
          component,
          component,
          LINES_KEPT);
    }
  }

  private static List<?> headers(Message<?> batch, String name) {
    return batch.getHeaders().get(name) instanceof List<?> all ? all : List.of();
  }

  private static <T> @Nullable T read(byte[] json, Class<T> type) {
    try {
      return Json.LENIENT.readValue(json, type);
    } catch (JacksonException e) {
      LOG.warn("Passed over what is no {}", type.getSimpleName());
      return null;
    }
  }
}
