package io.sluice.project.gateway;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses a body over 1 MiB, announced or not, before it is kept anywhere. */
@Component
@Order(0)
class BodyLimit extends OncePerRequestFilter {
  static final int LARGEST = 1024 * 1024;

  static final Failure FAILURE =
      new Failure(ErrorCode.TOO_LARGE, "a body may have " + LARGEST + " bytes at most");

  /** Told apart by {@link Problems}, however deep a reader wraps it. */
  static final class TooLarge extends IOException {
    TooLarge() {
      super(FAILURE.detail());
    }
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (request.getContentLengthLong() > LARGEST) {
      Problem.write(FAILURE, request, response);
      return;
    }
    chain.doFilter(new Limited(request), response);
  }

  private static final class Limited extends HttpServletRequestWrapper {
    Limited(HttpServletRequest request) {
      super(request);
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
      return new Counted(super.getInputStream());
    }
  }

  private static final class Counted extends ServletInputStream {
    private final ServletInputStream in;
    private long read;

    Counted(ServletInputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      int next = in.read();
      count(next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int got = in.read(into, from, length);
      count(Math.max(0, got));
      return got;
    }

    private void count(int bytes) throws TooLarge {
      read += bytes;
      if (read > LARGEST) {
        throw new TooLarge();
      }
    }

    @Override
    public boolean isFinished() {
      return in.isFinished();
    }

    @Override
    public boolean isReady() {
      return in.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      in.setReadListener(listener);
    }
  }
}
