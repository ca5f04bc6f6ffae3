package io.sluice.compare;

import io.sluice.contract.TableComparison.Kind;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A row that was not the same on both sides, and what was seen of it since. It is told apart from a
 * row that has changed and whose change is on its way:
 *
 * <ul>
 *   <li>It is <b>equal</b> once the destination, which has all that the source had committed at a
 *       look, has what the source had at that look or after it.
 *   <li>It is <b>in doubt</b> when the source's row stayed untouched from a look at it until after
 *       the destination had passed that look, or the destination's stayed untouched from before a
 *       look at the source until it had passed it, and they were not the same.
 *   <li>It <b>differs</b> when it stays so until everybody has ended who wrote when the doubt
 *       began, and for one more look: the log has a transaction before others see it at the source,
 *       with synchronous replication even long before.
 * </ul>
 */
final class Suspect {
  /** What a look at both sides has told. */
  enum Verdict {
    EQUAL,
    DIFFERS,
    OPEN
  }

  /** For so long somebody is waited for who just has not ended, where commits wait for nobody. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /**
   * What has to be known of a source to judge.
   *
   * @param keyed whether it can be told that a row was written again with the same values: not of
   *     rows without a key, which are only counted, and so have to stay as they are on both sides
   * @param synchronous whether commits wait for standbys, and are in the log meanwhile
   */
  record Rules(boolean keyed, boolean synchronous) {}

  private static final class Doubt {
    private final Set<Long> writers;
    private final long since;
    private boolean bySource;
    private boolean byDestination;
    private boolean clear;

    Doubt(boolean bySource, boolean byDestination, Set<Long> writers, long now) {
      this.bySource = bySource;
      this.byDestination = byDestination;
      this.writers = new HashSet<>(writers);
      this.since = now;
      this.clear = writers.isEmpty();
    }

    boolean lasts(boolean sourceStayed, boolean destinationStayed) {
      bySource &= sourceStayed;
      byDestination &= destinationStayed;
      return bySource || byDestination;
    }

    void clear(Set<Long> stillWriting, long now, boolean synchronous) {
      writers.retainAll(stillWriting);
      clear = writers.isEmpty() || (!synchronous && now - since > PATIENCE_NANOS);
    }
  }

  private final Rules rules;
  private final Set<String> seen = new HashSet<>();
  private Row source;
  private @Nullable Row destination;
  private @Nullable Doubt doubt;

  Suspect(Rules rules, Row source) {
    this.rules = rules;
    this.source = source;
    seen.add(source.digest());
  }

  /** The source has the row like this, since the last look at it. */
  void sawSource(Row now) {
    seen.add(now.digest());
  }

  /**
   * @param there the destination's row, which has all that the source had at the last look
   * @param writers transactions that were open at the source after that, and before {@code next}
   * @param next the source's row, looked at after that
   * @param now in nanoseconds
   */
  Verdict look(Row there, Set<Long> writers, Row next, long now) {
    seen.add(next.digest());
    if (seen.contains(there.digest())) {
      return Verdict.EQUAL;
    }
    boolean sure = isSure(there, writers, next, now);
    destination = there;
    source = next;
    seen.clear();
    seen.add(next.digest());
    return sure ? Verdict.DIFFERS : Verdict.OPEN;
  }

  private boolean isSure(Row there, Set<Long> writers, Row next, long now) {
    boolean stayed = source.equals(next);
    boolean stayedThere = there.equals(destination);
    // A row that is not there may have come and gone between two looks, and a count may have been
    // another.
    boolean bySource = stayed && (rules.keyed() ? source.isThere() : stayedThere);
    boolean byDestination = rules.keyed() && stayedThere && there.isThere();
    Doubt before = doubt;
    if (before == null || !before.lasts(bySource, byDestination)) {
      doubt = bySource || byDestination ? new Doubt(bySource, byDestination, writers, now) : null;
      return false;
    }
    if (before.clear) {
      return true;
    }
    before.clear(writers, now, rules.synchronous());
    return false;
  }

  Kind kind() {
    if (!rules.keyed()) {
      return rows() > 0 ? Kind.MISSING : Kind.EXTRA;
    }
    if (!source.isThere()) {
      return Kind.EXTRA;
    }
    return destination == null || !destination.isThere() ? Kind.MISSING : Kind.DIFFERENT;
  }

  /** How many rows it stands for. */
  long count() {
    return rules.keyed() ? 1 : Math.abs(rows());
  }

  private long rows() {
    return source.count() - (destination == null ? 0 : destination.count());
  }
}
