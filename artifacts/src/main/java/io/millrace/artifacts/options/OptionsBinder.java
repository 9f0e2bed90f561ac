package io.millrace.artifacts.options;

import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Binds configuration to records of options and back.
 *
 * <p>Types: String, boolean, int, long, double, float and their boxes, enums, {@code List<T>},
 * {@code Map<String, T>} (keeps its order), {@code Optional<T>}, records, and sealed interfaces
 * whose permitted records are chosen by name: {@code Conv2D: {filters: 32}}, or bare {@code
 * Flatten}. Where all options of a record but the first may be left out, a bare value sets the
 * first: {@code Dropout: 0.5}; where all are numbers of one type, a list sets them in order: {@code
 * kernel_size: [3, 5]}. A key without a value counts as not given. A {@link ConfigNode} is kept as
 * it is, to be bound later.
 */
public final class OptionsBinder {
  private OptionsBinder() {}

  /**
   * Binds one record.
   *
   * @throws io.millrace.artifacts.MillraceException of category usage, with one line for each
   *     unknown key, wrong type, missing option and refused value
   */
  public static <R extends Record> R bind(Class<R> type, ConfigNode node) {
    Problems problems = new Problems();
    Optional<R> bound = bind(type, node, "", problems);
    problems.raise();
    return bound.orElseThrow();
  }

  /** Binds one record from maps, lists, strings, numbers and booleans. */
  public static <R extends Record> R bind(Class<R> type, Map<String, ?> values) {
    return bind(type, ConfigNode.of(values));
  }

  /**
   * Binds one record and notes what is wrong; empty if anything is.
   *
   * @param path put in front of the names of options in messages, such as {@code trainer}
   */
  public static <R extends Record> Optional<R> bind(
      Class<R> type, ConfigNode node, String path, Problems problems) {
    return Optional.ofNullable(type.cast(new Binding(problems).options(type, node, path)));
  }

  /**
   * The canonical form of a record: a map, in the order of the components, of strings, booleans,
   * longs, doubles, lists and maps, with all defaults filled in and empty optionals left out. Equal
   * options have equal forms; {@link #bind(Class, Map)} reads it back.
   */
  public static Map<String, Object> toMap(Record options) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (RecordValues.Value value : RecordValues.of(options)) {
      Object plain = plain(value.value(), value.option().type());
      if (plain != null) {
        map.put(value.option().name(), plain);
      }
    }
    return map;
  }

  private static Object plain(Object value, Type type) {
    if (value instanceof Optional<?> optional) {
      return optional.map(v -> plain(v, OptionModel.argument(type, 0))).orElse(null);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(v -> plain(v, OptionModel.argument(type, 0))).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> plain = new LinkedHashMap<>();
      map.forEach((k, v) -> plain.put((String) k, plain(v, OptionModel.argument(type, 1))));
      return plain;
    }
    if (value instanceof Enum<?> constant) {
      return OptionModel.constantName(constant);
    }
    if (value instanceof Record record) {
      Map<String, Object> map = toMap(record);
      return OptionModel.raw(type).isSealed()
          ? Map.of(OptionModel.choiceName(record.getClass()), map)
          : map;
    }
    return ((ConfigNode.Scalar) ConfigNode.of(value)).value();
  }
}
