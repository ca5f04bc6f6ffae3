package io.sluice.project.projects;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Step;
import io.sluice.contract.Topics;
import io.sluice.project.gateway.Caller;
import io.sluice.project.gateway.CommandGateway;
import io.sluice.project.lifecycle.ProjectState;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** What all calls about one project have in common. */
@Component
public class ProjectGateway {
  /** For the description of a call that takes it. */
  public static final String IF_MATCH =
      " With `If-Match` it is refused when the project has another revision than that ETag.";

  private static final Pattern ETAG = Pattern.compile("(?:W/)?\"(\\d{1,18})\"");

  private final ProjectQuery query;
  private final CommandGateway gateway;

  ProjectGateway(ProjectQuery query, CommandGateway gateway) {
    this.query = query;
    this.gateway = gateway;
  }

  /**
   * Sends a command to a project that exists.
   *
   * @throws SluiceException UNKNOWN_ID
   */
  public ResponseEntity<Object> submit(String id, ProjectCommand command, Caller caller) {
    return submit(id, command, caller, () -> query.find(id).orElseThrow(() -> unknown(id)));
  }

  /**
   * As {@link #submit(String, ProjectCommand, Caller)}, with another answer.
   *
   * @param state the answer when all went well
   * @throws SluiceException UNKNOWN_ID
   */
  public ResponseEntity<Object> submit(
      String id, ProjectCommand command, Caller caller, Supplier<?> state) {
    if (!query.mayExist(id)) {
      throw unknown(id);
    }
    return send(id, command, caller, state);
  }

  /** To a project that need not exist. */
  ResponseEntity<Object> send(String id, ProjectCommand command, Caller caller, Supplier<?> state) {
    return gateway.submit(caller, Topics.PROJECT_COMMANDS, id, (Record) command, state);
  }

  /**
   * What is so about a project, as far as its events have come.
   *
   * @throws SluiceException UNKNOWN_ID
   */
  public ProjectState.Existing state(String id) {
    return query.state(id).orElseThrow(() -> unknown(id));
  }

  /** What is so about every project, as far as its events have come, by id. */
  public Map<String, ProjectState.Existing> existing() {
    return query.existing();
  }

  /** The projects that run and can bring in tables by rules, by id. */
  public Map<String, ProjectDefinition> ruled() {
    var ruled = new TreeMap<String, ProjectDefinition>();
    query
        .running()
        .forEach(
            (id, state) -> {
              var definition = state.definition();
              if (definition.rules() != null
                  && definition.has(Step.FULL)
                  && definition.has(Step.INCREMENTAL)) {
                ruled.put(id, definition);
              }
            });
    return ruled;
  }

  /** The projects that run and are to be verified at times, by id. */
  public Map<String, ProjectDefinition> scheduled() {
    var scheduled = new TreeMap<String, ProjectDefinition>();
    query
        .running()
        .forEach(
            (id, state) -> {
              var policy = state.definition().options().verification();
              if (policy != null && policy.cron() != null) {
                scheduled.put(id, state.definition());
              }
            });
    return scheduled;
  }

  /** The revision that an If-Match names; null for any. */
  public static @Nullable Long revision(@Nullable String ifMatch) {
    if (ifMatch == null || ifMatch.equals("*")) {
      return null;
    }
    Matcher tag = ETAG.matcher(ifMatch);
    if (!tag.matches()) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT,
          "the header 'If-Match': not an ETag of a project, such as \"3\"");
    }
    return Long.valueOf(tag.group(1));
  }

  static SluiceException unknown(String id) {
    return new SluiceException(ErrorCode.UNKNOWN_ID, "there is no project " + id);
  }
}
