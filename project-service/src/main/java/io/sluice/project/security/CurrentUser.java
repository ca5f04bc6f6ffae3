package io.sluice.project.security;

import io.sluice.project.access.Access;
import io.sluice.project.users.User;
import io.sluice.project.users.Users;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Makes of a session's name what the user may at this very request: a role that was taken away is
 * gone at once, whatever the session remembers.
 */
final class CurrentUser extends OncePerRequestFilter {
  private final Users users;

  CurrentUser(Users users) {
    this.users = users;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Authentication who = SecurityContextHolder.getContext().getAuthentication();
    if (who != null && !(who instanceof Access) && !(who instanceof AnonymousAuthenticationToken)) {
      var user = users.find(who.getName()).filter(User::enabled);
      if (user.isPresent()) {
        var access = Access.ofUser(user.get().name(), user.get().role());
        SecurityContextHolder.setContext(new SecurityContextImpl(access));
      } else {
        SecurityContextHolder.clearContext();
      }
    }
    chain.doFilter(request, response);
  }
}
