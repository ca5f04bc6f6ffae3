package io.sluice.cluster;

import io.sluice.contract.ComponentKind;
import io.sluice.contract.Topics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The least that each service, and each kind of client, has to be allowed on Sluice's cluster. The
 * page {@code kafka-acls.md} is made from this, and the installation that the tests run has nothing
 * else.
 */
public final class KafkaGrants {
  /** Whom there are grants for besides the services. */
  public static final String COMMAND_PUBLISHER = "command-publisher";

  public static final String EVENT_READER = "event-reader";

  /** All whom there are grants for, in the order of the page. */
  public static final List<String> PRINCIPALS =
      List.of(
          "project-service",
          "store-service",
          "writer-service",
          "connector-service",
          COMMAND_PUBLISHER,
          EVENT_READER);

  /** Something that a principal may do with one resource, or with all of a prefix. */
  public record Grant(
      ResourceType resource, PatternType pattern, String name, Set<AclOperation> operations) {
    public Grant {
      operations = Set.copyOf(operations);
    }

    /** The arguments of {@code kafka-acls.sh --add} that give it. */
    public String arguments() {
      var text = new StringBuilder();
      operations.stream()
          .sorted()
          .forEach(operation -> text.append("--operation ").append(option(operation)).append(' '));
      String kind =
          switch (resource) {
            case GROUP -> "--group";
            case TRANSACTIONAL_ID -> "--transactional-id";
            default -> "--topic";
          };
      text.append(kind).append(" '").append(name).append('\'');
      return pattern == PatternType.PREFIXED
          ? text.append(" --resource-pattern-type prefixed").toString()
          : text.toString();
    }

    private static String option(AclOperation operation) {
      var text = new StringBuilder();
      for (String word : operation.name().split("_", -1)) {
        text.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
      }
      return text.toString();
    }

    @Override
    public String toString() {
      return operations.stream().sorted().map(AclOperation::name).toList()
          + " on "
          + resource
          + " "
          + name
          + (pattern == PatternType.PREFIXED ? "*" : "");
    }
  }

  private final List<Grant> grants = new ArrayList<>();

  private KafkaGrants() {}

  /**
   * @param principal one of {@link #PRINCIPALS}
   * @param region of the service's instance
   */
  public static List<Grant> of(String principal, String region) {
    var all = new KafkaGrants();
    switch (principal) {
      case "project-service" -> all.project(region);
      case "store-service" -> all.store(region);
      case "writer-service" -> all.component(region, ComponentKind.WRITER, "w-");
      case "connector-service" -> all.component(region, ComponentKind.CONNECTOR, "c-");
      case COMMAND_PUBLISHER ->
          all.topic(Topics.PROJECT_COMMANDS, AclOperation.WRITE)
              .topic(Topics.ALERT_COMMANDS, AclOperation.WRITE);
      case EVENT_READER -> all.topic(Topics.EVENTS, AclOperation.READ).groups("");
      default -> throw new IllegalArgumentException(principal);
    }
    return all.merged();
  }

  private void project(String region) {
    everyService()
        .topic(Topics.PROJECT_COMMANDS, AclOperation.READ, AclOperation.WRITE)
        .topic(Topics.ALERT_COMMANDS, AclOperation.READ)
        .topic(Topics.PROJECT_STATE, AclOperation.READ, AclOperation.WRITE)
        .topic(Topics.EVENTS, AclOperation.READ, AclOperation.WRITE)
        .topic(Topics.DATA_SOURCES, AclOperation.WRITE)
        .topic(Topics.TELEMETRY, AclOperation.READ)
        .topic(Topics.LOGS, AclOperation.READ)
        .topic(Topics.STORE_SCHEMAS, AclOperation.READ)
        .topics("sluice.store.s-", AclOperation.READ)
        .group("sluice-projects")
        .group("sluice-projections")
        .group("sluice-alerts")
        .group("sluice-flow")
        .group("sluice-precheck")
        .group("sluice-telemetry")
        .group("sluice-logs")
        .transactions(Topics.PROJECT_COMMANDS + "-")
        .transactions("sluice-datasources-");
    for (ComponentKind kind : ComponentKind.values()) {
      topic(Topics.commands(region, kind), AclOperation.WRITE);
    }
  }

  private void store(String region) {
    kernel(region, ComponentKind.STORE)
        .topic(Topics.STORE_SCHEMAS, AclOperation.READ, AclOperation.WRITE)
        .topics("sluice.store.s-", AclOperation.READ, AclOperation.WRITE, AclOperation.DELETE)
        .transactions("s-");
  }

  private void component(String region, ComponentKind kind, String ids) {
    kernel(region, kind)
        .topic(Topics.STORE_SCHEMAS, AclOperation.READ)
        .topics("sluice.store.s-", AclOperation.READ)
        .groups("sluice-" + ids);
  }

  private KafkaGrants kernel(String region, ComponentKind kind) {
    return everyService()
        .topic(Topics.commands(region, kind), AclOperation.READ, AclOperation.WRITE)
        .topic(Topics.state(region, kind), AclOperation.READ, AclOperation.WRITE)
        .topic(Topics.EVENTS, AclOperation.WRITE)
        .topic(Topics.TELEMETRY, AclOperation.WRITE)
        .topic(Topics.LOGS, AclOperation.WRITE)
        .group("sluice-" + region + "-" + kind.plural())
        .transactions(Topics.commands(region, kind) + "-");
  }

  /** Whichever comes first makes what is missing. */
  private KafkaGrants everyService() {
    return topics(
            "sluice.",
            AclOperation.CREATE,
            AclOperation.DESCRIBE,
            AclOperation.DESCRIBE_CONFIGS,
            AclOperation.ALTER_CONFIGS)
        .topic(Topics.DATA_SOURCES, AclOperation.READ);
  }

  private KafkaGrants topic(String name, AclOperation... operations) {
    return add(ResourceType.TOPIC, PatternType.LITERAL, name, operations);
  }

  private KafkaGrants topics(String prefix, AclOperation... operations) {
    return add(ResourceType.TOPIC, PatternType.PREFIXED, prefix, operations);
  }

  private KafkaGrants group(String name) {
    return add(ResourceType.GROUP, PatternType.LITERAL, name, AclOperation.READ);
  }

  /** An empty prefix stands for groups of the reader's choice. */
  private KafkaGrants groups(String prefix) {
    return prefix.isEmpty()
        ? add(ResourceType.GROUP, PatternType.LITERAL, "*", AclOperation.READ)
        : add(ResourceType.GROUP, PatternType.PREFIXED, prefix, AclOperation.READ);
  }

  private KafkaGrants transactions(String prefix) {
    return add(
        ResourceType.TRANSACTIONAL_ID,
        PatternType.PREFIXED,
        prefix,
        AclOperation.WRITE,
        AclOperation.DESCRIBE);
  }

  private KafkaGrants add(
      ResourceType resource, PatternType pattern, String name, AclOperation... operations) {
    grants.add(new Grant(resource, pattern, name, EnumSet.copyOf(Arrays.asList(operations))));
    return this;
  }

  /** One grant for each resource. */
  private List<Grant> merged() {
    var merged = new TreeMap<String, Grant>();
    for (Grant grant : grants) {
      merged.merge(
          grant.resource() + " " + grant.pattern() + " " + grant.name(),
          grant,
          (one, other) -> {
            var both = EnumSet.copyOf(one.operations());
            both.addAll(other.operations());
            return new Grant(one.resource(), one.pattern(), one.name(), both);
          });
    }
    return List.copyOf(merged.values());
  }
}
