package io.sluice.project.owner;

import io.sluice.aggregate.AggregateType;
import io.sluice.aggregate.Effects;
import io.sluice.aggregate.Ownership;
import io.sluice.cluster.ClusterAccess;
import io.sluice.cluster.CommandSeal;
import io.sluice.cluster.KafkaClients;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.Envelope;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Step;
import io.sluice.contract.Topics;
import io.sluice.lifecycle.Decision;
import io.sluice.project.components.ComponentQuery;
import io.sluice.project.components.ComponentView;
import io.sluice.project.lifecycle.Facts;
import io.sluice.project.lifecycle.ProjectHistory;
import io.sluice.project.lifecycle.ProjectLifecycle;
import io.sluice.project.lifecycle.ProjectState;
import io.sluice.project.lifecycle.ProjectState.Begun;
import io.sluice.project.schedule.Schedule;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;

/** Owns projects: takes their commands, gathers the facts the rules look at, and holds no rule. */
@Configuration(proxyBeanMethods = false)
class ProjectCommands {
  private static final Logger LOG = LoggerFactory.getLogger(ProjectCommands.class);

  private final NameReservations names;
  private final ComponentQuery components;
  private final InstantSource clock;

  ProjectCommands(NameReservations names, ComponentQuery components, InstantSource clock) {
    this.names = names;
    this.components = components;
    this.clock = clock;
  }

  @Bean
  Ownership<ProjectState, ProjectCommand, ProjectEvent> projects(
      KafkaClients kafka, CommandSeal seal) {
    var type =
        new AggregateType<ProjectState, ProjectCommand, ProjectEvent>(
            "sluice-projects",
            Topics.PROJECT_COMMANDS,
            Topics.PROJECT_STATE,
            ProjectCommand.class,
            ProjectState.class,
            new ProjectState.None(),
            this::decide,
            ProjectHistory::evolve,
            (id, _) -> id);
    return new Ownership<>(
        type, kafka, seal, "/projects/" + ClusterAccess.instance(), Effects.none());
  }

  Decision<ProjectEvent> decide(
      String id, ProjectState state, ProjectCommand command, Envelope envelope) {
    Optional<String> fault = faultOfSchedule(command);
    if (fault.isPresent()) {
      return Decision.refuse(ErrorCode.INVALID_INPUT, fault.get());
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var facts =
        new Facts(
            id, now, recoverableUntil(id, state, now), /* nameFree= */ true, envelope.actor());
    Decision<ProjectEvent> decision = ProjectLifecycle.decide(state, command, facts);
    String name = wishedName(command);
    // A name is reserved only for a command that is otherwise granted, so a refused one leaves
    // none.
    if (name == null || !(decision instanceof Decision.Accepted<ProjectEvent>)) {
      return decision;
    }
    return reserve(name, id, now)
        ? decision
        : ProjectLifecycle.decide(state, command, facts.withNameTaken());
  }

  private boolean reserve(String name, String id, Instant now) {
    try {
      return names.reserve(name, id, now);
    } catch (DataAccessException e) {
      throw new SluiceException(
          ErrorCode.DATABASE_UNAVAILABLE, "whether the name is free cannot be told now", e);
    }
  }

  private static Optional<String> faultOfSchedule(ProjectCommand command) {
    return switch (command) {
      case ProjectCommand.Create create -> Schedule.faultOf(create.definition().options());
      case ProjectCommand.ChangeOptions change -> Schedule.faultOf(change.options());
      case ProjectCommand _ -> Optional.empty();
    };
  }

  private static @Nullable String wishedName(ProjectCommand command) {
    return switch (command) {
      case ProjectCommand.Create create -> create.definition().name();
      case ProjectCommand.Change change -> change.name();
      case ProjectCommand _ -> null;
    };
  }

  private @Nullable Instant recoverableUntil(String id, ProjectState state, Instant now) {
    // Before log pull has begun there is no log that could be outlived.
    if (!(state instanceof Begun is) || !is.steps().containsKey(Step.LOG_PULL)) {
      return null;
    }
    return ResumeLimit.of(is.definition(), known(id), now);
  }

  /** A database that is away must not keep anybody from pausing; the limit is then a guess. */
  private List<ComponentView> known(String project) {
    try {
      return components.ofProjects(List.of(project)).stream()
          .filter(component -> ComponentKind.isOwn(component.id()))
          .toList();
    } catch (DataAccessException e) {
      LOG.warn("The resume limit of {} does not know how late it is", project, e);
      return List.of();
    }
  }
}
