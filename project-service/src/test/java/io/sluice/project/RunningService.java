package io.sluice.project;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.microsoft.playwright.Page;
import io.sluice.contract.cloudevents.Json;
import io.sluice.fixture.Browser;
import io.sluice.fixture.KafkaFixture;
import io.sluice.fixture.PostgresFixture;
import io.sluice.project.users.SignInLinks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** The real service on a database of its own, and a program that talks to its API. */
final class RunningService implements AutoCloseable {
  /** Of the user admin. */
  static final String PASSWORD = "correct horse battery";

  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

  /** What the API answered. */
  record Answer(int status, HttpResponse<String> response, JsonNode body) {
    String text(String field) {
      return body.path(field).asString();
    }

    String raw() {
      return response.body();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    List<JsonNode> items() {
      return body.path("items").valueStream().toList();
    }

    List<String> names() {
      return items().stream().map(item -> item.path("name").asString()).toList();
    }

    /** Of a project: the step with this name. */
    JsonNode step(String name) {
      return body.path("steps")
          .valueStream()
          .filter(step -> step.path("step").asString().equals(name))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no step " + name + " in " + body));
    }
  }

  /** Every answer so far as text, to look for what must not be there. */
  final List<String> answers = new CopyOnWriteArrayList<>();

  final PostgresFixture.Database database;
  final String region;
  private final HttpClient http = HttpClient.newHttpClient();
  private ConfigurableApplicationContext service;

  /** Of an admin; tests that are about others have tokens of their own. */
  final String token;

  RunningService(String region, String... more) {
    this.region = region;
    database = PostgresFixture.database("gateway");
    service = run(more);
    token = token("test", "ADMIN");
  }

  /** A new token with this role. */
  String token(String name, String role, String... projects) {
    var wanted = new HashMap<String, Object>(Map.of("name", name, "role", role));
    if (projects.length > 0) {
      wanted.put("projects", projects);
    }
    try (var admin = new SignedIn(this::uri)) {
      admin.signIn("admin", PASSWORD);
      var made = admin.send("POST", "/api/v1/tokens", wanted);
      return Json.LENIENT.readTree(made.body()).path("token").asString();
    }
  }

  private static Path passwordFile() {
    try {
      var file = Files.createTempDirectory("sluice").resolve("admin.password");
      return Files.writeString(file, PASSWORD);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ConfigurableApplicationContext context() {
    return service;
  }

  /** A bean of the service, for what no API gives. */
  <T> T bean(Class<T> type) {
    return service.getBean(type);
  }

  void restart(String... more) {
    service.close();
    service = run(more);
  }

  private ConfigurableApplicationContext run(String... more) {
    var arguments =
        new java.util.ArrayList<>(
            List.of(
                "--spring.kafka.bootstrap-servers=" + KafkaFixture.bootstrapServers(),
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.username=" + database.username(),
                "--spring.datasource.password=" + database.password(),
                "--sluice.secret-key=" + KEY,
                "--sluice.partitions=4",
                "--sluice.region=" + region,
                "--sluice.users.initial-password-file=" + passwordFile(),
                "--sluice.gateway.allowed-hosts=sluice.test",
                "--server.port=0"));
    arguments.addAll(List.of(more));
    return ProjectServiceApplication.application().run(arguments.toArray(String[]::new));
  }

  URI uri(String path) {
    return URI.create(
        "http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port") + path);
  }

  /** A new page with a storage of its own, of a user who has come by a sign-in link. */
  Page open(Browser browser, String path) {
    Page page = browser.open(uri(bean(SignInLinks.class).make()));
    page.locator("[data-me]").waitFor();
    page.navigate(uri(path).toString());
    return page;
  }

  HttpClient http() {
    return http;
  }

  /** The project once its last step has caught up. */
  Answer awaitMonitoring(String project) {
    Awaitility.await(project)
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> get(project).step("INCREMENTAL").path("status").asString().equals("MONITORING"));
    return get(project);
  }

  Answer get(String path) {
    return call("GET", path, null);
  }

  /** Waits for the outcome. */
  Answer post(String path, Object body) {
    return call("POST", path, Json.LENIENT.writeValueAsString(body), "Prefer", "wait=20");
  }

  Answer post(String path) {
    return call("POST", path, null, "Prefer", "wait=20");
  }

  Answer call(String method, String path, @Nullable String body, String... headers) {
    var request =
        HttpRequest.newBuilder(uri(path.matches("/(api|actuator)/.*") ? path : "/api/v1" + path))
            .timeout(Duration.ofSeconds(40))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (body != null && !List.of(headers).contains("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    if (!List.of(headers).contains("Authorization")) {
      request.header("Authorization", "Bearer " + token);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      var response = http.send(request.build(), BodyHandlers.ofString(UTF_8));
      answers.add(response.body() + response.headers().map());
      boolean json =
          response.headers().firstValue("Content-Type").orElse("").matches(".*[/+]json.*");
      var read = json ? Json.LENIENT.readTree(response.body()) : Json.LENIENT.createObjectNode();
      return new Answer(response.statusCode(), response, read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Of what goes on for ever once it has begun. */
  int statusOfStream(String path, String authorization) {
    var request = HttpRequest.newBuilder(uri(path)).header("Authorization", authorization).build();
    try {
      var response = http.send(request, BodyHandlers.ofInputStream());
      response.body().close();
      return response.statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The id of a new PostgreSQL data source for this database. */
  String dataSource(String name, PostgresFixture.Database of, String password) {
    var answer = post("/data-sources", settings(name, of, password));
    if (answer.status() != 201) {
      throw new IllegalStateException(answer.response().body());
    }
    return answer.text("id");
  }

  /** The name is made this test's own: all tests share a broker, and so its data sources. */
  Map<String, Object> settings(String name, PostgresFixture.Database of, String password) {
    return Map.of(
        "name",
        region + " " + name,
        "kind",
        "POSTGRESQL",
        "region",
        region,
        "host",
        of.host(),
        "port",
        of.port(),
        "database",
        of.name(),
        "username",
        of.username(),
        "password",
        password);
  }

  @Override
  public void close() {
    http.close();
    service.close();
  }
}
