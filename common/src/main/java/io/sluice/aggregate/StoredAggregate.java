package io.sluice.aggregate;

import io.sluice.contract.Envelope;
import io.sluice.contract.Failure;
import io.sluice.contract.cloudevents.Json;
import java.util.ArrayList;
import java.util.List;
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
 */
public record StoredAggregate<S>(S state, List<Answer> answers, @Nullable Envelope cause) {
  private static final int REMEMBERED = 64;

  /**
   * @param refusal null when the command was granted
   */
  public record Answer(String commandId, @Nullable Failure refusal) {}

  public StoredAggregate {
    answers = List.copyOf(answers);
  }

  public static <S> StoredAggregate<S> nothing(S absent) {
    return new StoredAggregate<>(absent, List.of(), null);
  }

  @Nullable Answer answerTo(String commandId) {
    for (Answer answer : answers) {
      if (answer.commandId().equals(commandId)) {
        return answer;
      }
    }
    return null;
  }

  StoredAggregate<S> answered(Answer answer) {
    var all = new ArrayList<>(answers);
    all.add(answer);
    return new StoredAggregate<>(
        state, all.subList(Math.max(0, all.size() - REMEMBERED), all.size()), cause);
  }

  StoredAggregate<S> with(S other) {
    return new StoredAggregate<>(other, answers, cause);
  }

  StoredAggregate<S> causedBy(@Nullable Envelope other) {
    return new StoredAggregate<>(state, answers, other);
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
