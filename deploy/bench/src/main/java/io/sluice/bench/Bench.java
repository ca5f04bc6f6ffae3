package io.sluice.bench;

import io.sluice.standalone.AdminToken;
import io.sluice.standalone.GatewayClient;
import io.sluice.standalone.Standalone;
import io.sluice.standalone.TerminalLogging;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The verb {@code bench}: runs the stages asked for and prints their figures. */
public final class Bench implements AutoCloseable {
  private static final String USAGE =
      """
      Usage: deploy/sluice bench [STAGE…] [--changes N] [--rows N] [--json FILE]
        full     full copy, against a COPY pipe
        store    source log → Store log, a backlog
        writer   Store log → destination, a backlog
        e2e      everything at once, a backlog
        latency  source commit → destination commit at 200 transactions a second
        verify   comparing both sides, against a checksum by each; latency meanwhile
      All of them without STAGE. The yardsticks are measured in the same run; tables are compared after each stage.""";

  private enum Stage {
    FULL,
    STORE,
    WRITER,
    E2E,
    LATENCY,
    VERIFY;

    boolean isOfChanges() {
      return this == STORE || this == WRITER || this == E2E;
    }
  }

  private record Arguments(Set<Stage> stages, int changes, int rows, @Nullable Path json) {
    static Arguments parse(String[] words) {
      var stages = EnumSet.noneOf(Stage.class);
      int changes = 1_000_000;
      int rows = 2_000_000;
      Path json = null;
      for (int i = 0; i < words.length; i++) {
        switch (words[i]) {
          case "--changes" -> changes = Integer.parseInt(words[++i]);
          case "--rows" -> rows = Integer.parseInt(words[++i]);
          case "--json" -> json = Path.of(words[++i]);
          default -> stages.add(Stage.valueOf(words[i].toUpperCase(Locale.ROOT)));
        }
      }
      return new Arguments(
          stages.isEmpty() ? EnumSet.allOf(Stage.class) : stages, changes, rows, json);
    }
  }

  private static final int OLD = 500_000;

  private final Figures figures = new Figures();
  private final Path folder;
  private final Server source;
  private final Server destination;
  private final Standalone standalone;
  private final GatewayClient gateway;
  private int markers;
  private int fromTransaction;

  private Bench() throws Exception {
    this.folder = Files.createTempDirectory("sluice-bench-");
    this.source = new Server(folder.resolve("source"));
    this.destination = new Server(folder.resolve("destination"));
    this.standalone = Standalone.start(folder.resolve("sluice"), Standalone.Ports.FREE, List.of());
    this.gateway =
        new GatewayClient(standalone.port(), AdminToken.withPassword(standalone.passwordFile()));
  }

  public static void main(String[] words) {
    if (words.length > 0 && words[0].equals("--help")) {
      System.out.println(USAGE);
      return;
    }
    TerminalLogging.to(Path.of(System.getProperty("java.io.tmpdir"), "sluice-bench.log"));
    int exit = 0;
    try (var bench = new Bench()) {
      bench.run(Arguments.parse(words));
    } catch (Exception e) {
      System.err.println("sluice bench: " + e);
      exit = 1;
    }
    System.exit(exit);
  }

