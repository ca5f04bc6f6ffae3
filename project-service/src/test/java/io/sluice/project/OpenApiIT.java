package io.sluice.project;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ErrorCode;
import io.sluice.fixture.Browser;
import io.sluice.fixture.PostgresFixture;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the API says of itself, and how it answers whatever it is sent. */
class OpenApiIT {
  /** More for the figure in a note: {@code -Dsluice.requests=20000}. */
  private static final int REQUESTS = Integer.getInteger("sluice.requests", 1000);

  private static RunningService service;
  private static JsonNode document;

  @BeforeAll
  static void start() {
    service = new RunningService("openapi", "--sluice.gateway.requests-per-second=100000");
    document = service.get("/openapi").body();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void theDocumentIsValid() {
    var options = new ParseOptions();
    options.setResolve(true);
    var read = new OpenAPIV3Parser().readContents(document.toString(), null, options);
    assertThat(read.getMessages()).isEmpty();
    var missing = new TreeSet<String>();
    String text = document.toString();
    var refs = java.util.regex.Pattern.compile("#/components/schemas/([^\"]+)").matcher(text);
    while (refs.find()) {
      if (document.path("components").path("schemas").path(refs.group(1)).isMissingNode()) {
        missing.add(refs.group(1));
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void everyCallSaysWithWhatItMayBeAnswered() {
    var incomplete = new ArrayList<String>();
    for (var path : document.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        var responses = operation.getValue().path("responses");
        String call = operation.getKey() + " " + path.getKey();
        for (var response : responses.properties()) {
          boolean success = response.getKey().startsWith("2");
          for (var content : response.getValue().path("content").properties()) {
            var schema = content.getValue().path("schema");
            if (success && schema.isEmpty()) {
              incomplete.add(call + " " + response.getKey());
            }
          }
        }
        if (!responses.has("401") || !responses.has("429")) {
          incomplete.add(call);
        }
      }
    }
    assertThat(incomplete).isEmpty();
  }

  @Test
  void theTypeOfAProblemLeadsToAPageAboutIt() throws Exception {
    String type = service.get("/projects/p-none").text("type");
    assertThat(type).isEqualTo("/problems/unknown-id");
    for (ErrorCode code : ErrorCode.values()) {
      var page =
          service
              .http()
              .send(
                  HttpRequest.newBuilder(
                          service.uri(
                              "/problems/"
                                  + code.name()
                                      .toLowerCase(java.util.Locale.ROOT)
                                      .replace('_', '-')))
                      .build(),
                  BodyHandlers.ofString());
      assertThat(page.statusCode()).as(code.name()).isEqualTo(200);
      assertThat(page.body()).contains(code.name());
    }
  }

  @Test
  void itIsTriedOutInTheBrowser() throws Exception {
    try (var browser = new Browser()) {
      Page page = service.open(browser, "/api/v1/browse");
      page.locator("#operations-tag-projects, [id^=operations-tag]").first().waitFor();
      assertThat(page.title()).contains("Swagger UI");
      assertThat(browser.complaints).isEmpty();
    }
  }

  @Test
  void whateverItIsSentItAnswersInTimeAndWithoutATrace() throws Exception {
    var requests = new Requests(document, Long.getLong("sluice.seed", System.nanoTime()), known());
    System.out.println(
        "seed " + requests.seed + " (repeat with -Dsluice.seed=" + requests.seed + ")");
    var faults = new ArrayList<String>();
    var statuses = new java.util.TreeMap<Integer, Integer>();
    for (int i = 0; i < REQUESTS; i++) {
      var request = requests.next();
      long began = System.nanoTime();
      var answer =
          service.call(request.method(), request.path(), request.body(), request.headers());
      long millis = (System.nanoTime() - began) / 1_000_000;
      statuses.merge(answer.status(), 1, Integer::sum);
      faults.addAll(requests.faultsOf(request, answer, millis));
    }
    System.out.println("answers by status: " + statuses);
    assertThat(faults).isEmpty();
    assertThat(service.get("/projects").status()).isEqualTo(200);
    // Nothing half done: what is listed can be read.
    for (var project : service.get("/projects?size=200").items()) {
      assertThat(service.get("/projects/" + project.path("id").asString()).status()).isEqualTo(200);
    }
    for (var source : service.get("/data-sources?size=200").items()) {
      assertThat(service.get("/data-sources/" + source.path("id").asString()).status())
          .isEqualTo(200);
    }
  }

  /** A project that can be worked on, its components and its data sources. */
  private static List<String> known() throws Exception {
    var database = PostgresFixture.database("fuzzed");
    database.execute("create table public.a (id int primary key, t text)");
    String from = service.dataSource("from", database, database.password());
    var copy = PostgresFixture.database("fuzzed_copy");
    String to = service.dataSource("to", copy, copy.password());
    String id =
        service
            .post(
                "/projects",
                Map.of(
                    "name",
                    "fuzzed",
                    "source",
                    from,
                    "destination",
                    to,
                    "start",
                    true,
                    "tables",
                    List.of(Map.of("schema", "public", "name", "a"))))
            .text("id");
    return List.of(
        id, from, to, ComponentKind.WRITER.idFor(id), ComponentKind.STORE.idFor(id), "public", "a");
  }
}
