package io.sluice.project.security;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.project.access.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Sign-in at a provider of the organization (OpenID Connect).
 *
 * @param issuer its address, as in its tokens; null for none
 * @param clientId what Sluice is called there
 * @param clientSecretFile holds Sluice's secret there
 * @param nameClaim the claim that names a user
 * @param roleClaim the claim with the groups or roles that the provider gives a user: a text or a
 *     list of texts
 * @param roles what each of these makes him here; of several, the one that may most
 */
@ConfigurationProperties("sluice.oidc")
record OidcSettings(
    @Nullable String issuer,
    @Nullable String clientId,
    @Nullable Path clientSecretFile,
    @DefaultValue({"openid", "profile", "email"}) Set<String> scopes,
    @DefaultValue("preferred_username") String nameClaim,
    @DefaultValue("groups") String roleClaim,
    @DefaultValue Map<String, Role> roles) {
  OidcSettings {
    if (issuer != null && (clientId == null || clientSecretFile == null || roles.isEmpty())) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT,
          "sluice.oidc.issuer also needs sluice.oidc.client-id, .client-secret-file and .roles");
    }
  }

  boolean isConfigured() {
    return issuer != null;
  }

  String clientSecret() throws IOException {
    return Files.readString(Objects.requireNonNull(clientSecretFile)).strip();
  }

  /** The most that any of these makes him; null when none is known here. */
  @Nullable Role roleOf(List<String> given) {
    return given.stream()
        .map(roles::get)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }
}
