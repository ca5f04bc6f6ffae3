package io.sluice.contract;

import org.jspecify.annotations.Nullable;

/** The three components; the service that owns one is named after it. */
public enum ComponentKind {
  STORE("stores", "s-"),
  CONNECTOR("connectors", "c-"),
  WRITER("writers", "w-");

  private static final String TASK = ".m";
  private static final String VERIFICATION = ".v";

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

  /** The id of the component of this kind that carries a verification of a project. */
  public String verifierFor(String projectId, long number) {
    return idFor(projectId) + VERIFICATION + number;
  }

  /** The revision whose tables the component brings into its project; null when it does not. */
  public static @Nullable Long taskOf(String componentId) {
    return numberAfter(TASK, componentId);
  }

  /** The number of the verification that the component carries; null when it does not. */
  public static @Nullable Long verificationOf(String componentId) {
    return numberAfter(VERIFICATION, componentId);
  }

  /** Whether the component is there as long as its project, and not for one purpose only. */
  public static boolean isOwn(String componentId) {
    return taskOf(componentId) == null && verificationOf(componentId) == null;
  }

  private static @Nullable Long numberAfter(String mark, String componentId) {
    int dot = componentId.lastIndexOf(mark);
    return dot < 0 || !componentId.substring(dot + mark.length()).matches("[0-9]{1,18}")
        ? null
        : Long.valueOf(componentId.substring(dot + mark.length()));
  }

  /** Whether this component is of this kind and of this project. */
  public boolean isOf(String projectId, String componentId) {
    return projectId.equals(projectOf(componentId));
  }

  /** The project that a component of this kind has by its id; null when its id is not of one. */
  public @Nullable String projectOf(String componentId) {
    int dot = isOwn(componentId) ? componentId.length() : componentId.lastIndexOf('.');
    return componentId.startsWith(prefix) && dot > prefix.length()
        ? "p-" + componentId.substring(prefix.length(), dot)
        : null;
  }
}
