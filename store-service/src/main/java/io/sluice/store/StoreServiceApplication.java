package io.sluice.store;

import io.sluice.cluster.KafkaClients;
import io.sluice.component.ComponentKernel;
import io.sluice.component.Task;
import io.sluice.datasource.DataSources;
import io.sluice.management.ManagementPort;
import io.sluice.postgres.Database;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * store-service: owns Stores. Configured by hand, not by what is on the class path: in the
 * standalone that is every service's.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@Import(ComponentKernel.class)
public class StoreServiceApplication {
  /** Of the probes; the other services have other ones, so that all run on one machine. */
  private static final int PORT = 8081;

  @Bean
  Task storeTask(DataSources dataSources, KafkaClients kafka) {
    return new StoreTask(id -> Database.require(dataSources, id), kafka.connection());
  }

  /** Ready to be run, alone or beside the other services in one process. */
  public static SpringApplication application() {
    var application = new SpringApplication(StoreServiceApplication.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.setDefaultProperties(
        Map.of(
            "spring.config.name", "store-service",
            // Why the engine has ended is said by the Store, once.
            "logging.level.io.debezium", "off",
            "spring.main.banner-mode", "off",
            "spring.main.keep-alive", "true"));
    return application;
  }

  public static void main(String[] arguments) {
    ManagementPort.of(application(), PORT).run(arguments);
  }
}
