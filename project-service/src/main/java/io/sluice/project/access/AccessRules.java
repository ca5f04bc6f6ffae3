package io.sluice.project.access;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.stereotype.Component;

/**
 * The table of who may do what. A route that is not in it fails the build. What is no route at all
 * is told so to those who are signed in.
 */
@Component
public final class AccessRules implements AuthorizationManager<RequestAuthorizationContext> {
  /**
   * The least role, the route, and the action that leads there, as `actions` in the API names it;
   * PUBLIC is for everybody.
   */
  private static final String TABLE =
      """
      PUBLIC   GET    /
      PUBLIC   GET    /index.html
      PUBLIC   GET    /console/**
      PUBLIC   GET    /webjars/**
      PUBLIC   GET    /_static/**
      PUBLIC   GET    /actuator/health/liveness
      PUBLIC   GET    /actuator/health/readiness
      PUBLIC   GET    /api/v1/session
      PUBLIC   POST   /api/v1/session
      PUBLIC   DELETE /api/v1/session
      VIEWER   PUT    /api/v1/session/password
      VIEWER   GET    /actuator
      VIEWER   GET    /actuator/health
      VIEWER   GET    /actuator/health/**
      VIEWER   GET    /actuator/info
      VIEWER   GET    /actuator/prometheus
      PUBLIC   GET    /problems/{code}
      VIEWER   GET    /api/v1/browse
      VIEWER   GET    /api/v1/openapi/swagger-config
      VIEWER   GET    /api/v1/openapi
      VIEWER   GET    /api/v1/openapi.yaml
      VIEWER   GET    /api/v1/projects
      OPERATOR POST   /api/v1/projects
      VIEWER   GET    /api/v1/projects/counts
      OPERATOR POST   /api/v1/projects/batch
      VIEWER   GET    /api/v1/tags
      OPERATOR POST   /api/v1/tags
      OPERATOR PATCH  /api/v1/tags/{name}
      OPERATOR DELETE /api/v1/tags/{name}
      VIEWER   GET    /api/v1/projects/{id}
      OPERATOR PATCH  /api/v1/projects/{id}                               change
      OPERATOR POST   /api/v1/projects/{id}/clone
      ADMIN    DELETE /api/v1/projects/{id}                               delete
      VIEWER   GET    /api/v1/projects/{id}/events
      VIEWER   GET    /api/v1/projects/{id}/why
      VIEWER   GET    /api/v1/projects/{id}/state
      VIEWER   GET    /api/v1/components/{id}/why
      VIEWER   GET    /api/v1/events/{id}/why
      VIEWER   GET    /api/v1/projects/{id}/metrics
      VIEWER   GET    /api/v1/projects/{id}/live
      VIEWER   GET    /api/v1/live/projects
      VIEWER   GET    /api/v1/live/overview
      VIEWER   GET    /api/v1/overview
      OPERATOR POST   /api/v1/projects/{id}/precheck                      precheck
      OPERATOR POST   /api/v1/projects/{id}/start                         start
      OPERATOR POST   /api/v1/projects/{id}/pause                         pause
      OPERATOR POST   /api/v1/projects/{id}/resume                        resume
      OPERATOR POST   /api/v1/projects/{id}/complete                      complete
      ADMIN    POST   /api/v1/projects/{id}/release                       release
      OPERATOR PUT    /api/v1/projects/{id}/options                       change-options
      OPERATOR PUT    /api/v1/projects/{id}/alerts                        change-alerts
      OPERATOR POST   /api/v1/projects/objects/preview
      OPERATOR PUT    /api/v1/projects/{id}/objects                       modify-objects
      VIEWER   GET    /api/v1/projects/{id}/objects/export
      VIEWER   GET    /api/v1/projects/{id}/topics
      OPERATOR POST   /api/v1/projects/{id}/objects/import
      OPERATOR DELETE /api/v1/projects/{id}/modification                  cancel-modification
      OPERATOR POST   /api/v1/projects/{id}/resynchronize                 resynchronize
      OPERATOR POST   /api/v1/projects/{id}/tables/suspend                suspend-tables
      OPERATOR POST   /api/v1/projects/{id}/tables/resume                 resume-tables
      OPERATOR POST   /api/v1/projects/{id}/verify                        verify
      OPERATOR POST   /api/v1/projects/{id}/verification/pause            pause-verification
      OPERATOR POST   /api/v1/projects/{id}/verification/resume           resume-verification
      OPERATOR DELETE /api/v1/projects/{id}/verification                  cancel-verification
      VIEWER   GET    /api/v1/projects/{id}/verifications
      VIEWER   GET    /api/v1/projects/{id}/verifications/{number}
      OPERATOR POST   /api/v1/projects/{id}/verifications/{number}/repair
      VIEWER   GET    /api/v1/components
      VIEWER   GET    /api/v1/components/{id}
      OPERATOR POST   /api/v1/components/{id}/start                       replay
      OPERATOR POST   /api/v1/components/{id}/pause
      OPERATOR PUT    /api/v1/components/{id}/options                     update
      ADMIN    DELETE /api/v1/components/{id}                             destroy
      VIEWER   GET    /api/v1/components/{id}/tables
      VIEWER   GET    /api/v1/components/{id}/logs
      VIEWER   GET    /api/v1/components/{id}/logs/archive
      VIEWER   GET    /api/v1/components/{id}/logs/live
      VIEWER   GET    /api/v1/regions
      VIEWER   GET    /api/v1/components/{id}/metrics
      VIEWER   GET    /api/v1/metrics/storage
      VIEWER   GET    /api/v1/instances
      VIEWER   GET    /api/v1/alerts
      VIEWER   GET    /api/v1/alerts/open
      VIEWER   GET    /api/v1/alerts/{id}
      VIEWER   GET    /api/v1/alerts/{id}/events
      OPERATOR POST   /api/v1/alerts/{id}/acknowledge
      OPERATOR POST   /api/v1/alerts/{id}/silence
      OPERATOR POST   /api/v1/alerts/{id}/resolve
      VIEWER   GET    /api/v1/silences
      OPERATOR POST   /api/v1/silences
      OPERATOR DELETE /api/v1/silences/{id}
      VIEWER   GET    /api/v1/alert-conditions
      OPERATOR GET    /api/v1/alert-channels
      ADMIN    POST   /api/v1/alert-channels
      OPERATOR GET    /api/v1/alert-channels/{id}
      ADMIN    PUT    /api/v1/alert-channels/{id}
      ADMIN    DELETE /api/v1/alert-channels/{id}
      OPERATOR POST   /api/v1/alert-channels/{id}/test
      VIEWER   GET    /api/v1/alert-deliveries
      VIEWER   GET    /api/v1/alert-settings
      ADMIN    PUT    /api/v1/alert-settings
      VIEWER   GET    /api/v1/data-sources
      ADMIN    POST   /api/v1/data-sources
      VIEWER   GET    /api/v1/data-sources/{id}
      ADMIN    PUT    /api/v1/data-sources/{id}
      ADMIN    DELETE /api/v1/data-sources/{id}
      OPERATOR GET    /api/v1/data-sources/{id}/tables
      OPERATOR POST   /api/v1/data-sources/{id}/test
      ADMIN    POST   /api/v1/data-sources/test
      VIEWER   GET    /api/v1/events
      VIEWER   GET    /api/v1/commands/{id}
      ADMIN    GET    /api/v1/users
      ADMIN    POST   /api/v1/users
      ADMIN    PATCH  /api/v1/users/{name}
      ADMIN    DELETE /api/v1/users/{name}
      ADMIN    DELETE /api/v1/users/{name}/sessions
      ADMIN    GET    /api/v1/tokens
      ADMIN    POST   /api/v1/tokens
      ADMIN    DELETE /api/v1/tokens/{id}
      ADMIN    GET    /api/v1/audit
      """;

