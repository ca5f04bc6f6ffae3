package io.sluice.project.gateway;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.SluiceException;
import io.sluice.contract.cloudevents.JsonFaults;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.ResolvableType;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;

/** Turns whatever a request ended in into a problem document; the one place where that is done. */
@RestControllerAdvice
class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final String NO_TEXT = "22021";

  @ExceptionHandler
  ResponseEntity<Problem> known(SluiceException fault, HttpServletRequest request) {
    if (fault.failure().code() == ErrorCode.INTERNAL) {
      return unexpected(fault, request);
    }
    return Problem.of(fault.failure(), request).answer();
  }

  @ExceptionHandler
  ResponseEntity<Problem> refused(RefusedException refused, HttpServletRequest request) {
    return Problem.of(refused.failure(), request, refused.commandId()).answer();
  }

  @ExceptionHandler
  ResponseEntity<Problem> tooMany(TooManyException many, HttpServletRequest request) {
    var headers = new HttpHeaders();
    headers.set(HttpHeaders.RETRY_AFTER, many.retryAfter());
    return problem(ErrorCode.TOO_MANY, many.detail(), headers, request);
  }

  @ExceptionHandler
  ResponseEntity<Problem> unreadable(
      HttpMessageNotReadableException fault, HttpServletRequest request) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof BodyLimit.TooLarge) {
        return Problem.of(BodyLimit.FAILURE, request).answer();
      }
      if (cause instanceof SluiceException known) {
        return known(known, request);
      }
    }
    return fault.getCause() instanceof JacksonException json
        ? invalid(JsonFaults.describe(json), request)
        : invalid("a JSON body is needed", request);
  }

  @ExceptionHandler
  ResponseEntity<Problem> wrongType(
      MethodArgumentTypeMismatchException fault, HttpServletRequest request) {
    // Of a list, what its elements are.
    Class<?> element =
        ResolvableType.forMethodParameter(fault.getParameter()).asCollection().resolveGeneric(0);
    Class<?> type = element == null ? fault.getRequiredType() : element;
    String expected =
        type != null && type.isEnum()
            ? "one of " + java.util.Arrays.toString(type.getEnumConstants())
            : "a value of another form";
    return invalid("the parameter '" + fault.getName() + "' must be " + expected, request);
  }

  @ExceptionHandler
  ResponseEntity<Problem> incomplete(
      ServletRequestBindingException fault, HttpServletRequest request) {
    return invalid(
        Objects.requireNonNullElse(fault.getBody().getDetail(), "a parameter is missing"), request);
  }

  @ExceptionHandler
  ResponseEntity<Problem> noPath(NoResourceFoundException fault, HttpServletRequest request) {
    return problem(
        ErrorCode.NO_SUCH_PATH, request.getMethod() + " " + request.getRequestURI(), null, request);
  }

  @ExceptionHandler
  ResponseEntity<Problem> noMethod(
      HttpRequestMethodNotSupportedException fault, HttpServletRequest request) {
    return problem(
        ErrorCode.METHOD_NOT_ALLOWED,
        fault.getMethod() + " is not one of " + fault.getSupportedHttpMethods(),
        fault.getHeaders(),
        request);
  }

  @ExceptionHandler
  ResponseEntity<Problem> mediaType(
      HttpMediaTypeNotSupportedException fault, HttpServletRequest request) {
    return problem(
        ErrorCode.UNSUPPORTED_MEDIA_TYPE, "the body is not JSON", fault.getHeaders(), request);
  }

  @ExceptionHandler
  ResponseEntity<Problem> notAcceptable(
      HttpMediaTypeNotAcceptableException fault, HttpServletRequest request) {
    return problem(
        ErrorCode.NOT_ACCEPTABLE,
        "there is " + fault.getSupportedMediaTypes(),
        fault.getHeaders(),
        request);
  }

  @ExceptionHandler({
    DataAccessResourceFailureException.class,
    CannotCreateTransactionException.class
  })
  ResponseEntity<Problem> noDatabase(RuntimeException fault, HttpServletRequest request) {
    LOG.warn("The database of the projections does not answer: {}", fault.getMessage());
    return problem(ErrorCode.DATABASE_UNAVAILABLE, "the projections cannot be read", null, request);
  }

  /** Of all that a caller can send, only U+0000 is no text to the database. */
  @ExceptionHandler
  ResponseEntity<Problem> unfit(DataIntegrityViolationException fault, HttpServletRequest request) {
    return NO_TEXT.equals(state(fault))
        ? invalid("a text may not hold U+0000", request)
        : unexpected(fault, request);
  }

  private static @Nullable String state(Throwable fault) {
    return NestedExceptionUtils.getMostSpecificCause(fault) instanceof SQLException sql
        ? sql.getSQLState()
        : null;
  }

  /** The reader left; nobody is there to be answered. */
  @ExceptionHandler
  void left(AsyncRequestNotUsableException fault) {
    LOG.debug("A reader left", fault);
  }

  @ExceptionHandler
  ResponseEntity<Problem> unexpected(Exception fault, HttpServletRequest request) {
    LOG.error(
        "{} {} failed, trace {}",
        request.getMethod(),
        request.getRequestURI(),
        Trace.id(request),
        fault);
    return problem(
        ErrorCode.INTERNAL, "the log has more under trace " + Trace.id(request), null, request);
  }

  private static ResponseEntity<Problem> invalid(String detail, HttpServletRequest request) {
    return problem(ErrorCode.INVALID_INPUT, detail, null, request);
  }

  private static ResponseEntity<Problem> problem(
      ErrorCode code, String detail, @Nullable HttpHeaders headers, HttpServletRequest request) {
    return Problem.of(new Failure(code, detail), request)
        .answer(headers == null ? HttpHeaders.EMPTY : headers);
  }
}
