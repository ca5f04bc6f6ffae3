package io.sluice.postgres;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableName;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What an SQL failure means for Sluice. The driver's own text stays behind: it can hold values of
 * rows; SQLSTATE and the names of what was concerned are passed on.
 */
public final class SqlFailures {
  public static final String PRIVILEGE = "42501";
  public static final String UNIQUE = "23505";

  /** The same again, on the same connection, may well work. */
  private static final Set<String> AGAIN =
      Set.of(
          "40001", // serialization failure
          "40P01", // deadlock
          "55P03" // lock not available
          );

  private static final Set<String> TRANSIENT =
      Set.of(
          "55006", // object in use: a slot whose last reader is not gone yet
          "25006", // read only: a standby that is being promoted
          "25P03" // idle in transaction for too long
          );

  /**
   * Connection, resources (too many connections, full disk), intervention of an operator, system
   * errors, configuration files.
   */
  private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "53", "57", "58", "F0");

  private static final Set<String> SHAPE =
      Set.of("42P01", "42703", "42704", "42804", "42846", "42883", "3F000", "0A000");

  private static final int LONGEST_TLS_TEXT = 200;

  private SqlFailures() {}

  /**
   * @param unreachable SOURCE_UNREACHABLE or DESTINATION_UNREACHABLE: the side it happened on
   * @param table what was read or written; null when it was no table in particular
   */
  public static SluiceException classify(
      SQLException failure, ErrorCode unreachable, @Nullable TableName table) {
    SQLException telling = mostTelling(failure);
    return new SluiceException(code(telling, unreachable), detail(telling, table), failure);
  }

  /** True when the same may well succeed a little later, on a new connection. */
  public static boolean isTransient(SQLException failure) {
    return isTransientItself(mostTelling(failure));
  }

  /** True when the transaction was rolled back for no fault of its own. */
  public static boolean isPassing(Throwable failure) {
    return failure instanceof SQLException sql && AGAIN.contains(state(mostTelling(sql)));
  }

  public static boolean isUniqueViolation(SQLException failure) {
    return UNIQUE.equals(state(mostTelling(failure)));
  }

  public static boolean isPrivilegeMissing(SQLException failure) {
    return PRIVILEGE.equals(state(mostTelling(failure)));
  }

  /** SQLSTATE and the names of what was concerned; no values of rows. */
  public static String text(SQLException failure, @Nullable TableName table) {
    return detail(mostTelling(failure), table);
  }

  private static ErrorCode code(SQLException failure, ErrorCode unreachable) {
    if (isTransientItself(failure)) {
      return unreachable;
    }
    String state = state(failure);
    if (state.startsWith("28")) {
      return ErrorCode.AUTHENTICATION_FAILED;
    }
    if (SHAPE.contains(state)) {
      return ErrorCode.SCHEMA_INCOMPATIBLE;
    }
    boolean destination = unreachable == ErrorCode.DESTINATION_UNREACHABLE;
    return switch (state) {
      case PRIVILEGE -> ErrorCode.PRIVILEGE_MISSING;
      case "3D000" -> ErrorCode.INVALID_INPUT;
      case UNIQUE -> destination ? ErrorCode.CONFLICT : ErrorCode.SOURCE_REFUSED;
      default -> destination ? ErrorCode.DESTINATION_REFUSED : ErrorCode.SOURCE_REFUSED;
    };
  }

  private static boolean isTransientItself(SQLException failure) {
    String state = failure.getSQLState();
    if (state == null) {
      return failure instanceof SQLTransientConnectionException
          || failure.getCause() instanceof IOException;
    }
    return AGAIN.contains(state)
        || TRANSIENT.contains(state)
        || (state.length() > 2 && TRANSIENT_CLASSES.contains(state.substring(0, 2)));
  }

  private static String state(SQLException failure) {
    String state = failure.getSQLState();
    return state == null ? "" : state;
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

  /** Of a handshake the text can be told: there are no rows yet. */
  private static String tls(SQLException failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      String text = String.valueOf(at.getMessage());
      if (at instanceof SSLException || text.contains("hostnameverifier")) {
        return ", TLS: " + text.substring(0, Math.min(text.length(), LONGEST_TLS_TEXT));
      }
    }
    return "";
  }

  private static String detail(SQLException failure, @Nullable TableName table) {
    ServerErrorMessage said = serverSaid(failure);
    if (said == null) {
      String state = failure.getSQLState();
      return "the connection failed"
          + (state == null ? "" : ", SQLSTATE " + state)
          + (table == null ? "" : ", table " + table)
          + tls(failure);
    }
    var parts = new ArrayList<String>(List.of("SQLSTATE " + said.getSQLState()));
    if (said.getTable() != null) {
      parts.add("table " + said.getSchema() + "." + said.getTable());
    } else if (table != null) {
      parts.add("table " + table);
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
