package io.sluice.postgres;

import io.sluice.contract.SyncOptions;
import io.sluice.contract.SyncOptions.ChangeKind;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.postgres.text.Sql;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What of a source is to be in its log: the rows of each table that meet its filter, and the kinds
 * of change.
 */
public record Published(List<TableMapping> tables, Set<ChangeKind> kinds) {
  public Published {
    tables = tables.stream().sorted(Comparator.comparing(TableMapping::source)).toList();
  }

  public static Published of(List<TableMapping> tables, SyncOptions options) {
    return new Published(tables, options.changes());
  }

  public Published only(Predicate<TableName> wanted) {
    return new Published(
        tables.stream().filter(table -> wanted.test(table.source())).toList(), kinds);
  }

  public Set<TableName> names() {
    return tables.stream().map(TableMapping::source).collect(Collectors.toCollection(TreeSet::new));
  }

  /** As a publication lists it. */
  String list() {
    // Without ONLY the tables that inherit from one would come along, which nobody asked for.
    return Sql.list(
        tables,
        ", ",
        table -> {
          String condition = table.condition();
          return "only "
              + Sql.name(table.source())
              + (condition == null ? "" : " where " + condition);
        });
  }

  /** As a publication's option {@code publish}. */
  String publish() {
    return kinds.stream()
        .sorted()
        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  /** Tells each filter from others, by table. */
  Map<String, String> marks() {
    var marks = new TreeMap<String, String>();
    for (TableMapping table : tables) {
      String filter = table.filter();
      if (filter != null) {
        marks.put(key(table.source()), digest(filter));
      }
    }
    return marks;
  }

  /** What a table has in {@link #marks}. */
  static String key(TableName table) {
    return digest(Sql.name(table));
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
