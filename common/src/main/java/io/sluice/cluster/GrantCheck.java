package io.sluice.cluster;

import io.sluice.cluster.KafkaGrants.Grant;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.jspecify.annotations.Nullable;

/**
 * Looks, before anything runs, whether the cluster allows all that a service needs, and says what
 * is missing by its name. Without it one missing rule shows as something that waits for ever.
 */
final class GrantCheck {
  private static final int PATIENCE_SECONDS = 30;

  /** Asked about in place of those that a prefix stands for. */
  private static final String SOME = "access-check";

  private final Admin admin;
  private final String service;

  GrantCheck(Admin admin, String service) {
    this.admin = admin;
    this.service = service;
  }

  /**
   * @throws SluiceException KAFKA_NOT_AUTHORIZED naming everything that is missing
   */
  void require(List<Grant> grants) {
    var missing = new ArrayList<Grant>();
    for (Grant grant : grants) {
      Set<AclOperation> lacking = lacking(grant);
      if (!lacking.isEmpty()) {
        missing.add(new Grant(grant.resource(), grant.pattern(), grant.name(), lacking));
      }
    }
    if (!missing.isEmpty()) {
      throw new SluiceException(
          ErrorCode.KAFKA_NOT_AUTHORIZED,
          service
              + " lacks "
              + missing
              + "; for each: kafka-acls.sh --add --allow-principal User:… "
              + missing.getFirst().arguments());
    }
  }

  private Set<AclOperation> lacking(Grant grant) {
    boolean prefix = grant.pattern() == PatternType.PREFIXED;
    String name = prefix ? grant.name() + SOME : grant.name();
    try {
      Set<AclOperation> allowed =
          switch (grant.resource()) {
            case TOPIC -> prefix ? ofSomeTopic(name) : ofTopic(name);
            case GROUP -> ofGroup(name);
            default -> ofTransactions(name);
          };
      // A cluster without rules says nothing about them.
      var lacking = EnumSet.copyOf(grant.operations());
      lacking.removeAll(allowed);
      return allowed.isEmpty() ? Set.of() : lacking;
    } catch (AuthorizationException e) {
      return grant.operations();
    }
  }

  private Set<AclOperation> ofTopic(String name) {
    var there =
        get(
            admin
                .describeTopics(
                    List.of(name), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues()
                .get(name));
    return there == null ? Set.of() : orNone(there.authorizedOperations());
  }

  /** Of a topic that is not there the cluster says only whether one may know that. */
  private Set<AclOperation> ofSomeTopic(String name) {
    get(admin.describeTopics(List.of(name)).topicNameValues().get(name));
    return Set.of();
  }

  private Set<AclOperation> ofGroup(String name) {
    var there =
        get(
            admin
                .describeConsumerGroups(
                    List.of(name),
                    new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                .describedGroups()
                .get(name));
    return there == null ? Set.of() : orNone(there.authorizedOperations());
  }

  private Set<AclOperation> ofTransactions(String name) {
    get(admin.describeTransactions(List.of(name)).description(name));
    return Set.of();
  }

  /** A broker that cannot tell gives null. */
  private static Set<AclOperation> orNone(@Nullable Set<AclOperation> told) {
    return told == null ? Set.of() : told;
  }

  /** Null for what is not there. */
  private static <T> @Nullable T get(@Nullable KafkaFuture<T> future) {
    try {
      return future == null ? null : future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException refused) {
        throw refused;
      }
      // Not there yet, or a broker that cannot tell: then nothing is missing that is known of.
      return null;
    } catch (TimeoutException e) {
      throw new SluiceException(ErrorCode.KAFKA_UNAVAILABLE, "no broker answered in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SluiceException(ErrorCode.KAFKA_UNAVAILABLE, "interrupted", e);
    }
  }
}
