package io.sluice.faults;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The two projects of a trial: one source, copied to a database and to topics. */
final class Copies {
  private static final long CAUGHT_UP_MILLIS = 1_000;

  private final Site site;
  private final String database;
  private final String topics;

  private Copies(Site site, String database, String topics) {
    this.site = site;
    this.database = database;
    this.topics = topics;
  }

  /**
   * Registers and starts them.
   *
   * @param name of the trial; its topics begin with it
   */
  static Copies start(Site site, String name, Map<String, Object> options) {
    var from = postgres(site, name + " source", site.toSource().port(), name);
    var to = postgres(site, name + " copy", site.destination().port(), name);
    var kafka =
        dataSource(
            site, name + " topics", Map.of("kind", "KAFKA", "bootstrapServers", site.kafka()));
    return new Copies(
        site,
        project(site, name + " to database", from, to, "", options),
        project(site, name + " to topics", from, kafka, name + ".", options));
  }

  private static String postgres(Site site, String name, int port, String database) {
    return dataSource(
        site,
        name,
        Map.of(
            "kind",
            "POSTGRESQL",
            "host",
            "127.0.0.1",
            "port",
            port,
            "database",
            database,
            "username",
            "canary",
            "password",
            site.canary()));
  }

  private static String dataSource(Site site, String name, Map<String, Object> settings) {
    var body = new HashMap<>(settings);
    body.put("name", name);
    return site.post("/data-sources", body).ok().path("id").asString();
  }

  private static String project(
      Site site,
      String name,
      String source,
      String destination,
      String prefix,
      Map<String, Object> options) {
    var tables = new ArrayList<Map<String, Object>>();
    for (String table : Workload.TABLES) {
      tables.add(
          Map.of(
              "schema",
              "public",
              "name",
              table,
              "target",
              Map.of("schema", "public", "name", prefix + table)));
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
            tables,
            "options",
            options,
            "start",
            true);
    return site.post("/projects", body).ok().path("id").asString();
  }

  String database() {
    return database;
  }

  String topics() {
    return topics;
  }

  List<String> projects() {
    return List.of(database, topics);
  }

  String writer() {
    return "w-" + database.substring(2);
  }

  /** Of the project whose destination is the database. */
  String store() {
    return "s-" + database.substring(2);
  }

  /** True when a part of the project tells that it waits for something outside, and tries again. */
  boolean retrying(String project) {
    for (JsonNode part : view(project).path("components")) {
      if (part.path("status").asString().equals("RETRYING")) {
        return true;
      }
    }
    return false;
  }

  /** What Sluice itself says of the database. */
  record Verdict(long compared, long differences, long unsettled) {}

  /** Null when it is not running. */
  @Nullable Verdict verify() throws InterruptedException, SQLException {
    var path = "/projects/" + database;
    if (!view(database).path("status").asString().equals("RUNNING")) {
      return null;
    }
    site.post(path + "/verify", Map.of()).ok();
    var newest = site.get(path + "/verifications").ok().path("items").get(0);
    var at = path + "/verifications/" + newest.path("number").asInt();
    Await.until(
        "it is verified",
        Trial.LIMIT,
        () -> site.get(at).ok().path("status").asString().equals("COMPLETED"));
    var report = site.get(at).ok().path("report");
    return new Verdict(
        report.path("compared").asLong(),
        report.path("missing").asLong()
            + report.path("extra").asLong()
            + report.path("different").asLong(),
        report.path("unsettled").asLong());
  }

  /** True when both are in their incremental step and have caught up. */
  boolean monitoring() {
    return projects().stream().allMatch(project -> monitoring(view(project)));
  }

  private static boolean monitoring(JsonNode project) {
    for (JsonNode step : project.path("steps")) {
      if (step.path("step").asString().equals("INCREMENTAL")) {
        // MONITORING alone says that it is no later than the project may be.
        return step.path("status").asString().equals("MONITORING")
            && project.path("latencyMillis").asLong(Long.MAX_VALUE) <= CAUGHT_UP_MILLIS;
      }
    }
    return false;
  }

  /** Empty when both are told to run and their parts to run somewhere; otherwise what is told. */
  String notRunning() {
    for (String project : projects()) {
      var view = view(project);
      if (!view.path("status").asString().equals("RUNNING")) {
        return project + " is " + view.path("status").asString() + " " + view.path("failure");
      }
      for (JsonNode part : view.path("components")) {
        if (!part.path("status").asString().equals("RUNNING")) {
          return part.path("id").asString()
              + " is "
              + part.path("status").asString()
              + " "
              + part.path("failure");
        }
      }
    }
    return "";
  }

  JsonNode view(String project) {
    return site.get("/projects/" + project).ok();
  }

  JsonNode component(String id) {
    return site.get("/components/" + id).ok();
  }

  String history(String project) {
    return site.get("/projects/" + project + "/events?size=200").ok().toString();
  }

  /** Ends both for good, so that the next trial has the machine for itself. */
  void release() throws InterruptedException {
    for (String project : projects()) {
      var status = view(project).path("status").asString();
      if (status.equals("RUNNING")) {
        site.post("/projects/" + project + "/pause", Map.of()).ok();
        awaitStatus(project, "PAUSED");
      }
      site.post("/projects/" + project + "/release", Map.of("confirmation", "delete")).ok();
      awaitStatus(project, "RELEASED");
    }
  }

  void awaitStatus(String project, String status) throws InterruptedException {
    Await.until(
        project + " is " + status,
        Trial.LIMIT,
        () -> view(project).path("status").asString().equals(status));
  }
}
