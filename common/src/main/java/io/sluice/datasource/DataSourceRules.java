package io.sluice.datasource;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a data source may consist of. Fields that reach a driver are checked against what they may
 * be, not against what is known to be harmful.
 */
public final class DataSourceRules {
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern NAME_OR_IPV4 =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?");
  private static final Pattern IPV6 = Pattern.compile("(?=.*:.*:)[0-9A-Fa-f:.]{2,45}");
  private static final Pattern BROKER =
      Pattern.compile("(\\[[^\\[\\]]*]|[^:\\[\\]]*):([0-9]{1,5})");
  private static final String REFUSED_IN_DATABASE = "?&/\\#@%";
  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_IDENTIFIER = 63;
  private static final int LONGEST_PASSWORD = 1000;
  private static final int LONGEST_PEM = 64 * 1024;
  private static final Pattern LOOPBACK =
      Pattern.compile("(?i)localhost|::1|127(\\.[0-9]{1,3}){3}");
  private static final Pattern TOKEN_ENDPOINT =
      Pattern.compile("(https?)://([A-Za-z0-9._-]{1,253})(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?");
  private static final int MOST_BROKERS = 32;

  private DataSourceRules() {}

  /**
   * @throws SluiceException INVALID_INPUT naming the first field that is wrong
   */
  public static void check(DataSource source) {
    matches("id", ID, source.id());
    matches("region", ID, source.region());
    text("name", source.name(), LONGEST_NAME);
    switch (source) {
      case DataSource.Postgres postgres -> checkPostgres(postgres);
      case DataSource.Kafka kafka -> checkKafka(kafka);
    }
  }

  /**
   * @return the brokers as {@code host:port}, as clean as they were checked
   */
  static List<String> brokers(String bootstrapServers) {
    var brokers = new ArrayList<String>();
    for (String broker : bootstrapServers.split(",", -1)) {
      var form = BROKER.matcher(broker.strip());
      if (!form.matches()) {
        throw invalid("bootstrapServers", "must be host:port, or several with commas between");
      }
      String host = form.group(1);
      checkHost("bootstrapServers", host.startsWith("[") ? inner(host) : host);
      checkPort("bootstrapServers", Integer.parseInt(form.group(2)));
      brokers.add(broker.strip());
    }
    if (brokers.size() > MOST_BROKERS) {
      throw invalid("bootstrapServers", "may name " + MOST_BROKERS + " brokers at most");
    }
    return brokers;
  }

  private static void checkPostgres(DataSource.Postgres postgres) {
    checkHost("host", postgres.host());
    checkPort("port", postgres.port());
    text("database", postgres.database(), LONGEST_IDENTIFIER);
    for (int i = 0; i < REFUSED_IN_DATABASE.length(); i++) {
      if (postgres.database().indexOf(REFUSED_IN_DATABASE.charAt(i)) >= 0) {
        throw invalid("database", "may not contain any of " + REFUSED_IN_DATABASE);
      }
    }
    if (postgres.database().chars().anyMatch(Character::isWhitespace)) {
      throw invalid("database", "may not contain white space");
    }
    text("username", postgres.username(), LONGEST_IDENTIFIER);
    password(postgres.password());
    tls(postgres.tls(), postgres.sslMode() != DataSource.SslMode.DISABLE);
  }

  private static void checkKafka(DataSource.Kafka kafka) {
    brokers(kafka.bootstrapServers());
    boolean sasl =
        kafka.security() == DataSource.SecurityProtocol.SASL_PLAINTEXT
            || kafka.security() == DataSource.SecurityProtocol.SASL_SSL;
    required("sasl", kafka.sasl(), sasl);
    required("username", kafka.username(), sasl);
    required("password", kafka.password(), sasl);
    tls(
        kafka.tls(),
        kafka.security() == DataSource.SecurityProtocol.SSL
            || kafka.security() == DataSource.SecurityProtocol.SASL_SSL);
    tokens(kafka);
    if (kafka.username() != null && kafka.password() != null) {
      text("username", kafka.username(), LONGEST_NAME);
      password(kafka.password());
    }
  }

