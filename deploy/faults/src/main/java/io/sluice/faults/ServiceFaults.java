package io.sluice.faults;

import java.time.Duration;
import java.util.List;

/** What can happen to the processes of the services. */
final class ServiceFaults {
  static final List<String> STORE_POINTS =
      List.of("store.uncommitted:3", "store.committed:3", "kernel.uncommitted", "kernel.committed");
  static final List<String> WRITER_POINTS =
      List.of(
          "writer.1:5",
          "writer.2:5",
          "writer.3:5",
          "writer.4:5",
          "writer.5:5",
          "kernel.uncommitted",
          "kernel.committed");
  static final List<String> CONNECTOR_POINTS =
      List.of(
          "connector.1",
          "connector.2",
          "connector.3:5",
          "connector.4:5",
          "connector.5:5",
          "kernel.uncommitted",
          "kernel.committed");

  private static final int KILLS = Integer.getInteger("sluice.kills", 5);
  private static final Duration USUAL = Duration.ofSeconds(30);

  /** Longer than a session of the group, so that others have the work when it goes on. */
  private static final Duration FROZEN = Duration.ofSeconds(12);

  private ServiceFaults() {}

  static void kill(Trial trial, String service) throws Exception {
    for (int i = 0; i < KILLS; i++) {
      killOne(trial, service);
    }
  }

  static void killOne(Trial trial, String service) throws Exception {
    var victim = anyOf(trial, service);
    Await.pause(Duration.ofMillis(trial.random().nextInt(4_000)));
    trial.fault("kill -9 of " + victim, USUAL, () -> trial.site().instance(victim).kill());
    trial.site().start(victim);
  }

  private static String anyOf(Trial trial, String service) {
    return service + "-" + (1 + trial.random().nextInt(2));
  }

  static void killProject(Trial trial) throws Exception {
    for (int i = 0; i < 2; i++) {
      trial.fault(
          "kill -9 of all project-services",
          Duration.ofSeconds(15),
          () -> killEvery(trial, "project"));
      startEvery(trial, "project");
      trial.site().awaitGateway();
    }
  }

  static void killAll(Trial trial) throws Exception {
    for (int i = 0; i < 2; i++) {
      trial.fault(
          "kill -9 of everything",
          Duration.ofSeconds(60),
          () -> {
            killEvery(trial, "");
            startEvery(trial, "");
          });
      trial.site().awaitGateway();
    }
  }

  private static void killEvery(Trial trial, String service) throws InterruptedException {
    for (String name : trial.site().instancesOf(service)) {
      trial.site().instance(name).kill();
    }
  }

  private static void startEvery(Trial trial, String service) {
    trial.site().instancesOf(service).forEach(trial.site()::start);
  }

  /** The only instance of a service ends itself at an instant; then both are started again. */
  static void dieAt(Trial trial, String service, List<String> points) throws Exception {
    for (String point : points) {
      trial.fault(
          service + "-service dies at " + point,
          Duration.ofSeconds(60),
          () -> dieAt(trial, service, point, () -> {}));
    }
  }

  /** The same once, with something to be done that leads to that instant. */
  static void dieAt(Trial trial, String service, String point, Trial.Fault leading)
      throws Exception {
    var doomed = service + "-1";
    killEvery(trial, service);
    trial.site().start(doomed, point);
    leading.happen();
    if (!trial.site().instance(doomed).ends(Trial.LIMIT)) {
      throw new IllegalStateException(point + " was never reached");
    }
    startEvery(trial, service);
  }

  static void scale(Trial trial) throws Exception {
    var moving = List.of("store", "writer", "connector");
    leave(trial, moving, "-2", false);
    join(trial, moving, "-2");
    join(trial, moving, "-3");
    leave(trial, moving, "-1", false);
    leave(trial, moving, "-3", true);
    join(trial, moving, "-1");
  }

  private static void join(Trial trial, List<String> services, String suffix) throws Exception {
    trial.fault(
        "instances " + suffix + " join",
        USUAL,
        () -> {
          for (String service : services) {
            trial.site().join(service + suffix);
          }
        });
  }

  private static void leave(Trial trial, List<String> services, String suffix, boolean forGood)
      throws Exception {
    trial.fault(
        "instances " + suffix + " leave",
        USUAL,
        () -> {
          for (String service : services) {
            trial.site().instance(service + suffix).stop();
            if (forGood) {
              trial.site().forget(service + suffix);
            }
          }
        });
  }

  static void zombie(Trial trial, String service) throws Exception {
    for (String name : List.of(service + "-1", service + "-2")) {
      zombieOne(trial, name);
    }
  }

  static void zombieOne(Trial trial, String name) throws Exception {
    var zombie = trial.site().instance(name);
    trial.fault(
        "SIGSTOP of " + name,
        Duration.ofSeconds(45),
        () -> {
          zombie.freeze();
          Await.pause(FROZEN);
        });
    trial.fault("SIGCONT of " + name, USUAL, zombie::thaw);
  }
}
