package io.sluice.project.flow;

import io.sluice.cluster.TopicSetup;
import io.sluice.contract.Envelope;
import io.sluice.contract.Topics;
import io.sluice.failpoint.Failpoint;
import io.sluice.project.CommandSender;
import io.sluice.project.EventConsumer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;

/**
 * Brings the flow its events and sends what it answers. An event is done when all its commands are
 * durable; after a crash it is read again, and its commands, which have the same ids and follow
 * from the same place in the log, change nothing the second time. So it does no harm either when
 * the reader's offsets are lost and the whole log is read again.
 */
@Configuration(proxyBeanMethods = false)
class FlowRunner {
  private static final String SOURCE = "/flow";

  private final CommandSender commands;
  private final InstantSource clock;
  private final TopicSetup setup;
  private final RegionTopics topics;
  private volatile @Nullable String eventLog;

  FlowRunner(CommandSender commands, InstantSource clock, TopicSetup topics) {
    this.commands = commands;
    this.clock = clock;
    this.setup = topics;
    this.topics = new RegionTopics(topics);
  }

  @Bean
  Consumer<Message<byte[]>> flow() {
    return new EventConsumer(this::follow);
  }

  private void follow(Envelope event, Record data, ConsumerRecord<?, ?> at)
      throws InterruptedException {
    List<Outgoing> next = Flow.next(event, data);
    var place = new Envelope.Position(eventLog() + "/" + at.partition(), at.offset());
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (int i = 0; i < next.size(); i++) {
      Outgoing outgoing = next.get(i);
      topics.ensure(outgoing.topic());
      String id = event.id() + "/" + i + "/" + outgoing.mark();
      Envelope envelope =
          event.causes(id, outgoing.subject(), SOURCE, clock.instant()).following(place);
      sent.add(commands.send(outgoing.topic(), envelope, outgoing.command()));
      Failpoint.reached("flow.sending");
    }
    for (Future<RecordMetadata> command : sent) {
      CommandSender.await(command);
    }
    Failpoint.reached("flow.sent");
  }

  private String eventLog() {
    String known = eventLog;
    if (known == null) {
      known = setup.idOf(Topics.EVENTS);
      eventLog = known;
    }
    return known;
  }
}
