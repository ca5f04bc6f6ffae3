package io.sluice.writer.postgres.compare;

import io.sluice.chunk.KeyOrder;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.postgres.DatabaseRole;
import io.sluice.postgres.TableSample;
import io.sluice.postgres.text.CanonicalText;
import io.sluice.postgres.text.Sql;
import io.sluice.writer.postgres.checkpoint.ChunkRecord;
import io.sluice.writer.postgres.schema.Column;
import io.sluice.writer.postgres.schema.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table on both sides, and the queries that compare it.
 *
 * <p>Rows of a table without a key are told apart by all that is in them: what the others have as
 * their key is a row's digest, and their digest is how often the row is there.
 *
 * @param partitioned the source's rows are in its partitions
 * @param columns those that are compared
 * @param key columns by which rows are told apart; empty when there are none
 * @param keyColumn by which the table is cut; null when it cannot be
 * @param remark what has to be known to read the figures; null when nothing has
 */
public record ComparedTable(
    TableMapping mapping,
    boolean partitioned,
    List<Pair> columns,
    List<Pair> key,
    @Nullable String keyColumn,
    @Nullable KeyOrder order,
    Digest digest,
    @Nullable String remark) {
  private static final int ROW = 0;
  private static final int KEY = 1;

  /** A column as both sides have it. */
  public record Pair(Column source, Column destination) {
    public String name() {
      return source.name();
    }

    private Column on(DatabaseRole side) {
      return side == DatabaseRole.SOURCE ? source : destination;
    }

    private String text(DatabaseRole side) {
      Column other = side == DatabaseRole.SOURCE ? destination : source;
      return CanonicalText.of(Sql.name(name()), on(side).type(), other.type());
    }
  }

  /**
   * @param source with the columns chosen only
   * @throws SluiceException SCHEMA_INCOMPATIBLE when the destination lacks the table, or its key
   */
  static ComparedTable of(
      TableMapping mapping, Table source, @Nullable Table destination, Digest digest) {
    if (destination == null) {
      throw new SluiceException(
          ErrorCode.SCHEMA_INCOMPATIBLE, "the destination has no table " + mapping.target());
    }
    var pairs = new ArrayList<Pair>();
    var alone = new ArrayList<String>();
    for (Column column : source.columns()) {
      if (column.copied()) {
        destination
            .column(column.name())
            .ifPresentOrElse(
                there -> pairs.add(new Pair(column, there)), () -> alone.add(column.name()));
      }
    }
    List<Pair> key = pairs.stream().filter(pair -> source.key().contains(pair.name())).toList();
    if (key.size() < source.key().size()) {
      throw new SluiceException(
          ErrorCode.SCHEMA_INCOMPATIBLE,
          mapping.target() + " lacks a column of the key: " + source.key());
    }
    var order = source.order();
    var remarks = new ArrayList<String>();
    if (key.isEmpty()) {
      remarks.add("it has no key: rows are counted by all that is in them, not told one by one");
    }
    if (!alone.isEmpty()) {
      remarks.add("not compared, as the destination lacks them: " + String.join(", ", alone));
    }
    return new ComparedTable(
        mapping,
        source.partitioned(),
        pairs,
        key,
        order == null ? null : source.identity().getFirst(),
        order,
        digest,
        remarks.isEmpty() ? null : String.join("; ", remarks));
  }

  public TableName source() {
    return mapping.source();
  }

  /** How it is cut into chunks. */
  public TableSample.Of sampled() {
    return new TableSample.Of(
        source(), !partitioned, keyColumn, order == null ? KeyOrder.TEXT : order);
  }

  public List<String> keyColumns() {
    return key.stream().map(Pair::name).toList();
  }

  /** How many rows there are in each bucket, and the sum of their digests. */
  String sums(DatabaseRole side, ChunkRecord chunk, long buckets) {
    String rows =
        "select %s as b, %s as h from %s".formatted(bucket(side, buckets), row(side), from(side));
    return "select b, count(*), sum(h)::text from (%s%s) r group by b"
        .formatted(rows, where(side, chunk));
  }

  /** Key, digest and version of the rows of some buckets, which are the parameter. */
  String rowsOf(DatabaseRole side, ChunkRecord chunk, long buckets) {
    return rows(
        side, where(side, chunk), "%s = any (?::bigint[])".formatted(bucket(side, buckets)));
  }

  /** The same of the rows with these keys, of which each column's values are a parameter. */
  String rowsByKey(DatabaseRole side, ChunkRecord chunk) {
    if (key.isEmpty()) {
      return rows(side, where(side, chunk), row(side) + " = any (?::text[]::bigint[])");
    }
    return rows(side, where(side, chunk), hasKey(side));
  }

  /** Key and a digest for each column of the rows with these keys. */
  String columnsByKey(DatabaseRole side) {
    return "select %s, %s from %s where %s"
        .formatted(
            keyTexts(side),
            Sql.list(columns, ", ", pair -> digest.of("(" + pair.text(side) + ")::text", ROW)),
            from(side),
            hasKey(side));
  }

  private String rows(DatabaseRole side, String where, String more) {
    String and = where.isEmpty() ? " where " + more : where + " and " + more;
    return key.isEmpty()
        ? "select h::text, count(*)::text, count(*)::text from (select %s as h from %s%s) r group by h"
            .formatted(row(side), from(side), and)
        : "select %s, %s::text, xmin || '.' || ctid || '.' || tableoid from %s%s"
            .formatted(keyTexts(side), row(side), from(side), and);
  }

  private String hasKey(DatabaseRole side) {
    if (key.size() == 1) {
      return "%s = any (?::text[]::%s[])"
          .formatted(Sql.name(key.getFirst().name()), key.getFirst().on(side).type());
    }
    return "(%s) in (select * from unnest(%s))"
        .formatted(
            Sql.list(key, ", ", pair -> Sql.name(pair.name())),
            Sql.list(key, ", ", pair -> "?::text[]::" + pair.on(side).type() + "[]"));
  }

  private String keyTexts(DatabaseRole side) {
    return Sql.list(key, ", ", pair -> "(" + pair.text(side) + ")::text");
  }

  private String row(DatabaseRole side) {
    return digest.of("row(" + Sql.list(columns, ", ", pair -> pair.text(side)) + ")::text", ROW);
  }

  private String bucket(DatabaseRole side, long buckets) {
    String number;
    if (key.isEmpty()) {
      number = row(side);
    } else if (key.size() == 1 && order == KeyOrder.INTEGER) {
      number = Sql.name(key.getFirst().name()) + "::bigint";
    } else {
      String texts = "row(" + Sql.list(key, ", ", pair -> pair.text(side)) + ")::text";
      number = digest.of(texts, KEY);
    }
    return "(%s & %d)".formatted(number, buckets - 1);
  }

  private String from(DatabaseRole side) {
    return side == DatabaseRole.SOURCE
        ? (partitioned ? "" : "only ") + Sql.name(mapping.source())
        : Sql.name(mapping.target());
  }

  /** The filter is the source's: what of the destination does not meet it is too much there. */
  private String where(DatabaseRole side, ChunkRecord chunk) {
    var conditions = new ArrayList<String>();
    String filter = mapping.condition();
    if (side == DatabaseRole.SOURCE && filter != null) {
      conditions.add(filter);
    }
    conditions.addAll(chunk.within());
    return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
  }
}
