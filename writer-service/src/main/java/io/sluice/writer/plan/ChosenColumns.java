package io.sluice.writer.plan;

import io.sluice.change.ColumnSchema;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableMapping;
import java.util.ArrayList;
import java.util.List;

/** What concerns the columns that a project copies of a table: those it names, or all. */
public final class ChosenColumns {
  private ChosenColumns() {}

  public static List<String> names(List<ColumnSchema> columns, TableMapping mapping) {
    List<String> chosen = mapping.columns();
    return columns.stream()
        .map(ColumnSchema::name)
        .filter(name -> chosen == null || chosen.contains(name))
        .toList();
  }

  /** Another type may come with an expression that the log does not tell, unless it is wider. */
  public static boolean keepsValues(Alteration alteration) {
    return !(alteration instanceof Alteration.ChangeType(_, var from, var to))
        || TypeFit.fits(from, to);
  }

  /**
   * Those of the alterations that touch the columns that are copied.
   *
   * @throws SluiceException SCHEMA_INCOMPATIBLE when a column that the project names is gone
   */
  public static List<Alteration> alterations(List<Alteration> steps, TableMapping mapping) {
    List<String> columns = mapping.columns();
    if (columns == null) {
      return steps;
    }
    List<Alteration> chosen = new ArrayList<>();
    for (Alteration step : steps) {
      switch (step) {
        case Alteration.Add _ -> {
          // Columns that are new are not among those that were chosen.
        }
        case Alteration.Drop(var name) -> refuseIfChosen(columns, name, mapping);
        case Alteration.Rename(var from, _) -> refuseIfChosen(columns, from, mapping);
        case Alteration.ChangeType(var name, _, _) when columns.contains(name) -> chosen.add(step);
        case Alteration.AllowNull(var name) when columns.contains(name) -> chosen.add(step);
        case Alteration.ChangeType _, Alteration.AllowNull _ -> {
          // not copied
        }
      }
    }
    return chosen;
  }

  private static void refuseIfChosen(List<String> columns, String name, TableMapping mapping) {
    if (columns.contains(name)) {
      throw new SluiceException(
          ErrorCode.SCHEMA_INCOMPATIBLE,
          "column "
              + name
              + " of "
              + mapping.source()
              + ", which the project names, was dropped or renamed; take it out of the columns"
              + " there");
    }
  }
}
