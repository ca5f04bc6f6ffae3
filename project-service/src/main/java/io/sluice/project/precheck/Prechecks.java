package io.sluice.project.precheck;

import static io.sluice.project.precheck.checks.Checks.failed;
import static io.sluice.project.precheck.checks.Checks.passed;
import static io.sluice.project.precheck.checks.Checks.warning;

import io.sluice.cluster.KafkaClients;
import io.sluice.cluster.Replication;
import io.sluice.contract.CheckResult;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Step;
import io.sluice.datasource.DataSource;
import io.sluice.datasource.DataSources;
import io.sluice.postgres.Database;
import io.sluice.postgres.SqlFailures;
import io.sluice.project.precheck.postgres.DestinationChecks;
import io.sluice.project.precheck.postgres.Server;
import io.sluice.project.precheck.postgres.SourceChecks;
import io.sluice.project.precheck.postgres.SourceTables;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.stereotype.Component;

/**
 * Looks at everything that could keep a project from working. Changes nothing, and ends within a
 * minute even when nobody answers.
 */
@Component
public final class Prechecks {
  private static final int PATIENCE_SECONDS = 10;

  private final DataSources sources;
  private final InstantSource clock;
  private final KafkaClients own;

  /**
   * @param own the cluster that Sluice itself works with
   */
  Prechecks(DataSources sources, InstantSource clock, KafkaClients own) {
    this.sources = sources;
    this.own = own;
    this.clock = clock;
  }

  /** What was found, in the order people would look. */
  public List<CheckResult> run(String projectId, ProjectDefinition definition)
      throws InterruptedException {
    List<CheckResult> results = new ArrayList<>(source(projectId, definition));
    if (definition.has(Step.LOG_PULL)) {
      results.add(logCopies());
    }
    results.addAll(
        definition.destinationKind() == ComponentKind.CONNECTOR
            ? kafka(definition)
            : database(definition));
    return results;
  }

  /**
   * What was found of the definition's tables, which are to be brought into a project that has
   * started.
   */
  public List<CheckResult> tables(String projectId, ProjectDefinition definition)
      throws InterruptedException {
    List<CheckResult> results =
        new ArrayList<>(
            onServer(
                definition.source(),
                "source",
                ErrorCode.SOURCE_UNREACHABLE,
                server -> new SourceTables(server, projectId, definition).run()));
    results.addAll(
        definition.destinationKind() == ComponentKind.CONNECTOR
            ? kafka(definition)
            : onServer(
                definition.destination(),
                "destination",
                ErrorCode.DESTINATION_UNREACHABLE,
                server -> new DestinationChecks(server, definition).ofTables()));
    return results;
  }

  /** What is in the log of a Store, the source has been told to forget. */
  private CheckResult logCopies() throws InterruptedException {
    String name = "log-copies";
    try (Admin admin = own.admin()) {
      int brokers = admin.describeCluster().nodes().get(PATIENCE_SECONDS, TimeUnit.SECONDS).size();
      int copies = Replication.on(brokers).copies();
      return copies > 1
          ? passed(name)
          : warning(
              name,
              ErrorCode.TOO_FEW_COPIES,
              "Sluice's Kafka has one broker: the log of the source is kept once, and lost with its"
                  + " disk",
              "Run three brokers where losing what was pulled would be a loss.");
    } catch (ExecutionException | TimeoutException e) {
      return failed(
          name,
          new Failure(ErrorCode.KAFKA_UNAVAILABLE, "Sluice's own brokers: " + e.getMessage()));
    }
  }

  private List<CheckResult> source(String projectId, ProjectDefinition definition) {
    return onServer(
        definition.source(),
        "source",
        ErrorCode.SOURCE_UNREACHABLE,
        server -> new SourceChecks(server, projectId, definition, clock).run());
  }

  private List<CheckResult> database(ProjectDefinition definition) {
    return onServer(
        definition.destination(),
        "destination",
        ErrorCode.DESTINATION_UNREACHABLE,
        server -> new DestinationChecks(server, definition).run());
  }

  private List<CheckResult> kafka(ProjectDefinition definition) throws InterruptedException {
    try {
      var destination = sources.require(definition.destination(), DataSource.Kafka.class);
      return new KafkaChecks(destination, definition).run();
    } catch (SluiceException e) {
      return List.of(failed("destination-connection", e.failure()));
    }
  }

  @FunctionalInterface
  private interface Look {
    List<CheckResult> at(Server server) throws SQLException;
  }

  private List<CheckResult> onServer(
      String dataSource, String side, ErrorCode unreachable, Look look) {
    List<CheckResult> results = new ArrayList<>();
    try (var server = Server.connect(Database.require(sources, dataSource), unreachable)) {
      results.add(passed(side + "-connection"));
      results.addAll(look.at(server));
    } catch (SluiceException e) {
      results.add(failed(side + "-connection", e.failure()));
    } catch (SQLException e) {
      // What went before still tells something; what comes after was not looked at.
      results.add(failed(side + "-checks", SqlFailures.classify(e, unreachable, null).failure()));
    }
    return results;
  }
}
