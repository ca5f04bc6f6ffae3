package io.sluice.connector.verify;

import io.sluice.change.ColumnSchema;
import io.sluice.chunk.RateLimit;
import io.sluice.component.TaskContext;
import io.sluice.connector.format.RecordFormat;
import io.sluice.connector.format.RecordReader;
import io.sluice.connector.postgres.CopyTable;
import io.sluice.connector.postgres.SourceCatalog;
import io.sluice.connector.postgres.SourceConnections;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableComparison;
import io.sluice.contract.TableMapping;
import io.sluice.postgres.DatabaseRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The step of a component that compares the tables of its project with their topics, one after the
 * other. A run that follows a crash or a pause begins again: what is known of a topic is kept for
 * as long as the run lasts.
 */
public final class TopicVerification {
  private final SourceConnections source;
  private final Map<String, Object> cluster;
  private final RecordFormat format;
  private final Function<TableMapping, String> topics;

  /**
   * @param cluster bootstrap.servers and security of the destination
   */
  public TopicVerification(
      SourceConnections source,
      Map<String, Object> cluster,
      RecordFormat format,
      Function<TableMapping, String> topics) {
    this.source = source;
    this.cluster = Map.copyOf(cluster);
    this.format = format;
    this.topics = topics;
  }

  /** Returns when every table is compared, or the component is stopping. */
  public void run(TaskContext context) throws InterruptedException {
    var options = context.spec().options();
    var run =
        new TopicComparison.Run(
            context,
            cluster,
            new RecordReader(options.format()),
            new RateLimit(options.rowsPerSecond()));
    var found = new ArrayList<TableComparison>();
    try (var connection = source.open()) {
      for (var mapping : context.spec().tables()) {
        var one = compare(run, connection, mapping);
        if (one == null) {
          return;
        }
        found.add(one);
        context.compared(one);
      }
    } catch (SQLException e) {
      throw DatabaseRole.SOURCE.failure(e);
    }
    context.report(TableComparison.totals(found));
  }

  private @Nullable TableComparison compare(
      TopicComparison.Run run, Connection connection, TableMapping mapping)
      throws InterruptedException {
    try {
      var table = DatabaseRole.SOURCE.call(() -> SourceCatalog.table(connection, mapping));
      String hindrance = hindrance(table, run.reader());
      return hindrance == null
          ? compare(run, connection, mapping, table)
          : new TableComparison(
              mapping.source(),
              mapping.target(),
              0,
              0,
              0,
              0,
              0,
              List.of(),
              List.of(),
              0,
              Instant.now(),
              "not compared: " + hindrance);
    } catch (SluiceException e) {
      throw e.about(mapping.source());
    }
  }

  private @Nullable TableComparison compare(
      TopicComparison.Run run, Connection connection, TableMapping mapping, CopyTable table)
      throws InterruptedException {
    var folder = folder();
    Path file = folder.resolve("rows");
    var columns = table.schema().columns().stream().map(ColumnSchema::name).toList();
    try (var topic = new TopicState(file, cluster, topics.apply(mapping), run.reader(), columns)) {
      var encoder = format.compile(table.schema(), mapping.columns());
      return new TopicComparison(run, connection, mapping, table, encoder, columns, topic)
          .compare();
    } catch (InterruptedException e) {
      if (run.context().stopping()) {
        return null;
      }
      throw e;
    } finally {
      delete(file);
      delete(folder);
    }
  }

  /** Why a topic cannot be compared with the table; null when it can. */
  private static @Nullable String hindrance(CopyTable table, RecordReader reader) {
    if (table.keyColumn() == null) {
      return "it has no key, by which the last record of a row is known";
    }
    for (ColumnSchema column : table.schema().columns()) {
      String why = column.key() ? reader.unreadable(column.type()) : null;
      if (why != null) {
        return why;
      }
    }
    return null;
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("sluice-verification-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
