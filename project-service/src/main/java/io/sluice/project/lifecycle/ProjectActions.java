package io.sluice.project.lifecycle;

import io.sluice.contract.MessageTypes;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.lifecycle.Decision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What can be done with a project now, so that no client has to know the lifecycle: it is asked
 * about the project itself.
 */
public final class ProjectActions {
  private ProjectActions() {}

  public static List<String> of(String projectId, ProjectState.Existing state, Instant now) {
    var facts = new Facts(projectId, now, null, true, "");
    var actions = new ArrayList<String>();
    for (ProjectCommand command : commands(state.definition())) {
      boolean offered =
          switch (ProjectLifecycle.decide(state, command, facts)) {
            case Decision.Accepted<ProjectEvent> _ -> true;
            case Decision.Unchanged<ProjectEvent> _ -> changesWhatIsGiven(command);
            case Decision.Refused<ProjectEvent> _ -> false;
          };
      if (offered) {
        actions.add(nameOf(command));
      }
    }
    return List.copyOf(actions);
  }

  /** Those of an operator, each as it would leave the project as it is, where it can. */
  private static List<ProjectCommand> commands(ProjectDefinition definition) {
    return List.of(
        new ProjectCommand.Precheck(),
        new ProjectCommand.Start(),
        new ProjectCommand.Pause(null),
        new ProjectCommand.Resume(),
        new ProjectCommand.Complete(),
        new ProjectCommand.ModifyObjects(definition.tables(), null, null),
        new ProjectCommand.SuspendTables(first(definition.flowing()), null),
        new ProjectCommand.ResumeTables(first(suspended(definition))),
        new ProjectCommand.CancelModification(),
        new ProjectCommand.Resynchronize(null, null),
        new ProjectCommand.ChangeOptions(definition.options(), null),
        new ProjectCommand.Verify(null, null, null),
        new ProjectCommand.PauseVerification(),
        new ProjectCommand.ResumeVerification(),
        new ProjectCommand.CancelVerification(),
        new ProjectCommand.Release(ProjectLifecycle.CONFIRMATION),
        new ProjectCommand.Delete(),
        new ProjectCommand.ChangeAlerts(definition.alertLevel(), definition.alerts(), null),
        new ProjectCommand.Change(definition.name(), null, null, null));
  }

  private static List<TableName> first(List<TableMapping> tables) {
    return tables.stream().limit(1).map(TableMapping::source).toList();
  }

  private static List<TableMapping> suspended(ProjectDefinition definition) {
    return definition.tables().stream().filter(table -> !table.flows()).toList();
  }

  /** That nothing changes with what is there already says that something else may be given. */
  private static boolean changesWhatIsGiven(ProjectCommand command) {
    return command instanceof ProjectCommand.ModifyObjects
        || command instanceof ProjectCommand.ChangeOptions
        || command instanceof ProjectCommand.ChangeAlerts
        || command instanceof ProjectCommand.Change;
  }

  /** {@code io.sluice.project.modify-objects.v1} is {@code modify-objects}. */
  private static String nameOf(ProjectCommand command) {
    String[] parts = MessageTypes.nameOf(command.getClass()).split("\\.", -1);
    return parts[parts.length - 2];
  }
}
