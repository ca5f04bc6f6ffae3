package io.sluice.project.precheck;

import static io.sluice.project.precheck.checks.Checks.failed;
import static io.sluice.project.precheck.checks.Checks.lines;
import static io.sluice.project.precheck.checks.Checks.list;
import static io.sluice.project.precheck.checks.Checks.passed;
import static io.sluice.project.precheck.checks.Checks.warning;

import io.sluice.contract.CheckResult;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Step;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.contract.TopicNames;
import io.sluice.datasource.DataSource;
import io.sluice.datasource.KafkaEndpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** A Kafka destination: that it answers, and that its topics are there or can be made. */
final class KafkaChecks {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final String CONNECTION = "destination-connection";

  private final DataSource.Kafka destination;
  private final ProjectDefinition definition;

  KafkaChecks(DataSource.Kafka destination, ProjectDefinition definition) {
    this.destination = destination;
    this.definition = definition;
  }

  List<CheckResult> run() throws InterruptedException {
    Map<String, Object> settings = new HashMap<>(KafkaEndpoint.clientSettings(destination));
    settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "sluice-precheck");
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS - 1_000);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    List<CheckResult> results = new ArrayList<>();
    try (Admin admin = Admin.create(settings)) {
      get(admin.describeCluster().clusterId());
      results.add(passed(CONNECTION));
      Set<String> wanted = new TreeSet<>();
      results.add(topicNames(wanted));
      results.addAll(topics(admin, wanted));
    } catch (ExecutionException e) {
      results.add(unreachable(e.getCause()));
    } catch (TimeoutException e) {
      results.add(unreachable(e));
    }
    return results;
  }

  private CheckResult unreachable(@Nullable Throwable cause) {
    String where = destination.bootstrapServers();
    return switch (cause) {
      case AuthenticationException _ ->
          failed(
              CONNECTION,
              ErrorCode.AUTHENTICATION_FAILED,
              "the brokers at " + where + " refused the credentials",
              "Correct the data source's user, password or SASL mechanism.");
      case AuthorizationException _ ->
          failed(
              CONNECTION,
              ErrorCode.PRIVILEGE_MISSING,
              "the cluster may not be described",
              "kafka-acls --add --allow-principal User:"
                  + user()
                  + " --operation Describe --cluster");
      case null, default ->
          failed(
              CONNECTION,
              ErrorCode.DESTINATION_UNREACHABLE,
              "no broker at " + where + " answered within " + PATIENCE_MILLIS / 1_000 + " s",
              ErrorCode.DESTINATION_UNREACHABLE.remedy());
    };
  }

  /** Fills {@code wanted} with the names that can be. */
  private CheckResult topicNames(Set<String> wanted) {
    List<String> wrong = new ArrayList<>();
    Map<String, TableName> seen = new TreeMap<>();
    for (TableMapping table : definition.tables()) {
      try {
        String topic = TopicNames.of(table, definition.options().topicTemplate());
        TableName other = seen.putIfAbsent(topic, table.source());
        if (other != null) {
          wrong.add(other + " and " + table.source() + " would both go to " + topic);
        }
      } catch (SluiceException e) {
        wrong.add(e.failure().detail());
      }
    }
    wanted.addAll(seen.keySet());
    return wrong.isEmpty()
        ? passed("topic-names")
        : failed(
            "topic-names",
            ErrorCode.INVALID_INPUT,
            list(wrong),
            "Rename these tables in the project's objects: one topic each, at most 249 characters.");
  }

  private List<CheckResult> topics(Admin admin, Set<String> wanted)
      throws InterruptedException, TimeoutException, ExecutionException {
    Map<String, TopicDescription> there = new TreeMap<>();
    List<String> missing = new ArrayList<>();
    List<String> closed = new ArrayList<>();
    var described =
        admin.describeTopics(wanted, new DescribeTopicsOptions().includeAuthorizedOperations(true));
    for (var topic : described.topicNameValues().entrySet()) {
      try {
        there.put(topic.getKey(), get(topic.getValue()));
      } catch (ExecutionException e) {
        if (e.getCause() instanceof UnknownTopicOrPartitionException) {
          missing.add(topic.getKey());
        } else if (e.getCause() instanceof AuthorizationException) {
          closed.add(topic.getKey());
        } else if (!(e.getCause() instanceof InvalidTopicException)) {
          throw e;
        }
      }
    }
    there.forEach(
        (name, topic) -> {
          if (lacks(topic.authorizedOperations(), AclOperation.WRITE)) {
            closed.add(name);
          }
        });
    return List.of(writable(closed), creatable(admin, missing), partitions(there));
  }

  private CheckResult writable(List<String> closed) {
    return closed.isEmpty()
        ? passed("topic-privileges")
        : failed(
            "topic-privileges",
            ErrorCode.PRIVILEGE_MISSING,
            "may not be written: " + list(closed),
            lines(
                closed,
                name ->
                    "kafka-acls --add --allow-principal User:"
                        + user()
                        + " --operation Write --operation Describe --topic "
                        + name));
  }

  private CheckResult creatable(Admin admin, List<String> missing)
      throws InterruptedException, TimeoutException, ExecutionException {
    if (missing.isEmpty()) {
      return passed("topics");
    }
    if (!definition.has(Step.SCHEMA)) {
      return failed(
          "topics",
          ErrorCode.SCHEMA_INCOMPATIBLE,
          "there are no such topics, and the project does not make them: " + list(missing),
          lines(
              missing,
              name ->
                  "kafka-topics --create --topic "
                      + name
                      + " --partitions "
                      + definition.options().topicPartitions()));
    }
    List<String> refused = refused(admin, missing);
    return refused.isEmpty()
        ? passed("topics")
        : failed(
            "topics",
            ErrorCode.PRIVILEGE_MISSING,
            "topics may not be created: " + list(refused),
            lines(
                refused,
                name ->
                    "kafka-acls --add --allow-principal User:"
                        + user()
                        + " --operation Create --topic "
                        + name));
  }

  /** A rule may be for the cluster, for a prefix or for the one topic: the broker knows. */
  private List<String> refused(Admin admin, List<String> missing)
      throws InterruptedException, TimeoutException, ExecutionException {
    var asked =
        missing.stream()
            .map(
                name ->
                    new NewTopic(
                        name,
                        Optional.of(definition.options().topicPartitions()),
                        Optional.empty()))
            .toList();
    List<String> refused = new ArrayList<>();
    var answers = admin.createTopics(asked, new CreateTopicsOptions().validateOnly(true));
    for (var answer : answers.values().entrySet()) {
      try {
        get(answer.getValue());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof AuthorizationException) {
          refused.add(answer.getKey());
        } else if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
    return refused;
  }

  private CheckResult partitions(Map<String, TopicDescription> there) {
    int wanted = definition.options().topicPartitions();
    List<String> other =
        there.values().stream()
            .filter(topic -> topic.partitions().size() != wanted)
            .map(topic -> topic.name() + " has " + topic.partitions().size())
            .toList();
    return other.isEmpty()
        ? passed("topic-partitions")
        : warning(
            "topic-partitions",
            ErrorCode.SCHEMA_INCOMPATIBLE,
            wanted + " partitions were chosen, but " + list(other),
            "Nothing needs to be done: topics that are there are used as they are.");
  }

  /** A cluster that holds nobody to account answers with nothing, and allows everything. */
  private static boolean lacks(@Nullable Set<AclOperation> allowed, AclOperation wanted) {
    return allowed != null
        && !allowed.isEmpty()
        && !allowed.contains(wanted)
        && !allowed.contains(AclOperation.ALL);
  }

  private String user() {
    return destination.username() == null ? "ANONYMOUS" : destination.username();
  }

  private static <T> T get(KafkaFuture<T> future)
      throws InterruptedException, TimeoutException, ExecutionException {
    return future.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }
}
