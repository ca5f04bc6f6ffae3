package io.sluice.project.components;

import static java.time.ZoneOffset.UTC;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.LogLine;
import io.sluice.project.gateway.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what components tell of themselves: log lines, and which instances there are. */
@Component
class Observations {
  private static final Duration ALIVE = Duration.ofSeconds(15);
  private static final Duration REMEMBERED = Duration.ofHours(1);

  /**
   * An instance of a service, known by the telemetry of what it carries.
   *
   * @param address its IP, as far as it is known
   * @param components how many it carries
   * @param alive false when nothing was heard of it for a while
   */
  record Instance(
      String instance,
      @Nullable String address,
      List<ComponentKind> kinds,
      List<String> regions,
      long components,
      Instant seenAt,
      boolean alive) {}

  /** A line of a component's log. */
  record Line(
      Instant at, LogLine.Level level, String instance, String text, @JsonIgnore long offset) {}

  private final JdbcClient jdbc;
  private final InstantSource clock;

  Observations(JdbcClient jdbc, InstantSource clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** The latest lines that match, oldest first. */
  List<Line> lines(
      String componentId, @Nullable String search, LogLine.@Nullable Level atLeast, int limit) {
    var levels =
        Arrays.stream(LogLine.Level.values())
            .filter(level -> atLeast == null || level.compareTo(atLeast) >= 0)
            .map(Enum::name)
            .toArray(String[]::new);
    return jdbc.sql(
            """
            select * from log_line
            where component_id = ? and level = any (?) and text ilike ?
            order by at desc, partition desc, log_offset desc limit ?""")
        .params(componentId, levels, Page.like(search), limit)
        .query((row, _) -> line(row))
        .list()
        .reversed();
  }

  /**
   * Those that came after this place of the topic, at most so many; all of one are in its order.
   */
  List<Line> after(String componentId, long offset, int limit) {
    return jdbc.sql(
            """
            select * from log_line where component_id = ? and log_offset > ?
            order by log_offset limit ?""")
        .params(componentId, offset, limit)
        .query((row, _) -> line(row))
        .list();
  }

  private static Line line(ResultSet row) throws SQLException {
    return new Line(
        at(row, "at"),
        LogLine.Level.valueOf(row.getString("level")),
        row.getString("instance"),
        row.getString("text"),
        row.getLong("log_offset"));
  }

  /**
   * What was written of a table.
   *
   * @param since when the run began that wrote it: the counts are its own
   */
  record TableCounts(
      String schema,
      String name,
      long inserts,
      long updates,
      long deletes,
      long conflicts,
      Instant since) {}

  /** By table, of the last run that wrote something of it. */
  List<TableCounts> tables(String componentId) {
    return jdbc.sql(
            """
            select * from table_changes where component_id = ?
            order by table_schema, table_name""")
        .param(componentId)
        .query(
            (row, _) ->
                new TableCounts(
                    row.getString("table_schema"),
                    row.getString("table_name"),
                    row.getLong("inserts"),
                    row.getLong("updates"),
                    row.getLong("deletes"),
                    row.getLong("conflicts"),
                    at(row, "since")))
        .list();
  }

  List<Instance> instances() {
    Instant alive = clock.instant().minus(ALIVE);
    return jdbc.sql(
            """
            select t.instance, max(t.data ->> 'address') as address, array_agg(distinct c.kind) as kinds,
              array_agg(distinct c.region) as regions,
              count(*) filter (where t.at >= ?) as components, max(t.at) as seen_at
            from telemetry t join component c on c.id = t.component_id
            where t.at >= ?
            group by t.instance order by t.instance""")
        .params(alive.atOffset(UTC), clock.instant().minus(REMEMBERED).atOffset(UTC))
        .query(
            (row, _) ->
                new Instance(
                    row.getString("instance"),
                    row.getString("address"),
                    Arrays.stream(texts(row, "kinds")).map(ComponentKind::valueOf).toList(),
                    List.of(texts(row, "regions")),
                    row.getLong("components"),
                    at(row, "seen_at"),
                    at(row, "seen_at").isAfter(alive)))
        .list();
  }

  /** How many components are there, and how many instances carry some of them now. */
  record Region(String region, long components, long instances) {}

  List<Region> regions() {
    return jdbc.sql(
            """
            select r.region,
              (select count(*) from component c
                where c.region = r.region and c.status <> 'DESTROYED') as components,
              (select count(distinct t.instance) from telemetry t
                join component c on c.id = t.component_id
                where c.region = r.region and t.at >= ?) as instances
            from (select region from component union select region from data_source) r
            order by r.region""")
        .param(clock.instant().minus(ALIVE).atOffset(UTC))
        .query(Region.class)
        .list();
  }

  private static String[] texts(ResultSet row, String column) throws SQLException {
    return (String[]) row.getArray(column).getArray();
  }

  private static Instant at(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
