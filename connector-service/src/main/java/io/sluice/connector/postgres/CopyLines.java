package io.sluice.connector.postgres;

import io.sluice.postgres.text.CopyText;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.postgresql.PGConnection;

/** Rows of a query in the text form that the Store logs. */
public final class CopyLines {
  private CopyLines() {}

  /**
   * @param columns how many the query gives
   */
  public static void read(Connection connection, String query, int columns, Consumer<byte[][]> each)
      throws SQLException {
    var copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut("COPY (" + query + ") TO STDOUT");
    for (byte[] line = copy.readFromCopy(); line != null; line = copy.readFromCopy()) {
      each.accept(CopyText.values(line, columns));
    }
  }
}
