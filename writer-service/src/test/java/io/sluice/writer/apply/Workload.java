package io.sluice.writer.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random transactions over tables of every kind that is applied in a way of its own. */
final class Workload {
  static final List<String> TABLES = List.of("plain", "uniq", "nokey", "tree", "compound");

  private static final List<String> DEFINITIONS =
      List.of(
          "create table plain (id bigint primary key, a int, b varchar(20), big text)",
          "create table uniq (id int primary key, u int unique, b text, big text)",
          "create table nokey (a int, b text)",
          "create table tree (id int primary key, parent int references tree, b text)",
          "create table compound (x text, y int, \"Select\" text, big1 text, primary key (y, x))");

  private final Random random;

  Workload(Random random) {
    this.random = random;
  }

  static String[] definitions() {
    return DEFINITIONS.toArray(String[]::new);
  }

  List<String> transaction() {
    List<String> statements = new ArrayList<>();
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      statements.addAll(statement());
    }
    return statements;
  }

  private List<String> statement() {
    int k = random.nextInt(60);
    int v = random.nextInt(1000);
    return switch (random.nextInt(22)) {
      case 0, 1, 2 -> List.of(insertPlain(k, v), insertPlain(k + 1, v));
      case 3, 4 ->
          List.of("update plain set a = " + v + " where id between " + k + " and " + (k + 5));
      case 5 ->
          List.of("update plain set big = repeat('x" + v + "', 50), b = null where id = " + k);
      case 6 -> List.of("delete from plain where id between " + k + " and " + (k + 2));
      case 7 -> List.of("update plain set id = id + 1000 + " + v + " where id = " + k);
      case 8 ->
          // Keys change places by way of a third.
          List.of(
              "update plain set id = -1 where id = 1",
              "update plain set id = 1 where id = 2",
              "update plain set id = 2 where id = -1");
      case 9, 10 ->
          List.of(
              "insert into uniq select "
                  + k
                  + ", "
                  + v
                  + ", 'é\\t', repeat('b', 100) on conflict do nothing");
      case 11 -> List.of("update uniq set b = 'n" + v + "' where id < " + k);
      case 12 ->
          // Unique values change places.
          List.of(
              "update uniq set u = -u where id in (1, 2, 3)",
              "update uniq set u = 5000 + id where id in (1, 2, 3) and u < 0");
      case 13 ->
          List.of(
              "delete from uniq where id = " + k, "update uniq set id = " + k + " where u = " + v);
      case 14 ->
          List.of("insert into nokey values (" + v + ", null), (" + v + ", 'b'), (" + k + ", '')");
      case 15 -> List.of("update nokey set b = 'c" + v + "' where a = (select min(a) from nokey)");
      case 16 -> List.of("delete from nokey where ctid = (select min(ctid) from nokey)");
      case 17 ->
          List.of(
              "insert into tree select "
                  + k
                  + ", (select min(id) from tree), 'r' on conflict do nothing");
      case 18 -> List.of("update tree set b = 't" + v + "', parent = null where id = " + k);
      case 19 ->
          List.of(
              "insert into compound select 'k"
                  + k
                  + "', "
                  + (k % 3)
                  + ", 's', repeat('q', 200) on conflict do nothing",
              "update compound set \"Select\" = 'v" + v + "' where y = 1");
      case 20 -> List.of("update compound set y = 7, x = x || '" + v + "' where x = 'k" + k + "'");
      default ->
          random.nextInt(8) > 0
              ? List.of("delete from compound where y = " + (k % 3))
              : List.of("truncate " + (random.nextBoolean() ? "plain" : "uniq"));
    };
  }

  private static String insertPlain(int id, int v) {
    return "insert into plain select "
        + id
        + ", "
        + v
        + ", 'it''s\\', repeat('p"
        + v
        + "', 60) on conflict do nothing";
  }
}
