package io.sluice.project.figures;

import io.sluice.contract.Telemetry;
import io.sluice.project.Duties;
import io.sluice.project.components.ComponentQuery;
import io.sluice.project.components.ComponentView;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.TransactionException;

/**
 * Keeps how every component does, and makes the coarser figures of the finer; one instance does.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class FigureSampler {
  private static final Logger LOG = LoggerFactory.getLogger(FigureSampler.class);

  /** Of what is older nothing is known but that nothing is written. */
  private static final Duration OLD = Duration.ofSeconds(5);

  private static final Duration JUMP = Duration.ofMinutes(1);
  private static final Duration STEADY = Duration.ofMinutes(10);

  private final JdbcClient jdbc;
  private final JdbcTemplate batches;
  private final ComponentQuery components;
  private final FigurePartitions partitions;
  private final RollUp rollUp;
  private final Duties duties;
  private final InstantSource clock;

  // Looks never overlap.
  private @Nullable Instant last;
  private Instant steadySince = Instant.MAX;

  FigureSampler(
      JdbcClient jdbc,
      JdbcTemplate batches,
      ComponentQuery components,
      FigurePartitions partitions,
      RollUp rollUp,
      Duties duties,
      InstantSource clock) {
    this.jdbc = jdbc;
    this.batches = batches;
    this.components = components;
    this.partitions = partitions;
    this.rollUp = rollUp;
    this.duties = duties;
    this.clock = clock;
  }

  @Scheduled(fixedRateString = "PT2S")
  void sample() {
    try {
      duties.perform(
          Duties.Duty.FIGURES,
          () -> {
            look(clock.instant());
            return true;
          },
          false);
    } catch (DataAccessException | TransactionException e) {
      LOG.info("Figures wait: {}", e.getMessage());
    }
  }

  /** In one transaction. */
  private void look(Instant now) {
    partitions.tend(now, isSteady(now));
    long step = Resolution.FINE.step().toSeconds();
    keep(Instant.ofEpochSecond(Math.floorDiv(now.getEpochSecond(), step) * step), now);
    rollUp.until(now);
  }

  /** A clock that was set forward must not take the history with it. */
  private boolean isSteady(Instant now) {
    Instant before = last;
    last = now;
    if (before == null || Duration.between(before, now).abs().compareTo(JUMP) > 0) {
      steadySince = now;
    }
    return Duration.between(steadySince, now).compareTo(STEADY) >= 0;
  }

  private void keep(Instant at, Instant now) {
    var present = components.present().stream().filter(one -> one.telemetry() != null).toList();
    var numbers = numbers(present);
    List<Object[]> rows = new ArrayList<>();
    for (ComponentView one : present) {
      Telemetry telemetry = one.telemetry();
      if (telemetry == null) {
        continue;
      }
      boolean tells = telemetry.at().isAfter(now.minus(OLD));
      float rps = tells ? (float) telemetry.rowsPerSecond() : 0;
      float bytes = tells ? (float) telemetry.bytesPerSecond() : 0;
      float write = tells ? (float) telemetry.averageWriteMillis() : 0;
      Long millis = one.latencyMillis();
      Float latency = millis == null ? null : (float) millis;
      rows.add(
          new Object[] {
            numbers.get(one.id()),
            Timestamp.from(at),
            latency,
            latency,
            latency,
            rps,
            rps,
            rps,
            bytes,
            bytes,
            bytes,
            write,
            write,
            write,
            telemetry.rows()
          });
    }
    batches.batchUpdate(
        """
        insert into figure_2s values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict do nothing""",
        rows,
        new int[] {
          Types.INTEGER,
          Types.TIMESTAMP,
          Types.REAL,
          Types.REAL,
          Types.REAL,
          Types.REAL,
          Types.REAL,
          Types.REAL,
          Types.REAL,
          Types.REAL,
          Types.REAL,
          Types.REAL,
          Types.REAL,
          Types.REAL,
          Types.BIGINT
        });
  }

  /** By component; those that have none get one. */
  private Map<String, Integer> numbers(List<ComponentView> present) {
    Map<String, Integer> numbers = new HashMap<>();
    String[] ids = present.stream().map(ComponentView::id).toArray(String[]::new);
    jdbc.sql("select component, number from figure_component where component = any (?)")
        .param(ids)
        .query(
            row -> {
              numbers.put(row.getString("component"), row.getInt("number"));
            });
    for (String id : ids) {
      numbers.computeIfAbsent(
          id,
          _ ->
              jdbc.sql("insert into figure_component (component) values (?) returning number")
                  .param(id)
                  .query(Integer.class)
                  .single());
    }
    return numbers;
  }
}
