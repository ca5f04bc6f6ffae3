package io.sluice.writer.postgres.schema;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.postgres.text.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads tables from a PostgreSQL catalog. */
public final class CatalogReader {
  private static final String COLUMNS =
      """
      select a.attname, format_type(a.atttypid, a.atttypmod) as type, a.atttypid::bigint as type_id,
        case when b.typtype = 'e' then 'enum'
             when b.oid < 16384 and left(ltrim(b.typname::text, '_'), 3) <> 'reg' and b.typtype <> 'c'
               and coalesce(e.typsend, b.typsend) <> 0
             then format_type(b.oid, null) end as wire,
        a.attnotnull, a.attidentity <> '' as identity, a.attgenerated,
        pg_get_expr(d.adbin, d.adrelid) as expression,
        (select quote_ident(n.nspname) || '.' || quote_ident(c.collname)
         from pg_collation c join pg_namespace n on n.oid = c.collnamespace
         where c.oid = a.attcollation and a.attcollation <> t.typcollation) as collation,
        col_description(a.attrelid, a.attnum) as comment
      from pg_attribute a
      join pg_type t on t.oid = a.atttypid
      join lateral (
        with recursive base as (
          select t.oid, t.typtype, t.typbasetype
          union all
          select p.oid, p.typtype, p.typbasetype
          from base join pg_type p on p.oid = base.typbasetype where base.typtype = 'd')
        select pg_type.* from base join pg_type on pg_type.oid = base.oid
        where base.typtype <> 'd') b on true
      left join pg_type e on e.oid = b.typelem and b.typcategory = 'A'
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = ? and a.attnum > 0 and not a.attisdropped
      order by a.attnum
      """;

  private static final String CONSTRAINTS =
      """
      select c.conname, c.contype::text, pg_get_constraintdef(c.oid) as definition, c.convalidated,
        (select coalesce(array_agg(a.attname::text order by k.ord), '{}')
         from unnest(c.conkey) with ordinality k(num, ord)
         join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.num) as columns
      from pg_constraint c where c.conrelid = ? and c.contype in ('p', 'u', 'x', 'c', 'f')
      order by c.contype, c.conname
      """;

  private static final String INDEXES =
      """
      select i.relname, x.indisunique, x.indisprimary, x.indisreplident,
        exists (select from pg_constraint c where c.conindid = x.indexrelid and c.conrelid = x.indrelid)
          as of_constraint,
        x.indisunique and x.indimmediate and x.indpred is null and x.indexprs is null as telling,
        substr(pg_get_indexdef(x.indexrelid), 1 + length(
          format('CREATE %sINDEX %I ON %s%I.%I USING ', case when x.indisunique then 'UNIQUE ' end,
            i.relname, case when i.relkind = 'I' then 'ONLY ' end, n.nspname, t.relname))) as definition,
        (select coalesce(array_agg(a.attname::text order by k.ord), '{}')
         from unnest(x.indkey::int2[]) with ordinality k(num, ord)
         join pg_attribute a on a.attrelid = x.indrelid and a.attnum = k.num
         where k.ord <= x.indnkeyatts) as keys,
        (select coalesce(array_agg(distinct a.attname::text), '{}')
         from pg_depend p join pg_attribute a on a.attrelid = p.refobjid and a.attnum = p.refobjsubid
         where p.classid = 'pg_class'::regclass and p.objid = x.indexrelid
           and p.refclassid = 'pg_class'::regclass and p.refobjid = x.indrelid) as depends
      from pg_index x
      join pg_class i on i.oid = x.indexrelid
      join pg_class t on t.oid = x.indrelid
      join pg_namespace n on n.oid = t.relnamespace
      where x.indrelid = ? and x.indisvalid
      order by x.indisprimary desc, i.relname
      """;

  private static final String SEQUENCES =
      """
      with used as (
        select a.attname, p.objid as seq, p.deptype = 'i' as identity, true as owned
        from pg_depend p join pg_attribute a on a.attrelid = p.refobjid and a.attnum = p.refobjsubid
        where p.classid = 'pg_class'::regclass and p.refclassid = 'pg_class'::regclass
          and p.refobjid = ? and p.deptype in ('a', 'i')
        union all
        select a.attname, p.refobjid, false, false
        from pg_attrdef d
        join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
        join pg_depend p on p.classid = 'pg_attrdef'::regclass and p.objid = d.oid
          and p.refclassid = 'pg_class'::regclass
        where d.adrelid = ?)
      select u.attname, n.nspname, c.relname, bool_or(u.identity) as identity, bool_or(u.owned) as owned,
        format_type(s.seqtypid, null) as type,
        format('increment by %s minvalue %s maxvalue %s start with %s cache %s%s', s.seqincrement, s.seqmin, s.seqmax, s.seqstart, s.seqcache,
          case when s.seqcycle then ' cycle' end) as options
      from used u join pg_class c on c.oid = u.seq and c.relkind = 'S'
      join pg_namespace n on n.oid = c.relnamespace join pg_sequence s on s.seqrelid = c.oid
      group by 1, 2, 3, 6, 7
      order by 1, 2, 3
      """;

  private final Connection connection;

  /**
   * @param connection from now on sees PostgreSQL's own names without schema, and no others
   */
  public CatalogReader(Connection connection) throws SQLException {
    this.connection = connection;
    try (var statement = connection.createStatement()) {
      statement.execute("set search_path = pg_catalog");
    }
  }

