package io.sluice.project.events;

import static java.time.ZoneOffset.UTC;

import io.sluice.project.projections.Fact;
import io.sluice.project.projections.Projection;
import java.util.List;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Every event, whether this version knows its type or not. */
@Component
@Order(0)
class EventProjection implements Projection {
  private final JdbcClient jdbc;

  EventProjection(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void apply(Fact fact) {
    var envelope = fact.envelope();
    jdbc.sql(
            """
            insert into event (partition, log_offset, id, type, subject, project, source,
              correlation, causation, actor, traceparent, time, data)
            values (:partition, :offset, :id, :type, :subject, :project, :source,
              :correlation, :causation, :actor, :traceparent, :time, :data::json)""")
        .param("partition", fact.partition())
        .param("offset", fact.offset())
        .param("id", envelope.id())
        .param("type", fact.type())
        .param("subject", envelope.subject())
        .param("project", fact.key())
        .param("source", envelope.source())
        .param("correlation", envelope.correlationId())
        .param("causation", envelope.causationId())
        .param("actor", envelope.actor())
        .param("traceparent", envelope.traceparent())
        .param("time", envelope.time().atOffset(UTC))
        .param("data", fact.json())
        .update();
  }

  @Override
  public List<String> tables() {
    return List.of("event");
  }
}
