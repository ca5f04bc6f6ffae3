package io.sluice.project;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetupTest;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.contract.Alert;
import io.sluice.contract.AlertCondition;
import io.sluice.contract.AlertSeverity;
import io.sluice.contract.cloudevents.Json;
import io.sluice.project.alerts.channels.Deliveries;
import io.sluice.project.alerts.rules.AlertLifecycle.Notice;
import io.sluice.project.alerts.rules.AlertLifecycle.Telling;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

/** Where people are told: a real HTTP server and a real mail server are at the other end. */
class ChannelsIT {
  private static final String SECRET = "a secret of enough bytes";

  private record Call(Map<String, List<String>> headers, String body) {
    String header(String name) {
      return headers.entrySet().stream()
          .filter(one -> one.getKey().equalsIgnoreCase(name))
          .map(one -> one.getValue().getFirst())
          .findFirst()
          .orElse("");
    }
  }

  private static final List<Call> CALLS = new CopyOnWriteArrayList<>();
  private static volatile int status = 204;
  private static volatile int answerBytes;

  private static RunningService service;
  private static HttpServer http;
  private static GreenMail mail;

  @BeforeAll
  static void start() throws IOException {
    service =
        new RunningService(
            "channels",
            "--sluice.alerts.interval=PT0.2S",
            "--sluice.alerts.console-url=https://sluice.test/");
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", ChannelsIT::answer);
    http.start();
    mail = new GreenMail(ServerSetupTest.SMTP.dynamicPort());
    mail.start();
    mail.setUser("sluice", "mail secret");
  }

  private static void answer(HttpExchange call) throws IOException {
    CALLS.add(
        new Call(
            Map.copyOf(call.getRequestHeaders()),
            new String(call.getRequestBody().readAllBytes(), UTF_8)));
    call.getResponseHeaders().add("Location", "http://169.254.169.254/latest/meta-data");
    int bytes = answerBytes;
    call.sendResponseHeaders(status, bytes == 0 ? -1 : bytes);
    try (var body = call.getResponseBody()) {
      for (int sent = 0; sent < bytes; sent += 1_000_000) {
        body.write(new byte[Math.min(1_000_000, bytes - sent)]);
      }
    } catch (IOException e) {
      // Who has called does not read it.
    }
  }

  @AfterEach
  void removeAll() {
    for (var one : service.get("/alert-channels").items()) {
      service.call("DELETE", "/alert-channels/" + one.path("id").asString(), null);
    }
    status = 204;
    answerBytes = 0;
    CALLS.clear();
  }

  @AfterAll
  static void stop() {
    service.close();
    http.stop(0);
    mail.stop();
  }

