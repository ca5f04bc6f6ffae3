package io.sluice.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A single-node KRaft broker on the loopback interface, its data in a directory that survives
 * restarts.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private final KafkaRaftServer server;
  private final int port;

  private EmbeddedKafka(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Starts a broker and returns when it accepts clients, in 2 to 6 s.
   *
   * @param directory made and formatted when it is empty
   * @param port of the broker, or 0 for a free one
   */
  public static EmbeddedKafka start(Path directory, int port) {
    return start(directory, port, Map.of(), List.of());
  }

  /**
   * As above, in another way than open to everybody on this machine.
   *
   * @param more settings of the broker that come before the usual ones; {@code PORT} and {@code
   *     CONTROLLER_PORT} in them stand for the ports
   * @param users of SCRAM, as {@code SCRAM-SHA-512=[name=…,password=…]}, made when the directory is
   */
  public static EmbeddedKafka start(
      Path directory, int port, Map<String, String> more, List<String> users) {
    int brokerPort = port == 0 ? FreePort.find() : port;
    var started = new CompletableFuture<EmbeddedKafka>();
    // A plain platform thread: the common pool's class loader does not see the classes of a fat
    // jar.
    var starter =
        new Thread(
            () -> {
              try {
                started.complete(startHere(directory, brokerPort, more, users));
              } catch (Exception e) {
                started.completeExceptionally(e);
              }
            },
            "embedded-kafka-start");
    starter.setContextClassLoader(EmbeddedKafka.class.getClassLoader());
    starter.start();
    try {
      return started.join();
    } catch (CompletionException e) {
      throw new IllegalStateException("the embedded broker did not start: " + e.getCause(), e);
    }
  }

  private static EmbeddedKafka startHere(
      Path directory, int port, Map<String, String> more, List<String> users) throws Exception {
    Files.createDirectories(directory);
    // A port is free until somebody listens, so two in a row may be the same.
    int controller = FreePort.find();
    while (controller == port) {
      controller = FreePort.find();
    }
    var settings = settings(directory, port, controller);
    for (var one : more.entrySet()) {
      settings.put(
          one.getKey(),
          one.getValue()
              .replace("CONTROLLER_PORT", Integer.toString(controller))
              .replace("PORT", Integer.toString(port)));
    }
    if (!Files.exists(directory.resolve("meta.properties"))) {
      new Formatter()
          .setClusterId(Uuid.randomUuid().toString())
          .setNodeId(1)
          .setControllerListenerName("CONTROLLER")
          .setMetadataLogDirectory(directory.toString())
          .setDirectories(List.of(directory.toString()))
          .setScramArguments(users)
          .setIgnoreFormatted(true)
          .setPrintStream(
              new java.io.PrintStream(
                  java.io.OutputStream.nullOutputStream(),
                  false,
                  java.nio.charset.StandardCharsets.UTF_8))
          .run();
    }
    var server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
    server.startup();
    return new EmbeddedKafka(server, port);
  }

  private static Map<String, Object> settings(Path directory, int port, int controllerPort) {
    var settings = new HashMap<String, Object>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("log.dirs", directory.toString());
    settings.put(
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    settings.put("inter.broker.listener.name", "PLAINTEXT");
    settings.put("auto.create.topics.enable", "false");
    settings.put("num.partitions", "1");
    for (String internal :
        new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
      settings.put(internal + ".replication.factor", "1");
      settings.put(internal + ".num.partitions", "4");
    }
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("default.replication.factor", "1");
    settings.put("min.insync.replicas", "1");
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("group.min.session.timeout.ms", "1000");
    settings.put("group.consumer.min.heartbeat.interval.ms", "200");
    settings.put("group.consumer.heartbeat.interval.ms", "500");
    settings.put("group.consumer.min.session.timeout.ms", "1000");
    settings.put("group.consumer.session.timeout.ms", "6000");
    // A broker that was killed is let back in after its session, so a short one makes restarts
    // fast. One that is too short fences a broker whose machine was only slow, and while the only
    // broker is fenced no topic can be made.
    settings.put("broker.session.timeout.ms", "6000");
    settings.put("broker.heartbeat.interval.ms", "500");
    settings.put("log.cleaner.dedupe.buffer.size", String.valueOf(4 << 20));
    settings.put("message.max.bytes", String.valueOf(16 << 20));
    settings.put("replica.fetch.max.bytes", String.valueOf(16 << 20));
    settings.put("socket.request.max.bytes", String.valueOf(64 << 20));
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("background.threads", "2");
    settings.put("num.recovery.threads.per.data.dir", "2");
    return settings;
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /** Stops in order: leaders handed over, logs flushed. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
