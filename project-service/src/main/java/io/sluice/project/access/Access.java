package io.sluice.project.access;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Who asks, as the installation knows him at this very request; immutable. Its name is the actor of
 * all that it commands.
 */
public final class Access extends AbstractAuthenticationToken {
  static final String TOKEN = "token:";

  private final String name;
  private final Role role;
  private final @Nullable Set<String> projects;

  private Access(String name, Role role, @Nullable Set<String> projects) {
    super(List.of(new SimpleGrantedAuthority("ROLE_" + role)));
    this.name = name;
    this.role = role;
    this.projects = projects;
    setAuthenticated(true);
  }

  public static Access ofUser(String name, Role role) {
    return new Access(name, role, null);
  }

  /**
   * @param projects ids of the only ones it may see; null for all
   */
  public static Access ofToken(String name, Role role, @Nullable Set<String> projects) {
    return new Access(TOKEN + name, role, projects == null ? null : Set.copyOf(projects));
  }

  /**
   * @throws IllegalStateException outside of a request that was let in
   */
  public static Access current() {
    if (SecurityContextHolder.getContext().getAuthentication() instanceof Access access) {
      return access;
    }
    throw new IllegalStateException("nobody is signed in");
  }

  /** Whether who asks may what this role may; true when the process asks for itself. */
  public static boolean mayHere(Role needed) {
    return !(SecurityContextHolder.getContext().getAuthentication() instanceof Access access)
        || access.role.covers(needed);
  }

  public Role role() {
    return role;
  }

  /** For a text that says why something was refused: {@code VIEWER, for p-1 only}. */
  public String described() {
    return projects == null
        ? role.name()
        : role + ", for " + String.join(", ", new TreeSet<>(projects)) + " only";
  }

  /** False for a token, which cannot have a password or sessions. */
  public boolean isUser() {
    return !name.startsWith(TOKEN);
  }

  /** Null when all projects are meant. */
  @Nullable Set<String> projects() {
    return projects;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public Object getPrincipal() {
    return name;
  }

  @Override
  public @Nullable Object getCredentials() {
    return null;
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof Access other
        && name.equals(other.name)
        && role == other.role
        && Objects.equals(projects, other.projects);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, role, projects);
  }
}
