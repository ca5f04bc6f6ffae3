package io.sluice.project.precheck.checks;

import io.sluice.contract.CheckResult;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Results and remedies as all checks word them. */
public final class Checks {
  private static final int LISTED = 20;

  private Checks() {}

  public static CheckResult passed(String name) {
    return new CheckResult(name, CheckResult.Status.PASSED, null, null);
  }

  public static CheckResult failed(String name, ErrorCode code, String detail, String remedy) {
    return new CheckResult(name, CheckResult.Status.FAILED, new Failure(code, detail), remedy);
  }

  public static CheckResult failed(String name, Failure failure) {
    return new CheckResult(name, CheckResult.Status.FAILED, failure, failure.remedy());
  }

  public static CheckResult warning(String name, ErrorCode code, String detail, String remedy) {
    return new CheckResult(name, CheckResult.Status.WARNING, new Failure(code, detail), remedy);
  }

  /** One line each, so that it can be pasted; no more than can be read. */
  public static <T> String lines(List<T> of, Function<T, String> line) {
    Stream<String> shown = of.stream().limit(LISTED).map(line);
    return of.size() > LISTED
        ? Stream.concat(shown, Stream.of("-- and " + (of.size() - LISTED) + " more like these"))
            .collect(Collectors.joining("\n"))
        : shown.collect(Collectors.joining("\n"));
  }

  public static <T> String list(List<T> of) {
    String shown =
        of.stream().limit(LISTED).map(Object::toString).collect(Collectors.joining(", "));
    return of.size() > LISTED ? shown + " and " + (of.size() - LISTED) + " more" : shown;
  }
}
