package io.sluice.bench;

import io.sluice.standalone.GatewayClient;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A project of the standalone that keeps the workload's table in step, driven through the API. */
final class SluiceProject {
  private static final long CAUGHT_UP_MILLIS = 1_000;

  private final GatewayClient gateway;
  private final String id;

  private SluiceProject(GatewayClient gateway, String id) {
    this.gateway = gateway;
    this.id = id;
  }

  static SluiceProject start(
      GatewayClient gateway, String name, Server source, Server destination) {
    var body =
        Map.of(
            "name", name,
            "source", dataSource(gateway, name + "-source", source),
            "destination", dataSource(gateway, name + "-destination", destination),
            "tables",
                List.of(
                    Map.of("schema", "public", "name", "bench"),
                    Map.of("schema", "public", "name", "marker")),
            "start", true);
    return new SluiceProject(gateway, gateway.post("/projects", body).ok().path("id").asString());
  }

  private static String dataSource(GatewayClient gateway, String name, Server server) {
    return gateway
        .post(
            "/data-sources",
            Map.of(
                "name",
                name,
                "kind",
                "POSTGRESQL",
                "host",
                "127.0.0.1",
                "port",
                server.port(),
                "database",
                "postgres",
                "username",
                "postgres",
                "password",
                "postgres"))
        .ok()
        .path("id")
        .asString();
  }

  void awaitMonitoring() throws SQLException, InterruptedException {
    Await.until(
        "incremental synchronization is monitoring",
        () -> {
          var project = gateway.get("/projects/" + id).ok();
          if (project.path("status").asString().equals("FAILED")) {
            throw new IllegalStateException("the project failed: " + project.path("failure"));
          }
          var step = step(project, "INCREMENTAL");
          // MONITORING alone says that it is no later than the project may be.
          return step.path("status").asString().equals("MONITORING")
              && project.path("latencyMillis").asLong(Long.MAX_VALUE) <= CAUGHT_UP_MILLIS;
        });
  }

  /** Seconds from the start of the full step to its end, by the events' own times. */
  double fullSeconds() {
    return seconds("FULL");
  }

  /** Returns how many seconds a verification takes, by the events' own times. */
  double verify() {
    verifyAndWait();
    return seconds("VERIFY");
  }

  private double seconds(String step) {
    java.time.Instant begin = null;
    java.time.Instant end = null;
    for (JsonNode event : gateway.get("/projects/" + id + "/events?size=200").ok().path("items")) {
      var data = event.path("data");
      if (data.path("step").asString("").equals(step)) {
        var type = event.path("type").asString();
        var time = java.time.Instant.parse(event.path("time").asString());
        if (type.equals("io.sluice.component.started.v1")) {
          begin = time;
        } else if (type.equals("io.sluice.component.step-completed.v1")) {
          end = time;
        }
      }
    }
    if (begin == null || end == null) {
      throw new IllegalStateException("the project's history has no step " + step);
    }
    return java.time.Duration.between(begin, end).toNanos() / 1e9;
  }

  /** Fails when a difference is found. */
  void verifyAndWait() {
    gateway.post("/projects/" + id + "/verify", Map.of()).ok();
    var all = gateway.get("/projects/" + id + "/verifications").ok();
    var last =
        "/projects/" + id + "/verifications/" + all.path("items").get(0).path("number").asInt();
    try {
      Await.until(
          "the verification has ended",
          () -> gateway.get(last).ok().path("status").asString().equals("COMPLETED"));
    } catch (SQLException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
    var found = gateway.get(last).ok();
    if (found.has("failure") || found.path("report").path("unsettled").asInt() > 0) {
      throw new IllegalStateException("a difference where there is none: " + found);
    }
  }

  private static JsonNode step(JsonNode project, String name) {
    for (JsonNode step : project.path("steps")) {
      if (step.path("step").asString().equals(name)) {
        return step;
      }
    }
    return project.path("none");
  }

  String store() {
    return "s-" + id.substring(2);
  }

  String writer() {
    return "w-" + id.substring(2);
  }

  void pause(String component) throws SQLException, InterruptedException {
    gateway.post("/components/" + component + "/pause", Map.of()).ok();
    awaitStatus(component, "STOPPED");
  }

  void start(String component) {
    gateway.post("/components/" + component + "/start", Map.of()).ok();
  }

  private void awaitStatus(String component, String status)
      throws SQLException, InterruptedException {
    Await.until(
        component + " is " + status,
        () ->
            gateway.get("/components/" + component).ok().path("status").asString().equals(status));
  }
}
