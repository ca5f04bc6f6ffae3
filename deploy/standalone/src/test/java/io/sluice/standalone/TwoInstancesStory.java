package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.ComponentKind;
import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.PostgresFixture.Database;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Another instance of writer-service takes its share of the writers, and all of them when the first
 * one goes.
 */
class TwoInstancesStory {
  @Test
  void writersMoveToTheInstanceThatIsThereAndLoseNothing(@TempDir Path folder) throws Exception {
    var source = PostgresFixture.database("shared_source");
    List<Database> copies = new ArrayList<>();
    source.execute(
        "create table item (id bigint generated always as identity primary key, name text)",
        "insert into item (name) select 'item ' || i from generate_series(1, 1000) i");
    try (var sluice = Installation.services(folder)) {
      var gateway = sluice.gateway();
      var from = dataSource(gateway, "from", source);
      var partitions = new HashSet<Integer>();
      // Two instances have two of the four partitions each, so writers in three are on both.
      for (int i = 0; partitions.size() < 3; i++) {
        var copy = PostgresFixture.database("shared_copy");
        copies.add(copy);
        var body =
            Map.of(
                "name",
                "copy " + i,
                "source",
                from,
                "destination",
                dataSource(gateway, "to " + i, copy),
                "tables",
                List.of(Map.of("schema", "public", "name", "item")),
                "start",
                true);
        var project = gateway.post("/projects", body).ok().path("id").asString();
        partitions.add(partition(ComponentKind.WRITER.idFor(project)));
      }
      awaitEqual(source, copies);

      sluice.addInstance("writer");
      await().until(() -> instances(gateway).size() == 2);
      source.execute("update item set name = upper(name) where id % 3 = 0");
      awaitEqual(source, copies);

      sluice.stop("writer");
      source.execute(
          "delete from item where id % 5 = 0",
          "insert into item (name) select 'new ' || i from generate_series(1, 1000) i");
      await().until(() -> instances(gateway).size() == 1);
      awaitEqual(source, copies);
    }
  }

  private static int partition(String key) {
    return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % 4;
  }

  private static Set<String> instances(GatewayClient gateway) {
    var instances = new HashSet<String>();
    for (JsonNode writer : gateway.get("/components?kind=WRITER").ok().path("items")) {
      if (writer.path("status").asString().equals("RUNNING")) {
        instances.add(writer.path("instance").asString());
      } else {
        instances.add("none, as " + writer.path("id").asString() + " is " + writer.path("status"));
      }
    }
    return instances;
  }

  private static void awaitEqual(Database source, List<Database> copies) throws Exception {
    var all = "select count(*) || ' ' || sum(hashtextextended(t::text, 0)) from item t";
    var wanted = source.query(all);
    for (Database copy : copies) {
      await().ignoreExceptions().untilAsserted(() -> assertThat(copy.query(all)).isEqualTo(wanted));
    }
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(180)).pollInterval(Duration.ofMillis(250));
  }

  private static String dataSource(GatewayClient gateway, String name, Database database) {
    var body = new HashMap<String, Object>();
    body.put("name", name);
    body.put("kind", "POSTGRESQL");
    body.put("host", database.host());
    body.put("port", database.port());
    body.put("database", database.name());
    body.put("username", database.username());
    body.put("password", database.password());
    return gateway.post("/data-sources", body).ok().path("id").asString();
  }
}
