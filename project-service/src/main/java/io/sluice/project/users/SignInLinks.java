package io.sluice.project.users;

import java.time.Duration;
import org.springframework.security.authentication.ott.GenerateOneTimeTokenRequest;
import org.springframework.security.authentication.ott.OneTimeTokenService;
import org.springframework.stereotype.Component;

/** Links that sign a newcomer in with one click; each holds once. */
@Component
public class SignInLinks {
  private static final Duration HOLDS = Duration.ofHours(1);

  private final OneTimeTokenService tokens;
  private final Users users;

  SignInLinks(OneTimeTokenService tokens, Users users) {
    this.tokens = tokens;
    this.users = users;
  }

  /**
   * What comes after the address of the console. The token is behind the hash, which no browser
   * sends anywhere by itself.
   */
  public String make() {
    var request = new GenerateOneTimeTokenRequest(users.anAdmin().name(), HOLDS);
    return "/#/sign-in?link=" + tokens.generate(request).getTokenValue();
  }
}
