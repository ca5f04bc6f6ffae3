package io.sluice.project.gateway;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Makes a {@link Caller} of who is signed in and the request's headers. */
public final class CallerArgument implements HandlerMethodArgumentResolver {
  public static final String KEY = "Idempotency-Key";
  public static final String PREFER = "Prefer";
  private static final long LONGEST_WAIT_SECONDS = 30;
  // No slash: ids with one are the flow's own.
  private static final Pattern KEY_FORM = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
  private static final Pattern WAIT =
      Pattern.compile("(?:^|[,;])\\s*wait\\s*=\\s*\"?(\\d{1,6})\"?\\s*(?=$|[,;])");

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType().equals(Caller.class);
  }

  @Override
  public Caller resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    String key = request.getHeader(KEY);
    return new Caller(
        key == null ? UUID.randomUUID().toString() : checked(KEY, key, KEY_FORM),
        key != null,
        Objects.requireNonNull(request.getUserPrincipal(), "nobody is signed in").getName(),
        Trace.current(request),
        wait(request.getHeaderValues(PREFER)));
  }

  private static String checked(String header, String value, Pattern form) {
    if (!form.matcher(value).matches()) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT, "the header " + header + " must look like " + form.pattern());
    }
    return value;
  }

  private static Duration wait(String @Nullable [] preferences) {
    if (preferences == null) {
      return Duration.ZERO;
    }
    var found = WAIT.matcher(String.join(",", preferences).toLowerCase(Locale.ROOT));
    return found.find()
        ? Duration.ofSeconds(Math.min(LONGEST_WAIT_SECONDS, Long.parseLong(found.group(1))))
        : Duration.ZERO;
  }
}
