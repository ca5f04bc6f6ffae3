package io.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.cluster.KafkaGrants.Grant;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.datasource.DataSource;
import io.sluice.datasource.KafkaEndpoint;
import io.sluice.datasource.Secret;
import io.sluice.fixture.SecuredKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each service may do on a cluster that allows nothing by itself. */
class KafkaGrantsIT {
  private static final String REGION = "default";
  private static SecuredKafka kafka;

  @BeforeAll
  static void start() {
    kafka = new SecuredKafka(KafkaGrants.PRINCIPALS);
    for (String principal : KafkaGrants.PRINCIPALS) {
      kafka.allow(rules(principal));
    }
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  static List<AclBinding> rules(String principal) {
    var rules = new ArrayList<AclBinding>();
    for (Grant grant : KafkaGrants.of(principal, REGION)) {
      grant
          .operations()
          .forEach(
              operation ->
                  rules.add(
                      SecuredKafka.rule(
                          principal, grant.resource(), grant.pattern(), grant.name(), operation)));
    }
    return rules;
  }

  @ParameterizedTest
  // The other two have the same shapes of rules, and run with theirs in TwoInstancesStory.
  @ValueSource(strings = {"project-service", "connector-service"})
  void aServiceHasAllThatItNeedsAndIsToldByNameWhatItLacks(String service) {
    var topics = new TopicSetup(new KafkaClients(kafka.client(service)), 1);
    topics.shared();
    for (ComponentKind kind : ComponentKind.values()) {
      topics.components(REGION, kind);
    }
    var grants = KafkaGrants.of(service, REGION);
    try (var admin = Admin.create(kafka.client(service))) {
      var check = new GrantCheck(admin, service);
      check.require(grants);
      grants.forEach(grant -> missing(service, grant, grants, check));
      await().ignoreExceptions().untilAsserted(() -> check.require(grants));
    }
  }

  private static void missing(String service, Grant grant, List<Grant> grants, GrantCheck check) {
    if (grant.resource() == ResourceType.TOPIC && grant.pattern() == PatternType.PREFIXED) {
      // Seen once there is a topic of this kind; told then by whoever needs it.
      return;
    }
    var rules =
        rules(service).stream()
            .filter(rule -> rule.pattern().name().equals(grant.name()))
            .filter(rule -> rule.pattern().resourceType() == grant.resource())
            .toList();
    rules.forEach(kafka::forbid);
    await(grant.toString())
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> check.require(grants))
                    .isInstanceOfSatisfying(
                        SluiceException.class,
                        lacking -> {
                          assertThat(lacking.failure().code())
                              .isEqualTo(ErrorCode.KAFKA_NOT_AUTHORIZED);
                          assertThat(lacking.failure().detail())
                              .contains(service, grant.resource().name(), grant.name());
                        }));
    kafka.allow(rules);
  }

  @Test
  void aDataSourceReachesItWithCertificateUserAndPassword() throws Exception {
    var source =
        new DataSource.Kafka(
            "d-1",
            "secured",
            REGION,
            kafka.bootstrapServers(),
            DataSource.SecurityProtocol.SASL_SSL,
            DataSource.SaslMechanism.SCRAM_SHA_512,
            SecuredKafka.ADMIN,
            new Secret(SecuredKafka.secret(SecuredKafka.ADMIN)),
            new DataSource.Tls(kafka.certificate.certificate(), null, null),
            null);
    try (var admin = Admin.create(KafkaEndpoint.clientSettings(source))) {
      assertThat(admin.describeCluster().clusterId().get()).isNotEmpty();
    }
  }

  /** {@code -Dgolden.write=true} writes it. */
  @Test
  void thePageSaysTheSame() throws Exception {
    Path page = Path.of("..", "deploy/docs/kafka-acls.md");
    String text = Files.readString(page);
    String begin = "<!-- made from KafkaGrants -->\n";
    String made = text.substring(0, text.indexOf(begin) + begin.length()) + commands();
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(page, made);
    }
    assertThat(text).isEqualTo(made);
  }

  private static String commands() {
    var text = new StringBuilder();
    for (String principal : KafkaGrants.PRINCIPALS) {
      text.append("\n### ").append(principal).append("\n\n```sh\n");
      for (Grant grant : KafkaGrants.of(principal, REGION)) {
        text.append("kafka-acls.sh $CLUSTER --add --allow-principal User:")
            .append(principal)
            .append(' ')
            .append(grant.arguments())
            .append('\n');
      }
      text.append("```\n");
    }
    return text.toString();
  }
}
