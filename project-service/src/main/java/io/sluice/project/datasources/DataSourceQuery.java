package io.sluice.project.datasources;

import io.sluice.contract.cloudevents.Json;
import io.sluice.project.access.Access;
import io.sluice.project.access.Role;
import io.sluice.project.gateway.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;

/** Reads the registered data sources. */
@Component
public class DataSourceQuery {
  private static final TypeReference<Map<String, String>> SETTINGS = new TypeReference<>() {};

  /** What has to do with credentials is not among it. */
  private static final Set<String> SEEN_BY_ALL =
      Set.of("region", "kind", "host", "port", "database", "bootstrapServers");

  private static final String SELECT =
      """
      select data_source.*, array(
        select project.id from project
        where (project.source = data_source.id or project.destination = data_source.id)
          and project.status <> 'RELEASED'
        order by project.id) as used_by
      from data_source
      """;

  private final JdbcClient jdbc;

  DataSourceQuery(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  public Optional<DataSourceView> find(String id) {
    return jdbc.sql(SELECT + "where id = ?").param(id).query(DataSourceQuery::view).optional();
  }

  Page<DataSourceView> list(@Nullable String keyword, int page, int size) {
    Page.check(page, size);
    String like = Page.like(keyword);
    var items =
        jdbc.sql(
                SELECT
                    + """
                      where name ilike :like or id ilike :like
                      order by lower(name), id limit :size offset :from""")
            .param("like", like)
            .param("size", size)
            .param("from", (long) page * size)
            .query(DataSourceQuery::view)
            .list();
    long total =
        jdbc.sql("select count(*) from data_source where name ilike :like or id ilike :like")
            .param("like", like)
            .query(Long.class)
            .single();
    return new Page<>(items, page, size, total);
  }

  private static DataSourceView view(ResultSet row, int number) throws SQLException {
    Map<String, String> settings = Json.LENIENT.readValue(row.getString("settings"), SETTINGS);
    String port = settings.get("port");
    if (!Access.mayHere(Role.OPERATOR)) {
      settings.keySet().retainAll(SEEN_BY_ALL);
    }
    String stars = settings.get("username") == null ? null : "****";
    return new DataSourceView(
        row.getString("id"),
        row.getString("name"),
        DataSourceKind.valueOf(row.getString("kind")),
        row.getString("region"),
        settings.get("host"),
        port == null ? null : Integer.valueOf(port),
        settings.get("database"),
        settings.get("username"),
        stars,
        settings.get("sslMode"),
        settings.get("bootstrapServers"),
        settings.get("security"),
        settings.get("sasl"),
        settings.get("caCertificate"),
        settings.get("clientCertificate"),
        settings.get("clientCertificate") == null ? null : "****",
        settings.get("tokenEndpoint"),
        settings.get("scope"),
        List.of((String[]) row.getArray("used_by").getArray()),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("updated_at", OffsetDateTime.class).toInstant());
  }
}
