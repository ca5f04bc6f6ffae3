package io.sluice.project.security;

import io.sluice.contract.SluiceException;
import io.sluice.project.access.Role;
import io.sluice.project.audit.Audit;
import io.sluice.project.users.User;
import io.sluice.project.users.Users;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.SupplierClientRegistrationRepository;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.stereotype.Component;

/**
 * Lets in whom the organization's provider vouches for. Spring Security talks to the provider and
 * checks its tokens; here is who that is in this installation.
 */
@Component
class OidcSignIn {
  static final String REGISTRATION = "oidc";

  /** Where a browser begins. */
  static final String BEGIN = "/oauth2/authorization/" + REGISTRATION;

  private static final Logger LOG = LoggerFactory.getLogger(OidcSignIn.class);

  private final OidcSettings settings;
  private final Users users;
  private final Audit audit;
  private final Sessions sessions;
  private final OidcUserService service = new OidcUserService();

  OidcSignIn(OidcSettings settings, Users users, Audit audit, Sessions sessions) {
    this.settings = settings;
    this.users = users;
    this.audit = audit;
    this.sessions = sessions;
  }

  /** Asks the provider about itself at first need: it may be away when this process starts. */
  ClientRegistrationRepository registrations() {
    return new SupplierClientRegistrationRepository(
        () -> {
          try {
            return new InMemoryClientRegistrationRepository(
                ClientRegistrations.fromIssuerLocation(Objects.requireNonNull(settings.issuer()))
                    .registrationId(REGISTRATION)
                    .clientId(Objects.requireNonNull(settings.clientId()))
                    .clientSecret(settings.clientSecret())
                    .scope(settings.scopes())
                    .redirectUri("{baseUrl}/login/oauth2/code/{registrationId}")
                    .userNameAttributeName(settings.nameClaim())
                    .build());
          } catch (IOException e) {
            throw new UncheckedIOException("the file with the client's secret cannot be read", e);
          }
        });
  }

  /**
   * @throws OAuth2AuthenticationException when none of his roles is one here, or his name is a
   *     built-in user's
   */
  OidcUser user(OidcUserRequest request) {
    OidcUser told = service.loadUser(request);
    String name = told.getClaimAsString(settings.nameClaim());
    Role role = settings.roleOf(texts(told.getClaims().get(settings.roleClaim())));
    if (name == null || role == null) {
      throw refused(
          name == null
              ? "the provider gives no " + settings.nameClaim()
              : "none of the " + settings.roleClaim() + " of " + name + " is a role here");
    }
    try {
      User user = users.fromProvider(name, role, Objects.requireNonNull(settings.issuer()));
      if (!user.enabled()) {
        throw refused(name + " is shut out");
      }
    } catch (SluiceException e) {
      throw refused(e.failure().detail());
    }
    return new DefaultOidcUser(
        List.of(), told.getIdToken(), told.getUserInfo(), settings.nameClaim());
  }

  private static List<String> texts(@Nullable Object claim) {
    return claim instanceof Collection<?> several
        ? several.stream().map(String::valueOf).toList()
        : claim == null ? List.of() : List.of(claim.toString());
  }

  private static OAuth2AuthenticationException refused(String why) {
    return new OAuth2AuthenticationException(new OAuth2Error("access_denied"), why);
  }

  void entered(HttpServletRequest request, HttpServletResponse response, Authentication who)
      throws IOException {
    sessions.begin(users.require(who.getName()), "provider", request, response);
    response.sendRedirect("/");
  }

  void refused(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException fault)
      throws IOException {
    LOG.warn("A sign-in with the provider was refused: {}", fault.getMessage());
    audit.note(
        Audit.Action.SIGN_IN_REFUSED,
        "unknown",
        null,
        request.getRemoteAddr(),
        "provider: " + fault.getMessage());
    boolean known =
        fault instanceof OAuth2AuthenticationException told
            && told.getError().getErrorCode().equals("access_denied");
    // Which of the console's texts: an address can be made by anybody, and is not to say more.
    response.sendRedirect("/#/sign-in?refused=" + (known ? "user" : "provider"));
  }
}
