package io.sluice.standalone;

import io.sluice.cluster.KafkaGrants;
import io.sluice.datasource.SealingKey;
import io.sluice.embedded.FreePort;
import io.sluice.fixture.KafkaFixture;
import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.SecuredKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Sluice in processes of its own, which a story may kill at any instant and start again. */
final class Installation implements AutoCloseable {
  private static final String KAFKA = "  Kafka    ";

  private final Map<String, List<String>> commands;
  private final Map<String, Process> processes = new TreeMap<>();
  private final Path logs;
  private final int port;
  private final @Nullable SecuredKafka kafka;
  private final Map<String, Object> client;
  private final AdminToken token;

  private Installation(
      Map<String, List<String>> commands,
      Path logs,
      int port,
      @Nullable SecuredKafka kafka,
      Map<String, Object> client,
      Path password) {
    this.commands = commands;
    this.logs = logs;
    this.port = port;
    this.kafka = kafka;
    this.client = client;
    this.token = AdminToken.withPassword(password);
  }

  /** Everything in one process, with its own broker and PostgreSQL. */
  static Installation standalone(Path folder) {
    int port = FreePort.find();
    var commands =
        Map.of(
            "standalone",
            List.of(
                "io.sluice.standalone.StandaloneApplication",
                "up",
                "--data=" + folder.resolve("data"),
                "--port=" + port));
    return new Installation(
            commands, folder, port, null, Map.of(), folder.resolve("data/admin.password"))
        .start();
  }

  /** Each service as its own process, against one broker. */
  static Installation services(Path folder) {
    return services(folder, null);
  }

  /**
   * As above, each as its own user of a broker that allows it what {@link KafkaGrants} say, and
   * nothing else; the installation closes the broker.
   */
  static Installation secured(Path folder, SecuredKafka kafka) {
    return services(folder, kafka);
  }

  private static Installation services(Path folder, @Nullable SecuredKafka kafka) {
    int port = FreePort.find();
    var database = PostgresFixture.database("projections");
    Path password = folder.resolve("admin.password");
    SealingKey.createFile(folder.resolve("secret.key"));
    var common =
        List.of(
            "--spring.kafka.bootstrap-servers="
                + (kafka == null ? KafkaFixture.bootstrapServers() : kafka.bootstrapServers()),
            "--sluice.partitions=4",
            "--sluice.secret-key-file=" + folder.resolve("secret.key"));
    var commands = new TreeMap<String, List<String>>();
    for (String name : List.of("project", "store", "connector", "writer")) {
      var words = new ArrayList<String>();
      words.add(
          "io.sluice."
              + name
              + "."
              + Character.toUpperCase(name.charAt(0))
              + name.substring(1)
              + "ServiceApplication");
      words.addAll(common);
      if (kafka != null) {
        words.add("--sluice.kafka-config=" + configFile(kafka, name + "-service"));
      }
      // Others may run on this machine, and several of each.
      words.add("--server.port=" + (name.equals("project") ? port : 0));
      if (name.equals("project")) {
        words.add("--sluice.users.initial-password-file=" + password);
        words.add(
            "--spring.datasource.url=" + database.jdbcUrl() + "?user=postgres&password=postgres");
      }
      commands.put(name, words);
    }
    return new Installation(
            commands,
            folder,
            port,
            kafka,
            kafka == null ? KafkaFixture.client() : kafka.client(SecuredKafka.ADMIN),
            password)
        .start();
  }

  /** Adds another instance of a service under the name {@code <service>-2}. */
  void addInstance(String service) {
    var name = service + "-2";
    processes.put(name, launch(name, command(service)));
  }

  private List<String> command(String name) {
    var words = commands.get(name);
    if (words == null) {
      throw new IllegalArgumentException(name);
    }
    return words;
  }

  private Installation start() {
    commands.forEach((name, words) -> processes.put(name, launch(name, words)));
    try {
      awaitReady();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    return this;
  }

  private void awaitReady() {
    var gateway = gateway();
    Awaitility.await("the API answers; logs in " + logs)
        .atMost(Duration.ofSeconds(120))
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(() -> gateway.get("/projects").status() == 200);
  }

  private Process launch(String name, List<String> words) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx640m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path")));
    command.add("-Dsluice.log=" + logs.resolve(name + "-service.log"));
    command.addAll(words);
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(logs.resolve(name + ".log").toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** kill -9. */
  void kill(String name) {
    var process = processes.get(name);
    if (process == null) {
      throw new IllegalArgumentException(name);
    }
    process.destroyForcibly();
    process.onExit().join();
  }

  /** An operator's stop; returns when the process has ended. */
  void stop(String name) {
    var process = processes.remove(name);
    if (process == null) {
      throw new IllegalArgumentException(name);
    }
    process.destroy();
    process.onExit().join();
  }

  void startAgain(String name) {
    processes.put(name, launch(name, command(name)));
    awaitReady();
  }

  List<String> names() {
    return List.copyOf(commands.keySet());
  }

  GatewayClient gateway() {
    return new GatewayClient(port, token);
  }

  URI console() {
    return URI.create("http://127.0.0.1:" + port + "/");
  }

  private static Path configFile(SecuredKafka kafka, String user) {
    for (var grant : KafkaGrants.of(user, "default")) {
      kafka.allow(
          grant.operations().stream()
              .map(
                  operation ->
                      SecuredKafka.rule(
                          user, grant.resource(), grant.pattern(), grant.name(), operation))
              .toList());
    }
    try {
      return kafka.configFile(user);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Client settings of Sluice's own cluster, for one who may everything. */
  Map<String, Object> kafkaClient() {
    if (!client.isEmpty()) {
      return client;
    }
    var settings = new Properties();
    try (var file = Files.newBufferedReader(logs.resolve("data/kafka.properties"))) {
      settings.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var all = new TreeMap<String, Object>();
    settings.stringPropertyNames().forEach(name -> all.put(name, settings.getProperty(name)));
    all.put("bootstrap.servers", bootstrapServers());
    return all;
  }

  /** The standalone says it in its first lines. */
  private String bootstrapServers() {
    // The API answers a little before all else is ready and this is said.
    return Awaitility.await("the standalone says where Kafka is; logs in " + logs)
        .atMost(Duration.ofSeconds(120))
        .until(this::saidBootstrapServers, Optional::isPresent)
        .orElseThrow();
  }

  private Optional<String> saidBootstrapServers() throws IOException {
    return Files.readAllLines(logs.resolve("standalone.log")).stream()
        .filter(line -> line.startsWith(KAFKA))
        .map(line -> line.substring(KAFKA.length()).split(" ", 2)[0])
        .reduce((_, last) -> last);
  }

  @Override
  public void close() {
    // SIGTERM all, then wait: as an operator's stop would.
    processes.values().forEach(Process::destroy);
    for (Process process : processes.values()) {
      try {
        if (!process.waitFor(20, java.util.concurrent.TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        process.destroyForcibly();
      }
    }
    if (kafka != null) {
      kafka.close();
    }
  }
}
