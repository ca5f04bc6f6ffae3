package io.sluice.writer.postgres;

import io.sluice.contract.TableName;
import io.sluice.postgres.text.Sql;
import io.sluice.writer.plan.Alteration;
import io.sluice.writer.plan.TypeFit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The statements by which a destination table follows alterations of its source. Pure. What the
 * table has already, because somebody ran it there, is left out.
 */
public final class AlterTable {
  /**
   * A column of the destination as it is.
   *
   * @param type with modifiers
   * @param required whether a row without a value for it is refused
   */
  public record TargetColumn(String type, boolean notNull, boolean required) {}

  private final String alter;
  private final Map<String, TargetColumn> there;

  /**
   * @param there the destination's columns by name
   */
  public AlterTable(TableName target, Map<String, TargetColumn> there) {
    this.alter = "ALTER TABLE " + Sql.name(target) + " ";
    this.there = Map.copyOf(there);
  }

  /**
   * The steps that have to be taken, each with its statement, in an order that works: what goes
   * first, then names, then the rest.
   */
  public List<Step> steps(List<Alteration> alterations) {
    Set<String> freed = freed(alterations);
    List<Step> steps = new ArrayList<>();
    for (Alteration alteration : alterations) {
      if (alteration instanceof Alteration.Drop(var name) && there.containsKey(name)) {
        steps.add(new Step(alteration, alter + "DROP COLUMN " + Sql.name(name)));
      }
    }
    steps.addAll(renames(alterations, freed));
    for (Alteration alteration : alterations) {
      other(alteration, freed).ifPresent(sql -> steps.add(new Step(alteration, sql)));
    }
    return steps;
  }

  /** One statement and what it is for. */
  public record Step(Alteration alteration, String sql) {}

  /** Names that are free for other columns once the alterations are done. */
  private static Set<String> freed(List<Alteration> alterations) {
    Set<String> freed = new HashSet<>();
    for (Alteration alteration : alterations) {
      switch (alteration) {
        case Alteration.Drop(var name) -> freed.add(name);
        case Alteration.Rename(var from, _) -> freed.add(from);
        case Alteration.Add _, Alteration.ChangeType _, Alteration.AllowNull _ -> {
          // keep their names
        }
      }
    }
    return freed;
  }

  /** Names that are handed round meet on the way, unless all of them step aside first. */
  private List<Step> renames(List<Alteration> alterations, Set<String> freed) {
    List<Alteration.Rename> due = new ArrayList<>();
    for (Alteration alteration : alterations) {
      if (alteration instanceof Alteration.Rename rename
          && (!there.containsKey(rename.to()) || freed.contains(rename.to()))) {
        due.add(rename);
      }
    }
    boolean aside = due.stream().anyMatch(rename -> freed.contains(rename.to()));
    List<Step> steps = new ArrayList<>();
    for (Alteration.Rename rename : due) {
      steps.add(rename(rename, rename.from(), aside ? aside(rename) : rename.to()));
    }
    if (aside) {
      due.forEach(rename -> steps.add(rename(rename, aside(rename), rename.to())));
    }
    return steps;
  }

  private static String aside(Alteration.Rename rename) {
    return "sluice to " + rename.to();
  }

  private Step rename(Alteration of, String from, String to) {
    return new Step(of, alter + "RENAME COLUMN " + Sql.name(from) + " TO " + Sql.name(to));
  }

  private Optional<String> other(Alteration alteration, Set<String> freed) {
    return switch (alteration) {
      case Alteration.Drop _, Alteration.Rename _ -> Optional.empty();
      case Alteration.Add(var column) ->
          there.containsKey(column.name()) && !freed.contains(column.name())
              ? Optional.empty()
              : Optional.of(alter + "ADD COLUMN " + Sql.name(column.name()) + " " + column.type());
      case Alteration.ChangeType(var name, var from, var to) -> {
        TargetColumn now = there.get(name);
        boolean done =
            now != null
                && (TypeFit.fits(from, to)
                    ? TypeFit.fits(to, now.type())
                    // Values may have changed with it: a type that takes all of them says nothing.
                    : to.equals(now.type()));
        yield done
            ? Optional.empty()
            : Optional.of(alter + "ALTER COLUMN " + Sql.name(name) + " TYPE " + to);
      }
      case Alteration.AllowNull(var name) -> {
        TargetColumn now = there.get(name);
        yield now != null && !now.notNull()
            ? Optional.empty()
            : Optional.of(alter + "ALTER COLUMN " + Sql.name(name) + " DROP NOT NULL");
      }
    };
  }

  /**
   * Whether rows of the new shape cannot be written before this is done; a column that the source
   * does not have any more may as well stay, unless another one has its name now.
   */
  public boolean indispensable(Alteration alteration, List<Alteration> all) {
    if (!(alteration instanceof Alteration.Drop(var name))) {
      return true;
    }
    TargetColumn now = there.get(name);
    return (now != null && now.required())
        || all.stream()
            .anyMatch(
                other ->
                    (other instanceof Alteration.Add(var column) && column.name().equals(name))
                        || (other instanceof Alteration.Rename(_, var to) && to.equals(name)));
  }
}
