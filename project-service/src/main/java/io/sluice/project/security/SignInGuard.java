package io.sluice.project.security;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.project.access.Access;
import io.sluice.project.audit.Audit;
import io.sluice.project.gateway.TooManyException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.stereotype.Component;

/**
 * Slows guessing down, by name and by address. A right password costs nothing, so nobody who knows
 * his own is slowed down by his own sign-ins; a refused one is answered alike whatever was wrong.
 */
@Component
class SignInGuard {
  private final Throttle names = new Throttle(10, 10);
  private final Throttle addresses = new Throttle(30, 30);
  private final Throttle tokens = new Throttle(30, 30);
  private final Audit audit;

  SignInGuard(Audit audit) {
    this.audit = audit;
  }

  /**
   * @throws SluiceException TOO_MANY, SIGN_IN_FAILED
   */
  Authentication attempt(String name, HttpServletRequest request, Supplier<Authentication> signIn) {
    String address = network(request.getRemoteAddr());
    String key = name.toLowerCase(Locale.ROOT);
    Duration wait = longer(names.take(key), addresses.take(address));
    if (!wait.isZero()) {
      throw new TooManyException(wait, "too many attempts to sign in");
    }
    try {
      var who = signIn.get();
      names.giveBack(key);
      addresses.giveBack(address);
      return who;
    } catch (AuthenticationException e) {
      audit.note(Audit.Action.SIGN_IN_REFUSED, name, null, request.getRemoteAddr(), null);
      throw new SluiceException(
          ErrorCode.SIGN_IN_FAILED, "no such user with this password, or the link was used", e);
    }
  }

  /**
   * @throws AuthenticationException also when there were too many wrong ones from where it came
   */
  Access token(HttpServletRequest request, Supplier<Optional<Access>> found) {
    return found
        .get()
        .orElseThrow(
            () -> {
              String address = request.getRemoteAddr();
              Duration wait = tokens.take(network(address));
              if (!wait.isZero()) {
                return new TooManyGuesses(wait);
              }
              audit.note(Audit.Action.TOKEN_REFUSED, "unknown", null, address, null);
              return new InvalidBearerTokenException("no token that holds");
            });
  }

  /** As an answer that Spring Security passes on. */
  static final class TooManyGuesses extends AuthenticationException {
    private final transient TooManyException many;

    TooManyGuesses(Duration wait) {
      super("too many wrong tokens");
      this.many = new TooManyException(wait, "too many wrong tokens");
    }

    TooManyException many() {
      return many;
    }
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** Whoever has one IPv6 address has 2⁶⁴ of them. */
  static String network(String address) {
    String[] groups = address.split(":", -1);
    return groups.length < 8 ? address : String.join(":", Arrays.copyOf(groups, 4));
  }
}
