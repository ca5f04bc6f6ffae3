package io.sluice.datasource;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What an SQL failure means for Sluice. The driver's own text stays behind: it can hold values of
 * rows; SQLSTATE and the names of what was concerned are passed on.
 */
public final class SqlFailures {
  private static final Set<String> TRANSIENT =
      Set.of(
          "40001", // serialization failure
          "40P01", // deadlock
          "55P03", // lock not available
          "55006", // object in use: a slot whose last reader is not gone yet
          "25006", // read only: a standby that is being promoted
          "25P03", // idle in transaction for too long
          "57P01", // shut down by an administrator
          "57P02", // crash of another session
          "57P03", // starting up
          "57P05", // idle for too long
          "58030" // input or output error
          );

  private SqlFailures() {}

  /**
   * @param unreachable SOURCE_UNREACHABLE or DESTINATION_UNREACHABLE: the side it happened on
   */
  public static SluiceException classify(SQLException failure, ErrorCode unreachable) {
    SQLException telling = mostTelling(failure);
    ErrorCode code = code(telling, unreachable);
    return new SluiceException(code, detail(telling), failure);
  }

  /** True when the same may well succeed a little later, on a new connection. */
  public static boolean isTransient(SQLException failure) {
    return isTransientItself(mostTelling(failure));
  }

  private static ErrorCode code(SQLException failure, ErrorCode unreachable) {
    if (isTransientItself(failure)) {
      return unreachable;
    }
    String state = failure.getSQLState() == null ? "" : failure.getSQLState();
    if (state.startsWith("28")) {
      return ErrorCode.AUTHENTICATION_FAILED;
    }
    return switch (state) {
      case "42501" -> ErrorCode.PRIVILEGE_MISSING;
      case "3D000" -> ErrorCode.INVALID_INPUT;
      case "42P01", "42703", "42704", "42804", "42846", "42883", "3F000", "0A000" ->
          ErrorCode.SCHEMA_INCOMPATIBLE;
      default ->
          unreachable == ErrorCode.DESTINATION_UNREACHABLE
              ? ErrorCode.DESTINATION_REFUSED
              : ErrorCode.INTERNAL;
    };
  }

  private static boolean isTransientItself(SQLException failure) {
    String state = failure.getSQLState();
    if (state == null) {
      return failure instanceof SQLTransientConnectionException
          || failure.getCause() instanceof IOException;
    }
    return state.startsWith("08") || state.startsWith("53") || TRANSIENT.contains(state);
  }

  /**
   * A pool and a batch wrap what the server said; the innermost SQL failure with a state from the
   * server tells most.
   */
  private static SQLException mostTelling(SQLException failure) {
    SQLException telling = failure;
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SQLException sql) {
        for (SQLException next = sql; next != null; next = next.getNextException()) {
          if (serverSaid(next) != null) {
            return next;
          }
        }
        telling = sql.getSQLState() == null ? telling : sql;
      }
    }
    return telling;
  }

  private static String detail(SQLException failure) {
    ServerErrorMessage said = serverSaid(failure);
    if (said == null) {
      String state = failure.getSQLState();
      return state == null ? "the connection failed" : "the connection failed, SQLSTATE " + state;
    }
    var parts = new ArrayList<String>(List.of("SQLSTATE " + said.getSQLState()));
    if (said.getTable() != null) {
      parts.add("table " + said.getSchema() + "." + said.getTable());
    }
    add(parts, "column", said.getColumn());
    add(parts, "type", said.getDatatype());
    add(parts, "constraint", said.getConstraint());
    return String.join(", ", parts);
  }

  private static void add(List<String> parts, String what, @Nullable String name) {
    if (name != null) {
      parts.add(what + " " + name);
    }
  }

  private static @Nullable ServerErrorMessage serverSaid(SQLException failure) {
    return failure instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
  }
}
