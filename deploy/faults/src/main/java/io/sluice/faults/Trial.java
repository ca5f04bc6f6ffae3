package io.sluice.faults;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One scenario on an installation: a source that is written to, its two copies, and those who watch
 * them. A scenario injects faults; the trial measures and judges.
 */
final class Trial implements AutoCloseable {
  /** After which a thing that has not come is taken not to come at all. */
  static final Duration LIMIT = Duration.ofSeconds(300);

  /** In which a status has to be true. */
  private static final Duration TOLD = Duration.ofSeconds(10);

  private static final int TRANSACTIONS_PER_SECOND = 120;

  /**
   * What is tried.
   *
   * @param name of the databases; topics begin with it
   * @param rows that full synchronization has to copy on top of the usual ones
   * @param options of the projects
   */
  record Plan(String name, long seed, Pace pace, int rows, Map<String, Object> options) {}

  private final Site site;
  private final String name;
  private final Plan plan;
  private final Random random;
  private final Workload workload;
  private final TopicReader topics;
  private Copies copies;
  private final long begun = System.nanoTime();
  private final List<String> problems = new ArrayList<>();
  private CopyReader copy;
  private int faults;
  private double recovery;
  private final Set<String> stopped = new HashSet<>();

  @FunctionalInterface
  interface Fault {
    void happen() throws Exception;
  }

  /** With a source that is written to, and no copies of it. */
  @SuppressWarnings("NullAway.Init")
  Trial(Site site, Plan plan) throws SQLException {
    this.site = site;
    this.name = plan.name();
    this.plan = plan;
    this.random = new Random(plan.seed());
    for (Server server : List.of(site.source(), site.destination())) {
      server.execute("postgres", "create database " + name);
    }
    this.workload = new Workload(site.source(), name, plan.seed());
    if (plan.rows() > 0) {
      workload.grow(plan.rows());
    }
    this.topics = new TopicReader(site.kafka(), name + ".");
    workload.open(TRANSACTIONS_PER_SECOND);
  }

  /** Lets the copies be made; nothing is awaited. */
  void begin() {
    copies = Copies.start(site, name, plan.options());
  }

  /** Waits until both copies are complete and follow, and looks at them from then on. */
  void follow() throws InterruptedException, SQLException {
    Await.until("both projects are monitoring", LIMIT, copies::monitoring);
    workload.truncateToo();
    copy = new CopyReader(site.destination(), name);
  }

  Site site() {
    return site;
  }

  Copies copies() {
    return copies;
  }

  Workload workload() {
    return workload;
  }

  Random random() {
    return random;
  }

  String name() {
    return name;
  }

  TopicRules topics() {
    return topics.rules();
  }

  CopyReader copy() {
    return copy;
  }

  /**
   * Does what breaks something, and waits until a change committed after it has arrived everywhere.
   *
   * @param limit of that time; more is a problem
   */
  void fault(String what, Duration limit, Fault fault) throws Exception {
    log(what);
    faults++;
    fault.happen();
    recover(what, limit);
  }

  /** Counts a fault whose recovery is looked at later. */
  void faultOnly(String what, Fault fault) throws Exception {
    log(what);
    faults++;
    fault.happen();
  }

  void recover(String what, Duration limit) throws Exception {
    long healed = System.nanoTime();
    var mark = new long[] {-1};
    boolean arrived =
        Await.within(
            LIMIT,
            () -> {
              if (mark[0] < 0) {
                mark[0] = workload.mark();
              }
              return topics().hasMark(mark[0]) && (copy == null || copy.hasMark(mark[0]));
            });
    double took = (System.nanoTime() - healed) / 1e9;
    recovery = Math.max(recovery, took);
    log(String.format(Locale.ROOT, "  recovered in %.1f s", took));
    if (!arrived) {
      throw new IllegalStateException(
          "no recovery within " + LIMIT + " after: " + what + " (" + copies.notRunning() + ")");
    }
    if (took > plan.pace().within(limit).toSeconds()) {
      problem(
          String.format(
              Locale.ROOT, "%s: recovery took %.0f s, not %d", what, took, limit.toSeconds()));
    }
  }

  /** The second judge, which looked while all went on. */
  private void judgeVerdict(Copies.@Nullable Verdict verdict, Comparison.Difference difference) {
    if (verdict == null) {
      log("  not verified");
    } else if (verdict.differences() > 0 == difference.none()) {
      problem("the verification has found " + verdict);
    } else if (verdict.unsettled() > 0) {
      problem("the verification has not settled " + verdict.unsettled() + " rows");
    } else {
      log("  verified: " + verdict);
    }
  }

