package io.sluice.project;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.ErrorCode;
import io.sluice.fixture.PostgresFixture;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is wrong with a request is answered by a code and a text, and changes nothing. */
class BadInputIT {
  private static RunningService service;
  private static String source;
  private static String destination;
  private static String project;

  /** What is sent; a quote is written ' and {s}, {d}, {p} stand for ids that exist. */
  record Bad(String method, String path, String body, ErrorCode code, String detail) {
    @Override
    public String toString() {
      return method + " " + path + " " + body + " is " + code;
    }
  }

  @BeforeAll
  static void start() {
    service = new RunningService("bad");
    source = service.dataSource("source", PostgresFixture.database("source"), "secret");
    destination = service.dataSource("copy", PostgresFixture.database("copy"), "secret");
    var created =
        service.call(
            "POST", "/projects", filled(project("'taken'", TABLE, "")), "Prefer", "wait=9");
    assertThat(created.status()).isEqualTo(201);
    project = created.text("id");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static final String TABLE = "{'schema':'public','name':'a'}";

  private static String project(String name, String tables, String more) {
    return "{'name':%s,'source':'{s}','destination':'{d}','tables':[%s]%s}"
        .formatted(name, tables, more);
  }

  private static Bad create(String body, String detail) {
    return new Bad("POST", "/projects", body, ErrorCode.INVALID_INPUT, detail);
  }

  private static Bad source(String more, String detail) {
    return new Bad(
        "POST",
        "/data-sources",
        "{'name':'n','kind':'POSTGRESQL','host':'h','database':'d','username':'u','password':'pw'"
            + more
            + "}",
        ErrorCode.INVALID_INPUT,
        detail);
  }

  private static Bad kafka(String more, String detail) {
    return new Bad(
        "POST",
        "/data-sources",
        "{'name':'k','kind':'KAFKA','bootstrapServers':'h:1','username':'u','password':'pw',"
            + more
            + "}",
        ErrorCode.INVALID_INPUT,
        detail);
  }

  static Stream<Bad> requests() {
    return Stream.of(
            malformedJson(), projects(), dataSources(), ids(), parameters(), outsideControllers())
        .flatMap(all -> all);
  }

  private static Stream<Bad> malformedJson() {
    return Stream.of(
        create("{not json", "not valid JSON at line 1"),
        create("", "a JSON body is needed"),
        create("[]", "must be a JSON object"),
        create("null", ""),
        create("{'name':'n'}", "'source' is required"),
        create(project("'n'", TABLE, ",'nmae':1"), "'nmae' is unknown"),
        create(project("'n'", "{'schema':'public','name':'a','x':1}", ""), "'tables[0].x'"),
        create(project("'n'", TABLE, ",'start':'yes'"), "'start' must be true or false"),
        create(project("7", TABLE, ""), "'name' must be a text"),
        create(project("null", TABLE, ""), "'name' is required"),
        create("{'name':'n','name':'m'}", "names a field twice"),
        create("[".repeat(5000), ""));
  }

  private static Stream<Bad> projects() {
    return Stream.of(
        create(project("''", TABLE, ""), "name"),
        create(project("'" + "n".repeat(65) + "'", TABLE, ""), "longer than 64"),
        create(project("'a\\u0000b'", TABLE, ""), "control characters"),
        create(project("'n'", "", ""), "at least one table"),
        create(project("'n'", TABLE + "," + TABLE, ""), "there twice"),
        create(project("'n'", TABLE, ",'tags':['1','2','3','4','5','6']"), "more than 5"),
        create(project("'n'", TABLE, ",'tags':['" + "t".repeat(21) + "']"), "1 to 20"),
        create(project("'n'", TABLE, ",'alertLevel':'LOUD'"), "one of NO, LOW, MEDIUM, HIGH"),
        create(project("'n'", TABLE, ",'options':{'readConcurrency':99}"), "1 to 16"),
        create(project("'n'", TABLE, ",'options':{'steps':[]}"), "steps"),
        create(project("'n'", TABLE, ",'region':'Not A Region'"), "region"),
        create(project("'n'", TABLE, "").replace("{s}", "ds-nowhere"), "no data source"),
        create(project("'n'", TABLE, "").replace("{d}", "{s}"), "same data source"),
        create(project("'n'", TABLE, "").replace("{s}", "ds-\\u0000"), "U+0000"),
        new Bad("POST", "/projects", project("'taken'", TABLE, ""), ErrorCode.NAME_TAKEN, "taken"),
        new Bad("PATCH", "/projects/{p}", "{'name':' '}", ErrorCode.INVALID_INPUT, "name"),
        new Bad("PUT", "/projects/{p}/objects", "{'tables':[]}", ErrorCode.INVALID_INPUT, "table"),
        new Bad("POST", "/projects/{p}/start", "", ErrorCode.PRECHECK_NOT_PASSED, ""),
        new Bad("POST", "/projects/{p}/pause", "", ErrorCode.NOT_ALLOWED_NOW, "NOT_STARTED"),
        new Bad(
            "POST",
            "/projects/{p}/pause",
            "{'why':1}",
            ErrorCode.INVALID_INPUT,
            "'why' is unknown"),
        new Bad("POST", "/projects/{p}/release", "", ErrorCode.NOT_ALLOWED_NOW, ""));
  }

  private static Stream<Bad> dataSources() {
    return Stream.of(
        source(",'host':'h/db?ssl=false'", "names a field twice"),
        source(",'jdbcUrl':'jdbc:postgresql://h/'", "'jdbcUrl' is unknown"),
        source(",'port':0", "port"),
        source(",'port':'5432'", "'port' must be a whole number"),
        source(",'sslMode':'PREFER'", "'sslMode' must be one of"),
        source(",'region':'../..'", "'region'"),
        source(",'security':'SSL'", "'security' has no use"),
        source(",'caCertificate':'no PEM'", "'caCertificate' is no certificate in PEM"),
        source(",'sslMode':'DISABLE','caCertificate':'x'", "no use without TLS"),
        source(",'clientCertificate':'x'", "'clientCertificate' are given together"),
        source(",'clientKey':'x'", "'clientCertificate' are given together"),
        source(",'tokenEndpoint':'https://x/'", "'tokenEndpoint' has no use"),
        kafka("'security':'SASL_SSL','sasl':'OAUTHBEARER'", "'tokenEndpoint' is required"),
        kafka(
            "'security':'SASL_SSL','sasl':'OAUTHBEARER','tokenEndpoint':'http://x/t'",
            "must begin with https"),
        kafka(
            "'security':'SASL_SSL','sasl':'OAUTHBEARER','tokenEndpoint':'https://x@y/t'",
            "must be an address"),
        kafka("'security':'SASL_SSL','sasl':'PLAIN','scope':'s'", "'scope' has no use"),
        kafka("'security':'SASL_PLAINTEXT','sasl':'PLAIN','caCertificate':'x'", "without TLS"),
        new Bad("POST", "/data-sources", "{'kind':'ORACLE'}", ErrorCode.INVALID_INPUT, "'kind'"),
        new Bad("POST", "/data-sources", "{}", ErrorCode.INVALID_INPUT, "'kind' is required"),
        new Bad(
            "POST",
            "/data-sources",
            "{'name':'n','kind':'POSTGRESQL','host':'h?a=b','database':'d','username':'u',"
                + "'password':'pw'}",
            ErrorCode.INVALID_INPUT,
            "'host' must be a host name"),
        new Bad(
            "POST",
            "/data-sources",
            "{'name':'n','kind':'KAFKA','bootstrapServers':'h'}",
            ErrorCode.INVALID_INPUT,
            "'bootstrapServers'"),
        new Bad("DELETE", "/data-sources/{s}", "", ErrorCode.IN_USE, "p-"));
  }

  private static Stream<Bad> ids() {
    return Stream.of(
        new Bad("GET", "/projects/p-none", "", ErrorCode.UNKNOWN_ID, "p-none"),
        new Bad("GET", "/projects/p-none/events", "", ErrorCode.UNKNOWN_ID, "p-none"),
        new Bad("POST", "/projects/p-none/pause", "", ErrorCode.UNKNOWN_ID, "p-none"),
        new Bad("DELETE", "/projects/p-none", "", ErrorCode.UNKNOWN_ID, ""),
        new Bad("GET", "/projects/%00", "", ErrorCode.INVALID_INPUT, ""),
        new Bad("GET", "/projects/a%27%20or%201=1", "", ErrorCode.UNKNOWN_ID, ""),
        new Bad("GET", "/data-sources/ds-none", "", ErrorCode.UNKNOWN_ID, ""),
        new Bad("POST", "/data-sources/ds-none/test", "", ErrorCode.UNKNOWN_ID, ""),
        new Bad("GET", "/components/s-none", "", ErrorCode.UNKNOWN_ID, ""),
        new Bad("POST", "/components/s-none/start", "", ErrorCode.UNKNOWN_ID, ""),
        new Bad("GET", "/components/s-none/logs", "", ErrorCode.UNKNOWN_ID, ""),
        new Bad("GET", "/commands/none", "", ErrorCode.UNKNOWN_ID, ""));
  }

  private static Stream<Bad> parameters() {
    return Stream.of(
        new Bad("GET", "/projects?size=201", "", ErrorCode.INVALID_INPUT, "'size'"),
        new Bad("GET", "/projects?size=0", "", ErrorCode.INVALID_INPUT, "'size'"),
        new Bad("GET", "/projects?page=-1", "", ErrorCode.INVALID_INPUT, "'page'"),
        new Bad("GET", "/projects?page=x", "", ErrorCode.INVALID_INPUT, "'page'"),
        new Bad("GET", "/projects?sort=secret", "", ErrorCode.INVALID_INPUT, "'sort'"),
        new Bad("GET", "/projects?status=LOST", "", ErrorCode.INVALID_INPUT, "NOT_STARTED"),
        new Bad("GET", "/components?kind=X", "", ErrorCode.INVALID_INPUT, "WRITER"),
        new Bad("GET", "/projects?keyword=%00", "", ErrorCode.INVALID_INPUT, "U+0000"),
        new Bad("GET", "/events?from=yesterday", "", ErrorCode.INVALID_INPUT, "position"));
  }

  private static Stream<Bad> outsideControllers() {
    return Stream.of(
        new Bad("GET", "/nothing", "", ErrorCode.NO_SUCH_PATH, "/api/v1/nothing"),
        new Bad("PUT", "/projects", "{}", ErrorCode.METHOD_NOT_ALLOWED, "PUT"),
        new Bad("POST", "/projects", "x".repeat(1_100_000), ErrorCode.TOO_LARGE, "1048576"));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void isAnsweredByAProblem(Bad bad) throws Exception {
    String before = fingerprint();
    String body = bad.body().isEmpty() ? null : filled(bad.body());
    var answer = service.call(bad.method(), filled(bad.path()), body, "Prefer", "wait=9");
    assertThat(answer.text("code")).as(answer.body().toString()).isEqualTo(bad.code().name());
    assertThat(answer.status()).isEqualTo(bad.code().status());
    assertThat(answer.text("detail")).contains(bad.detail());
    assertThat(answer.text("remedy")).isEqualTo(bad.code().remedy());
    assertThat(answer.text("traceId")).matches("[0-9a-f]{32}");
    assertThat(answer.text("instance")).startsWith("/api/v1/");
    assertThat(answer.response().headers().firstValue("Content-Type"))
        .hasValue("application/problem+json");
    assertThat(answer.response().body())
        .doesNotContain("Exception", "java.", "io.sluice.", "\tat ", "org.postgresql");
    assertThat(fingerprint()).isEqualTo(before);
  }

  @Test
  void aBodyWithoutALengthIsLimitedAsWell() throws Exception {
    var request =
        HttpRequest.newBuilder(service.uri("/api/v1/projects"))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + service.token)
            .POST(
                BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream((" ".repeat(1_200_000) + "{}").getBytes(UTF_8))))
            .build();
    var answer = service.http().send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("TOO_LARGE");
  }

  @Test
  void anotherMediaTypeIsRefusedBothWays() {
    var sent = service.call("POST", "/projects", "a=b", "Content-Type", "text/plain");
    assertThat(sent.status()).isEqualTo(415);
    assertThat(sent.text("code")).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
    var asked = service.call("GET", "/projects", null, "Accept", "application/xml");
    assertThat(asked.status()).isEqualTo(406);
  }

  @Test
  void headersThatMakeNoSenseAreRefused() {
    var key =
        service.call("POST", "/projects/" + project + "/precheck", null, "Idempotency-Key", "");
    assertThat(key.text("detail")).contains("Idempotency-Key");
  }

  /** What may not have changed. */
  private static String fingerprint() throws Exception {
    return service.database.query(
        """
        select (select json_agg(to_json(p) order by id) from project p)::text
          || (select json_agg(to_json(d) order by id) from data_source d)::text
          || (select json_agg(to_json(n) order by scope, name) from name_reservation n)::text""");
  }

  private static String filled(String text) {
    return text.replace('\'', '"')
        .replace("{s}", source)
        .replace("{d}", destination)
        .replace("{p}", String.valueOf(project));
  }
}
