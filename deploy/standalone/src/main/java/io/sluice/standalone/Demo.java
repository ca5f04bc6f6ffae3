package io.sluice.standalone;

import io.sluice.embedded.EmbeddedPostgres;
import io.sluice.embedded.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * A shop that is written to, a copy of it elsewhere, a topic per table, and two projects that keep
 * them in step.
 */
final class Demo implements AutoCloseable {
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final List<Map<String, String>> TABLES =
      List.of(
          Map.of("schema", "shop", "name", "customers"),
          Map.of("schema", "shop", "name", "orders"));

  private final EmbeddedPostgres databases;
  private final GatewayClient gateway;
  private final List<String> projects = new ArrayList<>();
  private final ShopTraffic traffic;

  private Demo(EmbeddedPostgres databases, GatewayClient gateway) {
    this.databases = databases;
    this.gateway = gateway;
    this.traffic = new ShopTraffic(databases.jdbcUrl("shop"));
  }

  static Demo start(Standalone standalone) throws SQLException {
    var databases =
        EmbeddedPostgres.start(
            standalone.data().resolve("demo"),
            demoPort(standalone),
            Map.of("shared_buffers", "64MB"));
    var demo = new Demo(databases, new GatewayClient(standalone.port(), standalone.token()));
    try {
      demo.makeShop();
      demo.makeProjects(standalone);
      demo.traffic.start();
      return demo;
    } catch (SQLException | RuntimeException e) {
      demo.close();
      throw e;
    }
  }

  /** The same port at every start: it is part of the data sources that the projects use. */
  private static int demoPort(Standalone standalone) {
    var file = standalone.data().resolve("demo.port");
    try {
      if (!Files.exists(file)) {
        Files.writeString(file, String.valueOf(FreePort.find()));
      }
      return Integer.parseInt(Files.readString(file).trim());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void makeShop() throws SQLException {
    try (var connection = DriverManager.getConnection(databases.jdbcUrl("postgres"))) {
      for (String name : List.of("shop", "shop_copy")) {
        if (!exists(connection, "select 1 from pg_database where datname = '" + name + "'")) {
          connection.createStatement().execute("create database " + name);
        }
      }
    }
    try (var connection = DriverManager.getConnection(databases.jdbcUrl("shop"))) {
      if (!exists(connection, "select 1 from pg_namespace where nspname = 'shop'")) {
        connection
            .createStatement()
            .execute(
                """
                begin;
                create schema shop;
                create table shop.customers (
                  id bigint generated always as identity primary key,
                  name text not null, email text unique, since timestamptz not null default now());
                create table shop.orders (
                  id bigint generated always as identity primary key,
                  customer_id bigint not null, total numeric(12,2) not null, state text not null default 'new',
                  note text, placed timestamptz not null default now());
                insert into shop.customers (name, email)
                  select 'Customer ' || i, 'customer' || i || '@example.com' from generate_series(1, 5000) i;
                insert into shop.orders (customer_id, total, note)
                  select 1 + i % 5000, (i % 1000) * 1.25, repeat(md5(i::text), 3) from generate_series(1, 100000) i;
                commit;
                """);
      }
    }
  }

  private static boolean exists(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      return rows.next();
    }
  }

  private void makeProjects(Standalone standalone) {
    var source = dataSource("demo-shop", postgres("shop"));
    var copy = dataSource("demo-shop-copy", postgres("shop_copy"));
    var topics =
        dataSource(
            "demo-topics",
            Map.of(
                "kind",
                "KAFKA",
                "bootstrapServers",
                standalone.bootstrapServers(),
                "security",
                "SASL_PLAINTEXT",
                "sasl",
                "PLAIN",
                "username",
                KafkaSignIn.USER,
                "password",
                standalone.kafkaSignIn().password()));
    projects.add(project("demo-copy", source, copy));
    projects.add(project("demo-topics", source, topics));
  }

  private Map<String, Object> postgres(String database) {
    return Map.of(
        "kind",
        "POSTGRESQL",
        "host",
        "127.0.0.1",
        "port",
        databases.port(),
        "database",
        database,
        "username",
        "postgres",
        "password",
        "postgres");
  }

  /** The id of the data source with this name, made or brought up to date. */
  private String dataSource(String name, Map<String, Object> settings) {
    var body = new HashMap<>(settings);
    body.put("name", name);
    for (JsonNode known : gateway.get("/data-sources").ok().path("items")) {
      if (known.path("name").asString().equals(name)) {
        var id = known.path("id").asString();
        gateway.put("/data-sources/" + id, body).ok();
        return id;
      }
    }
    return gateway.post("/data-sources", body).ok().path("id").asString();
  }

  private String project(String name, String source, String destination) {
    for (JsonNode known : gateway.get("/projects?keyword=" + name).ok().path("items")) {
      if (known.path("name").asString().equals(name)) {
        return known.path("id").asString();
      }
    }
    var body =
        Map.of(
            "name",
            name,
            "source",
            source,
            "destination",
            destination,
            "tables",
            TABLES,
            "tags",
            List.of("demo"),
            "start",
            true);
    return gateway.post("/projects", body).ok().path("id").asString();
  }

  /** Prints how the projects do, every other second, until told to stop. */
  void runUntil(CountDownLatch stop) throws InterruptedException {
    System.out.println(
        """
        The demo writes to database shop and keeps shop_copy and the topics shop.* in step with it.
          Source       %s
          Copy         %s
        Ctrl-C stops it."""
            .formatted(plain("shop"), plain("shop_copy")));
    do {
      for (String id : projects) {
        System.out.println(
            CLOCK.format(LocalTime.now(ZoneId.systemDefault()))
                + "  "
                + line(gateway.get("/projects/" + id)));
      }
    } while (!stop.await(Duration.ofSeconds(2).toMillis(), TimeUnit.MILLISECONDS));
  }

  private String plain(String database) {
    return "psql postgresql://postgres:postgres@127.0.0.1:" + databases.port() + "/" + database;
  }

  private String line(GatewayClient.Answer answer) {
    var project = answer.ok();
    var text = new StringBuilder();
    text.append(
        "%-12s %-8s".formatted(project.path("name").asString(), project.path("status").asString()));
    for (JsonNode step : project.path("steps")) {
      text.append("  ")
          .append(step.path("step").asString())
          .append(' ')
          .append(step.path("status").asString());
      if (step.path("rowsDone").asLong() > 0) {
        text.append(' ').append(step.path("rowsDone").asLong()).append(" rows");
      }
    }
    if (project.path("latencyMillis").isNumber()) {
      text.append("  latency ").append(project.path("latencyMillis").asLong()).append(" ms");
    }
    text.append("  source ").append(traffic.transactions()).append(" tx written");
    if (project.path("failure").isObject()) {
      text.append("  ")
          .append(project.path("failure").path("code").asString())
          .append(": ")
          .append(project.path("failure").path("detail").asString());
    }
    return text.toString();
  }

  @Override
  public void close() {
    traffic.close();
    databases.close();
  }
}
