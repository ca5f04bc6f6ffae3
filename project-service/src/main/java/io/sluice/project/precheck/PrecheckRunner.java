package io.sluice.project.precheck;

import io.sluice.contract.CheckResult;
import io.sluice.contract.Envelope;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.Topics;
import io.sluice.project.CommandSender;
import io.sluice.project.EventConsumer;
import io.sluice.project.precheck.checks.Checks;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;

/**
 * Runs the prechecks that are asked for and tells the project what was found. Reads the event log
 * in a group of its own, so that a database that does not answer holds up no running project.
 */
@Configuration(proxyBeanMethods = false)
class PrecheckRunner {
  private static final Logger LOG = LoggerFactory.getLogger(PrecheckRunner.class);
  private static final String SOURCE = "/precheck";

  private final Prechecks prechecks;
  private final CommandSender commands;
  private final InstantSource clock;

  PrecheckRunner(Prechecks prechecks, CommandSender commands, InstantSource clock) {
    this.prechecks = prechecks;
    this.commands = commands;
    this.clock = clock;
  }

  @Bean
  Consumer<Message<byte[]>> precheck() {
    return new EventConsumer((event, data, _) -> answer(event, data));
  }

  private void answer(Envelope event, Record data) throws InterruptedException {
    if (data instanceof ProjectEvent.PrecheckRequested(var definition, var task)) {
      List<CheckResult> results;
      try {
        results =
            task == null
                ? prechecks.run(event.subject(), definition)
                : prechecks.tables(event.subject(), definition);
      } catch (RuntimeException e) {
        // Without an answer the project would wait for ever.
        LOG.error("The precheck of {} ended with a fault of its own", event.subject(), e);
        results =
            List.of(
                Checks.failed(
                    "precheck",
                    ErrorCode.INTERNAL,
                    "correlation id " + event.correlationId(),
                    ErrorCode.INTERNAL.remedy()));
      }
      Envelope envelope =
          event.causes(event.id() + "/precheck", event.subject(), SOURCE, clock.instant());
      CommandSender.await(
          commands.send(
              Topics.PROJECT_COMMANDS, envelope, new ProjectCommand.RecordPrecheck(results, task)));
    }
  }
}
