package io.sluice.faults;

import io.sluice.datasource.SealingKey;
import io.sluice.embedded.FreePort;
import io.sluice.standalone.AdminToken;
import io.sluice.standalone.GatewayClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;

/**
 * An installation: a broker, three database servers, and every service twice, each in a process of
 * its own. Instances are called {@code store-1}, {@code store-2} and so on.
 */
final class Site implements AutoCloseable {
  static final List<String> SERVICES = List.of("project", "store", "connector", "writer");
  private static final String HEAP = "256m";
  private static final Duration PATIENCE = Duration.ofSeconds(300);

  private final Path folder;
  private final Leash leash;
  private final String canary;
  private final Server source;
  private final Server destination;
  private final Server projections;
  private final Network toSource;
  private final int brokerPort = FreePort.find();
  private final Map<String, Integer> ports = new HashMap<>();
  private final Map<String, Child> instances = new TreeMap<>();
  private final AdminToken token;
  private Child broker;

  /**
   * Starts everything and returns when the API answers.
   *
   * @param canary password of the databases, which must not be seen anywhere
   */
  Site(Path folder, String canary) throws InterruptedException, SQLException, IOException {
    this.folder = folder;
    this.leash = new Leash(folder);
    this.canary = canary;
    this.token = AdminToken.withPassword(folder.resolve("admin.password"));
    SealingKey.createFile(folder.resolve("secret.key"));
    broker = launchBroker();
    source = new Server(folder.resolve("source"));
    destination = new Server(folder.resolve("destination"));
    projections = new Server(folder.resolve("projections"));
    toSource = new Network(source::port);
    for (Server server : List.of(source, destination)) {
      server.execute("postgres", "create role canary superuser login password '" + canary + "'");
    }
    awaitBroker();
    for (String service : SERVICES) {
      start(service + "-1");
    }
    awaitGateway();
    for (String service : SERVICES) {
      start(service + "-2");
    }
  }

  Path folder() {
    return folder;
  }

  String canary() {
    return canary;
  }

  /** What must not be seen anywhere. */
  List<String> secrets() throws IOException {
    return List.of(
        canary,
        Files.readString(folder.resolve("admin.password")).strip(),
        token.get(Objects.requireNonNull(ports.get("project-1"))));
  }

  Server source() {
    return source;
  }

  Server destination() {
    return destination;
  }

  /** By which the services reach the source. */
  Network toSource() {
    return toSource;
  }

  String kafka() {
    return "127.0.0.1:" + brokerPort;
  }

  Child broker() {
    return broker;
  }

  void startBroker() {
    broker = launchBroker();
  }

  void awaitBroker() throws InterruptedException {
    Await.until(
        "the broker answers",
        PATIENCE,
        () -> {
          Map<String, Object> settings =
              Map.of(
                  "bootstrap.servers",
                  kafka(),
                  "request.timeout.ms",
                  4000,
                  "default.api.timeout.ms",
                  5000);
          try (var admin = Admin.create(settings)) {
            return !admin.describeCluster().nodes().get().isEmpty();
          }
        });
  }

  private Child launchBroker() {
    return Child.start(
        folder.resolve("broker.log"),
        "512m",
        List.of(
            "io.sluice.faults.BrokerProcess",
            folder.resolve("kafka").toString(),
            Integer.toString(brokerPort)),
        Map.of());
  }

  /** Starts an instance that is not there. */
  void start(String instance) {
    start(instance, "");
  }

  /**
   * Starts an instance that ends itself at a failpoint.
   *
   * @param failpoint its name, with {@code :n} for the n-th time; empty for none
   */
  void start(String instance, String failpoint) {
    var service = service(instance);
    var words = new ArrayList<String>();
    words.add(
        "io.sluice.%s.%sServiceApplication"
            .formatted(
                service, service.substring(0, 1).toUpperCase(Locale.ROOT) + service.substring(1)));
    words.add("--spring.kafka.bootstrap-servers=" + kafka());
    words.add("--sluice.partitions=8");
    words.add("--sluice.secret-key-file=" + folder.resolve("secret.key"));
    if (service.equals("project")) {
      words.add("--sluice.users.initial-password-file=" + folder.resolve("admin.password"));
      words.add("--server.port=" + ports.computeIfAbsent(instance, _ -> FreePort.find()));
      words.add("--spring.datasource.url=" + projections.jdbcUrl("postgres"));
    } else {
      words.add("--server.port=0");
    }
    instances.put(
        instance,
        Child.start(
            folder.resolve(instance + ".log"),
            HEAP,
            words,
            failpoint.isEmpty() ? Map.of() : Map.of("SLUICE_FAILPOINT", failpoint)));
  }

  /** Starts an instance, and returns when it is up: before, it has not joined the others. */
  void join(String instance) throws Exception {
    long before = timesUp(instance);
    start(instance);
    Await.until(instance + " is up", Trial.LIMIT, () -> timesUp(instance) > before);
  }

  private long timesUp(String instance) throws IOException {
    var log = folder.resolve(instance + ".log.txt");
    if (!Files.exists(log)) {
      return 0;
    }
    try (var lines = Files.lines(log)) {
      return lines.filter(line -> line.contains("Application Started ")).count();
    }
  }

  static String service(String instance) {
    return instance.substring(0, instance.indexOf('-'));
  }

  Child instance(String name) {
    var child = instances.get(name);
    if (child == null) {
      throw new IllegalArgumentException(name);
    }
    return child;
  }

  /** Of a service, or of all services for the empty name. */
  List<String> instancesOf(String service) {
    return instances.keySet().stream().filter(name -> name.startsWith(service)).toList();
  }

  /** An instance that is gone for good. */
  void forget(String instance) {
    instances.remove(instance);
  }

  /** Of any project-service that answers. */
  GatewayClient.Answer get(String path) {
    return call(gateway -> gateway.get(path));
  }

  GatewayClient.Answer put(String path, Object body) {
    return call(gateway -> gateway.put(path, body));
  }

  GatewayClient.Answer post(String path, Object body) {
    return call(gateway -> gateway.post(path, body));
  }

  private GatewayClient.Answer call(
      java.util.function.Function<GatewayClient, GatewayClient.Answer> ask) {
    UncheckedIOException failure = null;
    for (String name : instancesOf("project")) {
      Integer port = ports.get(name);
      if (port == null || !instance(name).isAlive()) {
        continue;
      }
      try {
        return ask.apply(new GatewayClient(port, token));
      } catch (UncheckedIOException e) {
        failure = e;
      }
    }
    throw failure == null ? new IllegalStateException("no project-service is there") : failure;
  }

  void awaitGateway() throws InterruptedException {
    Await.until("the API answers", PATIENCE, () -> get("/projects").status() == 200);
  }

  /** Instances that have ended without having been told to, and are not to be there any more. */
  List<String> dead() {
    return instances.entrySet().stream()
        .filter(entry -> !entry.getValue().isAlive())
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public void close() throws InterruptedException, IOException {
    // Nothing here is of use to anybody afterwards, so nothing is stopped gently.
    for (Child child : instances.values()) {
      child.kill();
    }
    broker.kill();
    toSource.close();
    source.close();
    destination.close();
    projections.close();
    leash.close();
  }
}
