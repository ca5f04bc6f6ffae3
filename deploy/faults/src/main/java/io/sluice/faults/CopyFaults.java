package io.sluice.faults;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What is hard on a copy: to be interrupted while it is made, and large transactions. */
final class CopyFaults {
  private static final int HUGE = Integer.getInteger("sluice.huge", 200_000);
  private static final int INTERLEAVED = 200;

  private CopyFaults() {}

  static void killWhileCopying(Trial trial) throws Exception {
    for (int percent : List.of(10, 50, 90)) {
      Await.until(percent + " % are copied", Trial.LIMIT, () -> copiedPercent(trial) >= percent);
      for (String service : List.of("writer", "connector")) {
        trial.faultOnly(
            "kill -9 of all of " + service + "-service with " + percent + " % copied",
            () -> {
              for (String name : trial.site().instancesOf(service)) {
                trial.site().instance(name).kill();
                trial.site().start(name);
              }
            });
      }
    }
    trial.follow();
    trial.recover("the copies are complete", Duration.ofSeconds(30));
  }

  static void dieWithinChunks(Trial trial) throws Exception {
    for (String point : List.of("writer.chunk-sent:2", "writer.chunk-committed:2")) {
      trial.faultOnly(
          "writer-service dies at " + point,
          () -> ServiceFaults.dieAt(trial, "writer", point, () -> {}));
    }
    for (String point : List.of("connector.4:5", "connector.9")) {
      trial.faultOnly(
          "connector-service dies at " + point,
          () -> ServiceFaults.dieAt(trial, "connector", point, () -> {}));
    }
    trial.follow();
    trial.recover("the copies are complete", Duration.ofSeconds(30));
  }

  /** Of the chunks of the copy in the database. */
  private static int copiedPercent(Trial trial) throws SQLException {
    return Integer.parseInt(
        trial
            .site()
            .destination()
            .query(
                trial.name(),
                "select coalesce(100 * count(*) filter (where done) / nullif(count(*), 0), 0) from sluice.chunk"));
  }

  static void transactions(Trial trial) throws Exception {
    trial.fault(
        "a transaction of " + HUGE + " rows",
        Duration.ofSeconds(120),
        () -> trial.workload().huge(HUGE, true));
    trial.fault(
        "one that is rolled back",
        Duration.ofSeconds(60),
        () -> trial.workload().huge(HUGE, false));
    trial.fault(
        INTERLEAVED + " transactions that are open at once",
        Duration.ofSeconds(60),
        () -> trial.workload().interleaved(INTERLEAVED / 4));
  }
}
