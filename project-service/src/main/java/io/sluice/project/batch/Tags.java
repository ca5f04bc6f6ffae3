package io.sluice.project.batch;

import static java.time.ZoneOffset.UTC;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.SluiceException;
import io.sluice.project.gateway.Caller;
import io.sluice.project.lifecycle.DefinitionRules;
import io.sluice.project.lifecycle.ProjectState;
import io.sluice.project.projects.ProjectFilter;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The tags that there are: those that somebody made, and those that projects have. A tag is renamed
 * or deleted project by project; one that refuses keeps the old one, and is named in the answer.
 */
@Component
class Tags {
  /**
   * @param projects how many have it
   */
  record Tag(String name, long projects) {}

  private final JdbcClient jdbc;
  private final Batches batches;
  private final InstantSource clock;

  Tags(JdbcClient jdbc, Batches batches, InstantSource clock) {
    this.jdbc = jdbc;
    this.batches = batches;
    this.clock = clock;
  }

  /** By name. */
  List<Tag> all() {
    return jdbc.sql(
            """
            select name, sum(projects) as projects
            from (select name, 0 as projects from tag
              union all select unnest(tags), 1 from project) known
            group by name order by lower(name), name""")
        .query(Tag.class)
        .list();
  }

  /** Nothing happens when it is there. */
  Tag make(String name, String by) {
    DefinitionRules.faultOfTags(List.of(name))
        .ifPresent(
            fault -> {
              throw new SluiceException(
                  ErrorCode.INVALID_INPUT, "the field 'name': " + fault.split(": ", 2)[1]);
            });
    jdbc.sql(
            "insert into tag (name, created_by, created_at) values (?, ?, ?) on conflict do nothing")
        .params(name, by, clock.instant().atOffset(UTC))
        .update();
    return all().stream().filter(tag -> tag.name().equals(name)).findFirst().orElseThrow();
  }

  BatchOutcome rename(String name, String to, Caller caller) {
    exists(name);
    make(to, caller.actor());
    var outcome =
        edit(
            name,
            tags -> {
              tags.remove(name);
              tags.add(to);
            },
            caller);
    forget(name);
    return outcome;
  }

  BatchOutcome delete(String name, Caller caller) {
    exists(name);
    var outcome = edit(name, tags -> tags.remove(name), caller);
    forget(name);
    return outcome;
  }

  private BatchOutcome edit(String name, Consumer<Set<String>> edit, Caller caller) {
    var filter = new ProjectFilter(null, List.of(name), null, null, null);
    return batches.perform(batches.chosen(filter), is -> edited(is, edit), caller);
  }

  /** Of the revision that was looked at: somebody else may be at the tags too. */
  static ProjectCommand edited(ProjectState.Existing is, Consumer<Set<String>> edit) {
    var tags = new LinkedHashSet<>(is.definition().tags());
    edit.accept(tags);
    return new ProjectCommand.Change(null, List.copyOf(tags), null, is.definition().revision());
  }

  private void forget(String name) {
    jdbc.sql("delete from tag where name = ?").param(name).update();
  }

  private void exists(String name) {
    if (all().stream().noneMatch(tag -> tag.name().equals(name))) {
      throw new SluiceException(ErrorCode.UNKNOWN_ID, "there is no tag '" + name + "'");
    }
  }
}
