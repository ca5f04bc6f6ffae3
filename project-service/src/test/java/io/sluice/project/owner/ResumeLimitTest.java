package io.sluice.project.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.AlertLevel;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableMapping;
import io.sluice.lifecycle.ComponentState;
import io.sluice.project.components.ComponentView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResumeLimitTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Duration RETENTION =
      Duration.ofHours(SyncOptions.DEFAULT.logRetentionHours());

  @Test
  void whatIsLateNowIsGoneFromTheLogEarlier() {
    var late = component(ComponentKind.WRITER, Step.INCREMENTAL, null, 7_200_000L);
    var store = component(ComponentKind.STORE, Step.LOG_PULL, NOW.minusSeconds(99_999), 5L);
    assertThat(limit(store, late)).isEqualTo(NOW.minusSeconds(7_200).plus(RETENTION));
  }

  @Test
  void beforeTheIncrementalStepTheWholeLogIsStillNeeded() {
    var store = component(ComponentKind.STORE, Step.LOG_PULL, NOW.minusSeconds(600), 5L);
    var copying = component(ComponentKind.CONNECTOR, Step.FULL, null, null);
    assertThat(limit(store, copying)).isEqualTo(NOW.minusSeconds(600).plus(RETENTION));
  }

  @Test
  void withNothingKnownItCountsFromNow() {
    assertThat(limit()).isEqualTo(NOW.plus(RETENTION));
  }

  private static Instant limit(ComponentView... components) {
    var definition =
        new ProjectDefinition(
            "limited",
            List.of(),
            "ds-a",
            "ds-b",
            ComponentKind.WRITER,
            "default",
            List.of(TableMapping.same("public", "t")),
            SyncOptions.DEFAULT,
            AlertLevel.LOW,
            null,
            null,
            null);
    return ResumeLimit.of(definition, List.of(components), NOW);
  }

  private static ComponentView component(
      ComponentKind kind, Step step, @Nullable Instant earliest, @Nullable Long latencyMillis) {
    return new ComponentView(
        "x-1",
        kind,
        "p-1",
        "limited",
        "default",
        "s-1",
        ComponentState.Status.RUNNING,
        step,
        null,
        1,
        "here",
        0,
        null,
        null,
        null,
        List.of(),
        earliest,
        null,
        latencyMillis,
        null,
        null,
        null,
        null,
        null,
        NOW,
        NOW);
  }
}
