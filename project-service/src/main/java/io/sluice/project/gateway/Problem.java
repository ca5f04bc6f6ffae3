package io.sluice.project.gateway;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.cloudevents.Json;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.json.ProblemDetailJacksonMixin;
import tools.jackson.databind.json.JsonMapper;

/**
 * Problem documents after RFC 9457: `type` leads to a page about the code; beside the standard
 * fields there are `code` (stable, one of ErrorCode), `remedy` (what to do), `traceId` (to find the
 * same in log and events) and, where one was refused, `commandId`.
 */
public final class Problem {
  /** Where the page of each code is. */
  public static final String PAGES = "/problems/";

  /** As {@link Json#STRICT}, and problems with their own fields among the standard ones. */
  static final JsonMapper JSON =
      Json.STRICT.rebuild().addMixIn(ProblemDetail.class, ProblemDetailJacksonMixin.class).build();

  private Problem() {}

  public static ProblemDetail of(Failure failure, HttpServletRequest request) {
    return of(failure, request, null);
  }

  static ProblemDetail of(Failure failure, HttpServletRequest request, @Nullable String commandId) {
    ErrorCode code = failure.code();
    var problem =
        ProblemDetail.forStatusAndDetail(
            org.springframework.http.HttpStatusCode.valueOf(code.status()), failure.detail());
    problem.setType(URI.create(PAGES + path(code)));
    problem.setTitle(code.text());
    problem.setInstance(instance(request));
    problem.setProperty("code", code.name());
    problem.setProperty("remedy", failure.remedy());
    problem.setProperty("traceId", Trace.id(request));
    if (commandId != null) {
      problem.setProperty("commandId", commandId);
    }
    return problem;
  }

  /** The end of the address of a code's page. */
  public static String path(ErrorCode code) {
    return code.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** For filters, which come before anything that could write it. */
  public static void write(
      Failure failure, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ProblemDetail problem = of(failure, request);
    byte[] json = JSON.writeValueAsBytes(problem);
    response.setStatus(problem.getStatus());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setContentLength(json.length);
    response.getOutputStream().write(json);
  }

  /** The path as it was called; what is no address at all is left out. */
  private static @Nullable URI instance(HttpServletRequest request) {
    try {
      return URI.create(request.getRequestURI());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
