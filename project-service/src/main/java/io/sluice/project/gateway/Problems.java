package io.sluice.project.gateway;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.SluiceException;
import io.sluice.contract.cloudevents.JsonFaults;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.ResolvableType;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Turns whatever a request ended in into a problem document; the one place where that is done.
 * Spring finds the status, the headers and mostly the detail of what it refuses itself.
 */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final String NO_TEXT = "22021";

  /** What is away is mostly back by then, and asking costs little. */
  private static final String AWAY_SECONDS = "5";

  @ExceptionHandler
  ResponseEntity<ProblemDetail> known(SluiceException fault, HttpServletRequest request) {
    return fault.failure().code() == ErrorCode.INTERNAL
        ? unexpected(fault, request)
        : answer(Problem.of(fault.failure(), request), HttpHeaders.EMPTY);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> refused(RefusedException refused, HttpServletRequest request) {
    return answer(Problem.of(refused.failure(), request, refused.commandId()), HttpHeaders.EMPTY);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> tooMany(TooManyException many, HttpServletRequest request) {
    var headers = new HttpHeaders();
    headers.set(HttpHeaders.RETRY_AFTER, many.retryAfter());
    return answer(Problem.of(new Failure(ErrorCode.TOO_MANY, many.detail()), request), headers);
  }

  @ExceptionHandler({
    DataAccessResourceFailureException.class,
    CannotCreateTransactionException.class
  })
  ResponseEntity<ProblemDetail> noDatabase(RuntimeException fault, HttpServletRequest request) {
    LOG.warn("The database of the projections does not answer: {}", fault.getMessage());
    return answer(
        Problem.of(
            new Failure(ErrorCode.DATABASE_UNAVAILABLE, "the projections cannot be read"), request),
        HttpHeaders.EMPTY);
  }

  /** Of all that a caller can send, only U+0000 is no text to the database. */
  @ExceptionHandler
  ResponseEntity<ProblemDetail> unfit(
      DataIntegrityViolationException fault, HttpServletRequest request) {
    return NO_TEXT.equals(state(fault))
        ? answer(
            Problem.of(new Failure(ErrorCode.INVALID_INPUT, "a text may not hold U+0000"), request),
            HttpHeaders.EMPTY)
        : unexpected(fault, request);
  }

  private static @Nullable String state(Throwable fault) {
    return NestedExceptionUtils.getMostSpecificCause(fault) instanceof SQLException sql
        ? sql.getSQLState()
        : null;
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> unexpected(Exception fault, HttpServletRequest request) {
    String trace = Trace.id(request);
    LOG.error("{} {} failed, trace {}", request.getMethod(), request.getRequestURI(), trace, fault);
    return answer(
        Problem.of(
            new Failure(ErrorCode.INTERNAL, "the log has more under trace " + trace), request),
        HttpHeaders.EMPTY);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException fault,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof BodyLimit.TooLarge) {
        return problem(BodyLimit.FAILURE, headers, request);
      }
      if (cause instanceof SluiceException known) {
        return problem(known.failure(), headers, request);
      }
    }
    return problem(
        new Failure(
            ErrorCode.INVALID_INPUT,
            fault.getCause() instanceof tools.jackson.core.JacksonException json
                ? JsonFaults.describe(json)
                : "a JSON body is needed"),
        headers,
        request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleTypeMismatch(
      TypeMismatchException fault, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    Class<?> type = fault.getRequiredType();
    String name = fault.getPropertyName();
    if (fault instanceof MethodArgumentTypeMismatchException argument) {
      // Of a list, what its elements are.
      Class<?> element =
          ResolvableType.forMethodParameter(argument.getParameter())
              .asCollection()
              .resolveGeneric(0);
      type = element == null ? type : element;
      name = argument.getName();
    }
    String expected =
        type != null && type.isEnum()
            ? "one of " + Arrays.toString(type.getEnumConstants())
            : "a value of another form";
    return problem(
        new Failure(ErrorCode.INVALID_INPUT, "the parameter '" + name + "' must be " + expected),
        headers,
        request);
  }

  /** All that Spring refuses by itself. */
  @Override
  protected ResponseEntity<Object> createResponseEntity(
      @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    var call = ((ServletWebRequest) request).getRequest();
    String detail =
        status.value() == 404
            ? call.getMethod() + " " + call.getRequestURI()
            : body instanceof ProblemDetail problem ? problem.getDetail() : null;
    ErrorCode code =
        switch (status.value()) {
          case 404 -> ErrorCode.NO_SUCH_PATH;
          case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
          case 406 -> ErrorCode.NOT_ACCEPTABLE;
          case 413 -> ErrorCode.TOO_LARGE;
          case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
          default -> status.is4xxClientError() ? ErrorCode.INVALID_INPUT : ErrorCode.INTERNAL;
        };
    return problem(
        new Failure(code, Objects.requireNonNullElse(detail, code.text())), headers, request);
  }

  private static ResponseEntity<Object> problem(
      Failure failure, HttpHeaders headers, WebRequest request) {
    var problem = Problem.of(failure, ((ServletWebRequest) request).getRequest());
    return ResponseEntity.status(problem.getStatus()).headers(headers).body(problem);
  }

  private static ResponseEntity<ProblemDetail> answer(ProblemDetail problem, HttpHeaders headers) {
    var response = ResponseEntity.status(problem.getStatus()).headers(headers);
    if (problem.getStatus() == HttpStatus.SERVICE_UNAVAILABLE.value()) {
      response.header(HttpHeaders.RETRY_AFTER, AWAY_SECONDS);
    }
    return response.body(problem);
  }
}
