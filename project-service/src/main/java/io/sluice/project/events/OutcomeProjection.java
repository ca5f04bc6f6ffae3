package io.sluice.project.events;

import static java.time.ZoneOffset.UTC;

import io.sluice.contract.Failure;
import io.sluice.contract.Outcome;
import io.sluice.contract.cloudevents.Json;
import io.sluice.project.projections.Fact;
import io.sluice.project.projections.Projection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What became of each command: the first event that names it as its cause says so. */
@Component
@Order(100)
class OutcomeProjection implements Projection {
  private final JdbcClient jdbc;

  OutcomeProjection(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void apply(Fact fact) {
    String command = fact.envelope().causationId();
    if (command == null) {
      return;
    }
    Failure failure = fact.data() instanceof Outcome.Rejected rejected ? rejected.failure() : null;
    jdbc.sql(
            """
            insert into command_outcome
              (command_id, outcome, event_id, event_type, subject, failure, at)
            values (:command, :outcome, :event, :type, :subject, :failure::json, :at)
            on conflict (command_id) do nothing""")
        .param("command", command)
        .param("outcome", outcome(fact.data()).name())
        .param("event", fact.envelope().id())
        .param("type", fact.type())
        .param("subject", fact.subject())
        .param("failure", failure == null ? null : Json.LENIENT.writeValueAsString(failure))
        .param("at", fact.time().atOffset(UTC))
        .update();
  }

  private static CommandStatus outcome(@Nullable Record data) {
    return switch (data) {
      case Outcome.Rejected _ -> CommandStatus.REJECTED;
      case Outcome.Satisfied _ -> CommandStatus.SATISFIED;
      case null, default -> CommandStatus.ACCEPTED;
    };
  }

  @Override
  public List<String> tables() {
    return List.of("command_outcome");
  }
}
