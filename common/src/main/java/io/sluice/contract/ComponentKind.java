package io.sluice.contract;

import org.jspecify.annotations.Nullable;

/** The three components; the service that owns one is named after it. */
public enum ComponentKind {
  STORE("stores", "s-"),
  CONNECTOR("connectors", "c-"),
  WRITER("writers", "w-");

  private static final String TASK = ".m";

  private final String plural;
  private final String prefix;

  ComponentKind(String plural, String prefix) {
    this.plural = plural;
    this.prefix = prefix;
  }

  /** The word in topic names and paths. */
  public String plural() {
    return plural;
  }

  /** The id of this project's component of this kind: project {@code p-7} has Store {@code s-7}. */
  public String idFor(String projectId) {
    return prefix + projectId.substring(2);
  }

  /**
   * The id of the component of this kind that brings tables into a project that runs.
   *
   * @param revision of the definition that asks for the tables; no project id has a dot
   */
  public String taskFor(String projectId, long revision) {
    return idFor(projectId) + TASK + revision;
  }

  /** The revision whose tables the component brings into its project; null when it does not. */
  public static @Nullable Long taskOf(String componentId) {
    int dot = componentId.lastIndexOf(TASK);
    return dot < 0 || !componentId.substring(dot + 2).matches("[0-9]{1,18}")
        ? null
        : Long.valueOf(componentId.substring(dot + 2));
  }

  /** Whether this component is of this kind and of this project. */
  public boolean isOf(String projectId, String componentId) {
    Long task = taskOf(componentId);
    return componentId.equals(task == null ? idFor(projectId) : taskFor(projectId, task));
  }

  /** The project that a component of this kind has by its id; null when its id is not of one. */
  public @Nullable String projectOf(String componentId) {
    int dot = taskOf(componentId) == null ? componentId.length() : componentId.lastIndexOf(TASK);
    return componentId.startsWith(prefix) && dot > prefix.length()
        ? "p-" + componentId.substring(prefix.length(), dot)
        : null;
  }
}
