package io.sluice.project.batch;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.contract.AlertLevel;
import io.sluice.contract.AlertThresholds;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.SluiceException;
import io.sluice.project.lifecycle.DefinitionRules;
import io.sluice.project.lifecycle.ProjectState;
import io.sluice.project.lifecycle.ProjectStatus;
import io.sluice.project.projects.ProjectFilter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done with many projects.
 *
 * @param projects their ids; null when {@code filter} chooses them
 * @param filter as the list of projects takes it
 * @param confirmation the word {@code delete}, for release
 * @param reason of a pause
 * @param tags that are to be added or removed
 * @param alertLevel for change-alerts
 * @param alerts thresholds for change-alerts; those of the installation if left out
 */
record NewBatch(
    Action action,
    @Nullable List<String> projects,
    @Nullable Filter filter,
    @Nullable String confirmation,
    @Nullable String reason,
    @Nullable List<String> tags,
    @Nullable AlertLevel alertLevel,
    @Nullable AlertThresholds alerts) {

  /** Named as in a project's `actions`; tags are part of `change` there. */
  enum Action {
    @JsonProperty("precheck")
    PRECHECK("precheck"),
    @JsonProperty("start")
    START("start"),
    @JsonProperty("pause")
    PAUSE("pause"),
    @JsonProperty("resume")
    RESUME("resume"),
    @JsonProperty("complete")
    COMPLETE("complete"),
    @JsonProperty("release")
    RELEASE("release"),
    @JsonProperty("delete")
    DELETE("delete"),
    @JsonProperty("change-alerts")
    CHANGE_ALERTS("change-alerts"),
    @JsonProperty("add-tags")
    ADD_TAGS("change"),
    @JsonProperty("remove-tags")
    REMOVE_TAGS("change");

    /** By which it is known who may do it. */
    private final String permitted;

    Action(String permitted) {
      this.permitted = permitted;
    }

    String permitted() {
      return permitted;
    }
  }

  record Filter(
      @Nullable String keyword,
      @Nullable List<String> tag,
      @Nullable List<ProjectStatus> status,
      @Nullable String type) {
    ProjectFilter toFilter() {
      return new ProjectFilter(keyword, tag, status, type, null);
    }
  }

  /**
   * What each of them is sent.
   *
   * @throws SluiceException INVALID_INPUT when something is missing that the action needs
   */
  ProjectCommand command(ProjectState.Existing is) {
    return switch (action) {
      case PRECHECK -> new ProjectCommand.Precheck();
      case START -> new ProjectCommand.Start();
      case PAUSE -> new ProjectCommand.Pause(reason);
      case RESUME -> new ProjectCommand.Resume();
      case COMPLETE -> new ProjectCommand.Complete();
      case RELEASE -> new ProjectCommand.Release(Objects.requireNonNullElse(confirmation, ""));
      case DELETE -> new ProjectCommand.Delete();
      case CHANGE_ALERTS -> new ProjectCommand.ChangeAlerts(level(), alerts, null);
      case ADD_TAGS -> Tags.edited(is, now -> now.addAll(needed()));
      case REMOVE_TAGS -> Tags.edited(is, now -> now.removeAll(needed()));
    };
  }

  /** Refuses what is wrong for whichever project. */
  void check() {
    if ((projects == null) == (filter == null)) {
      throw invalid("either 'projects' or 'filter' says which projects are meant");
    }
    switch (action) {
      case ADD_TAGS, REMOVE_TAGS ->
          DefinitionRules.faultOfTags(needed()).ifPresent(NewBatch::refuse);
      case CHANGE_ALERTS ->
          Objects.requireNonNullElse(alerts, AlertThresholds.NONE)
              .faultOf("alerts", level())
              .ifPresent(NewBatch::refuse);
      default -> {}
    }
  }

  private List<String> needed() {
    if (tags == null || tags.isEmpty()) {
      throw invalid("the field 'tags': missing");
    }
    return tags;
  }

  private AlertLevel level() {
    if (alertLevel == null) {
      throw invalid("the field 'alertLevel': missing");
    }
    return alertLevel;
  }

  private static void refuse(String fault) {
    throw invalid("the field " + fault.replaceFirst("^definition[.]", ""));
  }

  private static SluiceException invalid(String detail) {
    return new SluiceException(ErrorCode.INVALID_INPUT, detail);
  }
}
