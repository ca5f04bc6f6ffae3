package io.sluice.project.batch;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Topics;
import io.sluice.project.access.AccessRules;
import io.sluice.project.gateway.Caller;
import io.sluice.project.gateway.CommandGateway;
import io.sluice.project.lifecycle.ProjectState;
import io.sluice.project.projects.ProjectFilter;
import io.sluice.project.projects.ProjectList;
import io.sluice.project.projects.ProjectQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Sends the same to many projects. None waits for another, and what one refuses keeps none from
 * being told.
 */
@Component
class Batches {
  /** More are not asked for by hand; a program takes several calls. */
  static final int MOST = 1000;

  /** All are told before the first is waited for, so this is for all of them together. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ProjectList list;
  private final ProjectQuery query;
  private final CommandGateway gateway;

  Batches(ProjectList list, ProjectQuery query, CommandGateway gateway) {
    this.list = list;
    this.query = query;
    this.gateway = gateway;
  }

  BatchOutcome perform(NewBatch batch, Caller caller) {
    batch.check();
    if (AccessRules.allowed(List.of(batch.action().permitted())).isEmpty()) {
      throw new SluiceException(
          ErrorCode.NOT_PERMITTED, "the action " + batch.action().permitted());
    }
    return perform(chosen(batch), batch::command, caller);
  }

  /** Those that a filter chooses, when they are not too many. */
  List<String> chosen(ProjectFilter filter) {
    return fitting(List.copyOf(list.names(filter, MOST).keySet()));
  }

  BatchOutcome perform(
      List<String> projects,
      Function<ProjectState.Existing, ProjectCommand> command,
      Caller caller) {
    Map<String, ProjectState.Existing> known = query.existing(projects);
    var told = new ArrayList<BatchOutcome.Item>();
    for (String project : projects) {
      told.add(tell(project, known.get(project), command, caller.about(project)));
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    return BatchOutcome.of(
        told.stream()
            .map(
                item ->
                    item.failure() == null
                        ? await(item, caller.about(item.project()), deadline)
                        : item)
            .toList());
  }

  private BatchOutcome.Item tell(
      String project,
      ProjectState.@Nullable Existing is,
      Function<ProjectState.Existing, ProjectCommand> command,
      Caller caller) {
    if (is == null) {
      return BatchOutcome.Item.refused(
          project, null, new Failure(ErrorCode.UNKNOWN_ID, "there is no project " + project));
    }
    String name = is.definition().name();
    try {
      gateway.send(caller, Topics.PROJECT_COMMANDS, project, (Record) command.apply(is));
      return BatchOutcome.Item.pending(project, name, caller.commandId());
    } catch (SluiceException e) {
      return BatchOutcome.Item.refused(project, name, e.failure());
    }
  }

  private BatchOutcome.Item await(BatchOutcome.Item item, Caller caller, long deadline) {
    var left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
    return gateway
        .outcome(caller.waiting(left))
        .map(state -> BatchOutcome.Item.of(item.project(), item.name(), state))
        .orElse(item);
  }

  private List<String> chosen(NewBatch batch) {
    var filter = batch.filter();
    return filter != null
        ? chosen(filter.toFilter())
        : fitting(List.copyOf(new LinkedHashSet<>(batch.projects())));
  }

  private static List<String> fitting(List<String> projects) {
    if (projects.size() > MOST) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT, "more than " + MOST + " projects are meant; narrow them");
    }
    return projects;
  }
}
