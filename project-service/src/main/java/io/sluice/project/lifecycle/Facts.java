package io.sluice.project.lifecycle;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The few outside facts a rule about projects may look at.
 *
 * @param projectId whose lifecycle it is
 * @param recoverableUntil if it stopped writing now, until when the Store's log would hold what
 *     comes next; null when it has no log
 * @param nameFree whether the name wished for is this project's, or nobody's
 * @param actor who commands
 */
public record Facts(
    String projectId,
    Instant now,
    @Nullable Instant recoverableUntil,
    boolean nameFree,
    String actor) {
  public Facts withNameTaken() {
    return new Facts(projectId, now, recoverableUntil, false, actor);
  }
}
