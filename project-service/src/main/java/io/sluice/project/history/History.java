package io.sluice.project.history;

import static java.time.ZoneOffset.UTC;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.project.events.LoggedEvent;
import io.sluice.project.gateway.Page;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The events of projects. All that have the project's key belong to it: its own, its components',
 * its alerts', refusals. They outlive it.
 */
@Component
class History {
  private static final int SOME = 500;

  private static final String OF_PROJECT =
      """
      from event
      where project = :project
        and (cast(:type as text) is null or starts_with(type, :type))
        and (cast(:actor as text) is null or actor = :actor)
        and (cast(:component as text) is null or subject = :component)
        and (cast(:from as timestamptz) is null or time >= :from)
        and (cast(:until as timestamptz) is null or time < :until)
      """;

  /** With its place in the list, by which the next page is found. */
  private record Placed(LoggedEvent event, long seq) {}

  /** Takes events, some at a time. */
  @FunctionalInterface
  interface Taker<E extends Exception> {
    void take(LoggedEvent event) throws E;
  }

  private final JdbcClient jdbc;

  History(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param newestFirst or the oldest
   * @param cursor null for the first page
   * @throws SluiceException UNKNOWN_ID when there was never such a project; INVALID_INPUT
   */
  EventPage page(
      String project, EventFilter filter, boolean newestFirst, @Nullable String cursor, int size) {
    Page.check(0, size);
    exists(project);
    var found = some(project, filter, newestFirst, place(cursor), size + 1);
    boolean more = found.size() > size;
    var items = found.stream().limit(size).map(Placed::event).toList();
    return new EventPage(items, more ? Long.toString(found.get(size - 1).seq()) : null);
  }

  /** All that fit, the oldest first; read in pieces, so that none is too many. */
  <E extends Exception> void each(String project, EventFilter filter, Taker<E> taker) throws E {
    Long after = null;
    while (true) {
      var some = some(project, filter, /* newestFirst= */ false, after, SOME);
      for (Placed placed : some) {
        taker.take(placed.event());
      }
      if (some.size() < SOME) {
        return;
      }
      after = some.getLast().seq();
    }
  }

  /**
   * @throws SluiceException UNKNOWN_ID
   */
  void exists(String project) {
    boolean known =
        jdbc.sql("select exists (select from event where project = ?)")
            .param(project)
            .query(Boolean.class)
            .single();
    if (!known) {
      throw new SluiceException(ErrorCode.UNKNOWN_ID, "there is no project " + project);
    }
  }

  Optional<LoggedEvent> find(String id) {
    return jdbc.sql("select * from event where id = ? order by seq limit 1")
        .param(id)
        .query(LoggedEvent::of)
        .optional();
  }

  /** The project whose history has events of this component; empty when nothing is known of it. */
  Optional<String> projectOf(String component) {
    return jdbc.sql("select project from event where subject = ? order by seq limit 1")
        .param(component)
        .query(String.class)
        .optional();
  }

  /**
   * A command that somebody sent through the API.
   *
   * @param type its wire name
   */
  record Command(String type, String subject, String actor, Instant at) {}

  Optional<Command> command(String id) {
    return jdbc.sql("select type, subject, actor, sent_at from command_sent where command_id = ?")
        .param(id)
        .query(
            (row, _) ->
                new Command(
                    row.getString("type"),
                    row.getString("subject"),
                    row.getString("actor"),
                    row.getObject("sent_at", OffsetDateTime.class).toInstant()))
        .optional();
  }

  private List<Placed> some(
      String project, EventFilter filter, boolean newestFirst, @Nullable Long after, int most) {
    String place = after == null ? "" : newestFirst ? "and seq < :after " : "and seq > :after ";
    var statement =
        jdbc.sql(
                "select * "
                    + OF_PROJECT
                    + place
                    + (newestFirst ? "order by seq desc" : "order by seq")
                    + " limit :most")
            .param("project", project)
            .param("type", filter.type(), Types.VARCHAR)
            .param("actor", filter.actor(), Types.VARCHAR)
            .param("component", filter.component(), Types.VARCHAR)
            .param("from", at(filter.from()), Types.TIMESTAMP_WITH_TIMEZONE)
            .param("until", at(filter.until()), Types.TIMESTAMP_WITH_TIMEZONE)
            .param("most", most);
    if (after != null) {
      statement = statement.param("after", after);
    }
    return statement
        .query((row, number) -> new Placed(LoggedEvent.of(row, number), row.getLong("seq")))
        .list();
  }

  private static @Nullable OffsetDateTime at(@Nullable Instant time) {
    return time == null ? null : time.atOffset(UTC);
  }

  private static @Nullable Long place(@Nullable String cursor) {
    if (cursor == null) {
      return null;
    }
    try {
      return Long.valueOf(cursor);
    } catch (NumberFormatException e) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT,
          "the parameter 'cursor' is what `next` of an answer says, and nothing else",
          e);
    }
  }
}
