package io.sluice.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.sluice.contract.cloudevents.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The AsyncAPI document and the records say the same, and both ways. */
class ContractTest {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final JsonNode DOCUMENT = document();
  private static final Map<Class<?>, String> CHANNELS =
      Map.of(
          ProjectCommand.class, "projectCommands",
          ComponentCommand.class, "componentCommands",
          AlertCommand.class, "alertCommands",
          ProjectEvent.class, "events",
          ComponentEvent.class, "events",
          AlertEvent.class, "events",
          DataSourceEvent.class, "events",
          Outcome.class, "events",
          Telemetry.class, "telemetry",
          LogLine.class, "logs");

  private static final String HOW =
      "%nBring common/src/main/resources/asyncapi.yaml in line with the records (JSON may be pasted as"
          + " it is); a new message also needs a sample under common/src/test/resources/samples.%n";

  @Test
  void every_message_is_in_the_document_as_the_record_is() {
    var schemas = new RecordSchemas();
    JsonNode messages = DOCUMENT.at("/components/messages");
    MessageTypes.all()
        .forEach(
            (type, name) ->
                same(name + ".payload", schemas.of(type), messages.path(name).path("payload")));
    schemas
        .shared()
        .forEach(
            (name, schema) -> same(name, schema, DOCUMENT.at("/components/schemas").path(name)));
  }

  @Test
  void the_document_has_no_message_and_no_schema_that_the_records_lack() {
    var schemas = new RecordSchemas();
    MessageTypes.all().keySet().forEach(schemas::of);
    var names = new TreeSet<>(schemas.shared().keySet());
    names.add("CloudEventHeaders");

    assertThat(names(DOCUMENT.at("/components/messages")))
        .as(HOW.formatted())
        .isEqualTo(new TreeSet<>(MessageTypes.all().values()));
    assertThat(names(DOCUMENT.at("/components/schemas"))).as(HOW.formatted()).isEqualTo(names);
  }

  @Test
  void every_message_has_a_name_a_summary_and_is_on_its_channel() {
    var expected = new TreeMap<String, Set<String>>();
    MessageTypes.all()
        .forEach(
            (type, name) ->
                expected.computeIfAbsent(channelOf(type), _ -> new TreeSet<>()).add(name));
    DOCUMENT
        .path("channels")
        .properties()
        .forEach(
            channel ->
                assertThat(names(channel.getValue().path("messages")))
                    .as("messages of the channel " + channel.getKey() + HOW.formatted())
                    .isEqualTo(expected.getOrDefault(channel.getKey(), Set.of())));
    DOCUMENT
        .at("/components/messages")
        .properties()
        .forEach(
            message -> {
              assertThat(message.getValue().path("name").asText()).isEqualTo(message.getKey());
              assertThat(message.getValue().path("summary").asText())
                  .as(message.getKey())
                  .isNotBlank();
            });
  }

  @Test
  void the_channels_are_the_topics() throws ReflectiveOperationException {
    var addresses = new TreeSet<String>();
    DOCUMENT.path("channels").forEach(channel -> addresses.add(channel.path("address").asText()));

    assertThat(addresses).as(HOW.formatted()).isEqualTo(topics());
  }

  @Test
  void every_reference_leads_somewhere() {
    var references = new ArrayList<String>();
    DOCUMENT.findValuesAsText("$ref").forEach(references::add);
    assertThat(references).isNotEmpty();
    assertThat(references)
        .allSatisfy(
            reference ->
                assertThat(DOCUMENT.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse());
  }

  @Test
  void every_message_has_a_wire_name_of_its_own_that_says_its_version() {
    var sealed =
        CHANNELS.keySet().stream()
            .flatMap(
                type ->
                    type.isSealed()
                        ? Arrays.stream(type.getPermittedSubclasses())
                        : List.of(type).stream())
            .toList();
    assertThat(MessageTypes.all().keySet()).containsExactlyInAnyOrderElementsOf(cast(sealed));
    assertThat(MessageTypes.all().values())
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("io\\.sluice\\.[a-z]+\\.[a-z]+(-[a-z]+)*\\.v[1-9]"));
  }

  /** Every constant and every function of {@link Topics}, with placeholders for what varies. */
  private static Set<String> topics() throws ReflectiveOperationException {
    var topics = new TreeSet<String>();
    for (Field field : Topics.class.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers()) && field.getType() == String.class) {
        topics.add((String) java.util.Objects.requireNonNull(field.get(null)));
      }
    }
    for (Method method : Topics.class.getDeclaredMethods()) {
      if (!Modifier.isPublic(method.getModifiers())) {
        continue;
      }
      topics.add(
          switch (method.getName()) {
            case "commands" ->
                Topics.commands("{region}", ComponentKind.STORE).replace("stores", "{kind}");
            case "state" ->
                Topics.state("{region}", ComponentKind.STORE).replace("stores", "{kind}");
            case "storeLog" -> Topics.storeLog("{store}");
            case "connectorPosition" -> Topics.connectorPosition("{connector}");
            default -> method.getName() + ": name its channel in this test";
          });
    }
    return topics;
  }

  private static String channelOf(Class<?> message) {
    return CHANNELS.entrySet().stream()
        .filter(entry -> entry.getKey().isAssignableFrom(message))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new AssertionError(message + " is on no channel"));
  }

  private static void same(String what, Map<String, Object> record, JsonNode document) {
    try {
      String expected = JsonMapper.shared().writeValueAsString(record);
      assertThat(undescribed(document))
          .as("%s%sThe record says: %s%n", what, HOW.formatted(), expected)
          .isEqualTo(YAML.readTree(expected));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The schema without its descriptions, which the records do not have. */
  private static JsonNode undescribed(JsonNode schema) {
    if (schema instanceof ObjectNode object) {
      ObjectNode copy = object.deepCopy();
      boolean isSchema = copy.has("type") && copy.get("type").isTextual();
      if (isSchema && copy.path("description").isTextual()) {
        copy.remove("description");
      }
      var fields = new HashMap<String, JsonNode>();
      copy.properties().forEach(field -> fields.put(field.getKey(), undescribed(field.getValue())));
      fields.forEach(copy::set);
      return copy;
    }
    return schema;
  }

  private static Set<String> names(JsonNode object) {
    var names = new TreeSet<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @SuppressWarnings("unchecked")
  private static List<Class<? extends Record>> cast(List<?> classes) {
    return (List<Class<? extends Record>>) classes;
  }

  private static JsonNode document() {
    try (var file = Json.class.getResourceAsStream("/asyncapi.yaml")) {
      return YAML.readTree(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
