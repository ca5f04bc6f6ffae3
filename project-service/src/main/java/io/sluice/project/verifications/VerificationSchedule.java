package io.sluice.project.verifications;

import static java.time.ZoneOffset.UTC;

import io.sluice.contract.Envelope;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.SluiceException;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.Topics;
import io.sluice.project.CommandSender;
import io.sluice.project.projects.ProjectGateway;
import io.sluice.project.schedule.Schedule;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Asks for verifications at their times. Every instance looks; what two of them ask at once is the
 * same command. What was due while none of them ran is asked for once when one does.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class VerificationSchedule {
  /** Who asks. */
  static final String ACTOR = "schedule";

  private static final Logger LOG = LoggerFactory.getLogger(VerificationSchedule.class);
  private static final String SOURCE = "/sluice/schedule";

  private final ProjectGateway projects;
  private final CommandSender commands;
  private final JdbcClient jdbc;
  private final InstantSource clock;

  VerificationSchedule(
      ProjectGateway projects, CommandSender commands, JdbcClient jdbc, InstantSource clock) {
    this.projects = projects;
    this.commands = commands;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  @Scheduled(fixedDelayString = "${sluice.verification.interval:PT5S}")
  void look() throws InterruptedException {
    try {
      for (var project : projects.scheduled().entrySet()) {
        look(project.getKey(), project.getValue().options());
      }
    } catch (DataAccessException | SluiceException e) {
      LOG.info("Verifications that are due wait: {}", e.getMessage());
    }
  }

  private void look(String id, SyncOptions options) throws InterruptedException {
    Instant now = clock.instant();
    Instant due = Schedule.next(options, lookedAt(id, String.valueOf(options.verification()), now));
    if (due == null || due.isAfter(now)) {
      return;
    }
    String command = "verify-" + id + "-" + due.getEpochSecond();
    var envelope = new Envelope(command, id, SOURCE, now, command, null, ACTOR, null, null);
    CommandSender.await(
        commands.send(
            Topics.PROJECT_COMMANDS, envelope, new ProjectCommand.Verify(null, null, null)));
    // After it is sent: who dies before this asks again, with the same id.
    jdbc.sql("update verification_schedule set looked_at = :now where project = :id")
        .param("now", now.atOffset(UTC))
        .param("id", id)
        .update();
  }

  /** What is due before its times were chosen is not asked for. */
  private Instant lookedAt(String id, String times, Instant now) {
    return jdbc.sql(
            """
            insert into verification_schedule as s (project, times, looked_at)
            values (:id, :times, :now)
            on conflict (project) do update
              set times = excluded.times,
                looked_at =
                  case when s.times = excluded.times then s.looked_at else excluded.looked_at end
            returning looked_at""")
        .param("id", id)
        .param("times", times)
        .param("now", now.atOffset(UTC))
        .query(OffsetDateTime.class)
        .single()
        .toInstant();
  }
}