  private void run(Arguments arguments) throws Exception {
    for (Server server : new Server[] {source, destination}) {
      server.workload();
      server.execute("create table marker (id int primary key)");
    }
    var yardstick = new Native(source, destination);
    double drain = 0;
    if (arguments.stages().stream().anyMatch(Stage::isOfChanges)) {
      drain = yardstick.drain(arguments.changes(), OLD);
      figures.rate("native_drain_changes", drain);
    }
    boolean many =
        arguments.stages().contains(Stage.FULL) || arguments.stages().contains(Stage.VERIFY);
    int rows = many ? arguments.rows() : OLD;
    source.execute("truncate bench", "call rows(" + rows + ")", "analyze bench");
    double pipe = yardstick.copyPipe(rows);
    destination.execute("truncate bench");
    var project = SluiceProject.start(gateway, "bench", source, destination);
    project.awaitMonitoring();
    if (arguments.stages().contains(Stage.FULL)) {
      figures.rate("copy_pipe_rows", pipe);
      double full = rows / project.fullSeconds();
      figures.rate("full_copy_rows", full);
      figures.ratio("full_copy_to_pipe", full / pipe);
      figures.equal("full_copy", equal());
    }
    for (Stage stage : arguments.stages()) {
      switch (stage) {
        case FULL -> {}
        case STORE -> backlog(project, "store", arguments.changes(), drain);
        case WRITER -> backlog(project, "writer", arguments.changes(), drain);
        case E2E -> backlog(project, "end_to_end", arguments.changes(), drain);
        case LATENCY -> {
          var _ = new Latency("latency", 2_000_000_000).measure(figures, source, destination);
        }
        case VERIFY -> verify(project, yardstick);
      }
    }
    if (arguments.json() != null) {
      figures.write(arguments.json());
    }
  }

  /** Again and again while the latency is measured, which is measured without it before. */
  private void verify(SluiceProject project, Native yardstick)
      throws SQLException, InterruptedException {
    source.execute("analyze bench");
    destination.execute("vacuum analyze bench");
    long rows = Long.parseLong(source.query("select count(*) from bench"));
    double checksum = yardstick.checksum(rows);
    figures.rate("checksum_rows", checksum);
    double verified = rows / project.verify();
    figures.rate("verified_rows", verified);
    figures.ratio("verified_to_checksum", verified / checksum);
    double quiet =
        new Latency("latency_before", 2_000_100_000).measure(figures, source, destination);
    var ending = new AtomicBoolean();
    var verifying =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!ending.get()) {
                    project.verifyAndWait();
                  }
                });
    double busy =
        new Latency("latency_while_verified", 2_000_200_000).measure(figures, source, destination);
    ending.set(true);
    verifying.join();
    figures.ratio("latency_while_verified_to_before", busy / quiet);
  }

  /** Piles changes up before the part that is measured, then lets it go. */
  private void backlog(SluiceProject project, String stage, int changes, double drain)
      throws SQLException, InterruptedException {
    boolean store = !stage.equals("writer");
    project.pause(project.writer());
    if (store) {
      project.pause(project.store());
    }
    source.execute("call changes(" + changes + ", " + OLD + ", " + fromTransaction + ")");
    fromTransaction += changes / 100;
    int marker = ++markers;
    source.execute("insert into marker values (" + marker + ")");
    var end = source.query("select pg_current_wal_lsn()");
    if (!store) {
      awaitPulled(project, end);
    }
    long begin = System.nanoTime();
    if (store) {
      project.start(project.store());
    }
    if (!stage.equals("store")) {
      project.start(project.writer());
      awaitMarker(marker);
    } else {
      awaitPulled(project, end);
    }
    double rate = changes / Native.seconds(begin);
    if (stage.equals("store")) {
      project.start(project.writer());
      awaitMarker(marker);
    }
    figures.rate(stage + "_drain_changes", rate);
    figures.ratio(stage + "_to_native", rate / drain);
    figures.equal(stage, equal());
  }

  /** The Store confirms a position to the source only after its log has everything up to there. */
  private void awaitPulled(SluiceProject project, String end)
      throws SQLException, InterruptedException {
    var slot = "sluice_" + project.store().replace('-', '_');
    Await.until(
        "the Store has pulled everything",
        () ->
            "t"
                .equals(
                    source.query(
                        "select confirmed_flush_lsn >= '"
                            + end
                            + "' from pg_replication_slots where slot_name = '"
                            + slot
                            + "'")));
  }

  private void awaitMarker(int marker) throws SQLException, InterruptedException {
    Await.until(
        "the last change has arrived",
        () -> "1".equals(destination.query("select count(*) from marker where id = " + marker)));
  }

  private boolean equal() throws SQLException {
    return source.fingerprint().equals(destination.fingerprint());
  }

  @Override
  public void close() throws Exception {
    standalone.close();
    source.close();
    destination.close();
    try (var paths = Files.walk(folder)) {
      paths.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
  }
}
