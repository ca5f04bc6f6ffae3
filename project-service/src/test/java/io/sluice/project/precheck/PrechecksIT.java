package io.sluice.project.precheck;

import static io.sluice.contract.CheckResult.Status.FAILED;
import static io.sluice.contract.CheckResult.Status.PASSED;
import static io.sluice.contract.CheckResult.Status.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cluster.KafkaClients;
import io.sluice.contract.AlertLevel;
import io.sluice.contract.CheckResult;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.SyncOptions.ConflictPolicy;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.datasource.DataSource;
import io.sluice.datasource.DataSources;
import io.sluice.datasource.Secret;
import io.sluice.fixture.KafkaFixture;
import io.sluice.fixture.PostgresFixture;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PrechecksIT {
  private static final SyncOptions DEFAULT = SyncOptions.DEFAULT;

  private final PostgresFixture.Database source = PostgresFixture.database("source");
  private final PostgresFixture.Database destination = PostgresFixture.database("destination");

  @Test
  void allIsWellWithASuperuserAndATableWithAKey() throws Exception {
    source.execute("create table a (id int primary key)");
    assertThat(run(definition(tables("a"))))
        .isNotEmpty()
        .filteredOn(check -> check.status() != PASSED)
        // The one broker of this test keeps one copy.
        .extracting(CheckResult::name)
        .containsExactly("log-copies");
  }

  @Test
  void theRemediesOfMissingPrivilegesGrantWhatIsMissing() throws Exception {
    String user = "limited_" + ProcessHandle.current().pid();
    source.execute(
        "create role " + user + " login password 'limited'",
        "create schema \"My Shop\"",
        "create table \"My Shop\".\"Order\" (id int primary key)",
        "revoke create on schema public from public");
    destination.execute(
        "create schema \"My Shop\"", "create table \"My Shop\".\"Order\" (id int primary key)");
    try {
      var table = new TableName("My Shop", "Order");
      var definition = definition(List.of(new TableMapping(table, table, null, null)));
      List<CheckResult> before = runAs(user, "limited", definition);
      assertThat(failed(before))
          .containsExactlyInAnyOrder(
              "replication-privilege", "publication", "select-privilege", "destination-privileges");
      for (CheckResult check : before) {
        if (check.status() == FAILED && check.remedy() != null) {
          var where = check.name().startsWith("destination") ? destination : source;
          where.execute(check.remedy());
        }
      }
      assertThat(failed(runAs(user, "limited", definition))).isEmpty();
    } finally {
      for (var database : List.of(source, destination)) {
        database.execute("drop owned by " + user);
      }
      source.execute("drop role " + user);
    }
  }

  @Test
  void aTableWithoutAKeyNeedsItsWholeRowsInTheLog() throws Exception {
    source.execute("create table a (id int)");
    CheckResult keys = only("keys", run(definition(tables("a"))));
    assertThat(keys.status()).isEqualTo(FAILED);
    source.execute(Objects.requireNonNull(keys.remedy()));
    assertThat(only("keys", run(definition(tables("a")))).status()).isEqualTo(PASSED);
  }

  @Test
  void rowsAtTheDestinationAreAWarningUnlessThePolicyIsToStop() throws Exception {
    source.execute("create table a (id int primary key)");
    destination.execute("create table a (id int primary key)", "insert into a values (1)");
    assertThat(only("empty-targets", run(definition(tables("a")))).status()).isEqualTo(WARNING);
    var stop = definition(tables("a"), ComponentKind.WRITER, options(ConflictPolicy.STOP));
    CheckResult check = only("empty-targets", run(stop));
    assertThat(check.status()).isEqualTo(FAILED);
    destination.execute(Objects.requireNonNull(check.remedy()));
    assertThat(only("empty-targets", run(stop)).status()).isEqualTo(PASSED);
  }

  @Test
  void aViewInTheWayIsANameConflict() throws Exception {
    source.execute("create table a (id int primary key)");
    destination.execute("create view a as select 1 as id");
    assertThat(failed(run(definition(tables("a"))))).containsExactly("name-conflicts");
  }

  @Test
  void missingTablesColumnsAndWrongFiltersAreNamed() throws Exception {
    source.execute("create table a (id int primary key)");
    var a = new TableName("public", "a");
    var mapping = new TableMapping(a, a, List.of("id", "gone"), "no_such_column > 1");
    var definition = definition(List.of(mapping, TableMapping.same("public", "nowhere")));
    List<CheckResult> results = run(definition);
    assertThat(failed(results)).containsExactly("source-tables", "source-columns", "row-filters");
    assertThat(detail(only("source-tables", results))).contains("public.nowhere");
    assertThat(detail(only("source-columns", results))).contains("public.a.gone");
  }

  @Test
  void aRowFilterCanChangeNothing() throws Exception {
    source.execute("create table a (id int primary key)", "create sequence touched");
    var a = new TableName("public", "a");
    var mapping = new TableMapping(a, a, null, "nextval('touched') > 0); drop table a; select (1");
    assertThat(failed(run(definition(List.of(mapping))))).contains("row-filters");
    assertThat(source.query("select count(*) from a")).isEqualTo("0");
  }

  @Test
  void aRowFilterOfAProjectThatGoesOnIsOneThatTheSourceCanFilterItsLogBy() throws Exception {
    source.execute(
        "create table a (id int primary key, t text, at timestamptz)",
        "create table parts (id int primary key, t text) partition by range (id)",
        "create table part_1 partition of parts for values from (1) to (10)",
        "alter table parts replica identity full");
    assertThat(detail(filtered("a", "id > 5"))).isEmpty();
    assertThat(detail(filtered("a", "t = 'x'"))).contains("replica identity", "public.a");
    assertThat(detail(filtered("a", "id > 5 and at < now()"))).contains("cannot filter its log");
    assertThat(detail(filtered("a", "id in (select 1)"))).contains("cannot filter its log");
    assertThat(detail(filtered("parts", "t = 'x'")))
        .as("a partition")
        .contains("replica identity", "public.parts");
    source.execute("alter table part_1 replica identity full");
    assertThat(detail(filtered("parts", "t = 'x'"))).isEmpty();
    source.execute("alter table a replica identity full");
    assertThat(detail(filtered("a", "t = 'x'"))).isEmpty();
    assertThat(source.query("select count(*) from pg_publication")).isEqualTo("0");
  }

  private CheckResult filtered(String table, String filter) throws InterruptedException {
    var name = new TableName("public", table);
    return only(
        "row-filters", run(definition(List.of(new TableMapping(name, name, null, filter)))));
  }

  @Test
  void aUserUnknownToTheServerAndASilentServerAreToldApartWithinSeconds() throws Exception {
    var definition = definition(tables("a"));
    assertThat(code(only("source-connection", runAs("no such user", "wrong", definition))))
        .isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
    // Accepts, and never says a word.
    try (var silent = new ServerSocket(0)) {
      var results =
          new Prechecks(
                  DataSources.of(
                      postgres("ds-source", "127.0.0.1", silent.getLocalPort(), "x", "u", "p"),
                      at("ds-destination", destination, "postgres", "postgres")),
                  InstantSource.system(),
                  new KafkaClients(KafkaFixture.client()))
              .run("p-prechecked", definition);
      assertThat(code(only("source-connection", results))).isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
      assertThat(only("destination-connection", results).status()).isEqualTo(PASSED);
    }
  }

  @Test
  void aKafkaThatAnswersPassesAndOneThatDoesNotIsUnreachable() throws Exception {
    source.execute("create table a (id int primary key)");
    var definition = definition(tables("a"), ComponentKind.CONNECTOR, DEFAULT);
    assertThat(failed(runWithKafka(KafkaFixture.bootstrapServers(), definition))).isEmpty();
    CheckResult check = only("destination-connection", runWithKafka("127.0.0.1:1", definition));
    assertThat(code(check)).isEqualTo(ErrorCode.DESTINATION_UNREACHABLE);
  }

  @Test
  void twoTablesInOneTopicAreRefused() throws Exception {
    source.execute("create table a (id int primary key)", "create table b (id int primary key)");
    var all = DEFAULT;
    var oneTopic =
        new SyncOptions(
            all.steps(),
            all.conflict(),
            all.format(),
            "everything",
            4,
            2,
            0,
            168,
            all.ddl(),
            all.constraints(),
            null,
            null,
            null,
            null);
    var definition = definition(tables("a", "b"), ComponentKind.CONNECTOR, oneTopic);
    assertThat(failed(runWithKafka(KafkaFixture.bootstrapServers(), definition)))
        .containsExactly("topic-names");
  }

  private List<CheckResult> run(ProjectDefinition definition) throws InterruptedException {
    return runAs("postgres", "postgres", definition);
  }

  private List<CheckResult> runAs(String user, String password, ProjectDefinition definition)
      throws InterruptedException {
    return new Prechecks(
            DataSources.of(
                at("ds-source", source, user, password),
                at("ds-destination", destination, user, password)),
            InstantSource.system(),
            new KafkaClients(KafkaFixture.client()))
        .run("p-prechecked", definition);
  }

  private List<CheckResult> runWithKafka(String brokers, ProjectDefinition definition)
      throws InterruptedException {
    var kafka =
        new DataSource.Kafka(
            "ds-destination",
            "k",
            "default",
            brokers,
            DataSource.SecurityProtocol.PLAINTEXT,
            null,
            null,
            null);
    return new Prechecks(
            DataSources.of(at("ds-source", source, "postgres", "postgres"), kafka),
            InstantSource.system(),
            new KafkaClients(KafkaFixture.client()))
        .run("p-prechecked", definition);
  }

  private static DataSource at(
      String id, PostgresFixture.Database database, String user, String password) {
    return postgres(id, database.host(), database.port(), database.name(), user, password);
  }

  private static DataSource postgres(
      String id, String host, int port, String database, String user, String password) {
    return new DataSource.Postgres(
        id,
        id,
        "default",
        host,
        port,
        database,
        user,
        new Secret(password),
        DataSource.SslMode.DISABLE);
  }

  private static List<String> failed(List<CheckResult> results) {
    return results.stream()
        .filter(check -> check.status() == FAILED)
        .map(CheckResult::name)
        .toList();
  }

  private static CheckResult only(String name, List<CheckResult> results) {
    return results.stream().filter(check -> check.name().equals(name)).findFirst().orElseThrow();
  }

  private static @Nullable ErrorCode code(CheckResult check) {
    return check.failure() == null ? null : check.failure().code();
  }

  private static String detail(CheckResult check) {
    return check.failure() == null ? "" : check.failure().detail();
  }

  private static List<TableMapping> tables(String... names) {
    return List.of(names).stream().map(name -> TableMapping.same("public", name)).toList();
  }

  private static SyncOptions options(ConflictPolicy policy) {
    return new SyncOptions(
        DEFAULT.steps(),
        policy,
        DEFAULT.format(),
        DEFAULT.topicTemplate(),
        4,
        2,
        0,
        168,
        DEFAULT.ddl(),
        DEFAULT.constraints(),
        null,
        null,
        null,
        null);
  }

  private static ProjectDefinition definition(List<TableMapping> tables) {
    return definition(tables, ComponentKind.WRITER, DEFAULT);
  }

  private static ProjectDefinition definition(
      List<TableMapping> tables, ComponentKind kind, SyncOptions options) {
    return new ProjectDefinition(
        "orders",
        List.of(),
        "ds-source",
        "ds-destination",
        kind,
        "default",
        tables,
        options,
        AlertLevel.LOW,
        null,
        null,
        null);
  }
}
