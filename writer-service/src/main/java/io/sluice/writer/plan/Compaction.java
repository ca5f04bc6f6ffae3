package io.sluice.writer.plan;

import io.sluice.change.Change;
import io.sluice.change.Row;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The net change per key of one table over a run of whole source transactions (or of pieces of
 * one).
 *
 * <p>Applying the net changes to any state that the changes themselves fit gives the same rows as
 * applying the changes one by one. Where that cannot be had (a value that only the destination
 * holds has to move to another key), the result is {@link InOrder}.
 */
public final class Compaction {
  /** What is to be done with the changes. */
  public sealed interface Result {}

  /**
   * The net changes. Values are in the order of the schema.
   *
   * @param truncated every row that was there before the run goes, before anything else is done
   * @param deletes rows that were there before, of which at least the key is given
   * @param gone rows that came and went: to be deleted where they may be there from an earlier pass
   * @param updates rows that were there before, by which of their values are absent
   * @param inserts complete rows of keys that were not there before
   */
  public record Net(
      boolean truncated,
      List<byte[] @Nullable []> deletes,
      List<byte[] @Nullable []> gone,
      Map<BitSet, List<byte[] @Nullable []>> updates,
      List<byte[] @Nullable []> inserts)
      implements Result {}

  /** The changes have to be applied one after the other. */
  public record InOrder() implements Result {}

  private enum State {
    INSERTED,
    UPDATED,
    DELETED,
    /** Came and went within the run. */
    GONE
  }

  /** Values in the order of the schema; not changed once they are here. */
  private static final class Entry {
    private State state;
    private byte[] @Nullable [] values;

    Entry(State state, byte[] @Nullable [] values) {
      this.state = state;
      this.values = values;
    }

    boolean holdsRow() {
      return state == State.INSERTED || state == State.UPDATED;
    }
  }

  private final int[] keyColumns;
  private final int[] columns;
  private final boolean movable;
  private final SequencedMap<Key, Entry> entries = new LinkedHashMap<>();
  private boolean truncated;
  private boolean inOrder;

  /**
   * @param keyColumns where in a row the key is
   * @param columns which values are written
   * @param movable whether a row may be moved to another key by deleting and inserting it, because
   *     nothing but {@code columns} would have to move along
   */
  public Compaction(int[] keyColumns, int[] columns, boolean movable) {
    this.keyColumns = keyColumns;
    this.columns = columns;
    this.movable = movable;
  }

  public void add(Change change) {
    if (inOrder) {
      return;
    }
    Row before = change.before();
    Row after = change.after();
    switch (change.operation()) {
      case INSERT -> insert(values(after));
      case UPDATE -> update(before, values(after));
      case DELETE -> delete(values(before));
      case TRUNCATE -> {
        entries.clear();
        truncated = true;
      }
    }
  }

  /** Gives up: something about this run cannot be said as a net change. */
  public void applyInOrder() {
    inOrder = true;
  }

  public Result result() {
    return inOrder
        ? new InOrder()
        : new Net(truncated, all(State.DELETED), all(State.GONE), updates(), all(State.INSERTED));
  }

  private Map<BitSet, List<byte[] @Nullable []>> updates() {
    Map<BitSet, List<byte[] @Nullable []>> byAbsent = new LinkedHashMap<>();
    for (Entry entry : entries.values()) {
      if (entry.state == State.UPDATED) {
        byAbsent.computeIfAbsent(absent(entry.values), _ -> new ArrayList<>()).add(entry.values);
      }
    }
    return byAbsent;
  }

  private void insert(byte[] @Nullable [] values) {
    if (hasAbsent(values)) {
      inOrder = true;
      return;
    }
    put(values);
  }

