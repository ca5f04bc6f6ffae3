package io.sluice.project.security;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.project.access.Access;
import io.sluice.project.audit.Audit;
import io.sluice.project.gateway.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.stereotype.Component;

/** Answers whoever is kept out, in the same form as all else. */
@Component
class Refusals implements AuthenticationEntryPoint, AccessDeniedHandler, RequestRejectedHandler {
  private static final String SESSION = "/api/v1/session";
  private static final String NOBODY = "this needs somebody who is signed in";

  private final ServedHosts hosts;
  private final Audit audit;

  Refusals(ServedHosts hosts, Audit audit) {
    this.hosts = hosts;
    this.audit = audit;
  }

  /** Nobody is signed in, or the token does not hold. */
  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException fault)
      throws IOException {
    if (fault instanceof SignInGuard.TooManyGuesses guesses) {
      response.setHeader(HttpHeaders.RETRY_AFTER, guesses.many().retryAfter());
      write(ErrorCode.TOO_MANY, guesses.many().detail(), request, response);
      return;
    }
    boolean token = request.getHeader(HttpHeaders.AUTHORIZATION) != null;
    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    write(
        ErrorCode.NOT_SIGNED_IN,
        token ? "the token is not one that holds" : NOBODY,
        request,
        response);
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
      throws IOException {
    if (denied instanceof CsrfException) {
      if (request.getSession(false) == null && !request.getRequestURI().equals(SESSION)) {
        // A program that forgot its token is not told of cookies.
        write(ErrorCode.NOT_SIGNED_IN, NOBODY, request, response);
        return;
      }
      write(
          ErrorCode.CSRF_TOKEN_MISSING, "a page of another site may send this", request, response);
      return;
    }
    var access = Access.current();
    String wanted = request.getMethod() + " " + request.getRequestURI();
    audit.note(
        Audit.Action.REQUEST_REFUSED, access.getName(), null, request.getRemoteAddr(), wanted);
    write(
        ErrorCode.NOT_PERMITTED,
        "%s is %s and may not %s".formatted(access.getName(), access.described(), wanted),
        request,
        response);
  }

  /** What is no well-formed request, or not for this server. */
  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, RequestRejectedException rejected)
      throws IOException {
    if (hosts.test(request.getServerName())) {
      write(ErrorCode.INVALID_INPUT, "the request is not well formed", request, response);
    } else {
      String detail = "this server does not answer as '" + request.getServerName() + "'";
      write(ErrorCode.HOST_NOT_ALLOWED, detail, request, response);
    }
  }

  private static void write(
      ErrorCode code, String detail, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Problem.write(new Failure(code, detail), request, response);
  }
}
