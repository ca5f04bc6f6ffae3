package io.sluice.project.alerts.rules;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.Alert;
import io.sluice.contract.AlertCondition;
import io.sluice.contract.AlertLevel;
import io.sluice.contract.AlertSeverity;
import io.sluice.contract.AlertThresholds;
import io.sluice.contract.Step;
import io.sluice.contract.TableMapping;
import io.sluice.lifecycle.ComponentState.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is told, and when: the project is at level MEDIUM (300 s), repeated each 3 minutes. */
class AlertsTest {
  private static final Duration LOOK = ofSeconds(2);

  private final PlayedWorld world = new PlayedWorld();

  @Test
  void aProjectThatIsLateIsToldOnceAndAgainAtItsIntervalUntilItIsNot() {
    world.monitoring();
    world.late(ofSeconds(300));
    assertThat(world.during(ofMinutes(10), LOOK)).isEmpty();
    world.late(ofSeconds(301));
    assertThat(world.after(LOOK)).containsExactly("RAISED LATE WARNING");
    assertThat(world.during(ofSeconds(178), LOOK)).isEmpty();
    assertThat(world.after(LOOK)).containsExactly("REPEATED LATE WARNING");
    world.late(ofSeconds(10));
    assertThat(world.during(ofSeconds(30), LOOK)).isEmpty();
    assertThat(world.after(LOOK)).containsExactly("RESOLVED LATE WARNING");
    assertThat(world.during(ofHours(1), ofSeconds(10))).isEmpty();
    assertThat(world.standing()).isEmpty();
  }

  @Test
  void aLatencyThatGoesUpAndDownWithinSecondsIsOneAlert() {
    world.monitoring();
    var told = new ArrayList<String>();
    for (int i = 0; i < 10; i++) {
      world.late(ofSeconds(i % 2 == 0 ? 301 : 299));
      told.addAll(world.after(ofSeconds(9)));
    }
    assertThat(told).containsExactly("RAISED LATE WARNING");
  }

  @Test
  void noLatencyIsToldBeforeTheStepWasMonitoring() {
    world.late(ofHours(5));
    assertThat(world.during(ofMinutes(30), LOOK)).isEmpty();
  }

  @Test
  void aCatchUpThatGetsNowhereIsToldAllTheSame() {
    world.late(ofHours(5));
    world.after(LOOK);
    assertThat(world.afterNothing(ofSeconds(299))).isEmpty();
    assertThat(world.afterNothing(LOOK)).containsExactly("RAISED STALLED WARNING");
    assertThat(world.during(ofSeconds(32), LOOK)).containsExactly("RESOLVED STALLED WARNING");
  }

  @Test
  void whatStallsIsToldWithWhatItWaitsFor() {
    world.step(Step.FULL);
    world.waitsFor("a lock that process 4711 holds");
    world.after(LOOK);
    world.afterNothing(ofSeconds(301));
    assertThat(world.standing().getFirst().alert().text())
        .contains("for 5 min", "it waits for a lock that process 4711 holds");
  }

  @Test
  void anIdleSourceIsNoStall() {
    world.monitoring();
    for (int i = 0; i < 100; i++) {
      assertThat(world.afterNothing(ofMinutes(1))).isEmpty();
    }
    world.late(ofSeconds(20));
    assertThat(world.afterNothing(LOOK)).isEmpty();
  }

  @Test
  void anInterruptionIsOneAlertUntilWhatItHasLeftBehindIsWritten() {
    world.monitoring();
    world.after(LOOK);
    world.writer(Status.RETRYING);
    var told = new ArrayList<String>();
    for (int i = 0; i < 300; i++) {
      world.late(ofSeconds(2L * i));
      told.addAll(world.after(LOOK));
    }
    assertThat(told).containsExactly("RAISED INTERRUPTED WARNING", "REPEATED INTERRUPTED WARNING");
    world.writer(Status.RUNNING);
    world.late(ofSeconds(600));
    assertThat(world.during(ofSeconds(50), LOOK)).isEmpty();
    world.late(ofSeconds(1));
    assertThat(world.during(ofSeconds(60), LOOK)).containsExactly("RESOLVED INTERRUPTED WARNING");
  }

  @Test
  void whatGetsWorseIsToldAtOnceToWhomeverHadAcknowledgedItToo() {
    world.monitoring();
    world.late(ofSeconds(400));
    assertThat(world.after(LOOK)).containsExactly("RAISED LATE WARNING");
    world.acknowledge();
    assertThat(world.during(ofMinutes(30), LOOK)).isEmpty();
    world.late(ofSeconds(3_600));
    assertThat(world.after(LOOK)).containsExactly("ESCALATED LATE CRITICAL");
    world.late(ofSeconds(400));
    assertThat(world.during(ofSeconds(184), LOOK)).containsExactly("REPEATED LATE CRITICAL");
  }

