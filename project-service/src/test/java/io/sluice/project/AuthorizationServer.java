package io.sluice.project;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.util.matcher.MediaTypeRequestMatcher;

/** A provider of an organization: Spring's own, with a page to sign in. */
final class AuthorizationServer implements AutoCloseable {
  private final ConfigurableApplicationContext context;

  AuthorizationServer() {
    context =
        new SpringApplicationBuilder(Provider.class)
            .web(WebApplicationType.SERVLET)
            .properties(
                Map.of(
                    "server.port", "0",
                    "server.address", "127.0.0.1",
                    "server.servlet.session.cookie.name", "provider",
                    "spring.config.name", "none"))
            .run();
  }

  /** Under another site's name than the gateway's, as a provider has. */
  String issuer() {
    return "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
  }

  /** Where Sluice wants browsers to be sent back to. */
  void know(URI back) {
    context.getBean(Clients.class).back = back;
  }

  @Override
  public void close() {
    context.close();
  }

  /** The one client there is; where it listens is known late. */
  static final class Clients implements RegisteredClientRepository {
    private volatile @Nullable URI back;

    @Override
    public void save(RegisteredClient client) {
      // Its secret would be kept in a better encoding; it is not kept.
    }

    @Override
    public RegisteredClient findById(String id) {
      return RegisteredClient.withId("1")
          .clientId("sluice")
          .clientSecret("{noop}the client's secret")
          .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
          .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
          .redirectUri(String.valueOf(back))
          .scopes(scopes -> scopes.addAll(List.of("openid", "profile", "email")))
          .build();
    }

    @Override
    public RegisteredClient findByClientId(String clientId) {
      return findById("1");
    }
  }

  /** Not a configuration by name: the scan of the service would find it. */
  @EnableWebSecurity
  @ImportAutoConfiguration({
    TomcatServletWebServerAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    WebMvcAutoConfiguration.class,
    SecurityFilterAutoConfiguration.class
  })
  static class Provider {
    @Bean
    SecurityFilterChain chain(HttpSecurity http) throws Exception {
      return http.oauth2AuthorizationServer(server -> server.oidc(Customizer.withDefaults()))
          .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
          .exceptionHandling(
              faults ->
                  faults.defaultAuthenticationEntryPointFor(
                      new LoginUrlAuthenticationEntryPoint("/login"),
                      new MediaTypeRequestMatcher(MediaType.TEXT_HTML)))
          .formLogin(Customizer.withDefaults())
          .build();
    }

    @Bean
    Clients clients() {
      return new Clients();
    }

    @Bean
    UserDetailsService people() {
      return new InMemoryUserDetailsManager(
          User.withUsername("olga")
              .password("{noop}her password")
              .roles("sluice-admins", "everybody")
              .build(),
          User.withUsername("nora").password("{noop}her password").roles("strangers").build());
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> claims() {
      return token -> {
        Authentication who = Objects.requireNonNull(token.getPrincipal());
        token
            .getClaims()
            .claim("preferred_username", who.getName())
            .claim(
                "groups",
                who.getAuthorities().stream()
                    .map(authority -> String.valueOf(authority.getAuthority()).replace("ROLE_", ""))
                    .toList());
      };
    }

    @Bean
    JWKSource<SecurityContext> keys() throws JOSEException {
      return new ImmutableJWKSet<>(new JWKSet(new RSAKeyGenerator(2048).keyID("1").generate()));
    }

    @Bean
    JwtDecoder decoder(JWKSource<SecurityContext> keys) {
      return OAuth2AuthorizationServerConfiguration.jwtDecoder(keys);
    }

    @Bean
    AuthorizationServerSettings settings() {
      return AuthorizationServerSettings.builder().build();
    }
  }
}
