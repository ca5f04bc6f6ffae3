package io.sluice.contract.cloudevents;

import java.util.Arrays;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** What is wrong with some JSON and where, in words for the one who sent it. */
public final class JsonFaults {
  private JsonFaults() {}

  /** One sentence part that names the field or place; never a stack or a class. */
  public static String describe(JacksonException fault) {
    return switch (fault) {
      case UnrecognizedPropertyException _ -> "the field " + where(fault) + " is unknown";
      case InvalidNullException _ -> "the field " + where(fault) + " is required, not null";
      case InvalidFormatException format -> "the field " + where(fault) + " " + misfit(format);
      case MismatchedInputException mismatch -> mismatch(mismatch);
      case StreamConstraintsException _ -> "the JSON is nested too deeply or too long" + at(fault);
      case StreamReadException duplicate when isDuplicate(duplicate) ->
          "the JSON names a field twice" + at(fault);
      case StreamReadException _ -> "the data is not valid JSON" + at(fault);
      default -> "the field " + where(fault) + " does not hold what it should";
    };
  }

  private static boolean isDuplicate(StreamReadException fault) {
    String message = fault.getOriginalMessage();
    return message != null && message.startsWith("Duplicate");
  }

  private static String mismatch(MismatchedInputException fault) {
    if (fault.getPath().isEmpty()) {
      return "the data must be a JSON object";
    }
    String message = fault.getOriginalMessage();
    if (message != null && message.startsWith("Missing required")) {
      return "the field " + where(fault) + " is required";
    }
    return "the field " + where(fault) + " must be " + expected(fault.getTargetType());
  }

  private static String misfit(InvalidFormatException fault) {
    String value = Texts.plain(String.valueOf(fault.getValue()));
    return "must be " + expected(fault.getTargetType()) + ", not " + value;
  }

  private static String expected(Class<?> type) {
    if (type == null) {
      return "something else";
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(Object::toString)
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    return switch (type.getSimpleName()) {
      case "String" -> "a text";
      case "Instant" -> "a time such as 2026-11-20T08:00:00Z";
      case "boolean", "Boolean" -> "true or false";
      case "int", "Integer", "long", "Long" -> "a whole number";
      case "double", "Double" -> "a number";
      case "List", "Set", "ArrayList", "HashSet" -> "a list";
      default -> "an object";
    };
  }

  private static String where(JacksonException fault) {
    var path = new StringBuilder();
    for (var step : fault.getPath()) {
      if (step.getPropertyName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
      }
    }
    return "'" + Texts.plain(path.toString()) + "'";
  }

  private static String at(JacksonException fault) {
    var location = fault.getLocation();
    return location == null
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }
}