  @Test
  void whatSomebodyHasEndedComesAgainOnlyAfterItWasOver() {
    world.monitoring();
    world.late(ofSeconds(400));
    world.after(LOOK);
    world.end();
    assertThat(world.during(ofHours(1), ofSeconds(10))).isEmpty();
    world.late(ofSeconds(1));
    assertThat(world.during(ofMinutes(2), LOOK)).isEmpty();
    world.late(ofSeconds(400));
    assertThat(world.after(LOOK)).containsExactly("RAISED LATE WARNING");
  }

  @Test
  void aSilenceLetsNobodyBeToldAndWhatIsNotOverAtItsEndIsTold() {
    world.monitoring();
    world.silences.add(
        new Silence(
            "s-1", null, "shop", null, null, world.now, world.now.plus(ofHours(1)), "move", "ann"));
    world.late(ofSeconds(400));
    assertThat(world.during(ofMinutes(59), ofSeconds(10))).isEmpty();
    assertThat(world.standing()).hasSize(1);
    assertThat(world.during(ofMinutes(2), ofSeconds(10))).containsExactly("RAISED LATE WARNING");
  }

  @Test
  void whatCameAndWentInASilenceIsNotTold() {
    world.monitoring();
    world.silences.add(
        new Silence(
            "s-1",
            PlayedWorld.PROJECT,
            null,
            AlertCondition.LATE,
            null,
            world.now,
            world.now.plus(ofHours(1)),
            "move",
            "ann"));
    world.late(ofSeconds(400));
    world.after(LOOK);
    world.late(ofSeconds(1));
    assertThat(world.during(ofHours(2), ofSeconds(10))).isEmpty();
  }

  @Test
  void aPauseIsToldAtHalfOfItsTimeAtFourFifthsAndAtItsEnd() {
    world.pause(ofDays(7));
    assertThat(world.after(ofHours(83))).isEmpty();
    assertThat(world.after(ofHours(1))).containsExactly("RAISED PAUSE_LIMIT INFO");
    assertThat(world.during(ofHours(50), ofHours(1))).isEmpty();
    assertThat(world.after(ofHours(1))).containsExactly("ESCALATED PAUSE_LIMIT WARNING");
    world.acknowledge();
    assertThat(world.during(ofHours(32), ofHours(1))).isEmpty();
    assertThat(world.after(ofHours(1))).containsExactly("ESCALATED PAUSE_LIMIT CRITICAL");
    world.resume();
    world.after(LOOK);
    assertThat(world.after(ofMinutes(1))).containsExactly("RESOLVED PAUSE_LIMIT CRITICAL");
  }

  @Test
  void aProjectThatFailedIsToldWithItsReason() {
    world.fail();
    assertThat(world.after(LOOK)).containsExactly("RAISED PROJECT_FAILED CRITICAL");
    assertThat(world.standing().getFirst().alert().text())
        .isEqualTo("DESTINATION_REFUSED: public.a: a row was refused");
    world.resume();
    assertThat(world.during(ofSeconds(32), LOOK))
        .containsExactly("RESOLVED PROJECT_FAILED CRITICAL");
  }

  @Test
  void nothingIsToldOfAProjectWithoutProtection() {
    world.level = AlertLevel.NO;
    world.fail();
    world.retained(1L << 40, null);
    assertThat(world.during(ofDays(8), ofHours(1))).isEmpty();
  }

  @Test
  void aSourceThatKeepsMuchOfItsLogIsTold() {
    world.retained(10L << 30, null);
    assertThat(world.after(LOOK)).isEmpty();
    world.retained((10L << 30) + 1, null);
    assertThat(world.after(LOOK)).containsExactly("RAISED SOURCE_LOG_RETAINED WARNING");
    world.retained(1L << 30, (1L << 30) + 5);
    assertThat(world.after(LOOK)).containsExactly("ESCALATED SOURCE_LOG_RETAINED CRITICAL");
  }

