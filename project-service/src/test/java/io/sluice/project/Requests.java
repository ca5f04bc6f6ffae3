package io.sluice.project;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.contract.cloudevents.Json;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Requests made from an OpenAPI document: as it says, nearly so, and hostile. */
final class Requests {
  private static final String[] HOSTILE = {
    "",
    " ",
    "\u0000",
    "'",
    "\"; drop table project; --",
    "../../etc/passwd",
    "%00",
    "\uD83D\uDE80",
    "a".repeat(5000),
    "-1",
    "99999999999999999999",
    "NaN",
    "null",
    "true",
    "[]",
    "{}",
    "<script>",
    "${jndi:ldap://x}",
    "2026-13-45T99:99:99Z",
    "+292278994-08-17T07:12:55.192Z",
    "\u202E",
    "*",
    "%"
  };

  /** Nobody is signed out or shut out by a test, and nothing is waited for that never ends. */
  private static final Set<String> LEFT_OUT =
      Set.of("/api/v1/session", "/api/v1/session/password", "/api/v1/events");

  record Request(String method, String path, @Nullable String body, String[] headers) {}

  private record Call(String method, String path, JsonNode operation) {}

  final long seed;
  private final Random random;
  private final JsonNode document;
  private final List<Call> calls = new ArrayList<>();
  private final List<String> known;

  /**
   * @param known ids of what is there, to get further than to the first question
   */
  Requests(JsonNode document, long seed, List<String> known) {
    this.document = document;
    this.known = known;
    this.seed = seed;
    this.random = new Random(seed);
    for (var path : document.path("paths").properties()) {
      if (LEFT_OUT.contains(path.getKey())
          || path.getKey().contains("/live")
          || path.getKey().startsWith("/api/v1/tokens")
          || path.getKey().startsWith("/api/v1/users")) {
        continue;
      }
      for (var operation : path.getValue().properties()) {
        calls.add(
            new Call(
                operation.getKey().toUpperCase(java.util.Locale.ROOT),
                path.getKey(),
                operation.getValue()));
      }
    }
  }

  Request next() {
    Call call = calls.get(random.nextInt(calls.size()));
    String path = call.path();
    var query = new ArrayList<String>();
    var headers = new ArrayList<String>();
    for (JsonNode parameter : call.operation().path("parameters")) {
      String name = parameter.path("name").asString();
      switch (parameter.path("in").asString()) {
        case "path" -> path = path.replace("{" + name + "}", encoded(segment(parameter)));
        case "query" -> {
          if (parameter.path("required").asBoolean() || random.nextInt(3) == 0) {
            query.add(name + "=" + encoded(text(parameter.path("schema"))));
          }
        }
        default -> {
          if (random.nextInt(4) == 0) {
            headers.add(name);
            headers.add(random.nextBoolean() ? "wait=1" : "\"" + random.nextInt(9) + "\"");
          }
        }
      }
    }
    String body = null;
    var content = call.operation().path("requestBody").path("content");
    if (!content.isEmpty() || random.nextInt(20) == 0) {
      body = body(content.path("application/json").path("schema"));
      headers.add("Content-Type");
      headers.add(random.nextInt(15) == 0 ? "text/plain" : "application/json");
    }
    if (random.nextInt(20) == 0) {
      headers.add("Accept");
      headers.add(random.nextBoolean() ? "text/csv" : "image/png");
    }
    return new Request(
        random.nextInt(60) == 0 ? "PATCH" : call.method(),
        path + (query.isEmpty() ? "" : "?" + String.join("&", query)),
        body,
        headers.toArray(String[]::new));
  }

