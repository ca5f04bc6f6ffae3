package io.sluice.project.events;

import static java.time.ZoneOffset.UTC;

import io.sluice.contract.Topics;
import io.sluice.project.projections.ProjectionOffsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the projected event log. */
@Component
class EventQuery {
  private final JdbcClient jdbc;
  private final ProjectionOffsets offsets;

  EventQuery(JdbcClient jdbc, ProjectionOffsets offsets) {
    this.jdbc = jdbc;
    this.offsets = offsets;
  }

  StreamPosition live() {
    return new StreamPosition(
        offsets.all(Topics.EVENTS).stream()
            .collect(
                Collectors.toMap(
                    ProjectionOffsets.Next::partition, ProjectionOffsets.Next::offset)));
  }

  /** Where events of this time and later begin; what is older may be among them, never missing. */
  StreamPosition at(Instant time) {
    var position = live();
    var rows =
        jdbc.sql(
                """
                select partition, min(log_offset) as "offset" from event
                where time >= ? group by partition""")
            .param(time.atOffset(UTC))
            .query(ProjectionOffsets.Next.class)
            .list();
    for (var row : rows) {
      position = position.after(row.partition(), row.offset() - 1);
    }
    return position;
  }

  /** The next events after the position; in log order within each partition. */
  List<LoggedEvent> after(StreamPosition position, int atMost) {
    Integer[] partitions = position.next().keySet().toArray(Integer[]::new);
    Long[] next = new Long[partitions.length];
    for (int i = 0; i < partitions.length; i++) {
      next[i] = position.next().get(partitions[i]);
    }
    return jdbc.sql(
            """
            select event.*
            from projection_offset known
            left join unnest(?::int[], ?::bigint[]) as seen (partition, next)
              on seen.partition = known.partition
            cross join lateral (
              select * from event e
              where e.partition = known.partition and e.log_offset >= coalesce(seen.next, 0)
              order by e.log_offset limit ?) event
            where known.topic = ?
            order by event.seq limit ?""")
        .params(partitions, next, atMost, Topics.EVENTS, atMost)
        .query(LoggedEvent::of)
        .list();
  }
}
