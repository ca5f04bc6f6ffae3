package io.sluice.project.alerts;

import static java.time.ZoneOffset.UTC;

import io.sluice.contract.SluiceException;
import io.sluice.datasource.Pem;
import io.sluice.project.alerts.rules.World;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What comes to an end by itself: certificates and tokens. */
@Component
class Credentials {
  /** A token that has ended is nothing to put right; for a while it says why something stopped. */
  private static final Duration TOLD_AFTER = Duration.ofDays(1);

  private final JdbcClient jdbc;
  private final SslBundles bundles;
  private final String gatewayBundle;
  private final InstantSource clock;

  Credentials(
      JdbcClient jdbc,
      SslBundles bundles,
      @Value("${server.ssl.bundle:}") String gatewayBundle,
      InstantSource clock) {
    this.jdbc = jdbc;
    this.bundles = bundles;
    this.gatewayBundle = gatewayBundle;
    this.clock = clock;
  }

  List<World.Credential> all() {
    List<World.Credential> all = new ArrayList<>();
    gateway(all);
    jdbc.sql("select name, expires_at from api_token where expires_at > ?")
        .param(clock.instant().minus(TOLD_AFTER).atOffset(UTC))
        .query(
            row -> {
              String name = row.getString("name");
              all.add(
                  new World.Credential(
                      "token " + name,
                      "the API token " + name,
                      row.getObject("expires_at", OffsetDateTime.class).toInstant()));
            });
    jdbc.sql(
            """
            select id, name, settings ->> 'caCertificate' as ca,
              settings ->> 'clientCertificate' as client
            from data_source
            where settings ->> 'caCertificate' is not null
              or settings ->> 'clientCertificate' is not null""")
        .query(
            row -> {
              String id = row.getString("id");
              String of = " of the data source " + row.getString("name");
              add(all, id + " certificate", "the certificate" + of, row.getString("client"));
              add(all, id + " CA", "the CA certificate" + of, row.getString("ca"));
            });
    return all;
  }

  private void gateway(List<World.Credential> all) {
    if (gatewayBundle.isBlank()) {
      return;
    }
    try {
      var store = bundles.getBundle(gatewayBundle).getStores().getKeyStore();
      if (store != null) {
        for (String alias : Collections.list(store.aliases())) {
          if (store.getCertificate(alias) instanceof X509Certificate certificate) {
            all.add(
                new World.Credential(
                    "gateway certificate",
                    "the certificate of the gateway",
                    certificate.getNotAfter().toInstant()));
          }
        }
      }
    } catch (KeyStoreException | NoSuchSslBundleException | IllegalStateException e) {
      // What cannot be read is told by the web server, which needs it.
    }
  }

  private static void add(
      List<World.Credential> all, String about, String what, @Nullable String pem) {
    if (pem == null) {
      return;
    }
    try {
      Pem.certificates(about, pem).stream()
          .map(certificate -> certificate.getNotAfter().toInstant())
          .min(java.time.Instant::compareTo)
          .ifPresent(end -> all.add(new World.Credential(about, what, end)));
    } catch (SluiceException e) {
      // What cannot be read is told by the connection that needs it.
    }
  }
}
