package io.sluice.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What project-service is to whoever runs it: its probes, its metrics, and its database away. */
class OperationIT {
  private static RunningService service;

  @BeforeAll
  static void start() throws Exception {
    service = new RunningService("operation");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void whoRunsItAsksWhetherItIsReadyWhichItIsAndHowItDoes() throws Exception {
    assertThat(service.call("GET", "/actuator/health/readiness", null).text("status"))
        .isEqualTo("UP");
    assertThat(service.call("GET", "/actuator/info", null).body().path("sluice").propertyNames())
        .contains("version", "instance", "region");
    assertThat(service.call("GET", "/actuator/prometheus", null).raw())
        .contains("http_server_requests_seconds_count", "hikaricp_connections", "sluice_share_");
    assertThat(
            service
                .http()
                .send(
                    HttpRequest.newBuilder(service.uri("/actuator/prometheus")).build(),
                    BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void whoeverAsksWhileTheDatabaseIsAwayIsToldWhenToAskAgain() throws Exception {
    var pool = service.bean(HikariDataSource.class);
    long patience = pool.getConnectionTimeout();
    pool.setConnectionTimeout(250);
    var taken = new ArrayList<Connection>();
    try {
      // The service has some itself, for a moment or for as long as it runs.
      await()
          .untilAsserted(
              () -> {
                takeAll(pool, taken);
                var answer = service.get("/projects");
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.text("code")).isEqualTo("DATABASE_UNAVAILABLE");
                assertThat(answer.header("Retry-After")).isEqualTo("5");
              });
    } finally {
      for (Connection one : taken) {
        one.close();
      }
      pool.setConnectionTimeout(patience);
    }
    assertThat(service.get("/projects").status()).isEqualTo(200);
  }

  private static void takeAll(HikariDataSource pool, List<Connection> taken) throws SQLException {
    try {
      while (taken.size() < pool.getMaximumPoolSize()) {
        taken.add(pool.getConnection());
      }
    } catch (SQLTransientConnectionException e) {
      // There are no more.
    }
  }
}
