package io.sluice.writer.postgres.schema;

import io.sluice.postgres.text.Sql;
import io.sluice.writer.plan.TypeFit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Whether a table that is at the destination already can take the rows of a source table. */
final class Compatibility {
  private Compatibility() {}

  /**
   * What is in the way, each with the statement that removes it; empty when the tables fit.
   *
   * @param source with the columns that are copied only
   */
  static List<String> problems(Table source, Table destination) {
    var problems = new ArrayList<String>();
    String alter = "alter table " + Sql.name(destination.name()) + " ";
    for (var column : source.columns()) {
      var there = destination.column(column.name());
      if (there.isEmpty()) {
        problems.add(
            problem(
                destination,
                "has no column " + column.name(),
                alter + "add column " + Sql.name(column.name()) + " " + column.type()));
      } else {
        problem(column, there.get(), alter).ifPresent(p -> problems.add(destination.name() + p));
      }
    }
    for (var column : destination.columns()) {
      if (source.column(column.name()).isEmpty() && needsValue(column)) {
        problems.add(
            problem(
                destination,
                "needs a value for column " + column.name() + ", which the source does not have",
                alter + "alter column " + Sql.name(column.name()) + " drop not null"));
      }
    }
    if (!source.key().isEmpty() && !hasKey(source, destination)) {
      problems.add(
          problem(
              destination,
              "has no primary or unique key on " + String.join(", ", source.key()),
              alter + "add unique (" + Sql.names(source.key()) + ")"));
    }
    return problems;
  }

  private static String problem(Table table, String what, String remedy) {
    return table.name() + " " + what + "; run: " + remedy;
  }

  private static Optional<String> problem(Column column, Column there, String alter) {
    String name = column.name();
    String alterColumn = alter + "alter column " + Sql.name(name) + " ";
    if (column.copied() && !there.copied()) {
      return Optional.of(
          " generates column " + name + " itself; run: " + alterColumn + "drop expression");
    }
    if (!column.copied() && there.copied()) {
      return Optional.of(
          " has a plain column "
              + name
              + ", which is generated at the source and is not in its log; run: "
              + alter
              + "drop column "
              + Sql.name(name)
              + ", add column "
              + Sql.name(name)
              + " "
              + column.type()
              + " generated always as ("
              + column.generated()
              + ") stored");
    }
    if (!TypeFit.fits(column.type(), there.type())) {
      return Optional.of(
          " has column "
              + name
              + " of type "
              + there.type()
              + ", which cannot take "
              + column.type()
              + "; run: "
              + alterColumn
              + "type "
              + column.type());
    }
    if (there.notNull() && !column.notNull() && column.copied()) {
      return Optional.of(
          " refuses null in column "
              + name
              + ", which the source allows; run: "
              + alterColumn
              + "drop not null");
    }
    return Optional.empty();
  }

  private static boolean needsValue(Column column) {
    return column.notNull()
        && column.defaultExpression() == null
        && !column.identity()
        && column.generated() == null;
  }

  private static boolean hasKey(Table source, Table destination) {
    var key = new HashSet<>(source.key());
    return destination.uniqueKeys().stream().anyMatch(unique -> key.equals(new HashSet<>(unique)));
  }
}
