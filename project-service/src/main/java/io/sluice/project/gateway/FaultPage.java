package io.sluice.project.gateway;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers for what goes wrong before or after any controller, in the same form as all else. */
@RestController
@io.swagger.v3.oas.annotations.Hidden
class FaultPage implements ErrorController {
  @RequestMapping("/error")
  ResponseEntity<ProblemDetail> fault(HttpServletRequest request) {
    int status =
        Objects.requireNonNullElse(
            (Integer) request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE), 404);
    var code =
        switch (status) {
          case 404 -> ErrorCode.NO_SUCH_PATH;
          case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
          case 413 -> ErrorCode.TOO_LARGE;
          case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
          default -> status < 500 ? ErrorCode.INVALID_INPUT : ErrorCode.INTERNAL;
        };
    var problem = Problem.of(new Failure(code, "the request could not be taken"), request);
    return ResponseEntity.of(problem).build();
  }
}
