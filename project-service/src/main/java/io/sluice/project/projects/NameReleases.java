package io.sluice.project.projects;

import io.sluice.contract.Envelope;
import io.sluice.contract.ProjectEvent;
import io.sluice.project.EventConsumer;
import java.util.function.Consumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;

/** Frees names that projects have given up, once the event that says so is written. */
@Configuration(proxyBeanMethods = false)
class NameReleases {
  private final NameReservations names;

  NameReleases(NameReservations names) {
    this.names = names;
  }

  @Bean
  Consumer<Message<byte[]>> names() {
    return new EventConsumer(this::release);
  }

  private void release(Envelope envelope, Record event) {
    if (event instanceof ProjectEvent.Renamed(var name)) {
      names.renamed(envelope.subject(), name, envelope.time());
    } else if (event instanceof ProjectEvent.Deleted) {
      names.deleted(envelope.subject());
    }
  }
}
