package io.sluice.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.embedded.EmbeddedKafka;
import io.sluice.management.ManagementPort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

class ProbesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final HttpClient http = HttpClient.newHttpClient();
  private String address = "";

  @Test
  void aServiceIsReadyWhileItHasItsShareAndKafkaAnswersAndLivesAllTheSameWhenItDoesNot(
      @TempDir(cleanup = CleanupMode.NEVER) Path directory) throws Exception {
    var broker = EmbeddedKafka.start(directory, 0);
    int port = URI.create("kafka://" + broker.bootstrapServers()).getPort();
    try (var service = service(broker.bootstrapServers())) {
      address =
          "http://127.0.0.1:"
              + service.getEnvironment().getRequiredProperty("local.server.port")
              + "/actuator/";
      await().atMost(PATIENCE).until(() -> ask("health/readiness").statusCode() == 200);
      assertThat(ask("health/readiness").body())
          .contains("\"owned\":" + Cluster.PARTITIONS, "\"brokers\":1");
      assertThat(ask("health/liveness").body()).contains("UP");
      assertThat(ask("info").body()).contains("\"region\":\"here\"", "\"instance\":");
      assertThat(ask("prometheus").body())
          .contains("jvm_memory_used_bytes", "logback_events_total", "sluice_share_owned");
      assertThat(ask("env").statusCode()).isEqualTo(404);

      broker.close();
      await().atMost(PATIENCE).until(() -> ask("health/readiness").statusCode() == 503);
      assertThat(ask("health/liveness").statusCode()).isEqualTo(200);

      broker = EmbeddedKafka.start(directory, port);
      await().atMost(PATIENCE).until(() -> ask("health/readiness").statusCode() == 200);
    } finally {
      broker.close();
    }
  }

  private HttpResponse<String> ask(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(address + path)).build();
    return http.send(request, BodyHandlers.ofString());
  }

  private static ConfigurableApplicationContext service(String bootstrapServers) {
    var application = new SpringApplication(ComponentKernelIT.Service.class);
    application.setRegisterShutdownHook(false);
    application.setDefaultProperties(
        ComponentKernelIT.settings(bootstrapServers, "here", Cluster.PARTITIONS));
    return ManagementPort.of(application, 0).run();
  }
}
