package io.sluice.contract;

/**
 * The name of every topic. Partitions, cleanup policy and retention are set where topics are
 * created.
 */
public final class Topics {
  public static final String PROJECT_COMMANDS = "sluice.projects.commands";
  public static final String ALERT_COMMANDS = "sluice.alerts.commands";
  public static final String PROJECT_STATE = "sluice.projects.state";
  public static final String DATA_SOURCES = "sluice.datasources";
  public static final String EVENTS = "sluice.events";
  public static final String TELEMETRY = "sluice.telemetry";
  public static final String LOGS = "sluice.logs";
  public static final String STORE_SCHEMAS = "sluice.store.schemas";

  private Topics() {}

  public static String commands(String region, ComponentKind kind) {
    return "sluice." + region + "." + kind.plural() + ".commands";
  }

  public static String state(String region, ComponentKind kind) {
    return "sluice." + region + "." + kind.plural() + ".state";
  }

  public static String storeLog(String storeId) {
    return "sluice.store." + storeId + ".log";
  }

  /** Where a Connector keeps its position, in the destination cluster. */
  public static String connectorPosition(String connectorId) {
    return "sluice.connector." + connectorId + ".position";
  }
}
