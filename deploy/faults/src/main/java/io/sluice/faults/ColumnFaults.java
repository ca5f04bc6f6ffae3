package io.sluice.faults;

import java.time.Duration;
import java.util.List;

/** What a source's owner does to its tables while they are copied. */
final class ColumnFaults {
  private static final Duration USUAL = Duration.ofSeconds(30);

  private ColumnFaults() {}

  static void change(Trial trial) throws Exception {
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