  @Test
  void aWebhookGetsASignedCloudEvent() throws Exception {
    create("hook", Map.of("url", url("/hooks/token"), "secret", SECRET));
    tell(alert("a-1", AlertSeverity.WARNING, "p-1", "shop"), Notice.RAISED);
    await().until(() -> CALLS.size() == 1);
    Call call = CALLS.getFirst();
    var event = Json.LENIENT.readTree(call.body());
    assertThat(event.path("type").asString()).isEqualTo("io.sluice.alert.notification.v1");
    assertThat(event.path("data").path("title").asString()).isEqualTo("WARNING LATE orders");
    assertThat(event.path("data").path("link").asString())
        .isEqualTo("https://sluice.test/#/alerts?id=a-1");
    assertThat(event.path("data").path("notices").get(0).path("alert").path("id").asString())
        .isEqualTo("a-1");
    String id = call.header("webhook-id");
    assertThat(id).isEqualTo(event.path("id").asString());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
    String signed = id + "." + call.header("webhook-timestamp") + "." + call.body();
    assertThat(call.header("webhook-signature"))
        .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8))));
    await().until(() -> delivery("a-1").path("status").asString().equals("SENT"));
    assertThat(String.join("", service.answers)).doesNotContain("/hooks/token", SECRET);
  }

  @Test
  void aMailHasPlainTextAndHtml() throws Exception {
    service.post(
        "/alert-channels",
        Map.of("name", "mail", "email", email(mail.getSmtp().getPort(), "mail secret")));
    tell(alert("a-2", AlertSeverity.CRITICAL, "p-1", "shop"), Notice.RAISED);
    tell(alert("a-2", AlertSeverity.CRITICAL, "p-1", "shop"), Notice.RESOLVED);
    await().until(() -> mail.getReceivedMessages().length == 4);
    var mails = mail.getReceivedMessages();
    assertThat(mails[0].getSubject()).isEqualTo("[Sluice] CRITICAL LATE orders");
    String whole = GreenMailUtil.getWholeMessage(mails[0]);
    assertThat(whole)
        .contains(
            "text/plain",
            "text/html",
            "is 61 s behind &lt;its&gt; source",
            "is 61 s behind <its> source")
        .contains("What to do:", "X-Sluice-Message: m-");
    assertThat(mails)
        .extracting(one -> one.getSubject())
        .contains("[Sluice] Over: CRITICAL LATE orders");
  }

  @Test
  void aChatServiceGetsWhatTheTemplateSays() {
    var wrong =
        service.post(
            "/alert-channels",
            Map.of("name", "chat", "webhook", Map.of("url", url("/"), "template", "{{title}}")));
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.text("detail")).contains("webhook.template: not JSON");
    create("chat", Map.of("url", url("/"), "template", "{\"text\": \"{{title}}: {{text}}\"}"));
    tell(alert("a-3", AlertSeverity.WARNING, "p-1", "shop"), Notice.REPEATED);
    await().until(() -> CALLS.size() == 1);
    assertThat(Json.LENIENT.readTree(CALLS.getFirst().body()).path("text").asString())
        .isEqualTo("Still: WARNING LATE orders: w-1 is 61 s behind <its> source");
  }

  @Test
  void whatWasNotTakenIsSentAgainWithTheSameId() {
    status = 500;
    create("hook", Map.of("url", url("/")));
    tell(alert("a-4", AlertSeverity.WARNING, "p-1", "shop"), Notice.RAISED);
    await().until(() -> !delivery("a-4").path("error").isMissingNode());
    assertThat(delivery("a-4").path("error").asString()).isEqualTo("127.0.0.1 has answered 500");
    status = 200;
    answerBytes = 10_000_000;
    await().until(() -> delivery("a-4").path("status").asString().equals("SENT"));
    assertThat(CALLS)
        .extracting(call -> call.header("webhook-id"))
        .hasSizeGreaterThan(1)
        .containsOnly(CALLS.getFirst().header("webhook-id"));
  }

  @Test
  void noRedirectIsFollowedAndNoAddressOfTheMachineItselfIsCalled() {
    status = 302;
    String id = create("hook", Map.of("url", url("/")));
    assertThat(service.post("/alert-channels/" + id + "/test").text("error"))
        .isEqualTo("127.0.0.1 has answered 302, and no redirect is followed");
    assertThat(CALLS).hasSize(1);
    String own = create("own", Map.of("url", "http://169.254.169.254/latest/meta-data"));
    assertThat(service.post("/alert-channels/" + own + "/test").text("error"))
        .contains("an address that is never called");
    var file =
        service.post(
            "/alert-channels",
            Map.of("name", "file", "webhook", Map.of("url", "file:///etc/passwd")));
    assertThat(file.text("detail")).contains("webhook.url: not an address");
  }

  @Test
  void aMailServerThatHangsHoldsUpNothingElse() throws Exception {
    try (var hanging = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      service.post(
          "/alert-channels", Map.of("name", "hangs", "email", email(hanging.getLocalPort(), "x")));
      create("hook", Map.of("url", url("/")));
      tell(alert("a-5", AlertSeverity.WARNING, "p-1", "shop"), Notice.RAISED);
      await().until(() -> CALLS.size() == 1);
      await()
          .atMost(Duration.ofSeconds(40))
          .until(
              () ->
                  service.get("/alert-deliveries?alert=a-5&status=PENDING").items().stream()
                      .anyMatch(
                          one -> one.path("error").asString().contains("does not take the mail")));
    }
  }

  @Test
  void tenThousandAlertsAreOneMessage() {
    create("hook", Map.of("url", url("/")));
    tell(
        IntStream.range(0, 10_000)
            .mapToObj(i -> alert("a-many-" + i, AlertSeverity.WARNING, "p-1", "shop"))
            .map(alert -> new Telling(alert, Notice.RAISED))
            .toList());
    await().atMost(Duration.ofSeconds(30)).until(() -> CALLS.size() == 1);
    var data = Json.LENIENT.readTree(CALLS.getFirst().body()).path("data");
    assertThat(data.path("title").asString()).isEqualTo("10,000 alerts: 10,000 LATE");
    assertThat(data.path("notices")).hasSize(20);
    assertThat(data.path("more").asInt()).isEqualTo(9_980);
    await()
        .until(
            () ->
                service.get("/alert-deliveries?status=PENDING").body().path("total").asInt() == 0);
  }

  @Test
  void aChannelIsToldOnlyWhatItIsFor() {
    var made =
        service.post(
            "/alert-channels",
            Map.of(
                "name",
                "some",
                "severity",
                "CRITICAL",
                "tags",
                List.of("shop"),
                "projects",
                List.of("p-1"),
                "webhook",
                Map.of("url", url("/"))));
    assertThat(made.status()).isEqualTo(201);
    tell(alert("a-6", AlertSeverity.WARNING, "p-1", "shop"), Notice.RAISED);
    tell(alert("a-7", AlertSeverity.CRITICAL, "p-2", "shop"), Notice.RAISED);
    tell(alert("a-8", AlertSeverity.CRITICAL, "p-1", "other"), Notice.RAISED);
    tell(alert("a-9", AlertSeverity.CRITICAL, "p-1", "shop"), Notice.RAISED);
    await().until(() -> CALLS.size() == 1);
    assertThat(CALLS.getFirst().body()).contains("a-9");
    assertThat(service.get("/alert-deliveries?alert=a-6").items()).isEmpty();
  }

  @Test
  void secretsStayWhenAChannelIsChangedAndGoNowhereElse() {
    var made =
        service.post(
            "/alert-channels",
            Map.of("name", "mail", "email", email(mail.getSmtp().getPort(), "mail secret")));
    String path = "/alert-channels/" + made.text("id");
    var same = new java.util.HashMap<>(email(mail.getSmtp().getPort(), "x"));
    same.remove("password");
    var renamed =
        service.call(
            "PUT", path, Json.LENIENT.writeValueAsString(Map.of("name", "post", "email", same)));
    assertThat(renamed.status()).isEqualTo(200);
    assertThat(renamed.body().path("settings").path("email").path("password").asString())
        .isEqualTo("****");
    same.put("port", 26);
    var moved =
        service.call(
            "PUT", path, Json.LENIENT.writeValueAsString(Map.of("name", "post", "email", same)));
    assertThat(moved.body().path("settings").path("email").path("password").isMissingNode())
        .isTrue();
    assertThat(
            service
                .post("/alert-channels", Map.of("name", "POST", "webhook", Map.of("url", url("/"))))
                .text("code"))
        .isEqualTo("NAME_TAKEN");
  }

  private static String create(String name, Map<String, String> webhook) {
    var made = service.post("/alert-channels", Map.of("name", name, "webhook", webhook));
    assertThat(made.status()).as(made.raw()).isEqualTo(201);
    return made.text("id");
  }

  private static Map<String, Object> email(int port, String password) {
    return Map.of(
        "host",
        "127.0.0.1",
        "port",
        port,
        "encryption",
        "NONE",
        "username",
        "sluice",
        "password",
        password,
        "from",
        "sluice@example.com",
        "to",
        List.of("ann@example.com", "bob@example.com"));
  }

  private static String url(String path) {
    return "http://127.0.0.1:" + http.getAddress().getPort() + path;
  }

  private static Alert alert(String id, AlertSeverity severity, String project, String tag) {
    return new Alert(
        id,
        AlertCondition.LATE,
        severity,
        "w-1",
        project,
        "orders",
        List.of(tag),
        "w-1 is 61 s behind <its> source",
        Instant.now());
  }

  private static void tell(Alert alert, Notice notice) {
    tell(List.of(new Telling(alert, notice)));
  }

  private static void tell(List<Telling> tellings) {
    service
        .bean(TransactionTemplate.class)
        .executeWithoutResult(_ -> service.bean(Deliveries.class).enqueue(tellings));
  }

  private static tools.jackson.databind.JsonNode delivery(String alert) {
    return service.get("/alert-deliveries?alert=" + alert).items().getFirst();
  }
}
