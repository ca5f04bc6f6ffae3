package io.sluice.writer.postgres.compare;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * How a text becomes a number that is the same on two servers.
 *
 * @param recoded whether the servers' own encodings differ, so that the text has to be brought to
 *     one first
 * @param slow whether the fast function gives other numbers on one of them than on the other, as it
 *     does on machines of another byte order
 */
record Digest(boolean recoded, boolean slow) {
  private static final String PROBE =
      "select current_setting('server_encoding'), hashtextextended('sluice', 0)";

  private record Answer(String encoding, long probe) {}

  static Digest between(Connection source, Connection destination) throws SQLException {
    Answer one = ask(source);
    Answer other = ask(destination);
    return new Digest(!one.encoding().equals(other.encoding()), one.probe() != other.probe());
  }

  private static Answer ask(Connection server) throws SQLException {
    try (var statement = server.createStatement();
        var answer = statement.executeQuery(PROBE)) {
      answer.next();
      return new Answer(answer.getString(1), answer.getLong(2));
    }
  }

  /**
   * @param text an expression
   * @param seed another one gives numbers that have nothing to do with each other
   */
  String of(String text, int seed) {
    String plain = recoded ? "encode(convert_to(" + text + ", 'UTF8'), 'escape')" : text;
    return slow
        ? "('x' || left(md5(%d || %s), 16))::bit(64)::bigint".formatted(seed, plain)
        : "hashtextextended(%s, %d)".formatted(plain, seed);
  }
}
