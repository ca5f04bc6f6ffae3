package io.sluice.standalone;

import static io.sluice.standalone.LifecycleStory.await;
import static io.sluice.standalone.LifecycleStory.awaitEqual;
import static io.sluice.standalone.LifecycleStory.awaitStatus;
import static io.sluice.standalone.LifecycleStory.awaitStep;
import static io.sluice.standalone.LifecycleStory.awaitTopicsEqual;
import static io.sluice.standalone.LifecycleStory.dataSource;
import static io.sluice.standalone.LifecycleStory.postgres;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.fixture.KafkaFixture;
import io.sluice.fixture.PostgresFixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Tables come into a project that runs, go out and come back, while all of them are written to and
 * what copies them is killed.
 */
class ObjectsStory {
  private static final String[] WATCHED = {
    "create table watched (id bigint primary key, open bool not null)",
    "alter table watched replica identity full",
    """
    create function watch() returns trigger language plpgsql as $$
      begin
        insert into watched values (new.id, new.id % 3 > 0);
        update watched set open = not open where id in (new.id - 10, new.id - 100);
        delete from watched where id = new.id - 500;
        return null;
      end
    $$
    """,
    "create trigger watch after insert on transfer for each row execute function watch()"
  };

  private final long seed = Long.getLong("sluice.seed", System.nanoTime());

  @Test
  void tablesThatComeLaterAreWholeAndTheOthersGoOn(@TempDir Path folder) throws Exception {
    System.out.println("seed " + seed + " (repeat with -Dsluice.seed=" + seed + ")");
    var source = PostgresFixture.database("bank");
    var copy = PostgresFixture.database("copy");
    try (var sluice = Installation.services(folder);
        var bank = new Bank(source, seed)) {
      var gateway = sluice.gateway();
      var from = dataSource(gateway, "bank that grows", postgres(source));
      var to = dataSource(gateway, "copy that grows", postgres(copy));
      var toTopics =
          dataSource(
              gateway,
              "topics that grow",
              Map.of("kind", "KAFKA", "bootstrapServers", KafkaFixture.bootstrapServers()));
      var prefix = "objects" + Math.abs(seed) + ".";
      source.execute(WATCHED);
      bank.open(300);
      var topics =
          project(gateway, "grows in topics", from, toTopics, mapped(prefix, "document"), Map.of());
      var project =
          project(
              gateway, "grows", from, to, tables("document"), Map.of("onTableFailure", "SUSPEND"));
      awaitStep(gateway, project, "INCREMENTAL", "MONITORING");
      awaitStep(gateway, topics, "INCREMENTAL", "MONITORING");
      gateway
          .put(
              "/projects/" + topics + "/objects",
              Map.of("tables", mapped(prefix, "document", "account", "transfer")))
          .ok();

      modify(gateway, project, watched("open"), "document", "account", "transfer");
      await()
          .until(
              () ->
                  gateway
                      .get("/projects/" + project)
                      .ok()
                      .path("components")
                      .toString()
                      .contains(".m"));
      sluice.kill("writer");
      sluice.startAgain("writer");
      awaitStatus(gateway, project, "RUNNING");

      modify(gateway, project, watched("open"), "document", "account");
      long gone = bank.transactions() + 500;
      await().until(() -> bank.transactions() >= gone);
      modify(gateway, project, watched("not open"), "document", "account", "transfer");
      sluice.kill("store");
      sluice.startAgain("store");
      sluice.kill("project");
      sluice.startAgain("project");
      awaitStatus(gateway, project, "RUNNING");

      var path = "/projects/" + project;
      copy.execute("alter table account add constraint poison check (balance < 0) not valid");
      await()
          .until(
              () -> suspended(gateway.get(path).ok(), "account"),
              reason -> reason.startsWith("DESTINATION_REFUSED"));
      awaitStatus(gateway, project, "RUNNING");
      gateway.post(path + "/tables/suspend", Map.of("tables", tables("transfer"))).ok();
      assertThat(suspended(gateway.get(path).ok(), "transfer")).isNotEmpty();
      assertThat(suspended(gateway.get(path).ok(), "document")).isEmpty();
      copy.execute(
          "alter table account drop constraint poison",
          "delete from account where id % 3 = 0",
          "update account set owner = '' where id % 7 = 0");
      gateway.post(path + "/tables/resume", Map.of("tables", tables("account", "transfer"))).ok();
      sluice.kill("writer");
      sluice.startAgain("writer");
      awaitStatus(gateway, project, "RUNNING");
      awaitStatus(gateway, topics, "RUNNING");

      assertThat(verified(gateway, path)).isEmpty();
      assertThat(verified(gateway, "/projects/" + topics)).isEmpty();
      // Those that the bank has added it does not touch again.
      String added = "from transfer where id between 58001 and 9999999";
      String first = copy.query("select min(id) " + added);
      String last = copy.query("select max(id) " + added);
      copy.execute(
          "delete from transfer where id = " + first,
          "update transfer set amount = amount + 1 where id = " + last,
          "insert into account select -7, owner, balance from account limit 1",
          "insert into watched values (-1, false)");
      gateway.post(path + "/verify", Map.of()).ok();
      sluice.kill("writer");
      sluice.startAgain("writer");
      assertThat(reported(gateway, path))
          .containsExactlyInAnyOrder(
              "transfer MISSING [" + first + "]",
              "transfer DIFFERENT [" + last + "]",
              "account EXTRA [-7]",
              "watched EXTRA [-1]");
      gateway.post(path + "/verifications/2/repair", Map.of()).ok();
      awaitStatus(gateway, project, "RUNNING");
      assertThat(verified(gateway, path)).isEmpty();
      bank.close();
      awaitEqual(source, copy);
      awaitTopicsEqual(source, prefix);
      assertThat(copy.query("select count(*), sum(id) from watched where open")).startsWith("0");
      String closed = "select count(*) || ' ' || sum(id) from watched where not open";
      assertThat(copy.query(closed)).isEqualTo(source.query(closed));

      bank.open(200);
      loseTheSlot(source, "sluice_s_" + project.substring(2));
      awaitStatus(gateway, project, "FAILED");
      assertThat(gateway.get(path).ok().path("failure").path("code").asString())
          .isEqualTo("SLOT_LOST");
      gateway.post(path + "/resynchronize", Map.of()).ok();
      awaitStatus(gateway, project, "RUNNING");
      awaitStep(gateway, project, "INCREMENTAL", "MONITORING");
      bank.close();
      awaitEqual(source, copy);
      assertThat(gateway.get("/projects/" + project).ok().path("components")).hasSize(2);
      // The stories share a broker, whose projects the next one's services would go on with.
      for (String one : List.of(project, topics)) {
        gateway.post("/projects/" + one + "/pause", Map.of()).ok();
        awaitStatus(gateway, one, "PAUSED");
        gateway.post("/projects/" + one + "/release", Map.of("confirmation", "delete")).ok();
        awaitStatus(gateway, one, "RELEASED");
      }
    }
  }

