package io.sluice.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.fixture.Certificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the gateway listens. */
class TlsIT {
  @TempDir private static Path folder;

  @Test
  void onTheNetworkItSpeaksTlsUnlessToldOtherwiseAndTakesANewCertificateWithoutARestart()
      throws Exception {
    Path certificate = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    var first = Certificate.of("first", "localhost", "127.0.0.1").writeTo(certificate, key);
    try (var service = new RunningService("tls")) {
      assertThatThrownBy(() -> service.restart("--server.address=0.0.0.0"))
          .rootCause()
          .hasMessageContaining("without TLS")
          .hasMessageContaining("--insecure-http");
      service.restart("--server.address=0.0.0.0", "--sluice.gateway.insecure-http=true");
      assertThat(service.get("/session").status()).isEqualTo(200);

      service.restart(
          "--server.address=0.0.0.0",
          "--server.ssl.bundle=gateway",
          "--spring.ssl.bundle.pem.gateway.keystore.certificate=file:" + certificate,
          "--spring.ssl.bundle.pem.gateway.keystore.private-key=file:" + key,
          "--spring.ssl.bundle.pem.gateway.reload-on-update=true");
      URI address =
          URI.create("https://localhost:" + service.uri("/").getPort() + "/api/v1/session");
      var answer = get(first, address);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
      assertThat(answer.headers().allValues("Set-Cookie"))
          .isNotEmpty()
          .allSatisfy(cookie -> assertThat(cookie).contains("Secure"));

      var second = Certificate.of("second", "localhost", "127.0.0.1").writeTo(certificate, key);
      await().ignoreExceptions().until(() -> get(second, address).statusCode() == 200);
      assertThatThrownBy(() -> get(first, address)).isInstanceOf(IOException.class);
    }
  }

  private static HttpResponse<String> get(Certificate trusted, URI address)
      throws IOException, InterruptedException, GeneralSecurityException {
    try (var http = HttpClient.newBuilder().sslContext(trusted.trusting()).build()) {
      return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }
  }
}
