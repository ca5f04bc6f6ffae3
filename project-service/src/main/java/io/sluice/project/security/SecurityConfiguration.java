package io.sluice.project.security;

import static jakarta.servlet.DispatcherType.ASYNC;
import static jakarta.servlet.DispatcherType.ERROR;
import static jakarta.servlet.DispatcherType.FORWARD;

import io.sluice.project.access.Access;
import io.sluice.project.access.AccessRules;
import io.sluice.project.users.Tokens;
import io.sluice.project.users.Users;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.authentication.ott.JdbcOneTimeTokenService;
import org.springframework.security.authentication.ott.OneTimeTokenAuthenticationProvider;
import org.springframework.security.authentication.ott.OneTimeTokenService;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/** Everything that Spring Security has to know. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({GatewaySettings.class, OidcSettings.class})
class SecurityConfiguration {
  private static final int SIGN_INS_PER_SECOND = 2;

  @Bean
  SecurityFilterChain gateway(
      HttpSecurity http,
      AccessRules rules,
      Users users,
      Tokens tokens,
      SignInGuard guard,
      Refusals refusals,
      GatewaySettings settings,
      CookieCsrfTokenRepository csrfTokens,
      SecurityContextRepository contexts,
      UrlBasedCorsConfigurationSource origins,
      OidcSettings oidc,
      OidcSignIn provider,
      SessionRepository<? extends Session> sessions)
      throws Exception {
    if (oidc.isConfigured()) {
      // Each that begins is kept for some minutes, and nobody is known yet.
      http.addFilterBefore(
          new CallLimit("/oauth2/", SIGN_INS_PER_SECOND),
          OAuth2AuthorizationRequestRedirectFilter.class);
      http.oauth2Login(
          login ->
              login
                  // The console's own; none is generated.
                  .loginPage("/")
                  .clientRegistrationRepository(provider.registrations())
                  .authorizationEndpoint(
                      to -> to.authorizationRequestRepository(new PendingSignIns<>(sessions)))
                  .userInfoEndpoint(from -> from.oidcUserService(provider::user))
                  .successHandler(provider::entered)
                  .failureHandler(provider::refused));
    }
    String policy = ContentPolicy.ofConsole();
    return http.csrf(csrf -> csrf.spa().csrfTokenRepository(csrfTokens))
        .cors(cors -> cors.configurationSource(origins))
        .headers(
            headers ->
                headers
                    .contentSecurityPolicy(csp -> csp.policyDirectives(policy))
                    .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
                    .crossOriginOpenerPolicy(
                        opener -> opener.policy(CrossOriginOpenerPolicy.SAME_ORIGIN)))
        .securityContext(context -> context.securityContextRepository(contexts))
        .requestCache(cache -> cache.requestCache(new NullRequestCache()))
        .logout(logout -> logout.disable())
        .oauth2ResourceServer(
            bearer ->
                bearer
                    .authenticationManagerResolver(
                        request -> sent -> access(request, sent, tokens, guard))
                    .authenticationEntryPoint(refusals)
                    .accessDeniedHandler(refusals))
        .exceptionHandling(
            faults -> faults.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
        .addFilterBefore(new CurrentUser(users), AuthorizationFilter.class)
        .addFilterBefore(
            new CallLimit("/api/", settings.requestsPerSecond()), AuthorizationFilter.class)
        .authorizeHttpRequests(
            requests ->
                requests
                    // What a request that was let in leads to inside.
                    .dispatcherTypeMatchers(ASYNC, ERROR, FORWARD)
                    .permitAll()
                    .anyRequest()
                    .access(rules))
        .build();
  }

  private static Access access(
      HttpServletRequest request, Authentication sent, Tokens tokens, SignInGuard guard) {
    String token = ((BearerTokenAuthenticationToken) sent).getToken();
    return guard.token(request, () -> tokens.find(token));
  }

  @Bean
  SecurityContextRepository contexts() {
    return new HttpSessionSecurityContextRepository();
  }

  /** Readable for the console, which sends it back as a header: no other site's page can. */
  @Bean
  CookieCsrfTokenRepository csrfTokens() {
    var tokens = CookieCsrfTokenRepository.withHttpOnlyFalse();
    tokens.setCookieCustomizer(cookie -> cookie.sameSite("Strict"));
    return tokens;
  }

  @Bean
  UrlBasedCorsConfigurationSource origins(GatewaySettings settings) {
    var source = new UrlBasedCorsConfigurationSource();
    if (!settings.corsOrigins().isEmpty()) {
      var cors = new CorsConfiguration();
      cors.setAllowedOrigins(settings.corsOrigins());
      cors.setAllowedMethods(List.of("GET", "POST", "PUT", "PATCH", "DELETE"));
      cors.setAllowedHeaders(
          List.of(
              HttpHeaders.AUTHORIZATION,
              HttpHeaders.CONTENT_TYPE,
              HttpHeaders.IF_MATCH,
              "Idempotency-Key",
              "Last-Event-ID",
              "Prefer",
              "traceparent"));
      cors.setExposedHeaders(List.of(HttpHeaders.ETAG, HttpHeaders.LOCATION, "traceparent"));
      source.registerCorsConfiguration("/api/v1/**", cors);
    }
    return source;
  }

  @Bean
  StrictHttpFirewall firewall(ServedHosts hosts) {
    var firewall = new StrictHttpFirewall();
    firewall.setAllowedHostnames(hosts);
    return firewall;
  }

  @Bean
  PasswordEncoder passwordEncoder() {
    return PasswordEncoderFactories.createDelegatingPasswordEncoder();
  }

  @Bean
  OneTimeTokenService oneTimeTokens(JdbcOperations jdbc) {
    return new JdbcOneTimeTokenService(jdbc);
  }

  /** For those who sign in here: by password, or by a link that holds once. */
  @Bean
  AuthenticationManager signIns(
      Users users, PasswordEncoder encoder, OneTimeTokenService oneTimeTokens) {
    var passwords = new DaoAuthenticationProvider(users);
    passwords.setPasswordEncoder(encoder);
    passwords.setUserDetailsPasswordService(users);
    return new ProviderManager(
        passwords, new OneTimeTokenAuthenticationProvider(oneTimeTokens, users));
  }
}
