package io.sluice.writer.postgres.schema;

import io.sluice.postgres.text.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The types that columns need and PostgreSQL does not bring: enums, domains, composite and range
 * types, and extensions, each after those it is built from.
 */
final class UserTypes {
  /**
   * @param name with schema, quoted; of an extension its name
   * @param create the statement that makes it; null when it cannot be made by one
   * @param labels of an enum, empty for others
   */
  record UserType(String name, @Nullable String create, boolean extension, List<String> labels) {}

  /** PostgreSQL's own types have lower ids, and are everywhere. */
  private static final long FIRST_OF_USERS = 16_384;

  private static final String ONE =
      """
      select t.typtype::text, format_type(t.oid, null) as name, t.typcategory::text, t.typelem::bigint,
        t.typbasetype::bigint, t.typrelid::bigint,
        (select c.relkind::text from pg_class c where c.oid = t.typrelid) as relkind,
        (select r.rngtypid::bigint from pg_range r where r.rngmultitypid = t.oid) as of_multirange,
        (select x.extname::text from pg_depend p join pg_extension x on x.oid = p.refobjid
         where p.classid = 'pg_type'::regclass and p.objid = t.oid and p.deptype = 'e'
           and p.refclassid = 'pg_extension'::regclass) as extension,
        (select n.nspname::text from pg_depend p join pg_extension x on x.oid = p.refobjid
         join pg_namespace n on n.oid = x.extnamespace
         where p.classid = 'pg_type'::regclass and p.objid = t.oid and p.deptype = 'e'
           and p.refclassid = 'pg_extension'::regclass) as extension_schema
      from pg_type t where t.oid = ?
      """;

  private final Connection connection;
  private final Map<Long, Optional<UserType>> seen = new LinkedHashMap<>();

  /**
   * @param connection one on which a {@link CatalogReader} was made
   */
  UserTypes(Connection connection) {
    this.connection = connection;
  }

  void need(Table table) throws SQLException {
    for (var column : table.columns()) {
      need(column.typeId());
    }
  }

  Collection<UserType> inOrder() {
    var distinct = new LinkedHashMap<String, UserType>();
    seen.values().forEach(type -> type.ifPresent(t -> distinct.putIfAbsent(t.name(), t)));
    return distinct.values();
  }

  private void need(long id) throws SQLException {
    if (id < FIRST_OF_USERS || seen.containsKey(id)) {
      return;
    }
    try (var statement = connection.prepareStatement(ONE)) {
      statement.setLong(1, id);
      try (var rows = statement.executeQuery()) {
        if (rows.next()) {
          needOne(id, rows);
        }
      }
    }
  }

  private void needOne(long id, ResultSet rows) throws SQLException {
    String extension = rows.getString("extension");
    if (extension != null) {
      seen.put(
          id,
          Optional.of(extension(extension, String.valueOf(rows.getString("extension_schema")))));
      return;
    }
    if (rows.getString("typcategory").equals("A")) {
      need(rows.getLong("typelem"));
      return;
    }
    long range = rows.getLong("of_multirange");
    if (range != 0) {
      need(range);
      return;
    }
    String name = rows.getString("name");
    UserType type =
        switch (rows.getString("typtype")) {
          case "e" -> enumeration(id, name);
          case "d" -> {
            need(rows.getLong("typbasetype"));
            yield domain(id, name);
          }
          case "c" -> {
            boolean rowOfTable = !"c".equals(rows.getString("relkind"));
            yield rowOfTable ? unknown(name) : composite(rows.getLong("typrelid"), name);
          }
          case "r" -> range(id, name);
          default -> unknown(name);
        };
    // After what it is built from, which the calls above have put in.
    seen.put(id, Optional.of(type));
  }

  private static UserType unknown(String name) {
    return new UserType(name, null, false, List.of());
  }

  private static UserType extension(String name, String schema) {
    return new UserType(
        name,
        "create extension if not exists " + Sql.name(name) + " schema " + Sql.name(schema),
        true,
        List.of());
  }

  private UserType enumeration(long id, String name) throws SQLException {
    var labels =
        texts("select enumlabel::text from pg_enum where enumtypid = ? order by enumsortorder", id);
    var quoted = labels.stream().map(Sql::literal).collect(Collectors.joining(", "));
    return new UserType(name, "create type " + name + " as enum (" + quoted + ")", false, labels);
  }

  private UserType domain(long id, String name) throws SQLException {
    var parts =
        texts(
            """
            select 'create domain ' || format_type(t.oid, null) || ' as '
              || format_type(t.typbasetype, t.typtypmod)
              || coalesce((select ' collate ' || quote_ident(n.nspname) || '.' || quote_ident(c.collname)
                   from pg_collation c join pg_namespace n on n.oid = c.collnamespace
                   join pg_type b on b.oid = t.typbasetype
                   where c.oid = t.typcollation and t.typcollation <> b.typcollation), '')
              || coalesce(' default ' || t.typdefault, '')
              || case when t.typnotnull then ' not null' else '' end
              || coalesce((select string_agg(' constraint ' || quote_ident(c.conname) || ' '
                   || pg_get_constraintdef(c.oid), '' order by c.conname)
                   from pg_constraint c where c.contypid = t.oid and c.contype = 'c'
                     and c.convalidated), '')
            from pg_type t where t.oid = ?
            """,
            id);
    return new UserType(name, parts.getFirst(), false, List.of());
  }

  private UserType composite(long relation, String name) throws SQLException {
    for (String attribute :
        texts(
            """
            select atttypid::bigint::text from pg_attribute
            where attrelid = ? and attnum > 0 and not attisdropped order by attnum
            """,
            relation)) {
      need(Long.parseLong(attribute));
    }
    var attributes =
        texts(
            """
            select quote_ident(attname) || ' ' || format_type(atttypid, atttypmod) from pg_attribute
            where attrelid = ? and attnum > 0 and not attisdropped order by attnum
            """,
            relation);
    return new UserType(
        name,
        "create type " + name + " as (" + String.join(", ", attributes) + ")",
        false,
        List.of());
  }

  private UserType range(long id, String name) throws SQLException {
    need(
        Long.parseLong(
            texts("select rngsubtype::bigint::text from pg_range where rngtypid = ?", id)
                .getFirst()));
    var options =
        texts(
            """
            select 'subtype = ' || format_type(r.rngsubtype, null)
              || case when r.rngsubdiff <> 0 then ', subtype_diff = ' || r.rngsubdiff::regproc else '' end
              || case when r.rngmultitypid <> 0
                   then ', multirange_type_name = ' || format_type(r.rngmultitypid, null) else '' end
            from pg_range r where r.rngtypid = ?
            """,
            id);
    return new UserType(
        name, "create type " + name + " as range (" + options.getFirst() + ")", false, List.of());
  }

  private List<String> texts(String sql, long id) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setLong(1, id);
      var texts = new ArrayList<String>();
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          texts.add(rows.getString(1));
        }
      }
      return texts;
    }
  }
}
