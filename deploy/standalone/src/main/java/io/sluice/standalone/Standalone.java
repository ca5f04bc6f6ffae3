package io.sluice.standalone;

import io.sluice.connector.ConnectorServiceApplication;
import io.sluice.datasource.SealingKey;
import io.sluice.embedded.EmbeddedKafka;
import io.sluice.embedded.EmbeddedPostgres;
import io.sluice.embedded.FreePort;
import io.sluice.files.OwnerFile;
import io.sluice.project.ProjectServiceApplication;
import io.sluice.project.users.SignInLinks;
import io.sluice.project.users.Tokens;
import io.sluice.store.StoreServiceApplication;
import io.sluice.writer.WriterServiceApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** A running standalone; everything it keeps is in one folder. */
public final class Standalone implements AutoCloseable {
  /** Few, because one process owns them all; fixed when the folder is first used. */
  private static final int PARTITIONS = 4;

  private static final int KAFKA_PORT = 9092;

  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final Path data;
  private final EmbeddedKafka kafka;
  private final KafkaSignIn kafkaSignIn;
  private final EmbeddedPostgres postgres;
  private final int port;
  private final boolean isNew;
  private @Nullable ConfigurableApplicationContext gateway;

  /**
   * On the loopback interface.
   *
   * @param gateway of the gateway API, 0 for a free one
   * @param kafka of the broker; the next free one where it is taken, the one that the folder had
   *     before for null, a free one for 0
   */
  public record Ports(int gateway, @Nullable Integer kafka) {
    /** For tests, which run beside each other. */
    public static final Ports FREE = new Ports(0, 0);
  }

  private Standalone(Path data, Ports ports, List<String> gatewaySettings) throws Exception {
    this.data = Files.createDirectories(data.toAbsolutePath());
    try {
      started.push(lock(this.data));
      this.kafkaSignIn = new KafkaSignIn(this.data);
      this.kafka =
          EmbeddedKafka.start(
              this.data.resolve("kafka"), kafkaPort(ports), kafkaSignIn.broker(), List.of());
      started.push(kafka);
      this.postgres =
          EmbeddedPostgres.start(
              this.data.resolve("postgres"),
              0,
              Map.of("shared_buffers", "64MB"),
              databasePassword());
      started.push(postgres);
      makeDatabase("sluice");
      this.isNew = !Files.exists(passwordFile());
      this.port = startServices(ports.gateway(), gatewaySettings);
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  /**
   * Starts everything and returns when it is ready.
   *
   * @param gatewaySettings settings of project-service, each as {@code --name=value}
   */
  public static Standalone start(Path data, Ports ports, List<String> gatewaySettings)
      throws Exception {
    return new Standalone(data, ports, gatewaySettings);
  }

  /** The same at every start: projects to topics of this broker have it in their data source. */
  private int kafkaPort(Ports ports) throws IOException {
    Path kept = data.resolve("kafka.port");
    Integer wanted = ports.kafka();
    if (wanted == null) {
      wanted = Files.exists(kept) ? Integer.valueOf(Files.readString(kept).strip()) : KAFKA_PORT;
    }
    int port = wanted == 0 ? FreePort.find() : FreePort.from(wanted);
    Files.writeString(kept, Integer.toString(port));
    return port;
  }

  /** A folder of before there was one has the password that all had. */
  private String databasePassword() throws IOException {
    Path kept = data.resolve("postgres.password");
    return Files.exists(data.resolve("postgres")) && !Files.exists(kept)
        ? "postgres"
        : OwnerFile.password(kept);
  }

  private static FileChannel lock(Path data) throws IOException {
    var channel =
        FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      throw new IllegalStateException(
          "another Sluice runs on the folder " + data + "; stop it, or choose another with --data");
    }
    return channel;
  }

  private void makeDatabase(String name) throws SQLException {
    try (var connection = DriverManager.getConnection(postgres.jdbcUrl("postgres"));
        var statement = connection.createStatement();
        var exists =
            statement.executeQuery("select 1 from pg_database where datname = '" + name + "'")) {
      if (!exists.next()) {
        connection.createStatement().execute("create database " + name);
      }
    }
  }

  private int startServices(int port, List<String> gatewaySettings) {
    var key = data.resolve("secret.key");
    if (!Files.exists(key)) {
      SealingKey.createFile(key);
    }
    var common =
        List.of(
            "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
            "--sluice.kafka-config=" + kafkaSignIn.properties(),
            "--sluice.partitions=" + PARTITIONS,
            "--sluice.secret-key-file=" + key);
    var project = new ArrayList<>(common);
    project.add("--spring.datasource.url=" + postgres.jdbcUrl("sluice"));
    project.add("--server.port=" + port);
    if (System.getenv("SLUICE_ALERTS_CONSOLE_URL") == null) {
      boolean tls = gatewaySettings.stream().anyMatch(it -> it.startsWith("--server.ssl.bundle"));
      project.add(
          "--sluice.alerts.console-url=" + (tls ? "https" : "http") + "://localhost:" + port);
    }
    project.add("--sluice.users.initial-password-file=" + passwordFile());
    project.addAll(gatewaySettings);
    gateway = run(ProjectServiceApplication.application(), project);
    run(StoreServiceApplication.application(), common);
    run(ConnectorServiceApplication.application(), common);
    run(WriterServiceApplication.application(), common);
    var server = ((WebServerApplicationContext) gateway).getWebServer();
    return server == null ? port : server.getPort();
  }

  private ConfigurableApplicationContext run(
      SpringApplication application, List<String> arguments) {
    // This class stops them, in its own order.
    application.setRegisterShutdownHook(false);
    var context = application.run(arguments.toArray(String[]::new));
    started.push(context);
    return context;
  }

  public int port() {
    return port;
  }

  /** Of the user {@code admin} as the first start made him. */
  public Path passwordFile() {
    return data.resolve("admin.password");
  }

  /** True at the first start on this folder. */
  boolean isNew() {
    return isNew;
  }

  /** A token for this process; the one of the start before holds no longer. */
  AdminToken token() {
    return AdminToken.of(services().getBean(Tokens.class).replace("standalone"));
  }

  /** An address that signs an admin in, once. */
  String signInLink() {
    boolean tls = services().getEnvironment().containsProperty("server.ssl.bundle");
    return (tls ? "https://localhost:" : "http://127.0.0.1:")
        + port
        + services().getBean(SignInLinks.class).make();
  }

  private ConfigurableApplicationContext services() {
    return Objects.requireNonNull(gateway, "project-service has not started");
  }

  KafkaSignIn kafkaSignIn() {
    return kafkaSignIn;
  }

  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  public Path data() {
    return data;
  }

  @Override
  public void close() {
    while (!started.isEmpty()) {
      var part = started.pop();
      try {
        part.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (Exception e) {
        throw new IllegalStateException(
            "did not stop cleanly: " + part.getClass().getSimpleName(), e);
      }
    }
  }
}
