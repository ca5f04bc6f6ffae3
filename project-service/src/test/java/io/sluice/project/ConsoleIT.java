package io.sluice.project;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.fixture.PostgresFixture;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConsoleIT {
  private static final Pattern IMPORT =
      Pattern.compile(
          "\\b(?:import|(?:import|export)\\b[^;\"'(]*\\bfrom)\\s*[\"']([^\"']+)[\"']"
              + "|(?:href|src)=\"(/[^\"]+)\"");
  private static RunningService service;

  @BeforeAll
  static void start() throws Exception {
    service = new RunningService("console");
  }

  @AfterAll
  static void stop() throws Exception {
    service.close();
  }

  @Test
  void everythingTheConsoleIsMadeOfComesFromThisServer() throws Exception {
    var page = fetch("/");
    var map = new TreeMap<String, String>();
    String body = page.body();
    String imports = body.substring(body.indexOf("importmap\">") + 11, body.indexOf("</script>"));
    JsonNode listed = JsonMapper.builder().build().readTree(imports).path("imports");
    listed.propertyNames().forEach(name -> map.put(name, listed.path(name).asString()));

    var seen = new HashSet<String>();
    var open = new ArrayDeque<String>();
    open.add("/");
    while (!open.isEmpty()) {
      String path = open.poll();
      var answer = fetch(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      if (!path.equals("/") && !path.endsWith(".js")) {
        continue;
      }
      var found = IMPORT.matcher(answer.body());
      while (found.find()) {
        String name = found.group(1) == null ? found.group(2) : found.group(1);
        String target = resolved(path, name, map);
        if (!target.startsWith("/api/")
            && !target.contains("shoelace")
            && !target.contains("echarts")
            && seen.add(target)) {
          open.add(target);
        }
      }
    }
    assertThat(seen).contains("/console/pages/project.js", "/webjars/lit-html/lit-html.js");
    assertThat(map.values()).allSatisfy(path -> assertThat(there(path)).as(path).isTrue());
  }

  @Test
  void noScriptRunsThatIsNotAFileOfThisServer() throws Exception {
    for (String path : new String[] {"/", "/api/v1/projects", "/nowhere"}) {
      String policy = fetch(path).headers().firstValue("Content-Security-Policy").orElse("");
      assertThat(policy).as(path).contains("default-src 'none'", "frame-ancestors 'none'");
      assertThat(policy.replaceAll(".*(script-src [^;]*);.*", "$1"))
          .contains("'self'")
          .doesNotContain("unsafe", "http", "*");
    }
  }

  @Test
  void theServerAnswersUnderItsOwnNamesOnly() throws Exception {
    int port = service.uri("/").getPort();
    for (String host : new String[] {"evil.example", "127.0.0.1.evil.example", "localhost."}) {
      for (String path : new String[] {"/", "/api/v1/session"}) {
        String answer = raw(port, path, host + ":" + port);
        assertThat(answer).as(host).startsWith("HTTP/1.1 421").contains("HOST_NOT_ALLOWED");
      }
    }
    for (String host :
        new String[] {"localhost", "LOCALHOST", "127.0.0.1", "[::1]", "sluice.test"}) {
      assertThat(raw(port, "/api/v1/session", host + ":" + port))
          .as(host)
          .startsWith("HTTP/1.1 200");
    }
  }

  /** Java's own client does not let a program name another host than it calls. */
  private static String raw(int port, String path, String host) throws Exception {
    try (var socket = new Socket("127.0.0.1", port)) {
      String request =
          "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void theTablesOfADatabaseAreThereToChooseFrom() throws Exception {
    var database = PostgresFixture.database("tables");
    database.execute(
        "create table b (x int, y int, z text, primary key (y, x))",
        "create table \"No Key\" (t text)",
        "create schema other create table c (id int primary key)",
        "create view v as select * from b");
    String id = service.dataSource("tables", database, database.password());
    JsonNode items = service.get("/data-sources/" + id + "/tables").body().path("items");
    assertThat(items.toString())
        .isEqualTo(
            """
            [{"schema":"other","name":"c","rowsEstimate":0,"key":["id"],"canBeLogged":true},\
            {"schema":"public","name":"No Key","rowsEstimate":0,"key":[],"canBeLogged":false},\
            {"schema":"public","name":"b","rowsEstimate":0,"key":["y","x"],"canBeLogged":true}]""");
  }

  private static boolean there(String path) throws Exception {
    String file = path.endsWith("cdn/") ? path + "components/button/button.js" : path;
    return file.endsWith("/") || fetch(file).statusCode() == 200;
  }

  private static String resolved(String path, String name, Map<String, String> map) {
    if (name.startsWith("/") || name.startsWith(".")) {
      return URI.create(path).resolve(name).toString();
    }
    return map.keySet().stream()
        .filter(key -> key.equals(name) || (key.endsWith("/") && name.startsWith(key)))
        .max((one, other) -> Integer.compare(one.length(), other.length()))
        .map(key -> map.get(key) + name.substring(key.length()))
        .orElseThrow(() -> new AssertionError(path + " imports what is not mapped: " + name));
  }

  private static HttpResponse<String> fetch(String path) throws Exception {
    var request = HttpRequest.newBuilder(service.uri(path));
    if (path.startsWith("/api/")) {
      request.header("Authorization", "Bearer " + service.token);
    }
    return service.http().send(request.build(), BodyHandlers.ofString());
  }
}
