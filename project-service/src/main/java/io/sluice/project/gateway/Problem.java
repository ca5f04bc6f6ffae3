package io.sluice.project.gateway;

import io.sluice.contract.Failure;
import io.sluice.contract.cloudevents.Json;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * A problem document after RFC 9457.
 *
 * @param type a URI reference that is the same for the same code
 * @param title what the code means
 * @param detail what exactly is wrong here
 * @param instance the path that was called
 * @param code stable, one of ErrorCode
 * @param remedy what to do about it
 * @param traceId to find the same in log and events
 * @param commandId the command that was refused, if one was sent
 */
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    String instance,
    String code,
    String remedy,
    String traceId,
    @Nullable String commandId) {

  public static Problem of(Failure failure, HttpServletRequest request) {
    return of(failure, request, null);
  }

  static Problem of(Failure failure, HttpServletRequest request, @Nullable String commandId) {
    var code = failure.code();
    return new Problem(
        "/problems/" + code.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
        code.text(),
        code.status(),
        failure.detail(),
        request.getRequestURI(),
        code.name(),
        failure.remedy(),
        Trace.id(request),
        commandId);
  }

  ResponseEntity<Problem> answer() {
    return answer(HttpHeaders.EMPTY);
  }

  ResponseEntity<Problem> answer(HttpHeaders headers) {
    return ResponseEntity.status(status)
        .headers(headers)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(this);
  }

  /** For filters, which come before anything that could write it. */
  public void write(HttpServletResponse response) throws IOException {
    byte[] json = Json.STRICT.writeValueAsBytes(this);
    response.setStatus(status);
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setContentLength(json.length);
    response.getOutputStream().write(json);
  }
}
