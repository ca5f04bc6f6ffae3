package io.sluice.contract;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that somebody is told of. Of one condition and one subject there is never more than one
 * that is not over.
 *
 * @param id of this one: the same condition of the same subject has another id the next time
 * @param about the component, project, table, instance or credential
 * @param project null when it is about none
 * @param tags of the project
 * @param text what is so, with figures
 * @param raisedAt since when it is told
 */
public record Alert(
    String id,
    AlertCondition condition,
    AlertSeverity severity,
    String about,
    @Nullable String project,
    @Nullable String projectName,
    List<String> tags,
    String text,
    Instant raisedAt) {
  public Alert {
    tags = List.copyOf(tags);
  }

  /** The same alert, as it is now. */
  public Alert now(AlertSeverity worse, String newText) {
    return new Alert(id, condition, worse, about, project, projectName, tags, newText, raisedAt);
  }
}
