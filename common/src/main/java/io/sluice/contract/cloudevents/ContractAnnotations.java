package io.sluice.contract.cloudevents;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import io.sluice.contract.ErrorCode;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;
import tools.jackson.databind.jsontype.NamedType;

/**
 * Says to Jackson what the records say already, so that they need no annotations of its own: what
 * is not {@code @Nullable} is required, and a sealed interface is told apart by {@code kind}.
 */
final class ContractAnnotations extends NopAnnotationIntrospector {
  static final String DISCRIMINATOR = "kind";

  private static final JsonTypeInfo.Value BY_KIND =
      JsonTypeInfo.Value.construct(
          JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, DISCRIMINATOR, null, false, null);

  @Override
  public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
    RecordComponent component = componentOf(member);
    return component == null ? null : !isNullable(component);
  }

  @Override
  public JsonSetter.Value findSetterInfo(MapperConfig<?> config, Annotated member) {
    RecordComponent component = componentOf(member);
    if (component == null || isNullable(component)) {
      return JsonSetter.Value.empty();
    }
    return JsonSetter.Value.forValueNulls(Nulls.FAIL);
  }

  @Override
  public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(
      MapperConfig<?> config, Annotated annotated) {
    return isSealedInterface(annotated) ? BY_KIND : null;
  }

  @Override
  public @Nullable List<NamedType> findSubtypes(MapperConfig<?> config, Annotated annotated) {
    if (!isSealedInterface(annotated)) {
      return null;
    }
    var types = new ArrayList<NamedType>();
    addRecordsOf(annotated.getRawType(), types);
    var names = new HashSet<String>();
    for (NamedType type : types) {
      if (!names.add(type.getName())) {
        throw new IllegalStateException(
            annotated.getRawType().getName() + " has two subtypes called " + type.getName());
      }
    }
    return types;
  }

  /** A code of a later version: what it says stands in the detail that comes with it. */
  @Override
  public @Nullable Enum<?> findDefaultEnumValue(
      MapperConfig<?> config, AnnotatedClass type, Enum<?>[] values) {
    return type.getRawType() == ErrorCode.class ? ErrorCode.INTERNAL : null;
  }

  /** {@code StartRequested} becomes {@code start-requested}. */
  static String kebab(Class<?> type) {
    return type.getSimpleName().replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }

  static boolean isNullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static void addRecordsOf(Class<?> type, List<NamedType> into) {
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      if (permitted.isSealed()) {
        addRecordsOf(permitted, into);
      } else {
        refuseOwnDiscriminator(permitted);
        into.add(new NamedType(permitted, kebab(permitted)));
      }
    }
  }

  private static void refuseOwnDiscriminator(Class<?> type) {
    if (!type.isRecord()) {
      return;
    }
    for (RecordComponent component : type.getRecordComponents()) {
      if (component.getName().equals(DISCRIMINATOR)) {
        throw new IllegalStateException(
            type.getName() + " has a component called kind, which tells sealed types apart");
      }
    }
  }

  private static boolean isSealedInterface(Annotated annotated) {
    return annotated instanceof AnnotatedClass
        && annotated.getRawType().isInterface()
        && annotated.getRawType().isSealed();
  }

  private static @Nullable RecordComponent componentOf(Annotated annotated) {
    if (!(annotated instanceof AnnotatedParameter parameter)) {
      return null;
    }
    Class<?> owner = parameter.getDeclaringClass();
    if (!owner.isRecord()) {
      return null;
    }
    RecordComponent[] components = owner.getRecordComponents();
    return parameter.getOwner().getParameterCount() == components.length
        ? components[parameter.getIndex()]
        : null;
  }
}
