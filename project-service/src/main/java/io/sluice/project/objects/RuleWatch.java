package io.sluice.project.objects;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.contract.Envelope;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableMapping;
import io.sluice.contract.Topics;
import io.sluice.project.CommandSender;
import io.sluice.project.datasources.RuledTables;
import io.sluice.project.datasources.postgres.SourceCatalog;
import io.sluice.project.projects.ProjectGateway;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Looks at the sources of projects that have rules, and asks of a project what an operator would
 * ask: that a table which was made is brought in, and that one which was dropped is let go (what is
 * at the destination stays). Every instance looks; what two of them ask at once is the same
 * command.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class RuleWatch {
  /** Who asks. */
  static final String ACTOR = "rule";

  private static final Logger LOG = LoggerFactory.getLogger(RuleWatch.class);
  private static final String SOURCE = "/sluice/rules";

  private final ProjectGateway projects;
  private final RuledTables ruled;
  private final CommandSender commands;
  private final InstantSource clock;

  RuleWatch(
      ProjectGateway projects, RuledTables ruled, CommandSender commands, InstantSource clock) {
    this.projects = projects;
    this.ruled = ruled;
    this.commands = commands;
    this.clock = clock;
  }

  @Scheduled(fixedDelayString = "${sluice.rules.interval:PT10S}")
  void look() throws InterruptedException {
    try {
      for (var project : projects.ruled().entrySet()) {
        tryToLook(project.getKey(), project.getValue());
      }
    } catch (DataAccessException e) {
      LOG.info("The rules of projects wait for the database: {}", e.getMessage());
    }
  }

  private void tryToLook(String id, ProjectDefinition is) throws InterruptedException {
    try {
      look(id, is);
    } catch (SluiceException e) {
      LOG.info("The rules of {} wait: {}", id, e.getMessage());
    }
  }

  private void look(String id, ProjectDefinition is) throws InterruptedException {
    var rules = Objects.requireNonNullElse(is.rules(), List.<String>of());
    var chosen = ruled.of(is.source(), rules);
    var left = is.tables().stream().filter(table -> !chosen.gone().test(table.source())).toList();
    // One without a key cannot be logged; who asks for it by name is told so by the precheck.
    var keyed = chosen.tables().stream().filter(SourceCatalog.Table::canBeLogged).toList();
    List<TableMapping> wanted = RuledTables.added(left, keyed);
    if (!wanted.isEmpty() && !wanted.equals(is.tables())) {
      var name = id + " " + is.revision() + " " + wanted;
      String command = "rule-" + UUID.nameUUIDFromBytes(name.getBytes(UTF_8));
      var envelope =
          new Envelope(command, id, SOURCE, clock.instant(), command, null, ACTOR, null, null);
      CommandSender.await(
          commands.send(
              Topics.PROJECT_COMMANDS,
              envelope,
              new ProjectCommand.ModifyObjects(wanted, is.revision(), null)));
    }
  }
}
