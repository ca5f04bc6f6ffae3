package io.sluice.project.gateway;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Gives what is refused before any controller sees it the same form as all else. */
@Configuration(proxyBeanMethods = false)
class PlainFaults {
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsOfTheWebServer() {
    return factory ->
        factory.addContextCustomizers(
            context -> {
              if (context.getParent() instanceof org.apache.catalina.core.StandardHost host) {
                host.setErrorReportValveClass(Valve.class.getName());
              }
            });
  }

  /** Who asks is looked up by a filter, which needs the database as much as any controller does. */
  @Bean
  FilterRegistrationBean<Filter> problemsOfFilters(
      @Lazy @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
    Filter filter =
        (request, response, chain) -> {
          try {
            chain.doFilter(request, response);
          } catch (DataAccessResourceFailureException | CannotCreateTransactionException e) {
            var told =
                problems.resolveException(
                    (HttpServletRequest) request, (HttpServletResponse) response, null, e);
            if (told == null) {
              throw e;
            }
          }
        };
    var registration = new FilterRegistrationBean<>(filter);
    registration.setOrder(SecurityFilterProperties.DEFAULT_FILTER_ORDER - 1);
    return registration;
  }

  /** Made by the web server, by name. */
  public static final class Valve extends ErrorReportValve {
    @Override
    protected void report(Request request, Response response, Throwable throwable) {
      if (response.getStatus() < 400 || response.getContentWritten() > 0) {
        return;
      }
      boolean server = response.getStatus() >= 500;
      var failure =
          new Failure(
              server ? ErrorCode.INTERNAL : ErrorCode.INVALID_INPUT,
              server ? "the log has more" : "the request is not well formed");
      try {
        if (response.setErrorReported()) {
          Problem.write(failure, request.getRequest(), response.getResponse());
        }
      } catch (IOException e) {
        // Nobody is there any more.
        container.getLogger().debug("A fault could not be told", e);
      }
    }
  }
}