  @Test
  void aTableThatIsLeftOutConflictsAndDifferencesAreTold() {
    world.monitoring();
    world.tables =
        List.of(
            TableMapping.same("public", "a"), TableMapping.same("public", "b").suspended("why"));
    assertThat(world.after(LOOK)).containsExactly("RAISED TABLE_SUSPENDED WARNING");
    world.conflicts(3);
    assertThat(world.after(LOOK)).containsExactly("RAISED CONFLICTS WARNING");
    world.tables = List.of(TableMapping.same("public", "a"));
    world.differences = "verification 1 has found 1 rows missing";
    assertThat(world.after(LOOK)).containsExactly("RAISED DIFFERENCES_FOUND WARNING");
    world.differences = null;
    assertThat(world.during(ofMinutes(11), LOOK))
        .contains(
            "RESOLVED TABLE_SUSPENDED WARNING",
            "RESOLVED DIFFERENCES_FOUND WARNING",
            "RESOLVED CONFLICTS WARNING");
    assertThat(world.standing()).isEmpty();
  }

  @Test
  void aServiceThatIsNotHeardOfIsToldButNotBeforeTheLookingHasSettled() {
    world.monitoring();
    world.after(LOOK);
    world.silence(true);
    world.settled = false;
    assertThat(world.during(ofMinutes(2), LOOK)).isEmpty();
    world.settled = true;
    assertThat(world.after(LOOK)).containsExactly("RAISED SERVICE_SILENT CRITICAL");
    world.silence(false);
    assertThat(world.during(ofMinutes(1), LOOK))
        .containsExactly("RESOLVED SERVICE_SILENT CRITICAL");
  }

  @Test
  void nothingIsOverWhileNotAllIsSeenYet() {
    world.monitoring();
    world.late(ofSeconds(400));
    world.after(LOOK);
    world.settled = false;
    world.late(ofSeconds(1));
    assertThat(world.during(ofMinutes(2), LOOK)).isEmpty();
    world.settled = true;
    assertThat(world.during(ofSeconds(32), LOOK)).containsExactly("RESOLVED LATE WARNING");
  }

  @Test
  void aCredentialIsToldBeforeItEnds() {
    world.credentials.add(
        new World.Credential("token ci", "the API token ci", world.now.plus(ofDays(20))));
    assertThat(world.after(ofDays(5))).isEmpty();
    assertThat(world.after(ofDays(2))).containsExactly("RAISED CREDENTIAL_ENDS WARNING");
    assertThat(world.after(ofDays(1))).containsExactly("REPEATED CREDENTIAL_ENDS WARNING");
    assertThat(world.after(ofDays(10))).containsExactly("ESCALATED CREDENTIAL_ENDS CRITICAL");
  }

  @Test
  void thresholdsAreTheProjectsThoseOfTheInstallationOrThoseOfTheLevel() {
    world.monitoring();
    world.late(ofSeconds(61));
    world.settings =
        new AlertSettings(Map.of(AlertLevel.MEDIUM, new AlertThresholds(60, null, null)), null);
    world.thresholds = new AlertThresholds(90, null, 1);
    assertThat(world.after(LOOK)).isEmpty();
    world.thresholds = null;
    assertThat(world.after(LOOK)).containsExactly("RAISED LATE WARNING");
    world.thresholds = new AlertThresholds(60, null, 1);
    assertThat(world.during(ofSeconds(60), LOOK)).containsExactly("REPEATED LATE WARNING");
  }

  @Test
  void theStepIsMonitoringOnceItsLatencyIsWhatTheProjectMayHave() {
    world.late(ofSeconds(301));
    world.after(LOOK);
    assertThat(Monitoring.of(world.look())).isEmpty();
    world.late(ofSeconds(300));
    world.after(LOOK);
    assertThat(Monitoring.of(world.look()))
        .extracting(Monitoring.Reached::latencyMillis)
        .containsExactly(300_000L);
    world.monitoring();
    assertThat(Monitoring.of(world.look())).isEmpty();
  }

  @Test
  void aClockThatGoesBackHarmsNothing() {
    world.monitoring();
    world.late(ofSeconds(400));
    assertThat(world.after(LOOK)).containsExactly("RAISED LATE WARNING");
    assertThat(world.after(ofDays(-1))).isEmpty();
    world.late(ofSeconds(1));
    world.after(LOOK);
    assertThat(world.after(ofMinutes(1))).containsExactly("RESOLVED LATE WARNING");
  }

  @Test
  void anAlertHasOneIdAsLongAsItStands() {
    world.monitoring();
    world.late(ofSeconds(400));
    world.after(LOOK);
    String id = id();
    world.late(ofSeconds(3_700));
    world.after(LOOK);
    assertThat(id()).isEqualTo(id);
    assertThat(world.standing().getFirst().alert().severity()).isEqualTo(AlertSeverity.CRITICAL);
  }

  private String id() {
    Alert alert = world.standing().getFirst().alert();
    return alert.id();
  }
}
