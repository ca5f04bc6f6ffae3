package io.sluice.project.alerts.channels;

import io.sluice.contract.Alert;
import io.sluice.contract.AlertSeverity;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.datasource.Secret;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A channel as somebody asks for it: one of {@code webhook} and {@code email}.
 *
 * @param enabled true if left out
 * @param severity nothing less is told there; all if left out
 * @param projects ids; alerts of these alone, of all if left out or empty
 * @param tags alerts of projects with one of these alone
 */
record ChannelSettings(
    String name,
    @Nullable Boolean enabled,
    @Nullable AlertSeverity severity,
    @Nullable List<String> projects,
    @Nullable List<String> tags,
    @Nullable Webhook webhook,
    @Nullable Email email) {
  private static final Pattern ADDRESS = Pattern.compile("[^\\s@<>,;]{1,64}@[^\\s@<>,;]{1,255}");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:-]{1,255}");
  private static final int MOST = 100;
  private static final int LONGEST = 4_096;
  private static final int SHORTEST_SECRET = 16;

  ChannelSettings {
    enabled = !Boolean.FALSE.equals(enabled);
    severity = Objects.requireNonNullElse(severity, AlertSeverity.INFO);
    projects = projects == null ? List.of() : List.copyOf(projects);
    tags = tags == null ? List.of() : List.copyOf(tags);
  }

  /**
   * A call over HTTP.
   *
   * @param url may hold a token, so it is kept and shown as a secret; may be left out when it stays
   * @param secret what signs each call, as the Standard Webhooks have it; not signed if left out
   * @param template a JSON text with {@code {{title}}}, {@code {{text}}} and so on in it, for chat
   *     services; a CloudEvent if left out
   */
  record Webhook(@Nullable Secret url, @Nullable Secret secret, @Nullable String template) {}

  /** How the way to the mail server is secured. */
  enum Encryption {
    NONE,
    STARTTLS,
    TLS
  }

  /**
   * A mail.
   *
   * @param port 587 if left out, 465 with TLS, 25 with NONE
   * @param encryption STARTTLS if left out
   * @param password may be left out when it stays
   */
  record Email(
      String host,
      @Nullable Integer port,
      @Nullable Encryption encryption,
      @Nullable String username,
      @Nullable Secret password,
      String from,
      List<String> to) {
    Email {
      encryption = Objects.requireNonNullElse(encryption, Encryption.STARTTLS);
      port = Objects.requireNonNullElse(port, usualPort(encryption));
      to = List.copyOf(to);
    }

    private static int usualPort(Encryption encryption) {
      return switch (encryption) {
        case NONE -> 25;
        case STARTTLS -> 587;
        case TLS -> 465;
      };
    }

    String endpoint() {
      return host + ":" + port;
    }

    Email with(@Nullable Secret other) {
      return new Email(host, port, encryption, username, other, from, to);
    }
  }

  boolean isEnabled() {
    return Boolean.TRUE.equals(enabled);
  }

  /** Whether an alert is told there. */
  boolean isFor(Alert alert) {
    String project = alert.project();
    return isEnabled()
        && alert.severity().compareTo(Objects.requireNonNull(severity)) >= 0
        && (projects().isEmpty() || (project != null && projects().contains(project)))
        && (tags().isEmpty() || !Collections.disjoint(tags(), alert.tags()));
  }

  @Override
  public List<String> projects() {
    return Objects.requireNonNull(projects);
  }

  @Override
  public List<String> tags() {
    return Objects.requireNonNull(tags);
  }

  ChannelSettings with(@Nullable Webhook otherWebhook, @Nullable Email otherEmail) {
    return new ChannelSettings(name, enabled, severity, projects, tags, otherWebhook, otherEmail);
  }

  /**
   * @throws SluiceException INVALID_INPUT
   */
  void check() {
    require(!name.isBlank() && name.length() <= 64, "name: needs 1 to 64 characters");
    require(
        projects().size() <= MOST && tags().size() <= MOST, "projects, tags: " + MOST + " at most");
    require((webhook == null) != (email == null), "webhook, email: needs one of them");
    if (webhook != null) {
      check(webhook);
    }
    if (email != null) {
      check(email);
    }
  }

  private static void check(Webhook webhook) {
    Secret url = webhook.url();
    if (url == null) {
      throw invalid("webhook.url: missing");
    }
    WebhookCall.address(url);
    String template = webhook.template();
    require(
        template == null || template.length() <= LONGEST, "webhook.template: over 4096 characters");
    if (template != null) {
      Message.check(template);
    }
    Secret secret = webhook.secret();
    require(
        secret == null || WebhookCall.key(secret).length >= SHORTEST_SECRET,
        "webhook.secret: shorter than " + SHORTEST_SECRET + " bytes");
  }

  private static void check(Email email) {
    Integer port = email.port();
    require(HOST.matcher(email.host()).matches(), "email.host: not a host");
    require(port != null && port > 0 && port < 65_536, "email.port: not 1 to 65535");
    require(ADDRESS.matcher(email.from()).matches(), "email.from: not an address");
    require(!email.to().isEmpty() && email.to().size() <= MOST, "email.to: needs 1 to " + MOST);
    for (String address : email.to()) {
      require(ADDRESS.matcher(address).matches(), "email.to: not an address: " + address);
    }
    require(
        email.password() == null || email.username() != null,
        "email.username: the password is whose?");
  }

  private static void require(boolean is, String otherwise) {
    if (!is) {
      throw invalid(otherwise);
    }
  }

  private static SluiceException invalid(String what) {
    return new SluiceException(ErrorCode.INVALID_INPUT, "the field " + what);
  }
}
