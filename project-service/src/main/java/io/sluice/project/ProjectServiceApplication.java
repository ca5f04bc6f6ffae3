package io.sluice.project;

import io.sluice.cluster.ClusterAccess;
import java.time.InstantSource;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The service as a process of its own, or as a part of the standalone. */
@SpringBootApplication
@Import(ClusterAccess.class)
@ConfigurationPropertiesScan
public class ProjectServiceApplication {
  /** Configured, not yet run; the file {@code project-service.yml} holds the defaults. */
  public static SpringApplication application() {
    var application = new SpringApplication(ProjectServiceApplication.class);
    application.setDefaultProperties(Map.of("spring.config.name", "project-service"));
    return application;
  }

  static void main(String[] arguments) {
    application().run(arguments);
  }

  @Bean
  InstantSource clock() {
    return InstantSource.system();
  }
}
