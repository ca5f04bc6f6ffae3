package io.sluice.faults;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** Where a log, a slot or a connection changes hands: never a silent gap. */
final class LogFaults {
  private static final Duration USUAL = Duration.ofSeconds(30);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration OPEN = Duration.ofSeconds(20);

  private LogFaults() {}

  /** A slot cannot be made before the end of every transaction that has written. */
  static void openTransaction(Trial trial) throws Exception {
    try (var connection = trial.site().source().connect(trial.name());
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(
          "insert into scratch values (nextval('version'), 'open', now(), nextval('version'))");
      trial.begin();
      awaitWaiting(trial);
      trial.faultOnly(
          "kill -9 of all of store-service while slots are being made",
          () -> {
            for (String name : trial.site().instancesOf("store")) {
              trial.site().instance(name).kill();
              trial.site().start(name);
            }
          });
      awaitWaiting(trial);
      Await.pause(OPEN);
      connection.commit();
    }
    trial.follow();
    trial.recover("the transaction has ended", USUAL);
  }

  private static void awaitWaiting(Trial trial) throws InterruptedException {
    Await.until(
        "the Store tells whom it waits for",
        Trial.LIMIT,
        () ->
            trial
                .copies()
                .component(trial.copies().store())
                .toString()
                .contains("the end of a transaction"));
  }

  static void logDeleted(Trial trial) throws Exception {
    var project = trial.copies().database();
    var topic = "sluice.store." + trial.copies().store() + ".log";
    trial.stopped(
        "the log of a Store is deleted and made anew",
        List.of(project),
        "LOG_REPLACED",
        () -> {
          Map<String, Object> settings = Map.of("bootstrap.servers", trial.site().kafka());
          try (var admin = Admin.create(settings)) {
            admin.deleteTopics(List.of(topic)).all().get();
            Await.until(
                "the topic is there again",
                USUAL,
                () -> {
                  admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
                  return true;
                });
          }
        });
    trial.site().post("/projects/" + project + "/resume", Map.of());
    Await.pause(Duration.ofSeconds(10));
    trial.copies().awaitStatus(project, "FAILED");
  }

  /** The standby has all that a Store was told: it is followed, and nothing is copied again. */
  static void failover(Trial trial) throws Exception {
    var source = trial.site().source();
    trial.fault("the source gets a standby", USUAL, () -> source.addStandby(true));
    awaitSlotsAtStandby(trial);
    trial.fault("the source is gone, its standby takes over", LONG, source::failOver);
  }

  static void failoverLagging(Trial trial) throws Exception {
    var source = trial.site().source();
    trial.fault("the source gets a standby", USUAL, () -> source.addStandby(false));
    awaitSlotsAtStandby(trial);
    trial.fault("the standby is cut off", USUAL, source::cutStandbyOff);
    trial.stopped(
        "the source is gone, and a standby that lacks its last changes takes over",
        trial.copies().projects(),
        "SOURCE_FORKED",
        source::failOver);
  }

  private static void awaitSlotsAtStandby(Trial trial) throws InterruptedException {
    var slots =
        "select count(*) from pg_replication_slots where slot_type = 'logical' and not temporary"
            + " and database = '%s'".formatted(trial.name());
    Await.until(
        "the standby has the slots",
        Trial.LIMIT,
        () -> trial.site().source().standby().query("postgres", slots + " and synced").equals("2"));
  }

  /**
   * No end of a connection is told to anybody. Not the destination's: a statement that waits for a
   * lock looks the same there.
   */
  static void silence(Trial trial) throws Exception {
    var network = trial.site().toSource();
    trial.fault(
        "the network to the source falls silent",
        LONG,
        () -> {
          trial.told(trial.copies().database(), network::fallSilent);
          Await.pause(OPEN);
          network.speakAgain();
        });
  }
}
