package io.sluice.project.events;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A place in the event log: for each partition the first offset that was not seen yet; a partition
 * that is not there is at its beginning. Written {@code 0.17-5.2}: partition 0 from 17, partition 5
 * from 2; the very beginning is written {@code 0}.
 */
record StreamPosition(Map<Integer, Long> next) {
  static final StreamPosition BEGINNING = new StreamPosition(Map.of());

  private static final Pattern FORM =
      Pattern.compile("\\d{1,4}\\.\\d{1,18}(-\\d{1,4}\\.\\d{1,18}){0,1023}");

  StreamPosition {
    next = Map.copyOf(next);
  }

  static StreamPosition parse(String text) {
    if (text.equals("0")) {
      return BEGINNING;
    }
    if (!FORM.matcher(text).matches()) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT, "the event position is not one that this stream has given out");
    }
    var next = new TreeMap<Integer, Long>();
    for (String part : text.split("-")) {
      int dot = part.indexOf('.');
      next.put(Integer.valueOf(part.substring(0, dot)), Long.valueOf(part.substring(dot + 1)));
    }
    return new StreamPosition(next);
  }

  StreamPosition after(int partition, long offset) {
    var moved = new TreeMap<>(next);
    moved.put(partition, offset + 1);
    return new StreamPosition(moved);
  }

  @Override
  public String toString() {
    return next.isEmpty()
        ? "0"
        : new TreeMap<>(next)
            .entrySet().stream()
                .map(entry -> entry.getKey() + "." + entry.getValue())
                .collect(Collectors.joining("-"));
  }
}
