package io.sluice.connector;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.component.ReplayScope;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableMapping;
import io.sluice.datasource.DataSource;
import io.sluice.datasource.DataSources;
import io.sluice.datasource.Secret;
import io.sluice.fixture.KafkaFixture;
import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.RecordedRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Connector with a source database and a destination cluster of its own. */
final class Scene {
  /** What of a replay is wanted. */
  ReplayScope replayScope = ReplayScope.all();

  private static final AtomicInteger COUNT = new AtomicInteger();
  static final IntConsumer NO_CRASH = point -> {};
  private static final JsonMapper JSON = new JsonMapper();

  final PostgresFixture.Database database = PostgresFixture.database("connector");
  final String id = COUNT.incrementAndGet() + "x" + ProcessHandle.current().pid();
  final String connectorId = "c-" + id;
  final String storeId = "s-" + id;
  private final DataSources dataSources =
      DataSources.of(
          new DataSource.Postgres(
              "src",
              "src",
              "default",
              database.host(),
              database.port(),
              database.name(),
              database.username(),
              new Secret(database.password()),
              DataSource.SslMode.DISABLE),
          new DataSource.Kafka(
              "dst",
              "dst",
              "default",
              KafkaFixture.bootstrapServers(),
              DataSource.SecurityProtocol.PLAINTEXT,
              null,
              null,
              null));

  ComponentSpec spec(
      Set<Step> steps, SyncOptions.Format format, int rowsPerSecond, String... tables) {
    var options =
        new SyncOptions(
            steps,
            SyncOptions.ConflictPolicy.OVERWRITE,
            format,
            id + ".{schema}.{table}",
            3,
            2,
            rowsPerSecond,
            1,
            SyncOptions.DEFAULT.ddl(),
            SyncOptions.DEFAULT.constraints(),
            null,
            null,
            null,
            null);
    var mappings = new ArrayList<TableMapping>();
    for (String table : tables) {
      mappings.add(TableMapping.same("public", table));
    }
    return new ComponentSpec(
        connectorId,
        ComponentKind.CONNECTOR,
        "p-" + id,
        "project " + id,
        "default",
        storeId,
        "src",
        "dst",
        mappings,
        options,
        null,
        null);
  }

  String topic(String table) {
    return id + ".public." + table;
  }

  ConnectorTask task(IntConsumer crashPoints) {
    return new ConnectorTask(KafkaFixture.client(), dataSources, crashPoints);
  }

  /** Performs a step to its end. */
  RecordedRun perform(ComponentSpec spec, Step step, long epoch) throws InterruptedException {
    var context = new RecordedRun(step, epoch, spec);
    run(context, NO_CRASH);
    return context;
  }

  /** A run on a thread of its own. */
  record Running(RecordedRun context, CompletableFuture<@Nullable Throwable> outcome) {
    /** Stops it and gives what it ended with. */
    @Nullable Throwable stop() {
      context.stopping = true;
      return outcome.join();
    }
  }

  Running start(
      ComponentSpec spec,
      Step step,
      long epoch,
      @Nullable Instant replayFrom,
      IntConsumer crashPoints) {
    var context = new RecordedRun(step, epoch, spec, replayFrom);
    context.replayScope = replayScope;
    var outcome = new CompletableFuture<@Nullable Throwable>();
    Thread.ofPlatform()
        .daemon()
        .name("run-" + epoch)
        .start(
            () -> {
              try {
                run(context, crashPoints);
                outcome.complete(null);
              } catch (Throwable e) {
                outcome.complete(e);
              }
            });
    return new Running(context, outcome);
  }

  /** A broker that lets one transaction down is met as the kernel meets it: by another run. */
  private void run(RecordedRun context, IntConsumer crashPoints) throws InterruptedException {
    boolean again;
    do {
      again = false;
      try {
        task(crashPoints).run(context);
      } catch (SluiceException e) {
        again = e.failure().code() == ErrorCode.DESTINATION_UNREACHABLE && !context.stopping;
        if (!again) {
          throw e;
        }
      }
    } while (again);
  }

  /** Everything committed in a topic, by partition in order. */
  static List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    var settings = new HashMap<>(KafkaFixture.client());
    settings.put("isolation.level", "read_committed");
    settings.put("key.deserializer", ByteArrayDeserializer.class);
    settings.put("value.deserializer", ByteArrayDeserializer.class);
    var all = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    try (var consumer = new KafkaConsumer<byte[], byte[]>(settings);
        var admin = Admin.create(KafkaFixture.client())) {
      var partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      var ends = new HashMap<TopicPartition, OffsetSpec>();
      partitions.forEach(partition -> ends.put(partition, OffsetSpec.latest()));
      var end =
          admin
              .listOffsets(ends, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
              .all()
              .get();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (end.entrySet().stream()
          .anyMatch(e -> consumer.position(e.getKey()) < e.getValue().offset())) {
        consumer.poll(Duration.ofMillis(200)).forEach(all::add);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return all;
  }

  /** The table that a consumer of the JSON format builds: key to the row's newest columns. */
  static Map<String, Map<String, String>> materialize(
      List<ConsumerRecord<byte[], byte[]>> records) {
    var table = new TreeMap<String, Map<String, String>>();
    for (var message : records) {
      JsonNode value = JSON.readTree(message.value());
      switch (value.path("op").asString()) {
        case "t" ->
            table
                .values()
                .removeIf(row -> String.valueOf(message.partition()).equals(row.get("#")));
        case "d" -> table.remove(new String(message.key(), UTF_8));
        default -> {
          var row = table.computeIfAbsent(new String(message.key(), UTF_8), _ -> new TreeMap<>());
          row.put("#", String.valueOf(message.partition()));
          value
              .path("after")
              .properties()
              .forEach(column -> row.put(column.getKey(), column.getValue().asString()));
        }
      }
    }
    table.values().forEach(row -> row.remove("#"));
    return table;
  }

  /** The source's table in the same form: a bigint key {@code id} and text columns. */
  Map<String, Map<String, String>> source(String table, String... columns) {
    var rows = new TreeMap<String, Map<String, String>>();
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var result =
            statement.executeQuery(
                "select id, " + String.join("::text, ", columns) + "::text from " + table)) {
      while (result.next()) {
        var row = new TreeMap<String, String>();
        row.put("id", result.getString(1));
        for (int i = 0; i < columns.length; i++) {
          String value = result.getString(i + 2);
          row.put(columns[i], value == null ? "" : value);
        }
        rows.put("{\"id\":" + result.getString(1) + "}", row);
      }
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
    return rows;
  }
}
