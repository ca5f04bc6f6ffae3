package io.sluice.faults;

import java.util.Locale;
import java.util.Map;

/** What is broken, and how; in the order in which they tell most. */
enum Scenario {
  KILL_STORE(
      "kill -9 of instances of store-service under load", t -> ServiceFaults.kill(t, "store")),
  KILL_WRITER(
      "kill -9 of instances of writer-service under load", t -> ServiceFaults.kill(t, "writer")),
  KILL_CONNECTOR(
      "kill -9 of instances of connector-service under load",
      t -> ServiceFaults.kill(t, "connector")),
  KILL_PROJECT("kill -9 of both project-services: data keeps flowing", ServiceFaults::killProject),
  KILL_ALL("kill -9 of all services at once", ServiceFaults::killAll),
  FAILPOINTS_STORE(
      "store-service dies at each instant of its protocol",
      t -> ServiceFaults.dieAt(t, "store", ServiceFaults.STORE_POINTS)),
  FAILPOINTS_WRITER(
      "writer-service dies at each instant of its protocol",
      t -> ServiceFaults.dieAt(t, "writer", ServiceFaults.WRITER_POINTS)),
  FAILPOINTS_CONNECTOR(
      "connector-service dies at each instant of its protocol",
      t -> ServiceFaults.dieAt(t, "connector", ServiceFaults.CONNECTOR_POINTS)),
  FAILPOINTS_PROJECT(
      "project-service dies while commands are on their way", CommandFaults::dieInFlow),
  FAILPOINTS_COPY(
      "writer-service and connector-service die within chunks of full synchronization",
      CopyFaults::dieWithinChunks,
      Begin.COPYING,
      // The last of its instants is the end of the copy: the others have to come before it.
      1_000_000,
      Map.of("rowsPerSecond", 8_000)),
  SCALE("1 → 3 → 1 instances of all that move data", ServiceFaults::scale),
  ZOMBIE_STORE(
      "SIGSTOP of store-service past its session, SIGCONT", t -> ServiceFaults.zombie(t, "store")),
  ZOMBIE_WRITER(
      "SIGSTOP of writer-service past its session, SIGCONT",
      t -> ServiceFaults.zombie(t, "writer")),
  ZOMBIE_CONNECTOR(
      "SIGSTOP of connector-service past its session, SIGCONT",
      t -> ServiceFaults.zombie(t, "connector")),
  BROKER_RESTART("kill -9 of the broker, and started at once", ServerFaults::brokerRestarts),
  BROKER_AWAY(
      "the broker is away for longer than a delivery may take; nothing is confirmed meanwhile",
      ServerFaults::brokerAway),
  SOURCE_RESTART(
      "the source crashes and comes back: same slot, no new copy", ServerFaults::sourceRestarts),
  DESTINATION_RESTART(
      "the destination crashes and comes back, at once and after a minute",
      ServerFaults::destinationRestarts),
  TABLE_LOCKED("a table of the destination is locked for 30 s", ServerFaults::tableLocked),
  SLOT_DROPPED(
      "the slot is dropped: a coded stop, and nothing is made anew", ServerFaults::slotDropped),
  LOG_DELETED("the Store's log is deleted and made anew: a coded stop", LogFaults::logDeleted),
  OPEN_TRANSACTION(
      "a write transaction is open while Stores first start, and they are killed meanwhile",
      LogFaults::openTransaction,
      Begin.NOT,
      0,
      Map.of()),
  SILENCE("connections to the source fall silent and stay open", LogFaults::silence),
  FAILOVER("the source's standby, which has everything, takes over", LogFaults::failover),
  FAILOVER_LAGGING(
      "a standby that lacks changes takes over: a coded stop", LogFaults::failoverLagging),
  COPY_KILLED(
      "kills at 10, 50 and 90 % of full synchronization",
      CopyFaults::killWhileCopying, Begin.COPYING, 250_000, Map.of("rowsPerSecond", 15_000)),
  TRANSACTIONS(
      "a large transaction, a large one rolled back, and 200 interleaved ones",
      CopyFaults::transactions),
  COLUMNS(
      "columns are added, filled, renamed, widened and dropped under load, also with Stores down",
      ObjectFaults::columns),
  OBJECTS(
      "tables are taken out, put back, copied again, suspended and resumed under kills",
      ObjectFaults::objects),
  REFUSED(
      "the destination refuses a row: the project stops, or the table is suspended",
      ObjectFaults::refused),
  HOSTILE_COMMANDS(
      "duplicate, shuffled, malformed, oversized commands and unknown versions",
      CommandFaults::hostile),
  REPLAY("replay from a timestamp while instances come and go", CommandFaults::replay),
  MIX("a seeded mix of all of it", ServerFaults::mix),
  BRIEF("a few of all that can happen, in a minute or two", ServerFaults::brief);

  /** What a scenario does to a trial. */
  @FunctionalInterface
  interface Injection {
    void into(Trial trial) throws Exception;
  }

  /** How far the copies are when the first fault comes. */
  private enum Begin {
    NOT,
    COPYING,
    FOLLOWING
  }

  private final String description;
  private final Injection injection;
  private final Begin begin;
  private final int rows;
  private final Map<String, Object> options;

  Scenario(String description, Injection injection) {
    this(description, injection, Begin.FOLLOWING, 0, Map.of());
  }

  /** With so many rows more to copy. */
  Scenario(
      String description, Injection injection, Begin begin, int rows, Map<String, Object> options) {
    this.description = description;
    this.injection = injection;
    this.begin = begin;
    this.rows = rows;
    this.options = options;
  }

  String description() {
    return description;
  }

  /** As an operator types it. */
  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Runs it on this installation; red or green, everything of it has ended when this returns. */
  Result run(Site site, String name, long seed, Pace pace) throws Exception {
    try (var trial = new Trial(site, new Trial.Plan(name, seed, pace, rows, options))) {
      if (begin != Begin.NOT) {
        trial.begin();
      }
      if (begin == Begin.FOLLOWING) {
        trial.follow();
      }
      injection.into(trial);
      return trial.judge(title());
    }
  }
}
