package io.sluice.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The wire name of every command and event: {@code io.sluice.<aggregate>.<verb>.v1}. Each stands on
 * its record.
 */
public final class MessageTypes {
  /** What the record is called on the wire; once published it is for ever. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  public @interface Name {
    String value();
  }

  private static final Map<Class<? extends Record>, String> NAMES =
      Stream.concat(
              Stream.of(
                      ProjectCommand.class,
                      ProjectEvent.class,
                      ComponentCommand.class,
                      ComponentEvent.class,
                      AlertCommand.class,
                      AlertEvent.class,
                      DataSourceEvent.class,
                      Outcome.class)
                  .flatMap(family -> Stream.of(family.getPermittedSubclasses())),
              Stream.of(Telemetry.class, LogLine.class))
          .<Class<? extends Record>>map(type -> type.asSubclass(Record.class))
          .collect(Collectors.toUnmodifiableMap(Function.identity(), MessageTypes::onRecord));

  private static final Map<String, Class<? extends Record>> TYPES =
      NAMES.entrySet().stream()
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

  private MessageTypes() {}

  private static String onRecord(Class<? extends Record> type) {
    Name name = type.getAnnotation(Name.class);
    if (name == null) {
      throw new IllegalStateException(type.getName() + " has no wire name");
    }
    return name.value();
  }

  public static String nameOf(Class<?> type) {
    String name = NAMES.get(type);
    if (name == null) {
      throw new IllegalArgumentException("no wire name for " + type.getName());
    }
    return name;
  }

  /** The record that this wire name stands for, or null when this version does not know it. */
  public static @Nullable Class<? extends Record> typeOf(String name) {
    return TYPES.get(name);
  }

  public static Map<Class<? extends Record>, String> all() {
    return NAMES;
  }
}
