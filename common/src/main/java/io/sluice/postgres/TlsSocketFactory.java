package io.sluice.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.datasource.DataSource;
import io.sluice.datasource.Pem;
import java.security.KeyManagementException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.postgresql.ssl.NonValidatingFactory;
import org.postgresql.ssl.WrappedFactory;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.pem.PemSslStore;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;

/**
 * TLS with the certificates of a data source. The driver makes one of these by its name, and tells
 * it by a text which certificates are meant: only that text is in settings, which are logged here
 * and there, and no certificate or key is written to a file.
 */
public final class TlsSocketFactory extends WrappedFactory {
  private static final String SSL_MODE = "sslmode";
  private static final Map<String, SSLContext> CONTEXTS = new ConcurrentHashMap<>();

  /** Made by the driver. */
  public TlsSocketFactory(String of) {
    SSLContext context = CONTEXTS.get(of);
    if (context == null) {
      throw new IllegalArgumentException("no certificates are known by this text");
    }
    factory = context.getSocketFactory();
  }

  /**
   * What the driver has to be told for the TLS of this data source.
   *
   * @throws SluiceException INVALID_INPUT
   */
  public static Map<String, String> settings(DataSource.Postgres source) {
    var settings = new LinkedHashMap<String, String>();
    var mode = source.sslMode();
    settings.put(SSL_MODE, mode.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    boolean bare = source.tls() == null && mode == DataSource.SslMode.REQUIRE;
    if (mode != DataSource.SslMode.DISABLE && !bare) {
      settings.put("sslfactory", TlsSocketFactory.class.getName());
      settings.put("sslfactoryarg", register(source));
    }
    return settings;
  }

  private static String register(DataSource.Postgres source) {
    DataSource.Tls tls = source.tls() == null ? new DataSource.Tls(null, null, null) : source.tls();
    String key = tls.clientKey() == null ? null : tls.clientKey().reveal(source.endpoint());
    String of =
        digest(
            List.of(
                source.sslMode().name(),
                String.valueOf(tls.caCertificate()),
                String.valueOf(tls.clientCertificate()),
                String.valueOf(key)));
    CONTEXTS.computeIfAbsent(of, _ -> context(source.sslMode(), tls, key));
    return of;
  }

  private static SSLContext context(
      DataSource.SslMode mode, DataSource.Tls tls, @Nullable String key) {
    PemSslStore own =
        tls.clientCertificate() == null || key == null
            ? null
            : PemSslStore.of(
                null,
                Pem.certificates("clientCertificate", tls.clientCertificate()),
                Pem.key("clientKey", key));
    PemSslStore authorities =
        tls.caCertificate() == null
            ? null
            : PemSslStore.of(null, Pem.certificates("caCertificate", tls.caCertificate()), null);
    var managers =
        SslManagerBundle.from(new PemSslStoreBundle(own, authorities), SslBundleKey.NONE);
    try {
      var context = SSLContext.getInstance("TLS");
      // As the driver's own does: this mode asks for encryption, not for proof, unless there is an
      // authority to ask for it.
      TrustManager[] trust =
          mode == DataSource.SslMode.REQUIRE && authorities == null
              ? new TrustManager[] {new NonValidatingFactory.NonValidatingTM()}
              : managers.getTrustManagers();
      context.init(own == null ? null : managers.getKeyManagers(), trust, new SecureRandom());
      return context;
    } catch (NoSuchAlgorithmException | KeyManagementException e) {
      throw new SluiceException(ErrorCode.INVALID_INPUT, "the certificates cannot be used", e);
    }
  }

  private static String digest(List<String> parts) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        sha.update(part.getBytes(UTF_8));
        sha.update((byte) 0);
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
