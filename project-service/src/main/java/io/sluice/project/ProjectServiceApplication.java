package io.sluice.project;

import io.sluice.cluster.ClusterAccess;
import io.sluice.management.ServiceHealth;
import java.time.InstantSource;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** The service as a process of its own, or as a part of the standalone. */
@SpringBootApplication
@Import({ClusterAccess.class, ServiceHealth.class})
@ConfigurationPropertiesScan
public class ProjectServiceApplication {
  /** As many as there are things that may wait for something outside. */
  private static final int SCHEDULED = 8;

  /** Configured, not yet run; the file {@code project-service.yml} holds the defaults. */
  public static SpringApplication application() {
    var application = new SpringApplication(ProjectServiceApplication.class);
    application.setDefaultProperties(Map.of("spring.config.name", "project-service"));
    return application;
  }

  static void main(String[] arguments) {
    application().run(arguments);
  }

  /**
   * For all that is done again and again. With one thread, as would be otherwise, a source that
   * hangs would hold up who looks for what hangs.
   */
  @Bean
  ThreadPoolTaskScheduler taskScheduler() {
    var scheduler = new ThreadPoolTaskScheduler();
    scheduler.setPoolSize(SCHEDULED);
    scheduler.setThreadNamePrefix("sluice-scheduled-");
    scheduler.setDaemon(true);
    return scheduler;
  }

  @Bean
  InstantSource clock() {
    return InstantSource.system();
  }
}
