package io.sluice.project.figures;

import static java.time.ZoneOffset.UTC;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Makes the partitions that are about to be needed, and drops those that are over. */
@Component
class FigurePartitions {
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd_HHmm").withZone(UTC);

  /**
   * How much is kept of one resolution.
   *
   * @param seconds between two figures
   * @param keptHours until they are dropped
   * @param oldest null when there is nothing yet
   */
  record Size(long seconds, long keptHours, long bytes, @Nullable Instant oldest) {}

  private final JdbcClient jdbc;

  FigurePartitions(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Makes those around this time.
   *
   * @param drop true to drop those that are over
   */
  void tend(Instant now, boolean drop) {
    Set<String> there = new HashSet<>(names());
    for (Resolution resolution : Resolution.values()) {
      // What is rolled up late still has its place.
      Instant from = resolution.floor(now.minus(resolution.partition()));
      Instant last = now.plus(resolution.partition());
      for (Instant begin = from; begin.isBefore(last); begin = begin.plus(resolution.partition())) {
        make(resolution, begin, there);
      }
      if (drop) {
        drop(resolution, now);
      }
    }
  }

  /** Makes the partition that begins then, unless there is one. */
  void ensure(Resolution resolution, Instant begin) {
    make(resolution, begin, new HashSet<>(names()));
  }

  private List<String> names() {
    return jdbc.sql("select name from figure_partition").query(String.class).list();
  }

  private void make(Resolution resolution, Instant begin, Set<String> there) {
    String name = resolution.table() + "_" + NAME.format(begin);
    if (!there.add(name)) {
      return;
    }
    Instant end = begin.plus(resolution.partition());
    jdbc.sql(
            "create table if not exists %s partition of %s for values from ('%s') to ('%s')"
                .formatted(name, resolution.table(), begin, end))
        .update();
    jdbc.sql(
            """
            insert into figure_partition (name, of_table, from_time, to_time)
            values (:name, :table, :from, :to)""")
        .param("name", name)
        .param("table", resolution.table())
        .param("from", begin.atOffset(UTC))
        .param("to", end.atOffset(UTC))
        .update();
  }

  private void drop(Resolution resolution, Instant now) {
    List<String> over =
        jdbc.sql("select name from figure_partition where of_table = ? and to_time < ?")
            .params(resolution.table(), now.minus(resolution.kept()).atOffset(UTC))
            .query(String.class)
            .list();
    for (String name : over) {
      jdbc.sql("drop table if exists " + name).update();
      jdbc.sql("delete from figure_partition where name = ?").param(name).update();
    }
  }

  List<Size> sizes() {
    return List.of(Resolution.values()).stream().map(this::size).toList();
  }

  private Size size(Resolution resolution) {
    return jdbc.sql(
            """
            select coalesce(sum(pg_total_relation_size(name::regclass)), 0) as bytes,
              (select min(at) from %s) as oldest
            from figure_partition where of_table = :table"""
                .formatted(resolution.table()))
        .param("table", resolution.table())
        .query(
            (row, _) -> {
              var oldest = row.getObject("oldest", OffsetDateTime.class);
              return new Size(
                  resolution.step().toSeconds(),
                  resolution.kept().toHours(),
                  row.getLong("bytes"),
                  oldest == null ? null : oldest.toInstant());
            })
        .single();
  }
}
