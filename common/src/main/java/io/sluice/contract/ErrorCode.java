package io.sluice.contract;

/**
 * Every way in which something can be refused or fail, with the code that users and programs see. A
 * code, once published, keeps its meaning for ever.
 */
public enum ErrorCode {
  INVALID_INPUT(
      Kind.CALLER, 400, "The input is not valid.", "Correct the named field and send it again."),
  UNKNOWN_COMMAND(
      Kind.CALLER,
      400,
      "No such command.",
      "See the AsyncAPI document for the commands that exist."),
  UNKNOWN_ID(
      Kind.CALLER,
      404,
      "Nothing with this id exists.",
      "List what exists and use an id from there."),
  NAME_TAKEN(Kind.CONFLICT, 409, "The name is in use already.", "Choose another name."),
  IN_USE(
      Kind.CONFLICT, 409, "Something still uses this.", "Release and delete what uses it first."),
  NOT_ALLOWED_NOW(
      Kind.CONFLICT,
      409,
      "The present state does not allow this.",
      "See `actions` for what is allowed now."),
  REVISION_CHANGED(
      Kind.CONFLICT,
      412,
      "It is not the revision any more that this was meant for.",
      "Read it again, and send what is to be so with the revision that it has now."),
  TABLES_NOT_ADDABLE(
      Kind.CONFLICT,
      409,
      "Tables cannot be brought into this project now that it has started.",
      "Create another project for these tables; tables can be removed from this one."),
  TABLE_NOT_COPIED(
      Kind.CONFLICT,
      409,
      "A table was not copied, and its changes alone would not make it whole.",
      "Take it out of the project's objects and add it again: it is copied then."),
  HOST_NOT_ALLOWED(
      Kind.CALLER,
      421,
      "The API does not answer under this host name.",
      "Use an address that the server names as its own, or add the name to"
          + " `sluice.gateway.allowed-hosts` (`--allowed-hosts`)."),
  NOT_SIGNED_IN(
      Kind.CALLER,
      401,
      "Nobody is signed in.",
      "Sign in (`POST /api/v1/session`), or send a token: `Authorization: Bearer …`."),
  SIGN_IN_FAILED(
      Kind.CALLER,
      401,
      "The sign-in was refused.",
      "Check name and password; an admin can set a new one (`PATCH /api/v1/users/{name}`)."),
  NOT_PERMITTED(
      Kind.CALLER,
      403,
      "Who asks may not do this.",
      "Let somebody whose role allows it do it, or ask an admin for that role"
          + " (`PATCH /api/v1/users/{name}`)."),
  CSRF_TOKEN_MISSING(
      Kind.CALLER,
      403,
      "The request does not show that it comes from the session's own page.",
      "Send the value of the cookie XSRF-TOKEN as the header X-XSRF-TOKEN too; programs use a token"
          + " (`POST /api/v1/tokens`)."),
  PRECHECK_NOT_PASSED(
      Kind.CONFLICT,
      409,
      "The precheck has not passed.",
      "Run the precheck, apply its remedies, then start."),
  CONFIRMATION_MISSING(
      Kind.CALLER,
      422,
      "This cannot be undone and needs the word `delete` as confirmation.",
      "Send it again with confirmation `delete`."),
  REPLAY_NOT_INCREMENTAL(
      Kind.CONFLICT,
      422,
      "Only a component in incremental synchronization can replay.",
      "Wait until incremental synchronization has started."),
  REPLAY_OUT_OF_RANGE(
      Kind.CONFLICT,
      422,
      "The Store's log does not hold this time.",
      "Choose a time within the available range."),
  LOG_EXPIRED(
      Kind.CONFLICT,
      409,
      "The Store's log no longer holds the next change to write.",
      "Resynchronize the project (`POST /projects/{id}/resynchronize`): its tables are copied again."),
  SOURCE_UNREACHABLE(
      Kind.EXTERNAL,
      422,
      "The source cannot be reached.",
      "Check host, port, network and that the server runs."),
  DESTINATION_UNREACHABLE(
      Kind.EXTERNAL,
      422,
      "The destination cannot be reached.",
      "Check host, port, network and that the server runs."),
  AUTHENTICATION_FAILED(
      Kind.CONFLICT,
      422,
      "The user name or password was refused.",
      "Correct the data source's credentials."),
  PRIVILEGE_MISSING(Kind.CONFLICT, 422, "A privilege is missing.", "Grant the named privilege."),
  WAL_LEVEL(
      Kind.CONFLICT,
      422,
      "The source does not write a logical log.",
      "Set wal_level = logical and restart the source."),
  KEY_MISSING(
      Kind.CONFLICT,
      422,
      "A table has neither a primary key nor REPLICA IDENTITY FULL.",
      "Add a primary key, or run ALTER TABLE … REPLICA IDENTITY FULL."),
  PUBLICATION_INCOMPLETE(
      Kind.EXTERNAL,
      422,
      "The publication is not Sluice's to change, and does not have all that is needed.",
      "Let the owner of its tables run the statement; work goes on by itself then."),
  PARTITION_CHANGED(
      Kind.CONFLICT,
      409,
      "Rows of a partition came or went as a whole, and the log has no change for them.",
      "Resynchronize the table (`POST /projects/{id}/resynchronize`), or put the rows of that"
          + " partition right at the destination; then resume."),
  SLOT_LOST(
      Kind.CONFLICT,
      409,
      "The replication slot is gone, or has moved past the Store's position.",
      "Resynchronize the project (`POST /projects/{id}/resynchronize`): its tables are copied again."
          + " Nothing is made anew silently."),
  SOURCE_REPLACED(
      Kind.CONFLICT,
      409,
      "The source is another database system than the one whose log was read.",
      "Point the data source at the old one again and resume; or resynchronize the project (`POST"
          + " /projects/{id}/resynchronize`): its tables are copied again."),
  SOURCE_FORKED(
      Kind.CONFLICT,
      409,
      "The source lacks changes that were read from it: it was failed over to a server that lagged,"
          + " or restored.",
      "Resynchronize the project (`POST /projects/{id}/resynchronize`): its tables are copied again."
          + " Nothing is skipped silently."),
  LOG_REPLACED(
      Kind.CONFLICT,
      409,
      "The Store's log is another one than the position is of: its topic was deleted and made anew.",
      "Resynchronize the project (`POST /projects/{id}/resynchronize`): its tables are copied again."),
  LOG_OUT_OF_ORDER(
      Kind.CONFLICT,
      409,
      "The Store's log has a transaction twice, or not whole.",
      "Resynchronize the project (`POST /projects/{id}/resynchronize`): its tables are copied again."
          + " Nothing is applied twice or left out silently; report it with the Store's log."),
  TOO_FEW_COPIES(
      Kind.CONFLICT,
      409,
      "A topic that has to outlive a broker has too few copies.",
      "Give it more replicas with kafka-reassign-partitions.sh, then resume."),
  SCHEMA_INCOMPATIBLE(
      Kind.CONFLICT,
      409,
      "The destination's table does not fit the source's.",
      "Change or drop the destination table as the detail says."),
  TRUNCATED_WHILE_COPIED(
      Kind.CONFLICT,
      409,
      "A table was truncated while its rows were copied to a topic.",
      "Delete the topic, then resynchronize the project (`POST /projects/{id}/resynchronize`)."),
  DIFFERENCES_FOUND(
      Kind.CONFLICT,
      409,
      "The destination does not have what the source has.",
      "Read the report (`GET /projects/{id}/verifications/{number}`), then repair it"
          + " (`POST /projects/{id}/verifications/{number}/repair`)."),
  COPY_TOO_LONG(
      Kind.LIMIT,
      409,
      "Rows that have to be written to a topic in one transaction take longer than one may last.",
      "Give the table a primary key whose first column has many values, remove the row limit, or"
          + " take the table out of the project; then resume."),
  SOURCE_REFUSED(
      Kind.CONFLICT,
      409,
      "The source refused to be read.",
      "Remove the cause at the source that the SQLSTATE names, then resume."),
  DESTINATION_REFUSED(
      Kind.CONFLICT,
      409,
      "The destination refused a change.",
      "Remove the cause at the destination, then resume."),
  CONFLICT(
      Kind.CONFLICT,
      409,
      "A row that should not be at the destination is there.",
      "Remove the row, or choose the conflict policy overwrite or skip, then resume."),
  FENCED(
      Kind.CONFLICT,
      409,
      "Another instance has taken this component over.",
      "Nothing to do: the other instance carries on."),
  KAFKA_UNAVAILABLE(
      Kind.EXTERNAL,
      503,
      "Kafka does not answer.",
      "Check the brokers; work goes on by itself when they are back."),
  KAFKA_NOT_AUTHORIZED(
      Kind.EXTERNAL,
      503,
      "Kafka does not allow what is needed.",
      "Add the rule that the detail names (kafka-acls.sh); work goes on by itself then."),
  DATABASE_UNAVAILABLE(
      Kind.EXTERNAL,
      503,
      "The database of the projections does not answer.",
      "Check it; what runs goes on meanwhile, and the API answers when it is back."),
  TIMED_OUT(
      Kind.LIMIT,
      504,
      "No outcome within the time waited.",
      "The command stands; look up its outcome with the command id."),
  KEY_REUSED(
      Kind.CALLER,
      422,
      "The idempotency key was used for something else before.",
      "Use a new key for each different request."),
  NO_SUCH_PATH(
      Kind.CALLER, 404, "The API has no such path.", "See the OpenAPI document for what exists."),
  METHOD_NOT_ALLOWED(
      Kind.CALLER,
      405,
      "The path does not take this method.",
      "See the header Allow, or the OpenAPI document."),
  NOT_ACCEPTABLE(
      Kind.CALLER,
      406,
      "The answer does not exist in the form asked for.",
      "Accept application/json."),
  UNSUPPORTED_MEDIA_TYPE(
      Kind.CALLER,
      415,
      "The body is not in a form that is understood.",
      "Send JSON with Content-Type: application/json."),
  TOO_MANY(Kind.LIMIT, 429, "Too much is going on at once.", "Try again a little later."),
  ROW_TOO_LARGE(
      Kind.LIMIT,
      422,
      "A change of one row is larger than the log can carry.",
      "Take its table out of the project's objects, then resume: the other tables go on."),
  TOO_LARGE(Kind.LIMIT, 413, "The input is larger than allowed.", "Send less at once."),
  INTERNAL(
      Kind.BUG,
      500,
      "Something went wrong inside Sluice.",
      "Report it with the trace id; the stack is in the log.");

  /** Who has to act. Only {@code EXTERNAL} is retried. */
  public enum Kind {
    CALLER,
    CONFLICT,
    LIMIT,
    EXTERNAL,
    BUG
  }

  private final Kind kind;
  private final int status;
  private final String text;
  private final String remedy;

  ErrorCode(Kind kind, int status, String text, String remedy) {
    this.kind = kind;
    this.status = status;
    this.text = text;
    this.remedy = remedy;
  }

  public Kind kind() {
    return kind;
  }

  /** The HTTP status the gateway answers with. */
  public int status() {
    return status;
  }

  public String text() {
    return text;
  }

  public String remedy() {
    return remedy;
  }
}
