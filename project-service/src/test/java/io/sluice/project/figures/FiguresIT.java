package io.sluice.project.figures;

import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contract.SluiceException;
import io.sluice.fixture.PostgresFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * How the history is kept and read. With {@code -Dsluice.components=1000} the year that is read has
 * that many components in it, and what a reading takes is printed.
 */
class FiguresIT {
  private static final int COMPONENTS = Integer.getInteger("sluice.components", 3);
  private static final Instant NOW = Instant.parse("2026-06-15T12:34:56Z");

  private JdbcClient jdbc;
  private FigurePartitions partitions;
  private RollUp rollUp;
  private Figures figures;

  @BeforeEach
  void start() {
    var database = PostgresFixture.database("figures");
    var source =
        new SingleConnectionDataSource(
            database.jdbcUrl(), database.username(), database.password(), true);
    Flyway.configure().dataSource(source).load().migrate();
    jdbc = JdbcClient.create(source);
    partitions = new FigurePartitions(jdbc);
    rollUp = new RollUp(jdbc, partitions);
    figures = new Figures(jdbc, () -> NOW);
    jdbc.sql(
            "insert into figure_component (component) select 'w-' || i from generate_series(1, ?) i")
        .param(COMPONENTS)
        .update();
  }

  @Test
  void figuresAreRolledUpToMinutesAndHoursWithLeastMeanAndMost() {
    partitions.tend(NOW, true);
    fill(Resolution.FINE, NOW.minus(Duration.ofMinutes(10)), NOW, "1000 * extract(second from at)");
    rollUp.until(NOW);
    var minute =
        figures.of("w-1", NOW.minus(Duration.ofDays(1)), NOW, null).items().reversed().get(2);
    assertThat(minute.at().getEpochSecond() % 60).isZero();
    assertThat(minute.latencyMillis()).isEqualTo(new Figures.Spread(0, 29_000, 58_000));
    assertThat(count(Resolution.MINUTES)).isEqualTo(10L * COMPONENTS);
    rollUp.until(NOW);
    assertThat(count(Resolution.MINUTES))
        .as("nothing is rolled up twice")
        .isEqualTo(10L * COMPONENTS);
    rollUp.until(NOW.plus(Duration.ofHours(1)));
    assertThat(count(Resolution.HOURS)).isEqualTo(COMPONENTS);
  }

  @Test
  void whatIsNotRolledUpYetIsInTheAnswerAllTheSame() {
    partitions.tend(NOW, true);
    fill(Resolution.FINE, NOW.minus(Duration.ofMinutes(10)), NOW, "5");
    rollUp.until(NOW);
    for (Duration period : new Duration[] {Duration.ofDays(2), Duration.ofDays(7)}) {
      var items = figures.of("w-1", NOW.minus(period), NOW, null).items();
      assertThat(items.getLast().at()).isAfter(NOW.minus(Duration.ofMinutes(61)));
      assertThat(items).allMatch(one -> one.latencyMillis() != null);
    }
  }

  @Test
  void aYearIsReadInSixHundredPointsAtMost() {
    for (Resolution resolution : Resolution.values()) {
      make(resolution);
      fill(resolution, NOW.minus(resolution.kept()), NOW, "5");
    }
    jdbc.sql("analyze").update();
    rolled(Resolution.MINUTES, Duration.ofMinutes(1));
    rolled(Resolution.HOURS, Duration.ofHours(1));
    for (Duration period :
        new Duration[] {
          Duration.ofMinutes(10),
          Duration.ofHours(1),
          Duration.ofHours(6),
          Duration.ofDays(1),
          Duration.ofDays(7),
          Duration.ofDays(30),
          Duration.ofDays(365)
        }) {
      var millis = new long[40];
      for (int i = 0; i < millis.length; i++) {
        long begun = System.nanoTime();
        var history = figures.of("w-" + (1 + i * 7919 % COMPONENTS), NOW.minus(period), NOW, null);
        millis[i] = (System.nanoTime() - begun) / 1_000_000;
        assertThat(history.items()).hasSizeBetween(100, 600);
        assertThat(history.items().getLast().at()).isAfter(NOW.minusSeconds(2 * history.seconds()));
      }
      Arrays.sort(millis);
      System.out.println(
          "%s of %,d components: p50 %d ms, p95 %d ms"
              .formatted(period, COMPONENTS, millis[20], millis[38]));
    }
    System.out.println(partitions.sizes());
  }

  @Test
  void whatIsOverIsDroppedAPartitionAtATime() {
    partitions.tend(NOW, true);
    fill(Resolution.FINE, NOW.minus(Duration.ofMinutes(10)), NOW, "5");
    assertThat(partitions.sizes().getFirst().oldest()).isNotNull();
    partitions.tend(NOW.plus(Duration.ofMinutes(90)), true);
    assertThat(count(Resolution.FINE)).isZero();
    assertThat(partitions.sizes().getFirst().oldest()).isNull();
  }

  @Test
  void aPeriodThatEndsBeforeItBeginsIsRefused() {
    assertThatThrownBy(() -> figures.of("w-1", NOW, NOW.minusSeconds(1), null))
        .isInstanceOf(SluiceException.class)
        .hasMessageContaining("'from' must be before 'to'");
    assertThatThrownBy(() -> figures.of("w-1", null, null, 601))
        .hasMessageContaining("between 1 and 600");
    assertThat(figures.of("w-none", null, null, null).items()).isEmpty();
  }

  private void make(Resolution resolution) {
    Instant end = NOW.plus(resolution.partition());
    for (Instant begin = resolution.floor(NOW.minus(resolution.kept()));
        begin.isBefore(end);
        begin = begin.plus(resolution.partition())) {
      partitions.ensure(resolution, begin);
    }
  }

  private void rolled(Resolution resolution, Duration ago) {
    jdbc.sql("insert into figure_rolled (of_table, until) values (?, ?)")
        .params(resolution.table(), NOW.minus(ago).atOffset(UTC))
        .update();
  }

  /** As the sampler writes them: all components at one time, time after time. */
  private void fill(Resolution resolution, Instant from, Instant to, String latency) {
    jdbc.sql(
            """
            insert into %s
            select c, at, v, v, v, 1, 2, 3, 1, 2, 3, 1, 2, 3, 7
            from generate_series(date_trunc('minute', :from::timestamptz), :to, :step::interval) at,
              generate_series(1, :components) c, lateral (select (%s)::real as v) l"""
                .formatted(resolution.table(), latency))
        .param("from", from.atOffset(UTC))
        .param("to", to.atOffset(UTC))
        .param("step", resolution.step().toSeconds() + " seconds")
        .param("components", COMPONENTS)
        .update();
  }

  private long count(Resolution resolution) {
    return jdbc.sql("select count(*) from " + resolution.table()).query(Long.class).single();
  }
}
