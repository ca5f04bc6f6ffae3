package io.sluice.aggregate;

import io.sluice.contract.Envelope;
import io.sluice.contract.Failure;
import io.sluice.contract.cloudevents.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;

/**
 * What the state topic holds of an aggregate.
 *
 * @param answers the last commands and what was answered, oldest first
 * @param cause envelope of the last event that a command led to: what happens by itself afterwards
 *     goes back to it
 * @param followed the last event of each partition of the event log that a command followed from;
 *     null in states that were written before there was such a thing
 */
public record StoredAggregate<S>(
    S state, List<Answer> answers, @Nullable Envelope cause, @Nullable Map<String, Long> followed) {
  private static final int REMEMBERED = 64;

  /**
   * @param refusal null when the command was granted
   */
  public record Answer(String commandId, @Nullable Failure refusal) {}

  public StoredAggregate {
    answers = List.copyOf(answers);
    followed = Map.copyOf(Objects.requireNonNullElse(followed, Map.of()));
  }

  public static <S> StoredAggregate<S> nothing(S absent) {
    return new StoredAggregate<>(absent, List.of(), null, null);
  }

  private Map<String, Long> lastFollowed() {
    return Objects.requireNonNull(followed);
  }

  @Nullable Answer answerTo(String commandId) {
    for (Answer answer : answers) {
      if (answer.commandId().equals(commandId)) {
        return answer;
      }
    }
    return null;
  }

  /**
   * Whether the command follows from an event that lies behind this aggregate: the event log is
   * being read again. Its answer is in the log already.
   */
  boolean hasFollowed(Envelope command) {
    Envelope.Position event = command.follows();
    return event != null
        && (event.offset() < lastFollowed().getOrDefault(event.log(), 0L)
            || answerTo(command.id()) != null);
  }

  /**
   * @param refusal null when it was granted
   */
  StoredAggregate<S> answered(Envelope command, @Nullable Failure refusal) {
    var all = new ArrayList<>(answers);
    all.add(new Answer(command.id(), refusal));
    var events = new HashMap<>(lastFollowed());
    if (command.follows() != null) {
      events.put(command.follows().log(), command.follows().offset());
    }
    return new StoredAggregate<>(
        state, all.subList(Math.max(0, all.size() - REMEMBERED), all.size()), cause, events);
  }

  StoredAggregate<S> with(S other) {
    return new StoredAggregate<>(other, answers, cause, followed);
  }

  StoredAggregate<S> causedBy(@Nullable Envelope other) {
    return new StoredAggregate<>(state, answers, other, followed);
  }

  /** The JSON of a kind of aggregate. */
  public static final class Codec<S> {
    private final ObjectReader reader;
    private final ObjectWriter writer;

    public Codec(Class<S> states) {
      JavaType type =
          Json.LENIENT.getTypeFactory().constructParametricType(StoredAggregate.class, states);
      reader = Json.LENIENT.readerFor(type);
      writer = Json.LENIENT.writerFor(type);
    }

    /**
     * @throws tools.jackson.core.JacksonException when it is not what was written once
     */
    StoredAggregate<S> read(byte[] json) {
      return reader.readValue(json);
    }

    byte[] write(StoredAggregate<S> kept) {
      return writer.writeValueAsBytes(kept);
    }
  }
}
