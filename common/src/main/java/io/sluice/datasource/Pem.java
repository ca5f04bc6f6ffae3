package io.sluice.datasource;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import org.springframework.boot.ssl.pem.PemContent;

/** Certificates and keys as text; what cannot be read is told without quoting it. */
public final class Pem {
  private Pem() {}

  /**
   * @param field named in the refusal
   * @throws SluiceException INVALID_INPUT
   */
  public static List<X509Certificate> certificates(String field, String text) {
    try {
      var certificates = PemContent.of(text).getCertificates();
      if (!certificates.isEmpty()) {
        return certificates;
      }
    } catch (IllegalArgumentException | IllegalStateException e) {
      // One answer for all of them.
    }
    throw invalid(field, "is no certificate in PEM");
  }

  /**
   * @param field named in the refusal
   * @throws SluiceException INVALID_INPUT
   */
  public static PrivateKey key(String field, String text) {
    try {
      PrivateKey key = PemContent.of(text).getPrivateKey();
      if (key != null) {
        return key;
      }
    } catch (IllegalArgumentException | IllegalStateException e) {
      // The cause may quote the key.
    }
    throw invalid(field, "is no private key in PEM, or is encrypted");
  }

  /** As PKCS #8, the one form that every client reads. */
  static String text(PrivateKey key) {
    return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
        .formatted(
            Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(key.getEncoded()));
  }

  private static SluiceException invalid(String field, String what) {
    return new SluiceException(ErrorCode.INVALID_INPUT, "the field '" + field + "' " + what);
  }
}
