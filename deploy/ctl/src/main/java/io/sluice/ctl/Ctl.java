package io.sluice.ctl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/**
 * {@code sluice ctl}. Its exit status: 0 done; 1 refused, or a project failed that was waited for;
 * 2 called in a wrong way; 3 no answer; 4 the time was up.
 */
@Command(
    name = "sluice ctl",
    mixinStandardHelpOptions = true,
    description = "Runs projects over the gateway API.",
    footer = {
      "",
      "The token is that of --token-file, or of the variable SLUICE_TOKEN; an admin makes one in the"
          + " console under Users and tokens.",
      "Exit status: 0 done, 1 refused, 2 called in a wrong way, 3 no answer, 4 the time was up."
    })
public final class Ctl extends Calls {
  private static final int REFUSED = 1;
  private static final int NO_ANSWER = 3;
  private static final int TIME_UP = 4;
  private static final Set<String> OVER = Set.of("FAILED", "COMPLETED", "RELEASED");

  public static void main(String[] words) {
    System.exit(
        run(
            new PrintWriter(System.out, true, UTF_8),
            new PrintWriter(System.err, true, UTF_8),
            words));
  }

  /** Returns the exit status. */
  public static int run(PrintWriter out, PrintWriter err, String... words) {
    return new CommandLine(new Ctl())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (fault, line, _) -> {
              line.getErr().println(fault.getMessage());
              return switch (fault) {
                case Gateway.Refusal _ -> REFUSED;
                case Gateway.Unreachable _ -> NO_ANSWER;
                default -> CommandLine.ExitCode.USAGE;
              };
            })
        .execute(words);
  }

  @Command(description = "List projects.")
  void list(
      @Option(names = "--keyword", description = "part of a name or id") @Nullable String keyword,
      @Option(names = "--tag") @Nullable String tag,
      @Option(names = "--status") @Nullable String status,
      @Option(names = "--sort", defaultValue = "name", description = "such as -latency")
          String sort) {
    var found =
        gateway()
            .get(
                "/projects"
                    + Gateway.query(
                        "keyword", keyword, "tag", tag, "status", status, "sort", sort, "size",
                        200));
    output().items(found, "id", "name", "status", "latencyMillis", "tags");
  }

  @Command(description = "List components.")
  void components(
      @Option(names = "--kind", description = "STORE, CONNECTOR or WRITER") @Nullable String kind,
      @Option(names = "--region") @Nullable String region,
      @Option(names = "--keyword") @Nullable String keyword) {
    var found =
        gateway()
            .get(
                "/components"
                    + Gateway.query(
                        "kind", kind, "region", region, "keyword", keyword, "size", 200));
    output()
        .items(found, "id", "kind", "projectName", "status", "step", "latencyMillis", "instance");
  }

  @Command(description = "Show a project or a component.")
  void get(@Parameters(paramLabel = "ID") String id) {
    output()
        .one(
            gateway().get(path(id)),
            "id",
            "name",
            "kind",
            "projectName",
            "status",
            "step",
            "latencyMillis",
            "tags",
            "region",
            "instance",
            "actions",
            "pauseReason",
            "failure.code",
            "failure.detail",
            "failure.remedy",
            "remedy");
  }

  @Command(description = "Start projects or components.")
  void start(@Parameters(paramLabel = "ID", arity = "1..*") List<String> ids) {
    each("start", ids, null);
  }

  @Command(description = "Pause projects or components.")
  void pause(
      @Parameters(paramLabel = "ID", arity = "1..*") List<String> ids,
      @Option(names = "--reason") @Nullable String reason) {
    each("pause", ids, reason);
  }

  @Command(description = "Have projects go on after a pause or a failure.")
  void resume(@Parameters(paramLabel = "ID", arity = "1..*") List<String> ids) {
    each("resume", ids, null);
  }

  @Command(description = "Write again what was committed since a time.")
  void replay(
      @Parameters(paramLabel = "ID", description = "a JDBCWriter or Connector") String id,
      @Option(names = "--from", required = true, description = "such as 2026-11-20T14:00:00Z")
          Instant from) {
    output()
        .one(
            gateway().post(path(id) + "/start", Map.of("replayFrom", from.toString())),
            "id",
            "status",
            "replayFrom");
  }

  @Command(description = "Show the log of a component.")
  void logs(
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--level", description = "INFO, WARN or ERROR") @Nullable String level,
      @Option(names = "--search") @Nullable String search,
      @Option(names = "--from", description = "a time; then all lines since")
          @Nullable Instant from,
      @Option(names = "--until") @Nullable Instant until,
      @Option(names = {"-f", "--follow"}) boolean follow)
      throws IOException {
    if (follow) {
      follow(path(id) + "/logs/live", message -> message.path("items").forEach(this::show));
    } else if (from != null || until != null) {
      String asked = Gateway.query("from", from, "until", until, "level", level, "search", search);
      copy(path(id) + "/logs/archive" + asked, "text/plain");
    } else {
      var asked = Gateway.query("level", level, "search", search, "limit", 200);
      var lines = gateway().get(path(id) + "/logs" + asked);
      if (output().asJson()) {
        output().json(lines);
      } else {
        lines.path("items").forEach(this::show);
      }
    }
  }

  @Command(description = "Show the history of a project, or follow it.")
  void events(
      @Parameters(paramLabel = "PROJECT") String id,
      @Option(names = "--type", description = "beginning of the type") @Nullable String type,
      @Option(names = {"-f", "--follow"}) boolean follow)
      throws IOException {
    if (follow) {
      follow(
          "/events" + Gateway.query("project", id, "type", type),
          event -> output().line(event.toString()));
    } else {
      output()
          .items(
              gateway()
                  .get("/projects/" + id + "/events" + Gateway.query("type", type, "size", 100)),
              "time",
              "type",
              "subject",
              "actor",
              "data.failure.code");
    }
  }

  @Command(description = "Show why a project or component is as it is.")
  void why(@Parameters(paramLabel = "ID") String id) {
    var why = gateway().get(path(id) + "/why");
    if (output().asJson()) {
      output().json(why);
      return;
    }
    output().line(Output.text(why, "status"));
    var chain = Gateway.JSON.createObjectNode();
    chain.set("items", why.path("chain"));
    output().items(chain, "time", "kind", "type", "subject", "actor");
  }

  @Command(description = "Write the objects of a project to standard output.")
  void export(
      @Parameters(paramLabel = "PROJECT") String id,
      @Option(names = "--csv", description = "as CSV; JSON otherwise") boolean csv)
      throws IOException {
    copy("/projects/" + id + "/objects/export", csv ? "text/csv" : "application/json");
  }

  @Command(name = "import", description = "Replace the objects of a project by those of a file.")
  void take(
      @Parameters(paramLabel = "PROJECT") String id,
      @Parameters(paramLabel = "FILE", description = "JSON, or CSV by its ending") Path file,
      @Option(names = "--dry-run", description = "only say what would be done") boolean dryRun)
      throws IOException {
    String type = file.toString().endsWith(".csv") ? "text/csv" : "application/json";
    String asked = dryRun ? "?dryRun=true" : "";
    var answer =
        gateway()
            .upload("/projects/" + id + "/objects/import" + asked, type, Files.readString(file));
    if (dryRun) {
      output().json(answer);
    } else {
      output().one(answer, "id", "name", "status", "revision");
    }
  }

  @Command(
      name = "wait",
      description =
          "Wait until a project has a status, or MONITORING: until it is up to its source.")
  int await(
      @Parameters(paramLabel = "PROJECT") String id,
      @Option(names = "--for", defaultValue = "MONITORING") String status,
      @Option(names = "--timeout", defaultValue = "600", description = "in seconds") long seconds)
      throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    while (true) {
      var project = gateway().get("/projects/" + id);
      String now = Output.text(project, "status");
      boolean reached =
          status.equals("MONITORING")
              ? project
                  .path("steps")
                  .valueStream()
                  .anyMatch(step -> Output.text(step, "status").equals(status))
              : now.equals(status);
      if (reached || OVER.contains(now) || System.nanoTime() > deadline) {
        output()
            .one(
                project, "id", "name", "status", "latencyMillis", "failure.code", "failure.remedy");
        return reached ? 0 : OVER.contains(now) ? REFUSED : TIME_UP;
      }
      Thread.sleep(1_000);
    }
  }

  /** Projects in one call, each with its own outcome; components one by one. */
  private void each(String action, List<String> ids, @Nullable String reason) {
    var projects = ids.stream().filter(id -> id.startsWith("p-")).toList();
    if (!projects.isEmpty()) {
      var body = new LinkedHashMap<String, Object>(Map.of("action", action, "projects", projects));
      if (reason != null) {
        body.put("reason", reason);
      }
      var outcome = gateway().post("/projects/batch", body);
      output().items(outcome, "project", "name", "outcome", "failure.code", "failure.detail");
      if (outcome.path("rejected").asInt() > 0) {
        throw new Gateway.Refusal(0, refused(outcome));
      }
    }
    for (String id : ids) {
      if (!projects.contains(id)) {
        Object body = reason == null ? Map.of() : Map.of("reason", reason);
        output().one(gateway().post(path(id) + "/" + action, body), "id", "status");
      }
    }
  }

  private static JsonNode refused(JsonNode outcome) {
    return outcome
        .path("items")
        .valueStream()
        .map(item -> item.path("failure"))
        .filter(failure -> !failure.isMissingNode())
        .findFirst()
        .orElse(outcome);
  }
}
