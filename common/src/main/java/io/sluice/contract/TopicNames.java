package io.sluice.contract;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The destination topic of each table of a project. A mapping whose target differs from its source
 * names the topic by the target's name alone; every other is named by the template. What Kafka does
 * not allow in a name becomes an underscore.
 */
public final class TopicNames {
  private static final Pattern NOT_ALLOWED = Pattern.compile("[^a-zA-Z0-9._-]");
  private static final int LONGEST = 249;

  private TopicNames() {}

  /**
   * @throws SluiceException INVALID_INPUT when Kafka has no such name
   */
  public static String of(TableMapping mapping, String template) {
    TableName source = mapping.source();
    String name =
        mapping.target().equals(source)
            ? template.replace("{schema}", source.schema()).replace("{table}", source.name())
            : mapping.target().name();
    String allowed = NOT_ALLOWED.matcher(name).replaceAll("_");
    if (allowed.isEmpty()
        || allowed.length() > LONGEST
        || allowed.equals(".")
        || allowed.equals("..")) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT, "no topic can be named after " + source + ": " + name);
    }
    return allowed;
  }

  /**
   * The mapping of each topic.
   *
   * @throws SluiceException INVALID_INPUT when two tables would meet in one topic
   */
  public static Map<String, TableMapping> all(List<TableMapping> mappings, String template) {
    var topics = new HashMap<String, TableMapping>();
    for (var mapping : mappings) {
      String topic = of(mapping, template);
      var other = topics.putIfAbsent(topic, mapping);
      if (other != null) {
        throw new SluiceException(
            ErrorCode.INVALID_INPUT,
            other.source() + " and " + mapping.source() + " would both go to topic " + topic);
      }
    }
    return topics;
  }
}
