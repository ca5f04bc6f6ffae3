package io.sluice.writer;

import io.sluice.cluster.KafkaClients;
import io.sluice.component.ComponentKernel;
import io.sluice.component.Task;
import io.sluice.datasource.DataSources;
import io.sluice.management.ManagementPort;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * writer-service: owns JDBCWriters. Configured by hand, not by what is on the class path: in the
 * standalone that is every service's.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@Import(ComponentKernel.class)
public class WriterServiceApplication {
  /** Of the probes; the other services have other ones, so that all run on one machine. */
  private static final int PORT = 8083;

  @Bean
  Task writerTask(DataSources dataSources, KafkaClients kafka) {
    return new WriterTask(dataSources, kafka.connection());
  }

  /** Ready to be run, alone or beside the other services in one process. */
  public static SpringApplication application() {
    var application = new SpringApplication(WriterServiceApplication.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.setDefaultProperties(
        Map.of(
            "spring.config.name", "writer-service",
            "spring.main.banner-mode", "off",
            "spring.main.keep-alive", "true"));
    return application;
  }

  public static void main(String[] arguments) {
    ManagementPort.of(application(), PORT).run(arguments);
  }
}
