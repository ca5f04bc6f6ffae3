package io.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.sluice.contract.Topics;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Topics are made with the settings that the AsyncAPI document tells. */
class TopicSpecTest {
  private static final String COMPONENT_COMMANDS = "sluice.{region}.{kind}.commands";
  private static final String COMPONENT_STATE = "sluice.{region}.{kind}.state";

  @Test
  void the_document_tells_the_settings_that_topics_are_made_with() throws IOException {
    var specs = new HashMap<String, TopicSpec>();
    for (TopicSpec spec :
        new TopicSpec[] {
          TopicSpec.commands(Topics.PROJECT_COMMANDS, 4),
          TopicSpec.commands(Topics.ALERT_COMMANDS, 1),
          TopicSpec.state(Topics.PROJECT_STATE, 4),
          TopicSpec.commands(COMPONENT_COMMANDS, 4),
          TopicSpec.state(COMPONENT_STATE, 4),
          TopicSpec.events(4),
          TopicSpec.telemetry(4),
          TopicSpec.logs(4),
          TopicSpec.dataSources(),
          TopicSpec.storeSchemas()
        }) {
      specs.put(spec.name(), spec);
    }
    for (JsonNode channel : document().path("channels")) {
      TopicSpec spec = specs.remove(channel.path("address").asText());
      if (spec != null) {
        assertThat(spec.settings()).as(spec.name()).containsAllEntriesOf(told(channel));
      }
    }
    assertThat(specs).as("topics that are on no channel").isEmpty();
  }

  private static Map<String, String> told(JsonNode channel) {
    var settings = new HashMap<String, String>();
    channel
        .at("/bindings/kafka/topicConfiguration")
        .properties()
        .forEach(
            setting -> {
              JsonNode value = setting.getValue();
              settings.put(setting.getKey(), (value.isArray() ? value.get(0) : value).asText());
            });
    assertThat(settings).as(channel.path("address").asText()).containsKey("cleanup.policy");
    return settings;
  }

  private static JsonNode document() throws IOException {
    try (var file = TopicSpec.class.getResourceAsStream("/asyncapi.yaml")) {
      return new YAMLMapper().readTree(file);
    }
  }
}
