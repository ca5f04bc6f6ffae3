package io.sluice.writer.verify;

import io.sluice.contract.TableComparison.Kind;
import io.sluice.writer.postgres.compare.TableSide.Row;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row that was not the same on both sides, and what was seen of it since. It is told apart from a
 * row that has changed and whose change is on its way:
 *
 * <ul>
 *   <li>It is <b>equal</b> once the destination, which has all that the source had committed at a
 *       look, has what the source had at that look or after it.
 *   <li>It <b>differs</b> when the source's row stayed untouched from a look at it until after the
 *       destination had passed that look, or the destination's stayed untouched from before a look
 *       at the source until it had passed it, and they were not the same.
 * </ul>
 */
final class Suspect {
  /** What a look at both sides has told. */
  enum Verdict {
    EQUAL,
    DIFFERS,
    OPEN
  }

  private final boolean keyed;
  private final Set<String> seen = new HashSet<>();
  private Row source;
  private @Nullable Row destination;

  /**
   * @param keyed whether it can be told that a row was written again with the same values: not of
   *     rows without a key, which are only counted, and so have to stay as they are on both sides
   */
  Suspect(boolean keyed, Row source) {
    this.keyed = keyed;
    this.source = source;
    seen.add(source.digest());
  }

  /** The source has the row like this, since the last look at it. */
  void sawSource(Row now) {
    seen.add(now.digest());
  }

  /**
   * @param there the destination's row, which has all that the source had at the last look
   * @param next the source's row, looked at after that
   */
  Verdict look(Row there, Row next) {
    seen.add(next.digest());
    if (seen.contains(there.digest())) {
      return Verdict.EQUAL;
    }
    if (differs(there, next)) {
      destination = there;
      return Verdict.DIFFERS;
    }
    destination = there;
    source = next;
    seen.clear();
    seen.add(next.digest());
    return Verdict.OPEN;
  }

  private boolean differs(Row there, Row next) {
    if (!keyed) {
      return source.equals(next) && there.equals(destination);
    }
    // A row that is not there may have come and gone between two looks.
    boolean sourceStayed = source.isThere() && source.equals(next);
    boolean destinationStayed = there.isThere() && there.equals(destination);
    return sourceStayed || destinationStayed;
  }

  Kind kind() {
    if (!keyed) {
      return rows() > 0 ? Kind.MISSING : Kind.EXTRA;
    }
    if (!source.isThere()) {
      return Kind.EXTRA;
    }
    return destination == null || !destination.isThere() ? Kind.MISSING : Kind.DIFFERENT;
  }

  /** How many rows it stands for. */
  long count() {
    return keyed ? 1 : Math.abs(rows());
  }

  private long rows() {
    return source.count() - (destination == null ? 0 : destination.count());
  }
}
