package io.sluice.contract.cloudevents;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Random values of any record of the contract; the same seed gives the same values. */
public final class RandomRecords {
  private static final String LETTERS =
      "abcXYZ019 -_.:/\\\"'<>&{}[]%\n\t\u0000\u001fäßЖ日\u2028\ud83d\ude00";

  private final Random random;

  public RandomRecords(long seed) {
    random = new Random(seed);
  }

  public <T> T next(Class<T> type) {
    return type.cast(value(type));
  }

  private @Nullable Object component(RecordComponent component) {
    if (ContractAnnotations.isNullable(component) && random.nextInt(3) == 0) {
      return null;
    }
    return value(component.getGenericType());
  }

  private Object value(Type type) {
    return switch (type) {
      case ParameterizedType generic -> container(generic);
      case Class<?> plain when plain.isRecord() -> record(plain);
      case Class<?> plain when plain.isEnum() ->
          plain.getEnumConstants()[random.nextInt(plain.getEnumConstants().length)];
      case Class<?> plain -> scalar(plain);
      default -> throw new IllegalArgumentException("no values for " + type);
    };
  }

  private Object container(ParameterizedType type) {
    int size = random.nextInt(4);
    Type[] of = type.getActualTypeArguments();
    if (type.getRawType() == List.class) {
      var list = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        list.add(value(of[0]));
      }
      return List.copyOf(list);
    }
    if (type.getRawType() == Set.class) {
      var set = new HashSet<>();
      for (int i = 0; i < size; i++) {
        set.add(value(of[0]));
      }
      return Set.copyOf(set);
    }
    if (type.getRawType() == Map.class) {
      var map = new HashMap<>();
      for (int i = 0; i < size; i++) {
        map.put(value(of[0]), value(of[1]));
      }
      return Map.copyOf(map);
    }
    throw new IllegalArgumentException("no values for " + type);
  }

  private Object record(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    var types = new Class<?>[components.length];
    var values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = component(components[i]);
    }
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a " + type.getName(), e);
    }
  }

  private Object scalar(Class<?> type) {
    return switch (type.getSimpleName()) {
      case "String" -> text();
      case "Instant" ->
          Instant.ofEpochSecond(random.nextLong(0, 4_000_000_000L), random.nextInt(1_000_000_000));
      case "boolean", "Boolean" -> random.nextBoolean();
      case "int", "Integer" -> random.nextBoolean() ? random.nextInt() : random.nextInt(3);
      case "long", "Long" -> random.nextBoolean() ? random.nextLong() : random.nextLong(3);
      case "double", "Double" -> random.nextGaussian() * 1e6;
      default -> throw new IllegalArgumentException("no values for " + type);
    };
  }

  private String text() {
    var text = new StringBuilder();
    int length = random.nextInt(20);
    int[] points = LETTERS.codePoints().toArray();
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return text.toString();
  }
}
