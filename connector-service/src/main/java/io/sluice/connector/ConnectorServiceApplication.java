package io.sluice.connector;

import io.sluice.cluster.KafkaClients;
import io.sluice.component.ComponentKernel;
import io.sluice.component.Task;
import io.sluice.datasource.DataSources;
import io.sluice.failpoint.Failpoint;
import io.sluice.management.ManagementPort;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * The service that owns Connectors. Configured by hand, not by what is on the class path: in the
 * standalone that is every service's.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@Import(ComponentKernel.class)
public class ConnectorServiceApplication {
  /** Of the probes; the other services have other ones, so that all run on one machine. */
  private static final int PORT = 8082;

  /** The service, ready to be run by itself or beside others in one process. */
  public static SpringApplication application() {
    var application = new SpringApplication(ConnectorServiceApplication.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.setDefaultProperties(
        Map.of("spring.config.name", "connector-service", "spring.main.keep-alive", "true"));
    return application;
  }

  public static void main(String[] arguments) {
    ManagementPort.of(application(), PORT).run(arguments);
  }

  @Bean
  static Task connectorTask(KafkaClients clients, DataSources dataSources) {
    return new ConnectorTask(
        clients.connection(), dataSources, number -> Failpoint.reached("connector", number));
  }
}
