package io.sluice.connector;

import io.sluice.component.Task;
import io.sluice.component.TaskContext;
import io.sluice.connector.format.RecordFormat;
import io.sluice.connector.full.FullSynchronization;
import io.sluice.connector.incremental.IncrementalSynchronization;
import io.sluice.connector.position.DestinationFailure;
import io.sluice.connector.position.ExactWriter;
import io.sluice.connector.position.Merge;
import io.sluice.connector.position.PositionTopic;
import io.sluice.connector.postgres.SourceConnections;
import io.sluice.connector.verify.TopicVerification;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Step;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TopicNames;
import io.sluice.datasource.DataSource;
import io.sluice.datasource.DataSources;
import io.sluice.datasource.KafkaEndpoint;
import io.sluice.postgres.Database;
import io.sluice.storelog.LogRange;
import io.sluice.storelog.LogStart;
import io.sluice.storelog.StoreLogReader;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** The work of a Connector. */
final class ConnectorTask implements Task {
  private static final Duration INCREMENTAL_PATIENCE = Duration.ofSeconds(60);

  /** The broker's own maximum by default; a table without a key is copied in one transaction. */
  private static final Duration FULL_PATIENCE = Duration.ofMinutes(15);

  private static final long LOOK_NANOS = Duration.ofMillis(500).toNanos();

  private final Map<String, Object> kafka;
  private final DataSources dataSources;
  private final IntConsumer crashPoints;

  /**
   * @param kafka bootstrap.servers and security of Sluice's own cluster
   * @param crashPoints told the number of each crash point that is passed
   */
  ConnectorTask(Map<String, Object> kafka, DataSources dataSources, IntConsumer crashPoints) {
    this.kafka = kafka;
    this.dataSources = dataSources;
    this.crashPoints = crashPoints;
  }

  @Override
  public ComponentKind kind() {
    return ComponentKind.CONNECTOR;
  }

  @Override
  public void run(TaskContext context) throws InterruptedException {
    TopicNames.all(context.spec().tables(), context.spec().options().topicTemplate());
    try {
      switch (context.step()) {
        case SCHEMA -> makeTopics(context);
        case FULL -> copy(context);
        case INCREMENTAL -> follow(context);
        case LOG_PULL ->
            throw new SluiceException(ErrorCode.INVALID_INPUT, "a Connector pulls no log");
        case VERIFY -> verify(context);
      }
    } catch (InterruptException e) {
      throw interrupted(e);
    }
  }

  @Override
  public void destroy(TaskContext context) throws InterruptedException {
    try (var admin = admin(context.spec())) {
      PositionTopic.remove(admin, context.spec().componentId());
    } catch (InterruptException e) {
      throw interrupted(e);
    }
  }

  @Override
  public @Nullable LogRange available(ComponentSpec spec) {
    return StoreLogReader.range(kafka, spec.storeId());
  }

  private void makeTopics(TaskContext context) throws InterruptedException {
    try (var admin = admin(context.spec())) {
      context.report(DestinationTopics.make(admin, context.spec()));
    }
  }

  private void copy(TaskContext context) throws InterruptedException {
    var source = source(context.spec());
    awaitLetGo(context);
    try (var writer = writer(context, FULL_PATIENCE)) {
      var parts =
          new FullSynchronization.Parts(
              context,
              source,
              format(context.spec(), source),
              topics(context.spec()),
              () -> logStart(context.spec()),
              crashPoints);
      new FullSynchronization(parts, writer).run();
    }
  }

  private void follow(TaskContext context) throws InterruptedException {
    var source = source(context.spec());
    String mergesInto = context.spec().mergesInto();
    if (mergesInto != null) {
      context.report(Map.of("handed over to", mergesInto));
    }
    try (var writer = writer(context, INCREMENTAL_PATIENCE);
        var merge =
            mergesInto == null ? null : new Merge(run(context, INCREMENTAL_PATIENCE), mergesInto)) {
      if (writer.positions().handedOverTo() != null) {
        return;
      }
      var parts =
          new IncrementalSynchronization.Parts(
              context,
              source,
              format(context.spec(), source),
              topics(context.spec()),
              crashPoints,
              merge);
      IncrementalSynchronization.run(parts, writer, reader(context.spec()));
    }
  }

  private void verify(TaskContext context) throws InterruptedException {
    var spec = context.spec();
    var source = source(spec);
    new TopicVerification(source, destination(spec), format(spec, source), topics(spec))
        .run(context);
  }

  /** Until then the Connector that had these tables may write what is older than the copy. */
  private void awaitLetGo(TaskContext context) {
    String taker = context.spec().mergesInto();
    while (taker != null
        && !context.stopping()
        && !Merge.hasLetGo(destination(context.spec()), taker, context.spec().sourceTables())) {
      context.meter().waitsFor(taker + " to let go of the tables");
      LockSupport.parkNanos(LOOK_NANOS);
    }
    context.meter().waitsFor(null);
  }

  private ExactWriter writer(TaskContext context, Duration patience) throws InterruptedException {
    var spec = context.spec();
    try (var admin = admin(spec)) {
      PositionTopic.ensure(admin, spec.componentId());
    }
    return ExactWriter.open(run(context, patience));
  }

  private ExactWriter.Run run(TaskContext context, Duration patience) {
    var spec = context.spec();
    return new ExactWriter.Run(
        destination(spec),
        spec.componentId(),
        context.epoch(),
        spec.sourceTables(),
        spec.revision(),
        patience,
        crashPoints);
  }

  private @Nullable LogStart logStart(ComponentSpec spec) {
    if (!spec.options().steps().contains(Step.INCREMENTAL)) {
      return null;
    }
    try {
      return LogStart.ofCopy(kafka, spec.storeId());
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw new SluiceException(ErrorCode.KAFKA_UNAVAILABLE, "the Store's log", e);
    }
  }

  private StoreLogReader reader(ComponentSpec spec) {
    try {
      return new StoreLogReader(kafka, spec.storeId(), spec.componentId());
    } catch (KafkaException e) {
      throw new SluiceException(ErrorCode.KAFKA_UNAVAILABLE, "the Store's log", e);
    }
  }

  private SourceConnections source(ComponentSpec spec) {
    return new SourceConnections(Database.require(dataSources, spec.source()), spec.componentId());
  }

  private Map<String, Object> destination(ComponentSpec spec) {
    var id = spec.destination();
    if (id == null) {
      throw new SluiceException(ErrorCode.INVALID_INPUT, "a Connector needs a destination");
    }
    return KafkaEndpoint.clientSettings(dataSources.require(id, DataSource.Kafka.class));
  }

  private Admin admin(ComponentSpec spec) {
    try {
      return Admin.create(destination(spec));
    } catch (KafkaException e) {
      throw DestinationFailure.of(e);
    }
  }

  private static RecordFormat format(ComponentSpec spec, SourceConnections source) {
    return RecordFormat.of(
        spec.options().format(),
        new RecordFormat.SourceName(spec.projectName(), source.database()));
  }

  private static Function<TableMapping, String> topics(ComponentSpec spec) {
    return mapping -> TopicNames.of(mapping, spec.options().topicTemplate());
  }

  private static InterruptedException interrupted(InterruptException cause) {
    var interrupted = new InterruptedException("interrupted in a Kafka client");
    interrupted.initCause(cause);
    return interrupted;
  }
}
