package io.sluice.faults;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What can happen to the broker and the databases. */
final class ServerFaults {
  private static final Duration USUAL = Duration.ofSeconds(30);

  /** Longer than the 20 s that a Store, and the 30 s that a Connector gives a delivery. */
  private static final Duration AWAY = Duration.ofSeconds(45);

  private static final int MIXED = Integer.getInteger("sluice.mixed", 10);

  private ServerFaults() {}

  static void brokerRestarts(Trial trial) throws Exception {
    for (int i = 0; i < 2; i++) {
      trial.fault(
          "kill -9 of the broker",
          Duration.ofSeconds(60),
          () -> {
            trial.site().broker().kill();
            trial.site().startBroker();
            trial.site().awaitBroker();
          });
    }
  }

  static void brokerAway(Trial trial) throws Exception {
    trial.fault(
        "the broker is away",
        Duration.ofSeconds(60),
        () -> {
          trial.site().broker().kill();
          Await.pause(Duration.ofSeconds(3));
          var before = confirmed(trial);
          Await.pause(AWAY);
          var after = confirmed(trial);
          if (!after.equals(before)) {
            trial.problem("the source was told " + after + " after " + before + " without a log");
          }
          trial.site().startBroker();
          trial.site().awaitBroker();
        });
  }

  private static String confirmed(Trial trial) throws SQLException {
    return trial
        .site()
        .source()
        .query(
            trial.name(),
            "select string_agg(slot_name || ' ' || confirmed_flush_lsn, ', ' order by slot_name)"
                + " from pg_replication_slots where database = current_database()");
  }

  static void sourceRestarts(Trial trial) throws Exception {
    var slots =
        "select string_agg(slot_name, ', ' order by slot_name) from pg_replication_slots where database = current_database()";
    var before = trial.site().source().query(trial.name(), slots);
    long copied = trial.topics().copied();
    for (var away : List.of(Duration.ZERO, Duration.ofSeconds(60))) {
      trial.fault(
          "the source crashes, back after " + away.toSeconds() + " s",
          USUAL,
          () -> {
            away(trial, away, trial.site().source()::crash);
            trial.site().source().start();
          });
    }
    if (!trial.site().source().query(trial.name(), slots).equals(before)) {
      trial.problem("the slots are not the same");
    }
    if (trial.topics().copied() != copied) {
      trial.problem("rows were copied again");
    }
  }

  private static void away(Trial trial, Duration away, Trial.Fault crash) throws Exception {
    if (away.isZero()) {
      crash.happen();
    } else {
      trial.told(trial.copies().database(), crash);
      Await.pause(away);
    }
  }

  static void destinationRestarts(Trial trial) throws Exception {
    for (var away : List.of(Duration.ZERO, Duration.ofSeconds(60))) {
      trial.fault(
          "the destination crashes, back after " + away.toSeconds() + " s",
          USUAL,
          () -> {
            away(trial, away, trial.site().destination()::crash);
            trial.site().destination().start();
          });
    }
  }

  static void tableLocked(Trial trial) throws Exception {
    trial.fault(
        "account is locked",
        USUAL,
        () -> {
          try (var connection = trial.site().destination().connect(trial.name());
              var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table account in access exclusive mode");
            Await.pause(Duration.ofSeconds(30));
            connection.rollback();
          }
        });
  }

  /** Only the copy in the database loses its slot; the other one has to go on. */
  static void slotDropped(Trial trial) throws Exception {
    var slot = "sluice_" + trial.copies().store().replace('-', '_');
    var project = trial.copies().database();
    trial.stopped(
        "the slot is dropped",
        List.of(project),
        "SLOT_LOST",
        () -> {
          var source = trial.site().source();
          Await.until(
              "the slot is dropped",
              USUAL,
              () -> {
                source.query(
                    "postgres",
                    "select pg_terminate_backend(active_pid) from pg_replication_slots where active and slot_name = '"
                        + slot
                        + "'");
                source.query(
                    "postgres",
                    "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = '"
                        + slot
                        + "'");
                return true;
              });
        });
    trial.site().post("/projects/" + project + "/resume", java.util.Map.of());
    Await.pause(Duration.ofSeconds(10));
    var there = "select count(*) from pg_replication_slots where slot_name = '" + slot + "'";
    if (!trial.site().source().query("postgres", there).equals("0")) {
      trial.problem("the slot was made anew");
    }
    trial.copies().awaitStatus(project, "FAILED");
  }

  /** What every machine room has seen, in an order that the seed gives. */
  static void mix(Trial trial) throws Exception {
    for (int i = 0; i < MIXED; i++) {
      switch (trial.random().nextInt(9)) {
        case 0 -> ServiceFaults.killOne(trial, "store");
        case 1 -> ServiceFaults.killOne(trial, "writer");
        case 2 -> ServiceFaults.killOne(trial, "connector");
        case 3 -> ServiceFaults.killOne(trial, "project");
        case 4 -> ServiceFaults.zombieOne(trial, "writer-" + (1 + trial.random().nextInt(2)));
        case 5 -> ServiceFaults.zombieOne(trial, "store-" + (1 + trial.random().nextInt(2)));
        case 6 -> mixed(trial, "the source crashes", trial.site().source());
        case 7 -> mixed(trial, "the destination crashes", trial.site().destination());
        default ->
            trial.fault(
                "kill -9 of the broker",
                Duration.ofSeconds(60),
                () -> {
                  trial.site().broker().kill();
                  trial.site().startBroker();
                  trial.site().awaitBroker();
                });
      }
    }
    trial.site().awaitGateway();
  }

  static void brief(Trial trial) throws Exception {
    ServiceFaults.killOne(trial, "writer");
    ServiceFaults.dieAt(trial, "writer", List.of("writer.4:3"));
    ServiceFaults.dieAt(trial, "store", List.of("store.uncommitted:2"));
    ServiceFaults.dieAt(trial, "connector", List.of("connector.4:3"));
    mixed(trial, "the destination crashes", trial.site().destination());
  }

  private static void mixed(Trial trial, String what, Server server) throws Exception {
    trial.fault(
        what,
        USUAL,
        () -> {
          server.crash();
          Await.pause(Duration.ofMillis(trial.random().nextInt(5_000)));
          server.start();
        });
  }
}
