package io.millrace.artifacts.options;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The options of one record, read from its components and annotations: what the binder, help texts
 * and the JSON Schema share.
 */
public final class OptionModel {
  /**
   * One option.
   *
   * @param name its key in YAML
   * @param type the Java type
   * @param doc one sentence, or empty
   * @param defaultText the value when it is not given, as written in {@link Default}
   * @param required whether it must be given
   * @param path whether it is a path, see {@link PathOption}
   */
  public record Option(
      String name,
      Type type,
      String doc,
      Optional<String> defaultText,
      boolean required,
      boolean path) {
    /** Whether it takes one value: text, a number, true or false, or a name to choose. */
    public boolean isSingleValue() {
      Class<?> raw = raw(type);
      Class<?> inner = raw == Optional.class ? raw(argument(type, 0)) : raw;
      return inner.isEnum()
          || inner.isSealed()
          || inner.isPrimitive()
          || inner == String.class
          || inner == Boolean.class
          || Number.class.isAssignableFrom(inner);
    }

    /** The type in the words of a help text: {@code integer}, {@code list of text}. */
    public String typeName() {
      return OptionModel.typeName(type);
    }
  }

  private static final ClassValue<List<Option>> OPTIONS =
      new ClassValue<>() {
        @Override
        protected List<Option> computeValue(Class<?> type) {
          List<Option> options = new ArrayList<>();
          for (RecordComponent component : type.getRecordComponents()) {
            options.add(option(component));
          }
          return List.copyOf(options);
        }
      };

  private OptionModel() {}

  /** The options of a record, in the order of its components. */
  public static List<Option> of(Class<? extends Record> type) {
    return OPTIONS.get(type);
  }

  private static Option option(RecordComponent component) {
    Type type = component.getGenericType();
    Default given = component.getAnnotation(Default.class);
    return new Option(
        name(component, snakeCase(component.getName())),
        type,
        doc(component),
        Optional.ofNullable(given).map(Default::value),
        given == null && raw(type) != Optional.class,
        component.isAnnotationPresent(PathOption.class));
  }

  /** Whether a bare value may stand for this record: it sets the first option. */
  static boolean acceptsBareValue(Class<? extends Record> type) {
    List<Option> options = of(type);
    return !options.isEmpty() && options.stream().skip(1).noneMatch(Option::required);
  }

  /**
   * Whether a list may stand for the record, value by value: all its options, two or more, are of
   * one scalar type, as a height and a width are.
   */
  static boolean acceptsList(Class<? extends Record> type) {
    List<Class<?>> types = new ArrayList<>();
    for (Option option : of(type)) {
      boolean optional = raw(option.type()) == Optional.class;
      Class<?> raw = raw(optional ? argument(option.type(), 0) : option.type());
      types.add(raw == Integer.class ? int.class : raw == Double.class ? double.class : raw);
    }
    boolean scalar = types.stream().allMatch(t -> t == int.class || t == double.class);
    return types.size() > 1 && scalar && types.stream().distinct().count() == 1;
  }

  /** The records that a sealed interface permits, by their names in YAML. */
  public static Map<String, Class<? extends Record>> choices(Class<?> sealed) {
    Map<String, Class<? extends Record>> choices = new LinkedHashMap<>();
    for (Class<?> permitted : sealed.getPermittedSubclasses()) {
      if (permitted.isRecord()) {
        choices.put(choiceName(permitted), permitted.asSubclass(Record.class));
      } else if (permitted.isSealed()) {
        choices.putAll(choices(permitted));
      } else {
        throw new IllegalArgumentException(
            permitted.getName() + " is no record (expected: all that " + sealed + " permits)");
      }
    }
    return choices;
  }

  /** The name in YAML of a record that a sealed interface permits. */
  static String choiceName(Class<?> type) {
    return name(type, type.getSimpleName());
  }

  /** The constants of an enum by their names in YAML. */
  static Map<String, Object> constants(Class<?> type) {
    Map<String, Object> constants = new LinkedHashMap<>();
    for (Object constant : type.getEnumConstants()) {
      constants.put(constantName((Enum<?>) constant), constant);
    }
    return constants;
  }

  static String constantName(Enum<?> constant) {
    try {
      return name(
          constant.getDeclaringClass().getField(constant.name()),
          constant.name().toLowerCase(Locale.ROOT));
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }

  static String doc(AnnotatedElement element) {
    Doc doc = element.getAnnotation(Doc.class);
    return doc == null ? "" : doc.value();
  }

  private static String name(AnnotatedElement element, String otherwise) {
    Name name = element.getAnnotation(Name.class);
    return name == null ? otherwise : name.value();
  }

  /** {@code batchSize} as {@code batch_size}, {@code topK} as {@code top_k}. */
  static String snakeCase(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  static Class<?> raw(Type type) {
    return type instanceof ParameterizedType parameterized
        ? (Class<?>) parameterized.getRawType()
        : (Class<?>) type;
  }

  /** The i-th type argument, such as the {@code T} of {@code List<T>}. */
  static Type argument(Type type, int i) {
    if (!(type instanceof ParameterizedType parameterized)) {
      throw new IllegalArgumentException(type + " needs type arguments");
    }
    return parameterized.getActualTypeArguments()[i];
  }

  private static String typeName(Type type) {
    Class<?> raw = raw(type);
    if (raw == Optional.class) {
      return typeName(argument(type, 0));
    }
    if (raw == List.class) {
      return "list of " + typeName(argument(type, 0));
    }
    if (raw == Map.class) {
      return "mapping to " + typeName(argument(type, 1));
    }
    if (raw.isEnum()) {
      return String.join("|", constants(raw).keySet());
    }
    if (raw == ConfigNode.class) {
      return "any";
    }
    if (raw.isRecord()) {
      return "mapping";
    }
    if (raw.isSealed()) {
      return String.join("|", choices(raw).keySet());
    }
    return scalarName(raw);
  }

  static String scalarName(Class<?> raw) {
    if (raw == String.class) {
      return "text";
    }
    if (raw == boolean.class || raw == Boolean.class) {
      return "true or false";
    }
    if (raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class) {
      return "integer";
    }
    if (raw == double.class || raw == Double.class || raw == float.class || raw == Float.class) {
      return "number";
    }
    throw new IllegalArgumentException("No option type: " + raw.getName());
  }
}
