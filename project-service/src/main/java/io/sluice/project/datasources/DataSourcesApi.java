package io.sluice.project.datasources;

import io.sluice.contract.DataSourceEvent;
import io.sluice.contract.Envelope;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.MessageTypes;
import io.sluice.contract.SluiceException;
import io.sluice.datasource.DataSource;
import io.sluice.datasource.DataSourceRules;
import io.sluice.datasource.DataSources;
import io.sluice.postgres.Database;
import io.sluice.project.datasources.postgres.SourceCatalog;
import io.sluice.project.gateway.Caller;
import io.sluice.project.gateway.CommandGateway;
import io.sluice.project.gateway.Ids;
import io.sluice.project.gateway.Page;
import io.sluice.project.reference.Answers;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Data sources over HTTP. They have no owner but this service, so a write is answered when it is
 * done, whether the caller prefers to wait or not.
 */
@RestController
@Answers(DataSourceView.class)
@RequestMapping("/api/v1/data-sources")
@Tag(name = "data sources")
class DataSourcesApi {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final DataSourceQuery query;
  private final DataSources secrets;
  private final DataSourceNames names;
  private final DataSourceLog log;
  private final ConnectionTest test;
  private final SourceCatalog tables;
  private final CommandGateway gateway;

  DataSourcesApi(
      DataSourceQuery query,
      DataSources secrets,
      DataSourceNames names,
      DataSourceLog log,
      ConnectionTest test,
      SourceCatalog tables,
      CommandGateway gateway) {
    this.query = query;
    this.secrets = secrets;
    this.names = names;
    this.log = log;
    this.test = test;
    this.tables = tables;
    this.gateway = gateway;
  }

  @GetMapping
  @Operation(summary = "List data sources", description = "`keyword` is part of a name or id.")
  Page<DataSourceView> list(
      @RequestParam(required = false) @Nullable String keyword,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "50") int size) {
    return query.list(keyword, page, size);
  }

  @GetMapping("/{id}")
  @Operation(summary = "One data source; its password is never shown")
  DataSourceView get(@PathVariable String id) {
    return query.find(id).orElseThrow(() -> unknown(id));
  }

  @PostMapping
  @Operation(summary = "Register a data source")
  @Answers(value = DataSourceView.class, created = true)
  ResponseEntity<Object> create(@RequestBody DataSourceSettings settings, Caller caller) {
    String id = Ids.of("ds-", caller);
    var source = checked(settings, id, null);
    var event = new DataSourceEvent.Created(id, source.name(), DataSourceSettings.visible(source));
    return Ids.made("/data-sources/" + id, write(caller, id, settings, event, source));
  }

  @PutMapping("/{id}")
  @Operation(
      summary = "Change a data source",
      description =
          "All settings are replaced. The password may be left out while host, port and user name"
              + " stay as they are.")
  ResponseEntity<Object> update(
      @PathVariable String id, @RequestBody DataSourceSettings settings, Caller caller) {
    var before = query.find(id).orElseThrow(() -> unknown(id));
    if (before.kind() != settings.kind()) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT, "the field 'kind' cannot change; it is " + before.kind());
    }
    var source = checked(settings, id, secrets.find(id).orElse(null));
    return write(
        caller,
        id,
        settings,
        new DataSourceEvent.Updated(id, source.name(), DataSourceSettings.visible(source)),
        source);
  }

  @DeleteMapping("/{id}")
  @Operation(summary = "Remove a data source that no project uses")
  ResponseEntity<Object> delete(@PathVariable String id, Caller caller) {
    var before = query.find(id).orElseThrow(() -> unknown(id));
    if (!before.usedBy().isEmpty()) {
      throw new SluiceException(ErrorCode.IN_USE, "used by " + String.join(", ", before.usedBy()));
    }
    var event = new DataSourceEvent.Deleted(id);
    gateway.perform(
        patient(caller),
        id,
        MessageTypes.nameOf(event.getClass()),
        Map.of(),
        () -> log.write(id, null, envelope(caller, id), event),
        () -> Map.of());
    return ResponseEntity.noContent().build();
  }

  /** What a database has, by schema and name. */
  record Tables(List<SourceCatalog.Table> items) {}

  @GetMapping("/{id}/tables")
  @Operation(
      summary = "The tables that a database has",
      description =
          "With the catalog's estimate of their rows and their primary key; 5,000 at most.")
  Tables tables(@PathVariable String id) {
    if (get(id).kind() != DataSourceKind.POSTGRESQL) {
      throw new SluiceException(ErrorCode.INVALID_INPUT, id + " is no database");
    }
    return new Tables(tables.of(new Database(secrets.require(id, DataSource.Postgres.class))));
  }

  @PostMapping("/{id}/test")
  @Operation(summary = "Try a registered data source out")
  ConnectionTest.Result test(@PathVariable String id) {
    get(id);
    return test.run(secrets.require(id, DataSource.class));
  }

  @PostMapping("/test")
  @Operation(summary = "Try settings out that are not registered; nothing is kept")
  ConnectionTest.Result test(@RequestBody DataSourceSettings settings) {
    return test.run(checked(settings.named("test"), "ds-test", null));
  }

  private static DataSource checked(
      DataSourceSettings settings, String id, @Nullable DataSource before) {
    var source = settings.toDataSource(id, before);
    DataSourceRules.check(source);
    return source;
  }

  private ResponseEntity<Object> write(
      Caller caller,
      String id,
      DataSourceSettings settings,
      DataSourceEvent event,
      DataSource source) {
    return gateway.perform(
        patient(caller),
        id,
        MessageTypes.nameOf(event.getClass()),
        settings,
        () -> {
          names.reserve(source.name(), id);
          try {
            log.write(id, source, envelope(caller, id), event);
          } catch (SluiceException e) {
            // Should it be in the log after all, its projection takes the name again.
            names.settle(query.find(id).map(DataSourceView::name).orElse(null), id);
            throw e;
          }
        },
        () -> get(id));
  }

  private static Caller patient(Caller caller) {
    return caller.patience().compareTo(PATIENCE) >= 0 ? caller : caller.waiting(PATIENCE);
  }

  /** The event has an id of its own; its cause is the caller's sent. */
  private Envelope envelope(Caller caller, String id) {
    var sent = gateway.envelope(caller, id);
    return sent.causes(sent.id() + "/0", id, CommandGateway.SOURCE, sent.time());
  }

  private static SluiceException unknown(String id) {
    return new SluiceException(ErrorCode.UNKNOWN_ID, "there is no data source " + id);
  }
}
