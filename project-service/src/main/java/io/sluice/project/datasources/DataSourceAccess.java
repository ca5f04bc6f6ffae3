package io.sluice.project.datasources;

import io.sluice.datasource.DataSourceCodec;
import io.sluice.datasource.SealingKey;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How a data source is written; reading is the same for all services. */
@Configuration(proxyBeanMethods = false)
class DataSourceAccess {
  @Bean
  DataSourceCodec dataSourceCodec(SealingKey key) {
    return new DataSourceCodec(key);
  }
}
