package io.sluice.project.alerts;

import io.sluice.contract.Envelope;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Step;
import io.sluice.contract.StepStatus;
import io.sluice.contract.Topics;
import io.sluice.project.CommandSender;
import io.sluice.project.Duties;
import io.sluice.project.alerts.channels.Deliveries;
import io.sluice.project.alerts.rules.AlertLifecycle;
import io.sluice.project.alerts.rules.Conditions;
import io.sluice.project.alerts.rules.Monitoring;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.TransactionException;

/**
 * Looks at everything, again and again; one instance at a time does. What it decides is in the
 * database when the transaction of a look commits, and nowhere before.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class AlertWatch {
  private static final Logger LOG = LoggerFactory.getLogger(AlertWatch.class);

  private static final String SOURCE = "/sluice/monitoring";

  /** Telemetry that piled up while nobody looked has been read after that. */
  private static final Duration SETTLING = Duration.ofSeconds(30);

  /** Looks are never so far apart, unless the clock was set or the process slept. */
  private static final Duration JUMP = Duration.ofSeconds(60);

  private static final Duration SAID_AGAIN = Duration.ofSeconds(10);

  private final AlertWorld world;
  private final Alerts alerts;
  private final AlertLog log;
  private final Silences silences;
  private final Deliveries deliveries;
  private final Duties duties;
  private final CommandSender commands;
  private final InstantSource clock;

  // Looks never overlap.
  private @Nullable Instant last;
  private Instant settledAt = Instant.MAX;
  private final Map<String, Instant> said = new HashMap<>();

  AlertWatch(
      AlertWorld world,
      Alerts alerts,
      AlertLog log,
      Silences silences,
      Deliveries deliveries,
      Duties duties,
      CommandSender commands,
      InstantSource clock) {
    this.world = world;
    this.alerts = alerts;
    this.log = log;
    this.silences = silences;
    this.deliveries = deliveries;
    this.duties = duties;
    this.commands = commands;
    this.clock = clock;
  }

  @Scheduled(fixedDelayString = "${sluice.alerts.interval:PT2S}")
  void look() throws InterruptedException {
    try {
      Instant now = clock.instant();
      boolean settled = settled(now);
      List<Monitoring.Reached> reached =
          duties.perform(Duties.Duty.ALERTS, () -> turn(now, settled), List.of());
      for (Monitoring.Reached one : reached) {
        say(one, now);
      }
    } catch (DataAccessException | TransactionException | SluiceException e) {
      LOG.info("Alerts wait: {}", e.getMessage());
    }
  }

  /** Not in the same breath as the look: Kafka may be what the alerts are about. */
  @Scheduled(fixedDelayString = "${sluice.alerts.interval:PT2S}")
  void tell() {
    try {
      boolean more = true;
      while (more) {
        more = duties.perform(Duties.Duty.ALERT_EVENTS, log::tell, false);
      }
    } catch (DataAccessException
        | TransactionException
        | SluiceException
        | IllegalStateException e) {
      LOG.info("Events of alerts wait: {}", e.getMessage());
    }
  }

  @Scheduled(fixedDelayString = "PT6H", initialDelayString = "PT10M")
  void forget() {
    try {
      log.forget();
      alerts.forget();
    } catch (DataAccessException | TransactionException e) {
      LOG.info("What is old of alerts waits: {}", e.getMessage());
    }
  }

  private boolean settled(Instant now) {
    Instant before = last;
    last = now;
    if (before == null || Duration.between(before, now).abs().compareTo(JUMP) > 0) {
      settledAt = now.plus(SETTLING);
    }
    return !now.isBefore(settledAt);
  }

  private List<Monitoring.Reached> turn(Instant now, boolean settled) {
    var standing = alerts.standing();
    var seen = world.look(now, settled, standing);
    var turn = AlertLifecycle.next(standing, Conditions.of(seen), silences.all(), settled, now);
    alerts.keep(standing, turn, now);
    deliveries.enqueue(turn.tellings());
    return Monitoring.of(seen);
  }

  /** Said again until the project has heard of it; its owner takes the same command once. */
  private void say(Monitoring.Reached one, Instant now) throws InterruptedException {
    String id = "monitoring-" + one.project() + "-" + one.since().toEpochMilli();
    Instant before = said.get(id);
    if (before != null && now.isBefore(before.plus(SAID_AGAIN))) {
      return;
    }
    said.values().removeIf(time -> time.isBefore(now.minus(JUMP)));
    said.put(id, now);
    var envelope =
        new Envelope(id, one.project(), SOURCE, now, id, null, AlertLog.ACTOR, null, null);
    var reached =
        new ProjectCommand.RecordStep(
            Step.INCREMENTAL,
            StepStatus.MONITORING,
            null,
            Map.of("latencyMillis", String.valueOf(one.latencyMillis())),
            null);
    CommandSender.await(commands.send(Topics.PROJECT_COMMANDS, envelope, reached));
  }
}