  /**
   * A line of the table.
   *
   * @param role null when everybody may
   */
  public record Rule(@Nullable Role role, HttpMethod method, String path, @Nullable String action) {
    static Rule parse(String line) {
      String[] words = line.trim().split(" +");
      return new Rule(
          words[0].equals("PUBLIC") ? null : Role.valueOf(words[0]),
          HttpMethod.valueOf(words[1]),
          words[2],
          words.length > 3 ? words[3] : null);
    }

    /** As Spring names a mapping: method and pattern. */
    public String route() {
      return method + " " + path;
    }

    PathPatternRequestMatcher matcher() {
      return PathPatternRequestMatcher.withDefaults().matcher(path);
    }
  }

  private record Matching(Rule rule, PathPatternRequestMatcher matcher) {}

  /** In the order of the table: the first that fits decides. */
  public static final List<Rule> RULES = TABLE.lines().map(Rule::parse).toList();

  private static final Map<String, Role> ACTIONS =
      RULES.stream()
          .filter(rule -> rule.action() != null && rule.role() != null)
          .collect(Collectors.toMap(Rule::action, Rule::role));

  private final List<Matching> rules =
      RULES.stream().map(rule -> new Matching(rule, rule.matcher())).toList();

  private final Subjects subjects;

  AccessRules(Subjects subjects) {
    this.subjects = subjects;
  }

  /** Those of the actions that who asks may do; all when the process asks for itself. */
  public static List<String> allowed(List<String> actions) {
    return actions.stream().filter(action -> Access.mayHere(needed(action))).toList();
  }

  private static Role needed(String action) {
    Role role = ACTIONS.get(action);
    if (role == null) {
      throw new IllegalStateException("no rule has the action " + action);
    }
    return role;
  }

  @Override
  public AuthorizationDecision authorize(
      Supplier<? extends @Nullable Authentication> who, RequestAuthorizationContext context) {
    var request = context.getRequest();
    // Spring answers HEAD by what answers GET.
    String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
    for (var one : rules) {
      if (one.rule().method().name().equals(method)) {
        var match = one.matcher().matcher(request);
        if (match.isMatch()) {
          return new AuthorizationDecision(
              permits(who, one.rule(), match.getVariables(), request.getParameter("project")));
        }
      }
    }
    return new AuthorizationDecision(who.get() instanceof Access);
  }

  private boolean permits(
      Supplier<? extends @Nullable Authentication> who,
      Rule rule,
      Map<String, String> variables,
      @Nullable String project) {
    if (rule.role() == null) {
      return true;
    }
    if (!(who.get() instanceof Access access) || !access.role().covers(rule.role())) {
      return false;
    }
    Set<String> projects = access.projects();
    return projects == null || projects.contains(about(rule, variables, project));
  }

  /** The project that a request is about; empty when it is about no single one. */
  private String about(Rule rule, Map<String, String> variables, @Nullable String project) {
    String id = variables.getOrDefault("id", "");
    if (rule.path().startsWith("/api/v1/projects/{id}")) {
      return id;
    }
    if (rule.path().startsWith("/api/v1/components/{id}")) {
      return subjects.projectOfComponent(id);
    }
    if (rule.path().equals("/api/v1/commands/{id}")) {
      return subjects.projectOfCommand(id);
    }
    return rule.path().equals("/api/v1/events") && project != null ? project : "";
  }
}
