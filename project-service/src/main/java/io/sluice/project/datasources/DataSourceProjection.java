package io.sluice.project.datasources;

import static java.time.ZoneOffset.UTC;

import io.sluice.contract.DataSourceEvent;
import io.sluice.contract.cloudevents.Json;
import io.sluice.project.projections.Fact;
import io.sluice.project.projections.Projection;
import java.util.List;
import java.util.Map;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Events of data sources, which hold no secrets, to the rows that the API reads. */
@Component
@Order(5)
class DataSourceProjection implements Projection {
  private final JdbcClient jdbc;
  private final DataSourceNames names;

  DataSourceProjection(JdbcClient jdbc, DataSourceNames names) {
    this.jdbc = jdbc;
    this.names = names;
  }

  @Override
  public void apply(Fact fact) {
    if (fact.data() instanceof DataSourceEvent event) {
      switch (event) {
        case DataSourceEvent.Created(var id, var name, var settings) ->
            write(id, name, settings, fact);
        case DataSourceEvent.Updated(var id, var name, var settings) ->
            write(id, name, settings, fact);
        case DataSourceEvent.Deleted(var id) -> {
          jdbc.sql("delete from data_source where id = ?").param(id).update();
          names.free(id);
        }
      }
    }
  }

  private void write(String id, String name, Map<String, String> settings, Fact fact) {
    jdbc.sql(
            """
            insert into data_source (id, name, kind, region, settings, created_at, updated_at)
            values (:id, :name, :kind, :region, :settings::json, :at, :at)
            on conflict (id) do update set name = excluded.name, kind = excluded.kind,
              region = excluded.region, settings = excluded.settings,
              updated_at = excluded.updated_at""")
        .param("id", id)
        .param("name", name)
        .param("kind", settings.getOrDefault("kind", "POSTGRESQL"))
        .param("region", settings.getOrDefault("region", "default"))
        .param("settings", Json.LENIENT.writeValueAsString(settings))
        .param("at", fact.time().atOffset(UTC))
        .update();
    names.settle(name, id);
  }

  @Override
  public List<String> tables() {
    return List.of("data_source");
  }
}
