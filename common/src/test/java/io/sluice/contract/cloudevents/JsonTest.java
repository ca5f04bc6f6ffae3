package io.sluice.contract.cloudevents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

class JsonTest {
  sealed interface Light {
    record Off() implements Light {}

    record TurnedOn(Instant since, @Nullable Duration until) implements Light {}

    sealed interface Broken extends Light {
      record NoPower(List<Light> before) implements Broken {}
    }
  }

  record Room(Light light, @Nullable Light second) {}

  private static final Light ON = new Light.TurnedOn(Instant.EPOCH, Duration.ofMinutes(3));

  @Test
  void a_value_of_a_sealed_type_says_its_kind() {
    Light broken = new Light.Broken.NoPower(List.of(ON, new Light.Off()));
    byte[] json = Json.write(broken, Light.class);

    assertThat(new String(json, UTF_8))
        .isEqualTo(
            "{\"kind\":\"no-power\",\"before\":[{\"kind\":\"turned-on\","
                + "\"since\":\"1970-01-01T00:00:00Z\",\"until\":\"PT3M\"},{\"kind\":\"off\"}]}");
    assertThat(Json.LENIENT.readValue(json, Light.class)).isEqualTo(broken);
    assertThat(Json.STRICT.readValue(json, Light.class)).isEqualTo(broken);
  }

  @Test
  void a_field_of_a_sealed_type_says_its_kind() {
    byte[] json = Json.LENIENT.writeValueAsBytes(new Room(ON, null));

    assertThat(new String(json, UTF_8)).startsWith("{\"light\":{\"kind\":\"turned-on\"");
    assertThat(Json.STRICT.readValue(json, Room.class)).isEqualTo(new Room(ON, null));
  }

  @Test
  void a_record_asked_for_by_itself_has_no_kind() {
    assertThat(new String(Json.LENIENT.writeValueAsBytes(ON), UTF_8)).doesNotContain("kind");
  }

  @Test
  void an_unknown_kind_is_refused() {
    assertThatThrownBy(() -> Json.LENIENT.readValue("{\"kind\":\"dim\"}", Light.class))
        .isInstanceOf(JacksonException.class);
    assertThatThrownBy(() -> Json.LENIENT.readValue("{}", Light.class))
        .isInstanceOf(JacksonException.class);
  }
}
