package io.sluice.component;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.contract.ComponentCommand.Create;
import io.sluice.contract.ComponentCommand.Pause;
import io.sluice.contract.ComponentCommand.Start;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Step;
import io.sluice.fixture.KafkaFixture;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

class ComponentKernelIT {
  @Configuration(proxyBeanMethods = false)
  @Import(ComponentKernel.class)
  static class Service {
    @Bean
    ScriptedTask task() {
      return new ScriptedTask();
    }
  }

  @Test
  void aServiceIsAnImportAndATaskAndLeavesNothingRunning() {
    try (var cluster = new Cluster()) {
      ConfigurableApplicationContext service = service(cluster.region);
      String id = Cluster.newId();
      cluster.send(id, new Create(cluster.spec(id)));
      cluster.send(id, new Start(Step.INCREMENTAL, null));
      var task = service.getBean(ScriptedTask.class);
      await().atMost(Duration.ofSeconds(90)).until(() -> task.running.containsKey(id));
      service.close();
      assertThat(task.running).isEmpty();

      service = service(cluster.region);
      var next = service.getBean(ScriptedTask.class);
      await().atMost(Duration.ofSeconds(90)).until(() -> next.running.containsKey(id));
      cluster.send(id, new Pause(null));
      await().atMost(Duration.ofSeconds(90)).until(next.running::isEmpty);
      service.close();
    }
  }

  @Test
  void whatKeepsItFromStartingIsSaidWithWhatToDo() {
    var told = new ByteArrayOutputStream();
    var before = System.out;
    try (var cluster = new Cluster()) {
      service(cluster.region).close();
      System.setOut(new PrintStream(told, true, UTF_8));
      assertThatThrownBy(() -> service(cluster.region, Cluster.PARTITIONS + 1))
          .hasRootCauseInstanceOf(SluiceException.class);
    } finally {
      System.setOut(before);
    }
    assertThat(told.toString(UTF_8))
        .contains("APPLICATION FAILED TO START", "set what the installation was made with")
        .doesNotContain("\tat io.sluice");
  }

  private static ConfigurableApplicationContext service(String region) {
    return service(region, Cluster.PARTITIONS);
  }

  private static ConfigurableApplicationContext service(String region, int partitions) {
    var application = new SpringApplication(Service.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.setRegisterShutdownHook(false);
    application.setDefaultProperties(settings(KafkaFixture.bootstrapServers(), region, partitions));
    return application.run();
  }

  static Map<String, Object> settings(String bootstrapServers, String region, int partitions) {
    return Map.of(
        "spring.application.name", "writer-service",
        "spring.kafka.bootstrap-servers", bootstrapServers,
        "sluice.region", region,
        "sluice.partitions", partitions,
        "sluice.secret-key", Base64.getEncoder().encodeToString(new byte[32]));
  }
}