  private static void checkHost(String field, String host) {
    if (!NAME_OR_IPV4.matcher(host).matches() && !IPV6.matcher(host).matches()) {
      throw invalid(field, "must be a host name or an IP address");
    }
  }

  private static void checkPort(String field, int port) {
    if (port < 1 || port > 65_535) {
      throw invalid(field, "must have a port from 1 to 65535");
    }
  }

  private static void password(Secret password) {
    String given = password.given();
    if (given.isEmpty() || given.length() > LONGEST_PASSWORD || hasControls(given)) {
      throw invalid(
          "password",
          "must have 1 to " + LONGEST_PASSWORD + " characters, none a control character");
    }
    SecretReference.check(given);
  }

  private static void tls(DataSource.@Nullable Tls tls, boolean used) {
    if (tls == null) {
      return;
    }
    Secret key = tls.clientKey();
    if (!used) {
      throw invalid("caCertificate", "and the client's certificate have no use without TLS");
    }
    if ((tls.clientCertificate() == null) != (key == null)) {
      throw invalid("clientKey", "and 'clientCertificate' are given together");
    }
    for (String text :
        new @Nullable String[] {
          tls.caCertificate(), tls.clientCertificate(), key == null ? null : key.given()
        }) {
      if (text != null && text.length() > LONGEST_PEM) {
        throw invalid("caCertificate", "may have " + LONGEST_PEM + " characters, as others in PEM");
      }
    }
    if (tls.caCertificate() != null) {
      Pem.certificates("caCertificate", tls.caCertificate());
    }
    if (tls.clientCertificate() != null && key != null) {
      Pem.certificates("clientCertificate", tls.clientCertificate());
      SecretReference.check(key.given());
      if (!SecretReference.isReference(key.given())) {
        Pem.key("clientKey", key.given());
      }
    }
  }

  private static void tokens(DataSource.Kafka kafka) {
    boolean wanted = kafka.sasl() == DataSource.SaslMechanism.OAUTHBEARER;
    DataSource.TokenSource tokens = kafka.tokens();
    if (wanted != (tokens != null)) {
      throw invalid("tokenEndpoint", wanted ? "is required" : "has no use without OAUTHBEARER");
    }
    if (tokens == null) {
      return;
    }
    var form = TOKEN_ENDPOINT.matcher(tokens.tokenEndpoint());
    if (!form.matches()) {
      throw invalid("tokenEndpoint", "must be an address https://host:port/path");
    }
    String host = form.group(2);
    checkHost("tokenEndpoint", host);
    if (form.group(1).equals("http") && !isLoopback(host)) {
      throw invalid("tokenEndpoint", "must begin with https: a secret is sent there");
    }
    if (tokens.scope() != null) {
      text("scope", tokens.scope(), LONGEST_PASSWORD);
    }
  }

  /** Of this machine: what is sent there is on no network. */
  public static boolean isLoopback(String host) {
    return LOOPBACK.matcher(host).matches();
  }

  private static void text(String field, String value, int longest) {
    int length = value.getBytes(StandardCharsets.UTF_8).length;
    if (value.isBlank() || length > longest || hasControls(value) || !value.equals(value.strip())) {
      throw invalid(
          field,
          "must have 1 to "
              + longest
              + " bytes, no control characters, and no white space around it");
    }
  }

  private static boolean hasControls(String value) {
    return value.codePoints().anyMatch(Character::isISOControl);
  }

  private static void matches(String field, Pattern pattern, String value) {
    if (!pattern.matcher(value).matches()) {
      throw invalid(field, "must be small letters, digits and dashes, 63 at most");
    }
  }

  private static void required(String field, @Nullable Object value, boolean wanted) {
    if (wanted && value == null) {
      throw invalid(field, "is required with SASL");
    }
    if (!wanted && value != null) {
      throw invalid(field, "has no use without SASL");
    }
  }

  private static String inner(String bracketed) {
    return bracketed.substring(1, bracketed.length() - 1);
  }

  private static SluiceException invalid(String field, String what) {
    return new SluiceException(ErrorCode.INVALID_INPUT, "the field '" + field + "' " + what);
  }
}
