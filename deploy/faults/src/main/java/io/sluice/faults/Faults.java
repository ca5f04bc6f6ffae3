package io.sluice.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The verb {@code faults}: runs the scenarios asked for and prints what came of them. */
public final class Faults implements AutoCloseable {
  private static final String USAGE =
      """
      Usage: deploy/sluice faults SCENARIO… [--seed N] [--json FILE]
             deploy/sluice faults --all [--seed N] [--json FILE]
             deploy/sluice faults --list
      Exits with 1 when any scenario is red.""";

  private final long seed;
  private final Pace pace;
  private final List<Result> results = new ArrayList<>();
  private final long begun = System.nanoTime();
  private int number;
  private @Nullable Site site;
  private @Nullable Path folder;

  Faults(long seed, Pace pace) {
    this.seed = seed;
    this.pace = pace;
  }

  private record Arguments(List<Scenario> scenarios, long seed, @Nullable Path json) {
    static Arguments parse(String[] words) {
      var scenarios = new ArrayList<Scenario>();
      long seed = System.currentTimeMillis() % 1_000_000;
      Path json = null;
      for (int i = 0; i < words.length; i++) {
        switch (words[i]) {
          case "--all" -> scenarios.addAll(EnumSet.complementOf(EnumSet.of(Scenario.BRIEF)));
          case "--seed" -> seed = Long.parseLong(words[++i]);
          case "--json" -> json = Path.of(words[++i]);
          default ->
              scenarios.add(Scenario.valueOf(words[i].toUpperCase(Locale.ROOT).replace('-', '_')));
        }
      }
      return new Arguments(scenarios, seed, json);
    }
  }

  public static void main(String[] words) throws Exception {
    if (words.length == 0 || words[0].equals("--help")) {
      System.out.println(USAGE);
      return;
    }
    if (words[0].equals("--list")) {
      for (Scenario scenario : Scenario.values()) {
        System.out.printf("%-26s %s%n", scenario.title(), scenario.description());
      }
      return;
    }
    Arguments arguments;
    try {
      arguments = Arguments.parse(words);
    } catch (IllegalArgumentException e) {
      System.err.println("sluice faults: " + e.getMessage() + "\n" + USAGE);
      System.exit(2);
      return;
    }
    boolean green;
    try (var faults = new Faults(arguments.seed(), Pace.MEASURED)) {
      System.out.println("seed " + arguments.seed());
      arguments.scenarios().forEach(faults::run);
      green = faults.report(arguments.json());
    }
    System.exit(green ? 0 : 1);
  }

  /** Runs one; a scenario that breaks the installation has it made anew for the next. */
  Result run(Scenario scenario) {
    System.out.println(scenario.title() + ": " + scenario.description());
    Result result;
    try {
      result = tried(scenario);
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      result = new Result(scenario.title(), seed, 0, 0, 0, 0, 0, 0, 0, List.of(e.toString()));
    }
    System.out.println(result.line());
    results.add(result);
    if (!result.green()) {
      System.out.println("  logs are in " + folder);
      leave(false);
    }
    return result;
  }

  private Result tried(Scenario scenario) throws Exception {
    var on = site == null ? build() : site;
    var name = "t" + ++number + "_" + scenario.name().toLowerCase(Locale.ROOT);
    return scenario.run(on, name, seed, pace);
  }

  private Site build() throws IOException, InterruptedException, SQLException {
    folder = Files.createTempDirectory("sluice-faults-");
    site = new Site(folder, "canary-" + Long.toHexString(seed * 0x9E3779B97F4A7C15L));
    return site;
  }

  /** Prints the table; true when everything is green. */
  private boolean report(@Nullable Path json) {
    System.out.println();
    System.out.println(Result.HEAD);
    results.forEach(result -> System.out.println(result.line()));
    System.out.printf(
        Locale.ROOT,
        "%d of %d green; a scenario took %.0f s at the median, all %.1f min%n",
        results.stream().filter(Result::green).count(),
        results.size(),
        median(),
        (System.nanoTime() - begun) / 60e9);
    if (json != null) {
      JsonMapper.builder().build().writeValue(json, Map.of("seed", seed, "results", results));
    }
    return results.stream().allMatch(Result::green);
  }

  private double median() {
    var sorted = results.stream().mapToDouble(Result::seconds).sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }

  private void leave(boolean andForget) {
    var left = site;
    site = null;
    try {
      if (left != null) {
        left.close();
      }
      if (andForget && folder != null) {
        try (var paths = Files.walk(folder)) {
          paths.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    leave(site != null);
  }
}
