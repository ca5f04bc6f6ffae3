package io.sluice.project.alerts.channels;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.datasource.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Tells a message by a call over HTTP, signed as the Standard Webhooks have it. It follows no
 * redirect, and calls no address that is only a machine's own business, such as those by which
 * clouds give out credentials. Of the answer nothing but its status counts.
 */
@Component
class WebhookCall {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String MAC = "HmacSHA256";
  private static final String ENCODED = "whsec_";

  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(5))
          .followRedirects(HttpClient.Redirect.NEVER)
          .version(HttpClient.Version.HTTP_1_1)
          .build();

  /**
   * @throws DeliveryException with what is wrong, in words
   */
  void send(ChannelSettings.Webhook webhook, Message message) throws InterruptedException {
    URI url = address(java.util.Objects.requireNonNull(webhook.url()));
    refuseOwn(url.getHost());
    String template = webhook.template();
    String body = template == null ? message.json() : message.filled(template);
    String seconds = String.valueOf(Instant.now().getEpochSecond());
    var request =
        HttpRequest.newBuilder(url)
            .timeout(PATIENCE)
            .header(
                "Content-Type",
                template == null ? "application/cloudevents+json" : "application/json")
            .header("User-Agent", "Sluice")
            .header("webhook-id", message.id())
            .header("webhook-timestamp", seconds)
            .POST(BodyPublishers.ofString(body));
    Secret secret = webhook.secret();
    if (secret != null) {
      String signed = sign(key(secret), message.id() + "." + seconds + "." + body);
      request.header("webhook-signature", "v1," + signed);
    }
    try {
      var answer = http.send(request.build(), BodyHandlers.ofInputStream());
      // However long it is: nobody reads it.
      try (InputStream unread = answer.body()) {
        if (answer.statusCode() / 100 != 2) {
          throw new DeliveryException(
              url.getHost()
                  + " has answered "
                  + answer.statusCode()
                  + redirected(answer.statusCode()));
        }
      }
    } catch (IOException e) {
      throw new DeliveryException(url.getHost() + " does not answer: " + words(e), e);
    }
  }

  private static String redirected(int status) {
    return status / 100 == 3 ? ", and no redirect is followed" : "";
  }

  /** Never the message of an exception: it may quote the address, and that may hold a token. */
  private static String words(IOException e) {
    return e.getClass()
        .getSimpleName()
        .replace("Exception", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }

  private static void refuseOwn(String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (address.isLinkLocalAddress()
            || address.isMulticastAddress()
            || address.isAnyLocalAddress()) {
          throw new DeliveryException(host + " is an address that is never called");
        }
      }
    } catch (UnknownHostException e) {
      throw new DeliveryException(host + " is not known", e);
    }
  }

  /**
   * @throws SluiceException INVALID_INPUT
   */
  static URI address(Secret url) {
    URI address = parse(url.reveal(""));
    if (address == null) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT,
          "the field webhook.url: not an address such as https://host/path");
    }
    return address;
  }

  private static @Nullable URI parse(String text) {
    try {
      URI address = URI.create(text);
      boolean known = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
      return known && address.getHost() != null && address.getUserInfo() == null ? address : null;
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  /** As the Standard Webhooks write a secret, or the text itself. */
  static byte[] key(Secret secret) {
    String text = secret.reveal("");
    if (text.startsWith(ENCODED)) {
      try {
        return Base64.getDecoder().decode(text.substring(ENCODED.length()));
      } catch (IllegalArgumentException _) {
        return new byte[0];
      }
    }
    return text.getBytes(UTF_8);
  }

  private static String sign(byte[] key, String content) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      return Base64.getEncoder().encodeToString(mac.doFinal(content.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
