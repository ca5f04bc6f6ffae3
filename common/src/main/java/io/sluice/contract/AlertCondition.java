package io.sluice.contract;

/** What somebody is told of. The page {@code alerts.md} is made from these texts. */
public enum AlertCondition {
  PROJECT_FAILED(
      "A project has stopped, and does not go on by itself.",
      "Read the failure on the project's page: it says why, and what to do. Then resume it; it goes"
          + " on from where it was, as long as the Store's log holds what comes next."),
  COMPONENT_FAILED(
      "A component has stopped although its project goes on: what brings tables in, or compares"
          + " them.",
      "Read the component's failure and log. Resume the modification or the verification, or cancel"
          + " it."),
  INTERRUPTED(
      "A component cannot reach what it needs, or is refused, and has been trying again for longer"
          + " than the interruption threshold. It stays open until what has piled up meanwhile is"
          + " written.",
      "Bring back what it cannot reach: the alert and the component say what that is. Nothing is"
          + " lost meanwhile, and nothing has to be restarted."),
  STALLED(
      "A component runs and has something to do, but has not got any further for the interruption"
          + " threshold.",
      "Look at what it waits for: a lock that another session holds at the destination, a disk that"
          + " is full, a destination that is slow, or one large transaction. The component's log"
          + " tells more."),
  LATE(
      "What is written is later behind the source than the latency threshold. It is told only after"
          + " the incremental step was MONITORING once.",
      "Compare the rate with that of the source: where the destination is the bottleneck, its"
          + " write duration has gone up. A burst passes by itself; a source that is always faster"
          + " needs a faster destination, or fewer tables in one project."),
  PAUSE_LIMIT(
      "A paused or failed project will soon not be resumable, because the Store's log is kept only"
          + " for its retention: told at half of that time, at 80 %, and at its end.",
      "Resume the project, or give it a longer log retention. After the end it has to be"
          + " resynchronized."),
  SOURCE_LOG_RETAINED(
      "The source keeps much of its own log for a Store's slot: over the size that the installation"
          + " allows, or over 80 % of what the source keeps at most.",
      "See why the Store does not read: it is paused, stopped, or cannot reach the source or Kafka."
          + " When it cannot go on before the source's disk is full, release the project: that"
          + " drops the slot."),
  TABLE_SUSPENDED(
      "A table of a project is left out: its changes are not written while the others go on.",
      "Read why on the objects page, mend it, and resume the table: it is brought up to the source"
          + " and joins the others."),
  CONFLICTS(
      "Rows that were written met rows that something else had put into the destination, within the"
          + " last ten minutes.",
      "Find out who else writes to these tables. Verify the project to see which rows differ."),
  DIFFERENCES_FOUND(
      "The last verification of a project has found rows that differ.",
      "Look at its report, repair what it found, and verify again."),
  CREDENTIAL_ENDS(
      "A certificate or an API token comes to its end: told two weeks before, and as critical when"
          + " three days are left.",
      "Put a new certificate into the data source, or make a new token, and revoke the old one."),
  INSTANCE_GONE(
      "An instance of a service is silent, and nobody has taken over the components that it"
          + " carries, for a minute.",
      "Look at the process and its host. Another instance takes over as soon as Kafka counts this"
          + " one as gone."),
  SERVICE_SILENT(
      "Components should run, and no instance of the service that carries them is heard of.",
      "Start the service in that region, or look why its instances do not reach Kafka.");

  private final String meaning;
  private final String remedy;

  AlertCondition(String meaning, String remedy) {
    this.meaning = meaning;
    this.remedy = remedy;
  }

  public String meaning() {
    return meaning;
  }

  public String remedy() {
    return remedy;
  }
}
