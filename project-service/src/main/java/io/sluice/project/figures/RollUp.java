package io.sluice.project.figures;

import static java.time.ZoneOffset.UTC;

import java.time.Instant;
import java.time.OffsetDateTime;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Makes the coarser figures of the finer ones. */
@Component
class RollUp {
  private final JdbcClient jdbc;
  private final FigurePartitions partitions;

  RollUp(JdbcClient jdbc, FigurePartitions partitions) {
    this.jdbc = jdbc;
    this.partitions = partitions;
  }

  /** Of all that is complete by then; the caller has the duty, and a transaction. */
  void until(Instant now) {
    roll(Resolution.FINE, Resolution.MINUTES, now);
    roll(Resolution.MINUTES, Resolution.HOURS, now);
  }

  /**
   * Makes what is complete of a coarser resolution; after a while in which nobody did, all of it.
   */
  private void roll(Resolution fine, Resolution coarse, Instant now) {
    long seconds = coarse.step().toSeconds();
    Instant until =
        Instant.ofEpochSecond(Math.floorDiv(now.getEpochSecond() - 5, seconds) * seconds);
    Instant earliest = until.minus(fine.kept());
    Instant rolled = rolled(coarse, earliest);
    Instant from = rolled.isBefore(earliest) ? earliest : rolled;
    if (!from.isBefore(until)) {
      return;
    }
    // What was not rolled up while nobody did may be of a time whose partition was never made.
    for (Instant begin = coarse.floor(from);
        begin.isBefore(until);
        begin = begin.plus(coarse.partition())) {
      partitions.ensure(coarse, begin);
    }
    jdbc.sql(
            """
            insert into %s
            select component, to_timestamp(floor(extract(epoch from at) / :seconds) * :seconds),
              min(latency_min), avg(latency_avg), max(latency_max),
              min(rps_min), avg(rps_avg), max(rps_max),
              min(bytes_min), avg(bytes_avg), max(bytes_max),
              min(write_min), avg(write_avg), max(write_max), max(rows)
            from %s where at >= :from and at < :until
            group by 1, 2 on conflict do nothing"""
                .formatted(coarse.table(), fine.table()))
        .param("seconds", seconds)
        .param("from", from.atOffset(UTC))
        .param("until", until.atOffset(UTC))
        .update();
    jdbc.sql(
            """
            insert into figure_rolled (of_table, until) values (:table, :until)
            on conflict (of_table) do update set until = excluded.until""")
        .param("table", coarse.table())
        .param("until", until.atOffset(UTC))
        .update();
  }

  private Instant rolled(Resolution coarse, Instant otherwise) {
    return jdbc.sql("select until from figure_rolled where of_table = ?")
        .param(coarse.table())
        .query(OffsetDateTime.class)
        .optional()
        .map(OffsetDateTime::toInstant)
        .orElse(otherwise);
  }
}