  /** What an answer must not be, whatever was asked. */
  List<String> faultsOf(Request request, RunningService.Answer answer, long millis) {
    var faults = new ArrayList<String>();
    String what =
        request.method()
            + " "
            + request.path()
            + " "
            + request.body()
            + " -> "
            + answer.status()
            + " ";
    String raw = answer.raw();
    if (answer.status() == 500) {
      faults.add(what + "is a fault of the server's: " + raw);
    }
    if (raw.contains("\tat ") || raw.contains("Exception") || raw.contains("java.lang.")) {
      faults.add(what + "shows a trace: " + raw);
    }
    if (millis > 2_000
        && !List.of(request.headers()).contains("Prefer")
        && !request.path().contains("test")) {
      faults.add(what + "took " + millis + " ms");
    }
    // What is longer than the web server reads is refused by itself, without a body.
    boolean tooLong = request.path().length() > 8_000 && raw.isEmpty();
    if (answer.status() >= 400 && !tooLong) {
      String type = answer.header("Content-Type");
      if (!type.startsWith("application/problem+json") || answer.text("code").isEmpty()) {
        faults.add(what + "is no problem document: " + type + " " + raw);
      }
    }
    return faults;
  }

  private String body(JsonNode schema) {
    if (random.nextInt(25) == 0) {
      return random.nextBoolean() ? "{" : "[".repeat(2_000);
    }
    return Json.LENIENT.writeValueAsString(value(schema, 0));
  }

  private String segment(JsonNode parameter) {
    String id =
        switch (random.nextInt(5)) {
          case 0 -> hostile();
          case 1, 3 -> known.get(random.nextInt(known.size()));
          case 2 -> "1";
          default -> text(parameter.path("schema"));
        };
    // An empty segment is another path.
    return id.isBlank() ? "x" : id;
  }

  private String text(JsonNode schema) {
    JsonNode value = value(schema, 0);
    return value.isValueNode() ? value.asString("null") : value.toString();
  }

  private JsonNode value(JsonNode given, int depth) {
    JsonNode schema = resolved(given);
    if (depth > 5 || random.nextInt(12) == 0) {
      return Json.LENIENT.getNodeFactory().stringNode(hostile());
    }
    if (schema.has("enum")) {
      var all = schema.path("enum");
      return all.get(random.nextInt(all.size()));
    }
    String type =
        schema.path("type").isArray()
            ? schema.path("type").path(0).asString()
            : schema.path("type").asString("");
    return switch (type) {
      case "integer", "number" ->
          Json.LENIENT
              .getNodeFactory()
              .numberNode(random.nextInt(6) == 0 ? random.nextLong() : random.nextInt(40) - 5);
      case "boolean" -> Json.LENIENT.getNodeFactory().booleanNode(random.nextBoolean());
      case "array" -> {
        var array = Json.LENIENT.createArrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(value(schema.path("items"), depth + 1));
        }
        yield array;
      }
      case "object" -> object(schema, depth);
      default -> Json.LENIENT.getNodeFactory().stringNode(string(schema));
    };
  }

  private ObjectNode object(JsonNode schema, int depth) {
    var object = Json.LENIENT.createObjectNode();
    var required =
        schema.path("required").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
    for (var property : schema.path("properties").properties()) {
      if (random.nextInt(15) == 0
          ? false
          : required.contains(property.getKey()) || random.nextBoolean()) {
        object.set(property.getKey(), value(property.getValue(), depth + 1));
      }
    }
    if (random.nextInt(20) == 0) {
      object.put("unheardOf", 1);
    }
    return object;
  }

  private String string(JsonNode schema) {
    if (schema.path("format").asString("").equals("date-time")) {
      return random.nextInt(5) == 0 ? hostile() : "2026-11-2" + random.nextInt(9) + "T10:00:00Z";
    }
    return switch (random.nextInt(5)) {
      case 0 -> hostile();
      case 2 -> known.get(random.nextInt(known.size()));
      case 1 -> "delete";
      default -> "name " + random.nextInt(50);
    };
  }

  private String hostile() {
    return HOSTILE[random.nextInt(HOSTILE.length)];
  }

  private JsonNode resolved(JsonNode schema) {
    String ref = schema.path("$ref").asString("");
    return ref.isEmpty()
        ? schema
        : document.path("components").path("schemas").path(ref.substring(ref.lastIndexOf('/') + 1));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}
