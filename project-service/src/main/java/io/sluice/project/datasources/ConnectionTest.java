package io.sluice.project.datasources;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.SluiceException;
import io.sluice.datasource.DataSource;
import io.sluice.datasource.KafkaEndpoint;
import io.sluice.postgres.Database;
import io.sluice.project.datasources.postgres.SourceCatalog;
import java.util.HashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tries a data source out, as it would be used. */
@Component
class ConnectionTest {
  private static final int KAFKA_MILLIS = 8_000;

  /**
   * What came of it. A source that cannot be reached is a result, not a fault of the request.
   *
   * @param version what the server says it is
   * @param millis how long it took
   * @param text what kind of failure it is, in a sentence
   */
  record Result(
      boolean connected,
      @Nullable String version,
      long millis,
      @Nullable String text,
      @Nullable Failure failure,
      @Nullable String remedy) {}

  Result run(DataSource source) {
    long begun = System.nanoTime();
    try {
      String version =
          switch (source) {
            case DataSource.Postgres postgres -> SourceCatalog.version(new Database(postgres));
            case DataSource.Kafka kafka -> version(kafka);
          };
      return new Result(true, version, millis(begun), null, null, null);
    } catch (SluiceException e) {
      var failure = e.failure();
      return new Result(
          false, null, millis(begun), failure.code().text(), failure, failure.remedy());
    }
  }

  private static String version(DataSource.Kafka kafka) {
    var settings = new HashMap<>(KafkaEndpoint.clientSettings(kafka));
    settings.put("request.timeout.ms", KAFKA_MILLIS / 2);
    settings.put("default.api.timeout.ms", KAFKA_MILLIS);
    try (var admin = Admin.create(settings)) {
      var cluster = admin.describeCluster();
      String id = cluster.clusterId().get(KAFKA_MILLIS, TimeUnit.MILLISECONDS);
      int brokers = cluster.nodes().get(KAFKA_MILLIS, TimeUnit.MILLISECONDS).size();
      return "Kafka cluster " + id + ", " + brokers + (brokers == 1 ? " broker" : " brokers");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(kafka, e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof SaslAuthenticationException
          ? new SluiceException(
              ErrorCode.AUTHENTICATION_FAILED, kafka.bootstrapServers() + " refused the user", e)
          : unreachable(kafka, e);
    } catch (TimeoutException | KafkaException e) {
      throw unreachable(kafka, e);
    }
  }

  private static SluiceException unreachable(DataSource.Kafka kafka, Exception cause) {
    return new SluiceException(
        ErrorCode.SOURCE_UNREACHABLE, kafka.bootstrapServers() + " does not answer", cause);
  }

  private static long millis(long begun) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
  }
}