  /** Whether values that are not the key have to be unique. */
  public boolean hasUniqueBesideKey(TableName table) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            """
            select from pg_index i
             where i.indrelid = to_regclass(?) and i.indisunique and not i.indisprimary
            """)) {
      statement.setString(1, Sql.name(table));
      try (var rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  /** The table, or null when there is none of this name. */
  public @Nullable Table read(TableName name) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            """
            select c.oid::bigint, c.relkind = 'p', obj_description(c.oid, 'pg_class')
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = ? and c.relname = ? and c.relkind in ('r', 'p')
            """)) {
      statement.setString(1, name.schema());
      statement.setString(2, name.name());
      try (var rows = statement.executeQuery()) {
        return rows.next() ? read(name, rows.getLong(1), rows) : null;
      }
    }
  }

  /**
   * The source table of a mapping, with the columns it chooses only.
   *
   * @throws SluiceException SCHEMA_INCOMPATIBLE when there is none, KEY_MISSING when the key is not
   *     among the columns
   */
  public Table readMapped(TableMapping mapping) throws SQLException {
    var table = read(mapping.source());
    if (table == null) {
      throw new SluiceException(
          ErrorCode.SCHEMA_INCOMPATIBLE, "the source has no table " + mapping.source());
    }
    var columns = mapping.columns();
    if (columns != null && !columns.containsAll(table.identity())) {
      throw new SluiceException(
          ErrorCode.KEY_MISSING,
          "the columns chosen of " + mapping.source() + " lack its key: " + table.identity());
    }
    return table.only(columns);
  }

  private Table read(TableName name, long id, ResultSet found) throws SQLException {
    var columns = each(COLUMNS, id, CatalogReader::column);
    var constraints = each(CONSTRAINTS, id, CatalogReader::constraint);
    var indexes = each(INDEXES, id, CatalogReader::index);
    var key = keys(indexes, CatalogIndex::identifies);
    var identity = keys(indexes, CatalogIndex::replicaIdentity);
    return new Table(
        name,
        found.getBoolean(2),
        columns,
        key,
        identity.isEmpty() ? key : identity,
        indexes.stream().filter(CatalogIndex::telling).map(CatalogIndex::keys).toList(),
        constraints.stream().flatMap(c -> c.constraint().stream()).toList(),
        indexes.stream().filter(index -> !index.ofConstraint()).map(CatalogIndex::index).toList(),
        each(SEQUENCES, id, CatalogReader::sequence),
        found.getString(3));
  }

  private static List<String> keys(List<CatalogIndex> indexes, Predicate<CatalogIndex> wanted) {
    return indexes.stream().filter(wanted).map(CatalogIndex::keys).findFirst().orElse(List.of());
  }

  /** One row of a catalog query. */
  private interface RowReader<T> {
    T read(ResultSet rows) throws SQLException;
  }

  private <T> List<T> each(String sql, long id, RowReader<T> reader) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int parameters = (int) sql.chars().filter(c -> c == '?').count();
      for (int n = 1; n <= parameters; n++) {
        statement.setLong(n, id);
      }
      var all = new ArrayList<T>();
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          all.add(reader.read(rows));
        }
      }
      return all;
    }
  }

  private static Column column(ResultSet rows) throws SQLException {
    String generation = rows.getString("attgenerated");
    String expression = rows.getString("expression");
    boolean generated = !generation.isEmpty();
    return new Column(
        rows.getString("attname"),
        rows.getString("type"),
        rows.getLong("type_id"),
        rows.getString("wire"),
        rows.getBoolean("attnotnull"),
        generated ? null : expression,
        rows.getBoolean("identity"),
        generated ? expression : null,
        generation.equals("v"),
        rows.getString("collation"),
        rows.getString("comment"));
  }

  private record CatalogConstraint(String type, Optional<Constraint> constraint) {}

  private static CatalogConstraint constraint(ResultSet rows) throws SQLException {
    String type = rows.getString("contype");
    Constraint.Kind kind =
        switch (type) {
          case "p" -> Constraint.Kind.PRIMARY;
          case "u" -> Constraint.Kind.UNIQUE;
          case "x" -> Constraint.Kind.EXCLUSION;
          case "c" -> Constraint.Kind.CHECK;
          default -> null;
        };
    if (kind == null) {
      return new CatalogConstraint(type, Optional.empty());
    }
    return new CatalogConstraint(
        type,
        Optional.of(
            new Constraint(
                rows.getString("conname"),
                kind,
                rows.getString("definition"),
                texts(rows, "columns"),
                rows.getBoolean("convalidated"))));
  }

  private record CatalogIndex(
      boolean identifies,
      boolean replicaIdentity,
      boolean telling,
      boolean ofConstraint,
      List<String> keys,
      Index index) {}

  private static CatalogIndex index(ResultSet rows) throws SQLException {
    return new CatalogIndex(
        rows.getBoolean("indisprimary") || rows.getBoolean("indisreplident"),
        rows.getBoolean("indisreplident"),
        rows.getBoolean("telling"),
        rows.getBoolean("of_constraint"),
        texts(rows, "keys"),
        new Index(
            rows.getString("relname"),
            rows.getBoolean("indisunique"),
            rows.getString("definition"),
            texts(rows, "depends")));
  }

  private static Sequence sequence(ResultSet rows) throws SQLException {
    return new Sequence(
        rows.getString("attname"),
        rows.getString("nspname"),
        rows.getString("relname"),
        rows.getString("type"),
        rows.getString("options"),
        rows.getBoolean("identity"),
        rows.getBoolean("owned"));
  }

  private static List<String> texts(ResultSet rows, String column) throws SQLException {
    return List.of((String[]) rows.getArray(column).getArray());
  }
}
