package io.sluice.writer.apply;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableName;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What an error of the destination means. The server's own message is never passed on: it can hold
 * values of the row.
 */
final class Refusals {
  static final String PRIVILEGE = "42501";
  static final String UNIQUE = "23505";

  /** Deadlock, serialization failure, lock not had in time: the same again may well work. */
  private static final Set<String> AGAIN = Set.of("40P01", "40001", "55P03");

  /** Read-only because it is a standby for now; too many connections; full disk; and so on. */
  private static final Set<String> UNREACHABLE_CLASSES = Set.of("08", "53", "57", "58", "F0");

  private static final Set<String> SHAPE = Set.of("42703", "42P01", "3F000");

  private Refusals() {}

  /** True when the transaction was rolled back for no fault of its own. */
  static boolean isPassing(Throwable error) {
    return error instanceof SQLException sql && AGAIN.contains(state(sql));
  }

  static boolean isUniqueViolation(SQLException error) {
    return UNIQUE.equals(state(error));
  }

  /**
   * @param table what was being written, or null when it was none in particular
   */
  static SluiceException explained(SQLException thrown, @Nullable TableName table) {
    SQLException error = cause(thrown);
    String state = state(error);
    String where = table == null ? "" : " in " + table;
    if (state.isEmpty()
        || AGAIN.contains(state)
        || state.equals("25006")
        || UNREACHABLE_CLASSES.contains(state.substring(0, 2))) {
      return new SluiceException(ErrorCode.DESTINATION_UNREACHABLE, text(error, table), error);
    }
    if (state.equals(PRIVILEGE)) {
      return new SluiceException(ErrorCode.PRIVILEGE_MISSING, "writing" + where, error);
    }
    if (state.startsWith("28")) {
      return new SluiceException(ErrorCode.AUTHENTICATION_FAILED, "at the destination", error);
    }
    if (SHAPE.contains(state)) {
      return new SluiceException(
          ErrorCode.SCHEMA_INCOMPATIBLE, "the table or a column is no longer there" + where, error);
    }
    return new SluiceException(
        state.equals(UNIQUE) ? ErrorCode.CONFLICT : ErrorCode.DESTINATION_REFUSED,
        text(error, table) + named(error),
        error);
  }

  /** The code and the table, for the log of the component. */
  static String text(SQLException error, @Nullable TableName table) {
    return "SQLSTATE " + state(error) + (table == null ? "" : " in " + table);
  }

  /** Names of constraint, column and type: facts of the schema, not of the row. */
  private static String named(SQLException error) {
    if (!(error instanceof PSQLException postgres)) {
      return "";
    }
    ServerErrorMessage message = postgres.getServerErrorMessage();
    if (message == null) {
      return "";
    }
    return part(", constraint ", message.getConstraint())
        + part(", column ", message.getColumn())
        + part(", type ", message.getDatatype());
  }

  private static String part(String what, @Nullable String name) {
    return name == null ? "" : what + name;
  }

  private static String state(SQLException error) {
    String state = cause(error).getSQLState();
    return state == null ? "" : state;
  }

  /** A batch wraps what the server said. */
  private static SQLException cause(SQLException error) {
    return error instanceof BatchUpdateException batch && batch.getNextException() != null
        ? batch.getNextException()
        : error;
  }
}
