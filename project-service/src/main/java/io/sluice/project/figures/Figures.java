package io.sluice.project.figures;

import static java.time.ZoneOffset.UTC;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the history of figures. */
@Component
public class Figures {
  private static final int MOST_POINTS = 600;
  private static final Duration USUAL = Duration.ofMinutes(10);

  private static final String COLUMNS =
      """
      at, latency_min, latency_avg, latency_max, rps_min, rps_avg, rps_max,
      bytes_min, bytes_avg, bytes_max, write_min, write_avg, write_max, rows
      """;

  /** The least, the mean and the most of a figure within the time of a point. */
  public record Spread(double min, double avg, double max) {}

  /**
   * A point of a chart.
   *
   * @param at the beginning of its time
   * @param latencyMillis null where there is none, such as in a copy
   * @param rows the most since what runs was started
   */
  public record Figure(
      Instant at,
      @Nullable Spread latencyMillis,
      Spread rowsPerSecond,
      Spread bytesPerSecond,
      Spread averageWriteMillis,
      long rows) {}

  /**
   * A part of the history.
   *
   * @param seconds the time of a point
   */
  public record History(Instant from, Instant to, long seconds, List<Figure> items) {}

  private final JdbcClient jdbc;
  private final InstantSource clock;

  Figures(JdbcClient jdbc, InstantSource clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Of a component, in as many points as wanted at most.
   *
   * @param from ten minutes before {@code to} when it is null
   * @param to now when it is null
   * @throws SluiceException INVALID_INPUT
   */
  public History of(
      String component, @Nullable Instant from, @Nullable Instant to, @Nullable Integer points) {
    Instant now = clock.instant();
    Instant end = to == null ? now : to;
    Instant begin = from == null ? end.minus(USUAL) : from;
    int most = points == null ? MOST_POINTS : points;
    if (!begin.isBefore(end)) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT, "the parameter 'from' must be before 'to'");
    }
    if (most < 1 || most > MOST_POINTS) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT, "the parameter 'points' must be between 1 and " + MOST_POINTS);
    }
    return read(component, begin, end, most, Resolution.of(begin, end, now));
  }

  private History read(
      String component, Instant from, Instant to, int points, Resolution resolution) {
    long step = resolution.step().toSeconds();
    long span = Math.max(1, Duration.between(from, to).toSeconds());
    long seconds = step * Math.max(1, Math.ceilDiv(span, (long) points * step));
    // Whole buckets only: a point at either end is not made of less than the others.
    Instant begin = Instant.ofEpochSecond(Math.ceilDiv(from.getEpochSecond(), seconds) * seconds);
    var items =
        jdbc.sql(
                """
                with own as (select number from figure_component where component = :component),
                part as (%s)
                select to_timestamp(floor(extract(epoch from at) / :seconds) * :seconds) as at,
                  min(latency_min) as latency_min, avg(latency_avg) as latency_avg,
                  max(latency_max) as latency_max,
                  min(rps_min) as rps_min, avg(rps_avg) as rps_avg, max(rps_max) as rps_max,
                  min(bytes_min) as bytes_min, avg(bytes_avg) as bytes_avg,
                  max(bytes_max) as bytes_max,
                  min(write_min) as write_min, avg(write_avg) as write_avg,
                  max(write_max) as write_max, max(rows) as rows
                from part group by 1 order by 1"""
                    .formatted(parts(resolution)))
            .param("component", component)
            .param("seconds", seconds)
            .param("from", begin.atOffset(UTC))
            .param("to", to.atOffset(UTC))
            .param("minutes", rolled(Resolution.MINUTES).atOffset(UTC))
            .param("hours", rolled(Resolution.HOURS).atOffset(UTC))
            .query((row, _) -> figure(row))
            .list();
    return new History(from, to, seconds, items);
  }

  /** What is not rolled up yet is taken from the finer figures. */
  private static String parts(Resolution resolution) {
    return switch (resolution) {
      case FINE -> part(Resolution.FINE, ":from", ":to");
      case MINUTES ->
          part(Resolution.MINUTES, ":from", "least(:to, :minutes)")
              + "union all "
              + part(Resolution.FINE, "greatest(:from, :minutes)", ":to");
      case HOURS ->
          part(Resolution.HOURS, ":from", "least(:to, :hours)")
              + "union all "
              + part(Resolution.MINUTES, "greatest(:from, :hours)", "least(:to, :minutes)")
              + "union all "
              + part(Resolution.FINE, "greatest(:from, :minutes)", ":to");
    };
  }

  private static String part(Resolution resolution, String from, String to) {
    return "select %s from %s where component = (select number from own) and at >= %s and at < %s\n"
        .formatted(COLUMNS, resolution.table(), from, to);
  }

  private Instant rolled(Resolution resolution) {
    return jdbc.sql("select until from figure_rolled where of_table = ?")
        .param(resolution.table())
        .query(OffsetDateTime.class)
        .optional()
        .map(OffsetDateTime::toInstant)
        .orElse(Instant.EPOCH);
  }

  private static Figure figure(ResultSet row) throws SQLException {
    row.getFloat("latency_avg");
    boolean none = row.wasNull();
    return new Figure(
        row.getObject("at", OffsetDateTime.class).toInstant(),
        none ? null : spread(row, "latency"),
        spread(row, "rps"),
        spread(row, "bytes"),
        spread(row, "write"),
        row.getLong("rows"));
  }

  private static Spread spread(ResultSet row, String name) throws SQLException {
    return new Spread(
        row.getFloat(name + "_min"), row.getFloat(name + "_avg"), row.getFloat(name + "_max"));
  }
}
