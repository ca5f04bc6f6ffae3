package io.sluice.writer.postgres.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.chunk.KeyOrder;
import io.sluice.chunk.KeyRange;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableName;
import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.PostgresFixture.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CheckpointIT {
  private final Database database = PostgresFixture.database("checkpoint");

  private static ErrorCode codeOf(ThrowingCallable call) {
    return catchThrowableOfType(SluiceException.class, call).failure().code();
  }

  @Test
  void aWriterThatNeverRanHasNone() throws Exception {
    try (var connection = database.connect()) {
      assertThat(Checkpoint.load(connection, "w-1")).isNull();
      assertThat(ChunkRecord.load(connection, "w-1")).isEmpty();
      Checkpoint.remove(connection, "w-1");
    }
  }

  @Test
  void whatWasAdvancedIsThereForTheNextEpoch() throws Exception {
    var time = Instant.parse("2026-01-02T03:04:05.678901Z");
    try (var connection = database.connect()) {
      assertThat(Checkpoint.claim(connection, "w-1", 3, 1))
          .isEqualTo(new Checkpoint("w-1", 3, Checkpoint.NONE, 0, null, null, null));
      Checkpoint.advance(connection, "w-1", 3, 10, 20, time);
      Checkpoint.advance(connection, "w-1", 3, 11, 21, null);
      assertThat(Checkpoint.claim(connection, "w-1", 4, 1))
          .isEqualTo(new Checkpoint("w-1", 4, 11, 21, time, null, null));
      Checkpoint.moveForReplay(connection, "w-1", 4, 5, 11);
      assertThat(Checkpoint.load(connection, "w-1"))
          .isEqualTo(new Checkpoint("w-1", 4, 5, 21, time, 11L, null));
      Checkpoint.moveForReplay(connection, "w-1", 4, 2, 7);
      assertThat(Checkpoint.load(connection, "w-1"))
          .isEqualTo(new Checkpoint("w-1", 4, 2, 21, time, 11L, null));
      Checkpoint.endReplay(connection, "w-1", 4);
      assertThat(Checkpoint.load(connection, "w-1"))
          .isEqualTo(new Checkpoint("w-1", 4, 2, 21, time, null, null));
    }
  }

  @Test
  void anEarlierEpochWritesNothing() throws Exception {
    try (var connection = database.connect()) {
      Checkpoint.claim(connection, "w-1", 3, 1);
      Checkpoint.claim(connection, "w-1", 3, 1);
      assertThat(codeOf(() -> Checkpoint.claim(connection, "w-1", 2, 1)))
          .isEqualTo(ErrorCode.FENCED);
      assertThat(codeOf(() -> Checkpoint.advance(connection, "w-1", 2, 1, 1, null)))
          .isEqualTo(ErrorCode.FENCED);
      assertThat(codeOf(() -> Checkpoint.hold(connection, "w-1", 2))).isEqualTo(ErrorCode.FENCED);
      assertThat(codeOf(() -> Checkpoint.moveForReplay(connection, "w-1", 2, 1, 1)))
          .isEqualTo(ErrorCode.FENCED);
      assertThat(codeOf(() -> Checkpoint.endReplay(connection, "w-1", 2)))
          .isEqualTo(ErrorCode.FENCED);
    }
  }

  @Test
  void aSessionThatSleepsInATransactionDoesNotKeepTheNextEpochWaiting() throws Exception {
    try (var sleeper = named(2);
        var next = database.connect()) {
      Checkpoint.claim(sleeper, "w-1", 2, 1);
      sleeper.setAutoCommit(false);
      Checkpoint.advance(sleeper, "w-1", 2, 100, 100, null);

      assertThat(Checkpoint.claim(next, "w-1", 3, 1).logOffset()).isEqualTo(Checkpoint.NONE);

      assertThatThrownBy(sleeper::commit).isInstanceOf(SQLException.class);
    }
  }

  private Connection named(long epoch) throws SQLException {
    var connection = database.connect();
    try (var statement = connection.createStatement()) {
      statement.execute(
          "set application_name = '" + Checkpoint.applicationName("w-1", epoch) + "'");
    }
    return connection;
  }

  @Test
  void manyWritersMayComeToANewDestinationAtOnce() throws Exception {
    var claims =
        IntStream.range(0, 8).mapToObj(n -> CompletableFuture.runAsync(() -> claim(n))).toList();
    claims.forEach(CompletableFuture::join);
    assertThat(database.query("select count(*) from sluice.checkpoint")).isEqualTo("8");
  }

  private void claim(int writer) {
    try (var connection = database.connect()) {
      Checkpoint.claim(connection, "w-" + writer, 1, 1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatIsKnownOfTablesThatLeftIsForgotten() throws Exception {
    var stays = new TableName("public", "stays");
    try (var connection = database.connect()) {
      Checkpoint.claim(connection, "w-3", 1, 1);
      for (String table : List.of("stays", "leaves")) {
        ChunkRecord.plan(
            connection,
            "w-3",
            List.of(
                new ChunkRecord(
                    new TableName("public", table), 0, null, null, KeyRange.ALL, false, null)));
      }
      ChunkRecord.forgetAllBut(connection, "w-3", 1, Set.of(stays));
      assertThat(ChunkRecord.load(connection, "w-3"))
          .extracting(ChunkRecord::source)
          .containsExactly(stays);
      assertThatThrownBy(() -> ChunkRecord.forgetAllBut(connection, "w-3", 0, Set.of()))
          .isInstanceOf(SluiceException.class);
      assertThat(ChunkRecord.load(connection, "w-3")).hasSize(1);
      Checkpoint.remove(connection, "w-3");
    }
  }

  @Test
  void theLastWriterTakesTheTablesWithIt() throws Exception {
    try (var connection = database.connect()) {
      Checkpoint.claim(connection, "w-1", 1, 1);
      Checkpoint.claim(connection, "w-2", 1, 1);
      ChunkRecord.plan(
          connection,
          "w-1",
          List.of(
              new ChunkRecord(
                  new TableName("public", "t"),
                  0,
                  "id",
                  KeyOrder.INTEGER,
                  new KeyRange(null, "5"),
                  false,
                  null)));
      Checkpoint.remove(connection, "w-1");
      Checkpoint.remove(connection, "w-1");
      assertThat(ChunkRecord.load(connection, "w-1")).isEmpty();
      assertThat(Checkpoint.load(connection, "w-2")).isNotNull();
      Checkpoint.remove(connection, "w-2");
    }
    assertThat(database.query("select to_regnamespace('sluice')")).isEqualTo("null");
  }
}
