package io.sluice.component;

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
record Kept<S>(S state, List<Answer> answers, @Nullable Envelope cause) {
  private static final int REMEMBERED = 64;

  /**
   * @param refusal null when the command was granted
   */
  record Answer(String commandId, @Nullable Failure refusal) {}

  Kept {
    answers = List.copyOf(answers);
  }

  static <S> Kept<S> nothing(S absent) {
    return new Kept<>(absent, List.of(), null);
  }

  @Nullable Answer answerTo(String commandId) {
    for (Answer answer : answers) {
      if (answer.commandId().equals(commandId)) {
        return answer;
      }
    }
    return null;
  }

  Kept<S> answered(Answer answer) {
    var all = new ArrayList<>(answers);
    all.add(answer);
    return new Kept<>(state, all.subList(Math.max(0, all.size() - REMEMBERED), all.size()), cause);
  }

  Kept<S> with(S other) {
    return new Kept<>(other, answers, cause);
  }

  Kept<S> causedBy(@Nullable Envelope other) {
    return new Kept<>(state, answers, other);
  }

  /** The JSON of a kind of aggregate. */
  static final class Codec<S> {
    private final ObjectReader reader;
    private final ObjectWriter writer;

    Codec(Class<S> states) {
      JavaType type = Json.LENIENT.getTypeFactory().constructParametricType(Kept.class, states);
      reader = Json.LENIENT.readerFor(type);
      writer = Json.LENIENT.writerFor(type);
    }

    /**
     * @throws tools.jackson.core.JacksonException when it is not what was written once
     */
    Kept<S> read(byte[] json) {
      return reader.readValue(json);
    }

    byte[] write(Kept<S> kept) {
      return writer.writeValueAsBytes(kept);
    }
  }
}