  private void put(byte[] @Nullable [] values) {
    Key key = Key.of(values, keyColumns);
    Entry entry = entries.get(key);
    if (entry == null) {
      entries.put(key, new Entry(State.INSERTED, values));
      return;
    }
    if (entry.holdsRow()) {
      // Two rows of one key for a moment: a deferred constraint, or a log that does not fit.
      inOrder = true;
      return;
    }
    // What was there before the run is replaced, value by value.
    entry.state = entry.state == State.GONE ? State.INSERTED : State.UPDATED;
    entry.values = values;
  }

  private void update(@Nullable Row before, byte[] @Nullable [] after) {
    if (before == null) {
      updateInPlace(Key.of(after, keyColumns), after);
      return;
    }
    byte[][] whole = withKeyOf(before.values(), after);
    Key from = Key.of(before.values(), keyColumns);
    if (from.equals(Key.of(whole, keyColumns))) {
      updateInPlace(from, whole);
    } else {
      move(from, before.values(), whole);
    }
  }

  private void updateInPlace(Key key, byte[] @Nullable [] after) {
    Entry entry = entries.get(key);
    if (entry == null) {
      entries.put(key, new Entry(State.UPDATED, after));
    } else if (entry.holdsRow()) {
      entry.values = merge(entry.values, after);
    } else {
      // The log says the row is gone: leave it to the path that looks at each row.
      inOrder = true;
    }
  }

  private void move(Key from, byte[] @Nullable [] before, byte[] @Nullable [] after) {
    Entry entry = entries.get(from);
    byte[][] moved = entry != null && entry.holdsRow() ? merge(entry.values, after) : after;
    if (!movable || hasAbsent(moved)) {
      inOrder = true;
      return;
    }
    delete(from, entry, before);
    put(moved);
  }

  private void delete(byte[] @Nullable [] before) {
    Key key = Key.of(before, keyColumns);
    delete(key, entries.get(key), before);
  }

  private void delete(Key key, @Nullable Entry entry, byte[] @Nullable [] before) {
    if (entry == null) {
      entries.put(key, new Entry(State.DELETED, before));
      return;
    }
    entry.values = before;
    entry.state =
        switch (entry.state) {
          case INSERTED, GONE -> State.GONE;
          case UPDATED, DELETED -> State.DELETED;
        };
  }

  private List<byte[] @Nullable []> all(State state) {
    List<byte[] @Nullable []> rows = new ArrayList<>();
    for (Entry entry : entries.values()) {
      if (entry.state == state) {
        rows.add(entry.values);
      }
    }
    return rows;
  }

  /** A key value can itself be an unchanged TOAST value; the before-image then carries it. */
  private byte[][] withKeyOf(byte[] @Nullable [] before, byte[] @Nullable [] after) {
    byte[][] whole = after;
    for (int column : keyColumns) {
      if (Row.isAbsent(after[column])) {
        whole = whole == after ? after.clone() : whole;
        whole[column] = before[column];
      }
    }
    return whole;
  }

  private static byte[][] merge(byte[] @Nullable [] older, byte[] @Nullable [] newer) {
    byte[][] merged = newer;
    for (int i = 0; i < newer.length; i++) {
      if (Row.isAbsent(newer[i]) && !Row.isAbsent(older[i])) {
        merged = merged == newer ? newer.clone() : merged;
        merged[i] = older[i];
      }
    }
    return merged;
  }

  private boolean hasAbsent(byte[] @Nullable [] values) {
    for (int column : columns) {
      if (Row.isAbsent(values[column])) {
        return true;
      }
    }
    return false;
  }

  private static final BitSet NONE = new BitSet(0);

  private BitSet absent(byte[] @Nullable [] values) {
    if (!hasAbsent(values)) {
      return NONE;
    }
    var absent = new BitSet(values.length);
    for (int column : columns) {
      if (Row.isAbsent(values[column])) {
        absent.set(column);
      }
    }
    return absent;
  }

  private static byte[] @Nullable [] values(@Nullable Row row) {
    if (row == null) {
      throw new IllegalArgumentException("a change without its row");
    }
    return row.values();
  }
}
