package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.PostgresFixture.Database;
import io.sluice.postgres.Publication;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The protocol of the package, broken off at random points, over and over. */
class PullCrashIT {
  private static final int ROUNDS = 14;

  private final Database source = PostgresFixture.database("crash");
  private final String store = "s-" + UUID.randomUUID().toString().substring(0, 10);
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @Test
  void theLogHasEachTransactionOnceAndWhole() throws Exception {
    System.out.println("seed " + seed);
    source.execute("create table t(n int, i int, size int, primary key (n, i))");
    var spec = RunningStore.spec(store, "t");
    RunningStore.streaming(source, spec).close();
    var writing = new Writing();
    RunningStore running = RunningStore.start(source, spec);
    for (int round = 0; round < ROUNDS; round++) {
      new CountDownLatch(1).await(200 + random.nextInt(2_500), TimeUnit.MILLISECONDS);
      if (running.hasFailed()) {
        // As the kernel does after a transient fault.
        running = RunningStore.start(source, spec);
      }
      var old = running;
      switch (random.nextInt(3)) {
        case 0 -> {
          old.interrupt();
          running = RunningStore.start(source, spec);
        }
        case 1 -> {
          source.execute(
              "select pg_terminate_backend(active_pid) from pg_replication_slots"
                  + " where active_pid is not null and slot_name = '"
                  + Publication.name(store)
                  + "'");
          old.interrupt();
          running = RunningStore.start(source, spec);
        }
        default -> {
          // The old one goes on as if it knew nothing, until it is fenced.
          running = takeOver(old);
        }
      }
    }
    int written = writing.stop();
    running.interrupt();

    try (var _ = RunningStore.streaming(source, spec);
        var log = new PulledLog(store)) {
      source.execute("insert into t values (-1, 0, 1)");
      var seen = log.until(all -> !all.isEmpty() && number(all.getLast().texts().getFirst()) == -1);

      assertThat(seen).as("seed %d", seed).hasSize(written + 1);
      for (int n = 0; n < written; n++) {
        assertThat(seen.get(n).texts()).as("seed %d", seed).isEqualTo(writing.expected(n));
      }
    }
  }

  private RunningStore takeOver(RunningStore old) throws InterruptedException {
    var young = RunningStore.start(source, RunningStore.spec(store, "t"));
    while (!old.endsWithin(500)) {
      if (young.hasFailed()) {
        young = RunningStore.start(source, RunningStore.spec(store, "t"));
      }
    }
    return young;
  }

  private static int number(String text) {
    return Integer.parseInt(text.substring(text.indexOf('(') + 1, text.indexOf(',')));
  }

  /** Commits one transaction after the other; some are large. */
  private final class Writing {
    private final List<Integer> sizes = new ArrayList<>();
    private final AtomicReference<@Nullable SQLException> failure = new AtomicReference<>();
    private final Random sizing = new Random(seed + 1);
    private final Thread thread = new Thread(this::write, "writing");
    private volatile boolean stopped;

    Writing() {
      thread.start();
    }

    private void write() {
      try (var connection = source.connect();
          var insert =
              connection.prepareStatement(
                  "insert into t select ?, i, ? from generate_series(0, ? - 1) i")) {
        while (!stopped) {
          int size = sizing.nextInt(200) == 0 ? 30_000 : 1 + sizing.nextInt(20);
          insert.setInt(1, sizes.size());
          insert.setInt(2, size);
          insert.setInt(3, size);
          insert.execute();
          sizes.add(size);
          // The Store has to keep up while it is broken off all the time.
          LockSupport.parkNanos(3_000_000);
        }
      } catch (SQLException e) {
        failure.set(e);
      }
    }

    int stop() throws InterruptedException {
      stopped = true;
      thread.join();
      assertThat((Throwable) failure.get()).isNull();
      return sizes.size();
    }

    List<String> expected(int n) {
      var texts = new ArrayList<String>();
      for (int i = 0; i < sizes.get(n); i++) {
        texts.add("INSERT t (" + n + "," + i + "," + sizes.get(n) + ")");
      }
      return texts;
    }
  }
}
