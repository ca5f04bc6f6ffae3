package io.sluice.project.flow;

import io.sluice.cluster.TopicSetup;
import io.sluice.contract.Envelope;
import io.sluice.failpoint.Failpoint;
import io.sluice.project.CommandSender;
import io.sluice.project.EventConsumer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;

/**
 * Brings the flow its events and sends what it answers. An event is done when all its commands are
 * durable; after a crash it is read again, and its commands, which have the same ids, change
 * nothing the second time.
 */
@Configuration(proxyBeanMethods = false)
class FlowRunner {
  private static final String SOURCE = "/flow";

  private final CommandSender commands;
  private final InstantSource clock;
  private final RegionTopics topics;

  FlowRunner(CommandSender commands, InstantSource clock, TopicSetup topics) {
    this.commands = commands;
    this.clock = clock;
    this.topics = new RegionTopics(topics);
  }

  @Bean
  Consumer<Message<byte[]>> flow() {
    return new EventConsumer(this::follow);
  }

  private void follow(Envelope event, Record data) throws InterruptedException {
    List<Outgoing> next = Flow.next(event, data);
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (int i = 0; i < next.size(); i++) {
      Outgoing outgoing = next.get(i);
      topics.ensure(outgoing.topic());
      String id = event.id() + "/" + i + "/" + outgoing.mark();
      Envelope envelope = event.causes(id, outgoing.subject(), SOURCE, clock.instant());
      sent.add(commands.send(outgoing.topic(), envelope, outgoing.command()));
      Failpoint.reached("flow.sending");
    }
    for (Future<RecordMetadata> command : sent) {
      CommandSender.await(command);
    }
    Failpoint.reached("flow.sent");
  }
}
