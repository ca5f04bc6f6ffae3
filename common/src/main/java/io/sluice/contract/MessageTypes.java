package io.sluice.contract;

import static java.util.Map.entry;

import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The wire name of every command and event: {@code io.sluice.<aggregate>.<verb>.v1}. */
public final class MessageTypes {
  private static final Map<Class<? extends Record>, String> NAMES =
      Map.ofEntries(
          entry(ProjectCommand.Create.class, "io.sluice.project.create.v1"),
          entry(ProjectCommand.Precheck.class, "io.sluice.project.precheck.v1"),
          entry(ProjectCommand.Start.class, "io.sluice.project.start.v1"),
          entry(ProjectCommand.Pause.class, "io.sluice.project.pause.v1"),
          entry(ProjectCommand.Resume.class, "io.sluice.project.resume.v1"),
          entry(ProjectCommand.Complete.class, "io.sluice.project.complete.v1"),
          entry(ProjectCommand.ModifyObjects.class, "io.sluice.project.modify-objects.v1"),
          entry(ProjectCommand.ChangeOptions.class, "io.sluice.project.change-options.v1"),
          entry(ProjectCommand.Release.class, "io.sluice.project.release.v1"),
          entry(ProjectCommand.Delete.class, "io.sluice.project.delete.v1"),
          entry(ProjectCommand.Rename.class, "io.sluice.project.rename.v1"),
          entry(ProjectCommand.RecordPrecheck.class, "io.sluice.project.record-precheck.v1"),
          entry(ProjectCommand.RecordStep.class, "io.sluice.project.record-step.v1"),
          entry(ProjectCommand.RecordStopped.class, "io.sluice.project.record-stopped.v1"),
          entry(ProjectCommand.RecordDestroyed.class, "io.sluice.project.record-destroyed.v1"),
          entry(ProjectCommand.RecordModified.class, "io.sluice.project.record-modified.v1"),
          entry(ProjectEvent.Created.class, "io.sluice.project.created.v1"),
          entry(ProjectEvent.PrecheckRequested.class, "io.sluice.project.precheck-requested.v1"),
          entry(ProjectEvent.PrecheckCompleted.class, "io.sluice.project.precheck-completed.v1"),
          entry(ProjectEvent.Started.class, "io.sluice.project.started.v1"),
          entry(ProjectEvent.StepStarted.class, "io.sluice.project.step-started.v1"),
          entry(ProjectEvent.StepAdvanced.class, "io.sluice.project.step-advanced.v1"),
          entry(ProjectEvent.Paused.class, "io.sluice.project.paused.v1"),
          entry(ProjectEvent.Resumed.class, "io.sluice.project.resumed.v1"),
          entry(ProjectEvent.Failed.class, "io.sluice.project.failed.v1"),
          entry(
              ProjectEvent.ModificationStarted.class, "io.sluice.project.modification-started.v1"),
          entry(ProjectEvent.IntegrationStarted.class, "io.sluice.project.integration-started.v1"),
          entry(ProjectEvent.Integrated.class, "io.sluice.project.integrated.v1"),
          entry(ProjectEvent.OptionsChanged.class, "io.sluice.project.options-changed.v1"),
          entry(ProjectEvent.Completed.class, "io.sluice.project.completed.v1"),
          entry(ProjectEvent.ReleaseStarted.class, "io.sluice.project.release-started.v1"),
          entry(ProjectEvent.ComponentStopped.class, "io.sluice.project.component-stopped.v1"),
          entry(ProjectEvent.ComponentReleased.class, "io.sluice.project.component-released.v1"),
          entry(ProjectEvent.Released.class, "io.sluice.project.released.v1"),
          entry(ProjectEvent.Renamed.class, "io.sluice.project.renamed.v1"),
          entry(ProjectEvent.Deleted.class, "io.sluice.project.deleted.v1"),
          entry(ComponentCommand.Create.class, "io.sluice.component.create.v1"),
          entry(ComponentCommand.Start.class, "io.sluice.component.start.v1"),
          entry(ComponentCommand.Pause.class, "io.sluice.component.pause.v1"),
          entry(ComponentCommand.Update.class, "io.sluice.component.update.v1"),
          entry(ComponentCommand.Destroy.class, "io.sluice.component.destroy.v1"),
          entry(ComponentEvent.Created.class, "io.sluice.component.created.v1"),
          entry(ComponentEvent.StartRequested.class, "io.sluice.component.start-requested.v1"),
          entry(ComponentEvent.PauseRequested.class, "io.sluice.component.pause-requested.v1"),
          entry(ComponentEvent.Started.class, "io.sluice.component.started.v1"),
          entry(ComponentEvent.Stopped.class, "io.sluice.component.stopped.v1"),
          entry(ComponentEvent.RestartScheduled.class, "io.sluice.component.restart-scheduled.v1"),
          entry(ComponentEvent.Failed.class, "io.sluice.component.failed.v1"),
          entry(ComponentEvent.StepCompleted.class, "io.sluice.component.step-completed.v1"),
          entry(ComponentEvent.CaughtUp.class, "io.sluice.component.caught-up.v1"),
          entry(ComponentEvent.ReplayStarted.class, "io.sluice.component.replay-started.v1"),
          entry(ComponentEvent.ReplayCompleted.class, "io.sluice.component.replay-completed.v1"),
          entry(ComponentEvent.Updated.class, "io.sluice.component.updated.v1"),
          entry(ComponentEvent.DestroyRequested.class, "io.sluice.component.destroy-requested.v1"),
          entry(ComponentEvent.Destroyed.class, "io.sluice.component.destroyed.v1"),
          entry(DataSourceEvent.Created.class, "io.sluice.datasource.created.v1"),
          entry(DataSourceEvent.Updated.class, "io.sluice.datasource.updated.v1"),
          entry(DataSourceEvent.Deleted.class, "io.sluice.datasource.deleted.v1"),
          entry(Outcome.Rejected.class, "io.sluice.command.rejected.v1"),
          entry(Outcome.Satisfied.class, "io.sluice.command.satisfied.v1"),
          entry(Telemetry.class, "io.sluice.component.telemetry.v1"),
          entry(LogLine.class, "io.sluice.component.log.v1"));

  private static final Map<String, Class<? extends Record>> TYPES =
      NAMES.entrySet().stream()
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

  private MessageTypes() {}

  public static String nameOf(Class<?> type) {
    String name = NAMES.get(type);
    if (name == null) {
      throw new IllegalArgumentException("no wire name for " + type.getName());
    }
    return name;
  }

  /** The record that this wire name stands for, or null when this version does not know it. */
  public static @Nullable Class<? extends Record> typeOf(String name) {
    return TYPES.get(name);
  }

  public static Map<Class<? extends Record>, String> all() {
    return NAMES;
  }
}