  void problem(String what) {
    log("  problem: " + what);
    problems.add(what);
  }

  void log(String what) {
    System.out.printf("  %7.1f s  %s%n", (System.nanoTime() - begun) / 1e9, what);
  }

  /** Does what lasts, and sees that a project tells in time that it waits for it to end. */
  void told(String project, Fault fault) throws Exception {
    fault.happen();
    long begin = System.nanoTime();
    Await.until(project + " tells it", LIMIT, () -> copies.retrying(project));
    double took = (System.nanoTime() - begin) / 1e9;
    log(String.format(Locale.ROOT, "  told after %.1f s", took));
    if (took > plan.pace().within(TOLD).toSeconds()) {
      problem("the status told it after " + Math.round(took) + " s only");
    }
  }

  /**
   * Does what must stop projects with a code; from then on those copies are not expected to follow.
   */
  void stopped(String what, List<String> projects, String code, Fault fault) throws Exception {
    log(what);
    faults++;
    fault.happen();
    long begin = System.nanoTime();
    for (String project : projects) {
      copies.awaitStatus(project, "FAILED");
      var failure = copies.view(project).path("failure").toString();
      log("  stopped: " + failure);
      if (!failure.contains(code)) {
        problem("stopped with " + failure + ", not " + code);
      }
    }
    recovery = (System.nanoTime() - begin) / 1e9;
    if (recovery > plan.pace().within(Duration.ofSeconds(30)).toSeconds()) {
      problem("stopped after " + Math.round(recovery) + " s");
    }
    stopped.addAll(projects);
  }

  /** Stops writing, lets everything arrive, and looks at every invariant. */
  Result judge(String title) throws InterruptedException, SQLException, IOException {
    var verdict = stopped.contains(copies.database()) ? null : copies.verify();
    workload.close();
    var databases =
        difference(
            copies.database(),
            LIMIT,
            () -> Comparison.databases(site.source(), name, site.destination(), name));
    var streams =
        difference(
            copies.topics(),
            plan.pace().within(Duration.ofSeconds(60)),
            () -> Comparison.topics(site.source(), name, topics()));
    long missing = stopped.contains(copies.topics()) ? 0 : topics().missing();
    long reordered = topics().reordered() + copy.reordered();
    judgeReaders(reordered);
    judgeVerdict(verdict, databases);
    judgeProcesses();
    return new Result(
        title,
        plan.seed(),
        faults,
        workload.changes(),
        databases.lost() + streams.lost() + missing,
        databases.extra() + streams.extra() + topics().duplicated(),
        reordered,
        recovery,
        (System.nanoTime() - begun) / 1e9,
        List.copyOf(problems));
  }

  @FunctionalInterface
  private interface Look {
    Comparison.Difference at() throws Exception;
  }

  private Comparison.Difference difference(String project, Duration limit, Look look)
      throws InterruptedException {
    if (stopped.contains(project)) {
      return Comparison.Difference.NONE;
    }
    var seen = new Comparison.Difference[] {new Comparison.Difference(1, 0, "not compared")};
    Await.within(
        limit,
        () -> {
          seen[0] = look.at();
          return seen[0].none() && (!project.equals(copies.topics()) || topics().missing() == 0);
        });
    if (!seen[0].none()) {
      problem(seen[0].example());
    }
    return seen[0];
  }

  private void judgeReaders(long reordered) {
    var inTopics = topics().example();
    if (!stopped.contains(copies.topics()) && inTopics != null) {
      problem(inTopics);
    }
    var inCopy = copy.example();
    if (inCopy != null) {
      problem(inCopy);
    } else if (reordered > topics().reordered()) {
      problem("rows of the copy went back to an older version");
    }
    if (copy.looks() == 0 || topics().records() == 0) {
      problem("nobody has looked at the copies");
    }
  }

  private void judgeProcesses() throws InterruptedException, IOException {
    if (stopped.isEmpty()
        && !Await.within(
            plan.pace().within(Duration.ofSeconds(10)), () -> copies.notRunning().isEmpty())) {
      problem("the status is not true: " + copies.notRunning());
    }
    var dead = site.dead();
    if (!dead.isEmpty()) {
      problem("ended by themselves: " + dead);
    }
    var canary = Canary.seen(site);
    if (!canary.isEmpty()) {
      problem("the password is in " + canary);
    }
    if (problems.isEmpty()) {
      copies.release();
    }
  }

  /** Releases the projects; what a red trial has left behind is not the next one's. */
  @Override
  public void close() throws InterruptedException {
    workload.close();
    topics.close();
    if (copy != null) {
      copy.close();
    }
  }
}
