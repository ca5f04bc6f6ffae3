package io.sluice.contract;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The JSON schemas that the records of the contract stand for, without descriptions. */
final class RecordSchemas {
  private final Map<String, Map<String, Object>> shared = new TreeMap<>();

  /** The schema of a message's data; what it refers to is in {@link #shared}. */
  Map<String, Object> of(Class<? extends Record> type) {
    Map<String, Object> schema = object(type);
    if (isCommand(type)) {
      schema.put("additionalProperties", false);
    }
    return schema;
  }

  /** The schemas referred to so far, by name. */
  Map<String, Map<String, Object>> shared() {
    return shared;
  }

  static boolean isCommand(Class<?> type) {
    return ProjectCommand.class.isAssignableFrom(type)
        || ComponentCommand.class.isAssignableFrom(type)
        || AlertCommand.class.isAssignableFrom(type);
  }

  private Map<String, Object> object(Class<?> record) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (RecordComponent component : record.getRecordComponents()) {
      properties.put(component.getName(), schema(component.getGenericType()));
      if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        required.add(component.getName());
      }
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    if (!properties.isEmpty()) {
      schema.put("properties", properties);
    }
    return schema;
  }

  private Map<String, Object> schema(Type type) {
    if (type instanceof ParameterizedType generic) {
      return container(generic);
    }
    var plain = (Class<?>) type;
    if (plain == String.class) {
      return Map.of("type", "string");
    } else if (plain == Instant.class) {
      return Map.of("type", "string", "format", "date-time");
    } else if (plain == int.class || plain == Integer.class) {
      return Map.of("type", "integer", "format", "int32");
    } else if (plain == long.class || plain == Long.class) {
      return Map.of("type", "integer", "format", "int64");
    } else if (plain == double.class || plain == Double.class) {
      return Map.of("type", "number", "format", "double");
    } else if (plain == boolean.class || plain == Boolean.class) {
      return Map.of("type", "boolean");
    }
    return reference(plain);
  }

  private Map<String, Object> container(ParameterizedType type) {
    Type[] of = type.getActualTypeArguments();
    if (type.getRawType() == List.class) {
      return Map.of("type", "array", "items", schema(of[0]));
    } else if (type.getRawType() == Set.class) {
      return Map.of("type", "array", "uniqueItems", true, "items", schema(of[0]));
    } else if (type.getRawType() == Map.class && of[0] == String.class) {
      return Map.of("type", "object", "additionalProperties", schema(of[1]));
    }
    throw new IllegalArgumentException("the document has no word for " + type);
  }

  private Map<String, Object> reference(Class<?> type) {
    String name = name(type);
    if (!shared.containsKey(name)) {
      shared.put(name, Map.of());
      shared.put(name, type.isEnum() ? choice(type) : object(type));
    }
    return Map.of("$ref", "#/components/schemas/" + name);
  }

  private static Map<String, Object> choice(Class<?> type) {
    var names = Arrays.stream(type.getEnumConstants()).map(value -> ((Enum<?>) value).name());
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "string");
    schema.put("enum", names.toList());
    return schema;
  }

  /** {@code CheckResult.Status} is {@code CheckResultStatus}. */
  private static String name(Class<?> type) {
    Class<?> outer = type.getDeclaringClass();
    return outer == null ? type.getSimpleName() : outer.getSimpleName() + type.getSimpleName();
  }
}
