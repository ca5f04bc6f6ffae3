package io.sluice.faults;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the owners of source and destination, and operators, do to tables while they are copied. */
final class ObjectFaults {
  private static final Duration USUAL = Duration.ofSeconds(30);

  /** A copy of tables is waited for. */
  private static final Duration COPIED = Duration.ofSeconds(90);

  private static final List<String> MERGE_POINTS = List.of("writer.11", "writer.12", "writer.13");

  private ObjectFaults() {}

  /** Of the database's project; a topic does not tell what was deleted while a table was out. */
  static void objects(Trial trial) throws Exception {
    for (String point : MERGE_POINTS) {
      modify(trial, "account", "journal", "document");
      trial.fault(
          "tables are put back, and the writer dies at " + point,
          COPIED,
          () -> {
            ServiceFaults.dieAt(trial, "writer", point, () -> modify(trial, Workload.TABLES));
            running(trial);
          });
    }
    for (String service : List.of("store", "writer", "project")) {
      trial.fault(
          "tables are copied again, and instances of %s-service are killed".formatted(service),
          COPIED,
          () -> {
            ask(trial, "resynchronize", Map.of("tables", named("seat", "scratch")));
            ServiceFaults.killOne(trial, service);
            trial.site().awaitGateway();
            running(trial);
          });
      trial.fault(
          "a table is suspended and resumed, and instances of %s-service are killed"
              .formatted(service),
          COPIED,
          () -> {
            ask(trial, "tables/suspend", Map.of("tables", named("document")));
            Await.pause(Duration.ofSeconds(3));
            ask(trial, "tables/resume", Map.of("tables", named("document")));
            ServiceFaults.killOne(trial, service);
            trial.site().awaitGateway();
            running(trial);
          });
    }
  }

  /** A row that the destination refuses stops the project, or only its table. */
  static void refused(Trial trial) throws Exception {
    var project = trial.copies().database();
    trial.fault(
        "rows of a table are refused, and the project stops",
        COPIED,
        () -> {
          refuse(trial);
          trial.copies().awaitStatus(project, "FAILED");
          if (!trial.copies().view(project).path("failure").toString().contains("REFUSED")) {
            trial.problem("stopped with " + trial.copies().view(project).path("failure"));
          }
          allow(trial);
          ask(trial, "resume", Map.of());
          running(trial);
        });
    trial.site().put("/projects/" + project + "/options", Map.of("onTableFailure", "SUSPEND")).ok();
    running(trial);
    trial.fault(
        "rows of a table are refused, and the others go on without it",
        USUAL,
        () -> {
          refuse(trial);
          Await.until("it is suspended", Trial.LIMIT, () -> isSuspended(trial, "seat"));
          running(trial);
        });
    allow(trial);
    trial.fault(
        "the table is resumed, and instances of writer-service are killed",
        COPIED,
        () -> {
          ask(trial, "tables/resume", Map.of("tables", named("seat")));
          ServiceFaults.killOne(trial, "writer");
          running(trial);
        });
  }

  private static void refuse(Trial trial) throws SQLException {
    trial
        .site()
        .destination()
        .execute(trial.name(), "alter table seat add constraint refused check (id < 0) not valid");
  }

  private static void allow(Trial trial) throws SQLException {
    trial.site().destination().execute(trial.name(), "alter table seat drop constraint refused");
  }

  private static boolean isSuspended(Trial trial, String name) {
    for (var table : trial.copies().view(trial.copies().database()).path("tables")) {
      if (table.path("source").path("name").asString().equals(name)) {
        return table.has("suspended");
      }
    }
    return false;
  }

  private static void running(Trial trial) throws InterruptedException {
    trial.copies().awaitStatus(trial.copies().database(), "RUNNING");
  }

  private static void ask(Trial trial, String what, Map<String, ?> body) {
    trial.site().post("/projects/" + trial.copies().database() + "/" + what, body).ok();
  }

  private static void modify(Trial trial, String... tables) throws InterruptedException {
    modify(trial, List.of(tables));
    running(trial);
  }

  private static void modify(Trial trial, List<String> tables) {
    var path = "/projects/" + trial.copies().database() + "/objects";
    trial.site().put(path, Map.of("tables", named(tables.toArray(String[]::new)))).ok();
  }

  private static List<Map<String, String>> named(String... tables) {
    return Stream.of(tables).map(table -> Map.of("schema", "public", "name", table)).toList();
  }

  static void columns(Trial trial) throws Exception {
    for (int round = 0; round < 3; round++) {
      alter(trial, "columns are added", added(round));
      alter(trial, "columns are renamed and widened in a transaction with changes", changed(round));
      String[] dropped = dropped(round);
      trial.fault(
          "a column is dropped and another added while no Store runs",
          USUAL,
          () -> alterWithoutStores(trial, dropped));
    }
  }

  private static void alter(Trial trial, String what, String... statements) throws Exception {
    trial.fault(what, USUAL, () -> trial.workload().alter(statements));
  }

  private static String[] added(int round) {
    return new String[] {
      "alter table account add branch" + round + " int not null default 7",
      "alter table account add token" + round + " uuid default gen_random_uuid()",
      "alter table document add kind" + round + " varchar(8)",
      "update account set branch" + round + " = id % 9, VERSION where id % 50 = 0",
    };
  }

  private static String[] changed(int round) {
    return new String[] {
      "update document set kind" + round + " = 'before', VERSION where id like 'doc 1%'",
      "alter table document rename kind" + round + " to sort" + round,
      "alter table document alter sort" + round + " type varchar(40)",
      "update document set sort" + round + " = repeat('after ', 5), VERSION where id like 'doc 2%'",
      "alter table account rename branch" + round + " to office" + round,
    };
  }

  private static String[] dropped(int round) {
    return new String[] {
      "alter table account drop token" + round,
      "alter table account add since" + round + " date default '2026-01-01'",
      "update account set since" + round + " = '2026-02-02', VERSION where id % 100 = 1",
    };
  }

  /** The Stores then find the catalog ahead of the log. */
  private static void alterWithoutStores(Trial trial, String... statements) throws Exception {
    List<String> stores = trial.site().instancesOf("store");
    for (String name : stores) {
      trial.site().instance(name).kill();
    }
    trial.workload().alter(statements);
    for (String name : stores) {
      trial.site().start(name);
    }
  }
}
