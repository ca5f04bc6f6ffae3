package io.sluice.project.gateway;

import io.sluice.cluster.KafkaClients;
import io.sluice.contract.cloudevents.Json;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import java.util.HashMap;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** JSON as strict as on the topics, the caller as an argument, and the OpenAPI document. */
@Configuration(proxyBeanMethods = false)
class GatewayConfiguration implements WebMvcConfigurer {
  @Override
  public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
    converters.withJsonConverter(new JacksonJsonHttpMessageConverter(Json.STRICT));
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(new CallerArgument());
  }

  @Bean(destroyMethod = "close")
  Producer<String, byte[]> commandProducer(KafkaClients kafka) {
    var settings = new HashMap<>(kafka.connection());
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "sluice-gateway");
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4 << 20);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000L);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 8_000);
    return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  @Bean
  OpenAPI openApi() {
    SpringDocUtils.getConfig().addRequestWrapperToIgnore(Caller.class);
    return new OpenAPI()
        .info(
            new Info()
                .title("Sluice")
                .version("v1")
                .description(
                    "Writes become commands: 202 with the command's id, or with `Prefer: wait=N`"
                        + " the outcome. Faults are problem documents (RFC 9457) with `code`,"
                        + " `detail` and `remedy`.")
                .license(new License().name("Apache-2.0")));
  }

  /** What {@link Caller} reads is a parameter of every write. */
  @Bean
  OperationCustomizer callerHeaders() {
    return (operation, method) -> {
      for (var parameter : method.getMethodParameters()) {
        if (parameter.getParameterType().equals(Caller.class)) {
          operation.addParametersItem(
              header(
                  CallerArgument.KEY, "Becomes the command's id; the same again changes nothing."));
          operation.addParametersItem(
              header(
                  CallerArgument.PREFER, "`wait=N`: wait N seconds, 30 at most, for the outcome."));
        }
      }
      return operation;
    };
  }

  private static HeaderParameter header(String name, String description) {
    var header = new HeaderParameter();
    header.setName(name);
    header.setDescription(description);
    header.setSchema(new StringSchema());
    return header;
  }
}
