package io.sluice.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.aggregate.NotOwnedException;
import io.sluice.contract.ComponentCommand.Create;
import io.sluice.contract.ComponentCommand.Pause;
import io.sluice.contract.ComponentCommand.Start;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Step;
import io.sluice.embedded.EmbeddedKafka;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class BrokerOutageIT {
  /** Step 7, for as long as it takes: the outcome of the last transaction cannot even be asked. */
  @Test
  void step7WhatRanGoesOnWhenTheBrokerIsBack(@TempDir(cleanup = CleanupMode.NEVER) Path directory) {
    var broker = EmbeddedKafka.start(directory, 0);
    int port = URI.create("kafka://" + broker.bootstrapServers()).getPort();
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
    var outage = new AtomicBoolean();
    var task = new ScriptedTask();
    task.work =
        context -> {
          while (!context.stopping()) {
            if (outage.getAndSet(false)) {
              throw new SluiceException(ErrorCode.KAFKA_UNAVAILABLE, "as scripted");
            }
            LockSupport.parkNanos(5_000_000);
          }
        };
    try (var cluster = new Cluster(client, Duration.ofSeconds(60))) {
      var instance = cluster.instance("a", task);
      String id = Cluster.newId();
      cluster.send(id, new Create(cluster.spec(id)));
      cluster.send(id, new Start(Step.INCREMENTAL, null));
      await().atMost(Duration.ofSeconds(90)).until(() -> task.running.containsKey(id));

      broker.close();
      outage.set(true);
      await().until(task.running::isEmpty);
      await().atMost(Duration.ofSeconds(60)).until(() -> !owns(instance, id));
      broker = EmbeddedKafka.start(directory, port);

      await().atMost(Duration.ofSeconds(60)).until(() -> task.running.containsKey(id));
      assertThat(Objects.requireNonNull(task.running.get(id)).epoch()).isGreaterThan(1);
      cluster.send(id, new Pause(null));
      await().atMost(Duration.ofSeconds(90)).until(task.running::isEmpty);
    } finally {
      broker.close();
    }
  }

  private static boolean owns(Cluster.Instance instance, String id) {
    try {
      instance.ownership.record(id, _ -> List.of());
      return true;
    } catch (NotOwnedException e) {
      return false;
    }
  }
}
