package io.sluice.project;

import io.sluice.contract.SluiceException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.stream.config.ListenerContainerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.support.converter.MessagingMessageConverter;
import org.springframework.kafka.support.converter.RecordMessageConverter;
import org.springframework.util.backoff.FixedBackOff;

/** How the functional bindings read the event log: whole records, and nothing given up on. */
@Configuration(proxyBeanMethods = false)
class EventLogBindings {
  private static final Logger LOG = LoggerFactory.getLogger(EventLogBindings.class);
  private static final long RETRY_MILLIS = 1_000;

  /** Named in project-service.yml; the functions read the record itself, its headers above all. */
  @Bean
  RecordMessageConverter rawRecords() {
    var converter = new MessagingMessageConverter();
    converter.setRawRecordHeader(true);
    return converter;
  }

  /**
   * Static, or it would be made before the binder's own beans could be processed. What Kafka or the
   * database cannot do now is tried until they can; anything else would go wrong again, and must
   * not hold up the events behind it.
   */
  @Bean
  static ListenerContainerCustomizer<AbstractMessageListenerContainer<?, ?>> retryUntilDone() {
    return (container, _, _) -> {
      var handler =
          new DefaultErrorHandler(
              (record, e) ->
                  LOG.error(
                      "passed over event {}-{} offset {}",
                      record.topic(),
                      record.partition(),
                      record.offset(),
                      e));
      handler.setBackOffFunction(
          (_, e) ->
              isTransient(e)
                  ? new FixedBackOff(RETRY_MILLIS, FixedBackOff.UNLIMITED_ATTEMPTS)
                  : new FixedBackOff(0, 0));
      container.setCommonErrorHandler(handler);
    };
  }

  private static boolean isTransient(@Nullable Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SluiceException sluice) {
        return sluice.isTransient();
      }
      if (cause instanceof DataAccessException || cause instanceof InterruptedException) {
        return true;
      }
    }
    return false;
  }
}