  /** Why a table is suspended; empty when it is not. */
  private static String suspended(JsonNode project, String table) {
    for (JsonNode one : project.path("tables")) {
      if (one.path("source").path("name").asString().equals(table)) {
        return one.path("suspended").asString("");
      }
    }
    throw new AssertionError("no table " + table + " in " + project);
  }

  /** What a verification finds that is asked for now. */
  private static List<String> verified(GatewayClient gateway, String path) {
    gateway.post(path + "/verify", Map.of()).ok();
    return reported(gateway, path);
  }

  /** What the last verification has found, once it has ended. */
  private static List<String> reported(GatewayClient gateway, String path) {
    var last = gateway.get(path + "/verifications").ok().path("items").get(0);
    var at = path + "/verifications/" + last.path("number").asInt();
    await().until(() -> gateway.get(at).ok().path("status").asString(), "COMPLETED"::equals);
    var told = new ArrayList<String>();
    for (JsonNode table : gateway.get(at).ok().path("comparisons")) {
      assertThat(table.path("unsettled").asInt()).isZero();
      for (JsonNode one : table.path("differences")) {
        told.add(
            table.path("source").path("name").asString()
                + " "
                + one.path("kind").asString()
                + " "
                + one.path("key").valueStream().map(JsonNode::asString).toList());
      }
    }
    return told;
  }

  private static void loseTheSlot(PostgresFixture.Database source, String slot) {
    await()
        .ignoreExceptions()
        .until(
            () -> {
              source.query(
                  "select pg_terminate_backend(active_pid) from pg_replication_slots"
                      + " where active and slot_name = '"
                      + slot
                      + "'");
              return source.query(
                  "select count(pg_drop_replication_slot(slot_name)) from pg_replication_slots"
                      + " where slot_name = '"
                      + slot
                      + "'");
            },
            "1"::equals);
  }

  private static void modify(
      GatewayClient gateway, String project, Map<String, String> one, String... tables) {
    var all = new ArrayList<>(tables(tables));
    all.add(one);
    gateway.put("/projects/" + project + "/objects", Map.of("tables", all)).ok();
  }

  /** A table whose rows come to meet its filter and cease to, in the transactions of the bank. */
  private static Map<String, String> watched(String filter) {
    return Map.of("schema", "public", "name", "watched", "filter", filter);
  }

  private static String project(
      GatewayClient gateway,
      String name,
      String from,
      String to,
      List<?> tables,
      Map<String, ?> options) {
    var body =
        Map.of(
            "name",
            name,
            "source",
            from,
            "destination",
            to,
            "tables",
            tables,
            "options",
            options,
            "start",
            true);
    return gateway.post("/projects", body).ok().path("id").asString();
  }

  /** The topic of a table that is mapped is the name of its target. */
  private static List<Map<String, Object>> mapped(String prefix, String... names) {
    return Arrays.stream(names)
        .map(
            name ->
                Map.of(
                    "schema",
                    "public",
                    "name",
                    (Object) name,
                    "target",
                    Map.of("schema", "public", "name", prefix + name)))
        .toList();
  }

  private static List<Map<String, String>> tables(String... names) {
    return Arrays.stream(names).map(name -> Map.of("schema", "public", "name", name)).toList();
  }
}
