package io.millrace.artifacts.options;

import io.millrace.artifacts.MillraceException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One binding: nodes to Java values. A null result means that a problem was noted. */
final class Binding {
  private final Problems problems;

  Binding(Problems problems) {
    this.problems = problems;
  }

  /** The options of a component, which are always a mapping. */
  Record options(Class<? extends Record> type, ConfigNode node, String path) {
    return record(type, node, path, false);
  }

  private Record record(
      Class<? extends Record> type, ConfigNode node, String path, boolean mayBeBare) {
    List<OptionModel.Option> options = OptionModel.of(type);
    ConfigNode.Mapping mapping;
    if (isNothing(node)) {
      mapping = ConfigNode.empty(node.location());
    } else if (mayBeBare && node instanceof ConfigNode.Sequence list && isByPosition(type, list)) {
      mapping = byPosition(options, list);
    } else if (mayBeBare && isBare(type, node)) {
      ConfigNode.Entry entry = new ConfigNode.Entry(options.get(0).name(), node.location(), node);
      mapping = new ConfigNode.Mapping(List.of(entry), node.location());
    } else if (node instanceof ConfigNode.Mapping given) {
      mapping = given;
    } else {
      String expected = options.isEmpty() ? "no options" : "a mapping of " + names(options);
      return wrong(node, path, expected);
    }
    int before = problems.size();
    refuseUnknown(mapping, options, path);
    Object[] arguments = new Object[options.size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = option(options.get(i), mapping, path);
    }
    return problems.size() > before ? null : create(type, arguments, mapping, path);
  }

  private static boolean isByPosition(Class<? extends Record> type, ConfigNode.Sequence list) {
    int most = OptionModel.of(type).size();
    return OptionModel.acceptsList(type) && !list.items().isEmpty() && list.items().size() <= most;
  }

  private static ConfigNode.Mapping byPosition(
      List<OptionModel.Option> options, ConfigNode.Sequence list) {
    List<ConfigNode.Entry> entries = new ArrayList<>();
    for (int i = 0; i < list.items().size(); i++) {
      ConfigNode item = list.items().get(i);
      entries.add(new ConfigNode.Entry(options.get(i).name(), item.location(), item));
    }
    return new ConfigNode.Mapping(entries, list.location());
  }

  private static boolean isBare(Class<? extends Record> type, ConfigNode node) {
    if (!OptionModel.acceptsBareValue(type)) {
      return false;
    }
    if (!(node instanceof ConfigNode.Mapping mapping)) {
      return true;
    }
    // A mapping is the bare value only of a record whose one option is itself a mapping.
    List<OptionModel.Option> options = OptionModel.of(type);
    if (options.size() > 1 || mapping.value(options.get(0).name()).isPresent()) {
      return false;
    }
    Class<?> raw = OptionModel.raw(options.get(0).type());
    return raw == Map.class || raw.isRecord() || raw.isSealed();
  }

  private void refuseUnknown(
      ConfigNode.Mapping mapping, List<OptionModel.Option> options, String path) {
    List<String> names = options.stream().map(OptionModel.Option::name).toList();
    for (ConfigNode.Entry entry : mapping.entries()) {
      if (!names.contains(entry.key())) {
        problems.add(
            entry.keyLocation(),
            join(path, entry.key()) + ": unknown option " + Nearest.hint(entry.key(), names));
      }
    }
  }

  private Object option(OptionModel.Option option, ConfigNode.Mapping mapping, String path) {
    String at = join(path, option.name());
    Optional<ConfigNode> given = mapping.value(option.name()).filter(n -> !isNothing(n));
    if (given.isPresent()) {
      return value(option.type(), given.get(), at, option.path());
    }
    if (option.defaultText().isPresent()) {
      ConfigNode node = YamlReader.readFlag(option.defaultText().get(), "default of " + at);
      return value(option.type(), relocate(node, mapping.location()), at, option.path());
    }
    if (option.required()) {
      String doc = option.doc().isEmpty() ? "" : " (" + option.doc() + ")";
      problems.add(mapping.location(), at + ": missing, it must be given" + doc);
      return null;
    }
    return Optional.empty();
  }

  // A default that is a path is relative to the file whose mapping lacks it.
  private static ConfigNode relocate(ConfigNode node, Location location) {
    if (node instanceof ConfigNode.Scalar scalar) {
      return new ConfigNode.Scalar(scalar.value(), scalar.text(), location);
    }
    return node;
  }

  Object value(Type type, ConfigNode node, String path, boolean isPath) {
    Class<?> raw = OptionModel.raw(type);
    if (raw == ConfigNode.class) {
      return node;
    }
    if (raw == Optional.class) {
      Object inner = value(OptionModel.argument(type, 0), node, path, isPath);
      return Optional.ofNullable(inner);
    }
    if (raw == List.class) {
      return list(type, node, path, isPath);
    }
    if (raw == Map.class) {
      return map(type, node, path, isPath);
    }
    if (raw.isRecord()) {
      return record(raw.asSubclass(Record.class), node, path, true);
    }
    if (raw.isEnum()) {
      return constant(raw, node, path);
    }
    if (raw.isSealed()) {
      return choice(raw, node, path);
    }
    return scalar(raw, node, path, isPath);
  }

  private List<Object> list(Type type, ConfigNode node, String path, boolean isPath) {
    if (!(node instanceof ConfigNode.Sequence sequence)) {
      return wrong(node, path, "a list, such as [a, b]");
    }
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      ConfigNode item = sequence.items().get(i);
      items.add(value(OptionModel.argument(type, 0), item, path + "[" + i + "]", isPath));
    }
    return Collections.unmodifiableList(items);
  }

  private Map<String, Object> map(Type type, ConfigNode node, String path, boolean isPath) {
    if (isNothing(node)) {
      return Map.of();
    }
    if (!(node instanceof ConfigNode.Mapping mapping)) {
      return wrong(node, path, "a mapping, such as {a: ...}");
    }
    Map<String, Object> map = new LinkedHashMap<>();
    for (ConfigNode.Entry entry : mapping.entries()) {
      Object value =
          value(OptionModel.argument(type, 1), entry.value(), join(path, entry.key()), isPath);
      map.put(entry.key(), value);
    }
    return Collections.unmodifiableMap(map);
  }

  private Object constant(Class<?> type, ConfigNode node, String path) {
    Map<String, Object> constants = OptionModel.constants(type);
    if (node instanceof ConfigNode.Scalar scalar && scalar.value() != null) {
      Object constant = constants.get(scalar.text());
      if (constant == null) {
        problems.add(
            node.location(),
            path + ": " + node.describe() + " " + Nearest.hint(scalar.text(), constants.keySet()));
      }
      return constant;
    }
    return wrong(node, path, "one of " + String.join(", ", constants.keySet()));
  }

  private Object choice(Class<?> sealed, ConfigNode node, String path) {
    Map<String, Class<? extends Record>> choices = OptionModel.choices(sealed);
    if (node instanceof ConfigNode.Scalar scalar && scalar.value() instanceof String name) {
      return chosen(choices, name, ConfigNode.empty(scalar.location()), scalar.location(), path);
    }
    if (node instanceof ConfigNode.Mapping mapping && mapping.entries().size() == 1) {
      ConfigNode.Entry entry = mapping.entries().get(0);
      return chosen(choices, entry.key(), entry.value(), entry.keyLocation(), path);
    }
    return wrong(node, path, "one of " + String.join(", ", choices.keySet()) + ", by name");
  }

  private Object chosen(
      Map<String, Class<? extends Record>> choices,
      String name,
      ConfigNode options,
      Location at,
      String path) {
    Class<? extends Record> type = choices.get(name);
    if (type == null) {
      Collection<String> names = choices.keySet();
      problems.add(at, path + ": unknown name '" + name + "' " + Nearest.hint(name, names));
      return null;
    }
    return record(type, options, path + "." + name, true);
  }

  private Object scalar(Class<?> type, ConfigNode node, String path, boolean isPath) {
    if (!(node instanceof ConfigNode.Scalar scalar) || scalar.value() == null) {
      return wrong(node, path, OptionModel.scalarName(type));
    }
    Object value = scalar.value();
    if (type == String.class) {
      return isPath ? node.location().resolve(scalar.text()) : scalar.text();
    }
    if ((type == boolean.class || type == Boolean.class) && value instanceof Boolean) {
      return value;
    }
    if ((type == long.class || type == Long.class) && value instanceof Long) {
      return value;
    }
    if ((type == int.class || type == Integer.class) && value instanceof Long number) {
      if (number.intValue() != number) {
        return wrong(node, path, "an integer of 32 bits");
      }
      return number.intValue();
    }
    if ((type == double.class || type == Double.class) && value instanceof Number number) {
      return number.doubleValue();
    }
    if ((type == float.class || type == Float.class) && value instanceof Number number) {
      return number.floatValue();
    }
    return wrong(node, path, OptionModel.scalarName(type));
  }

  private Record create(
      Class<? extends Record> type, Object[] arguments, ConfigNode.Mapping mapping, String path) {
    try {
      return RecordValues.create(type, arguments);
    } catch (InvocationTargetException e) {
      Throwable refused = e.getCause();
      if (!(refused instanceof MillraceException || refused instanceof IllegalArgumentException)) {
        throw MillraceException.internal("Making " + type.getSimpleName() + " failed", refused);
      }
      refused(String.valueOf(refused.getMessage()), OptionModel.of(type), mapping, path);
      return null;
    }
  }

  // A refusal that begins with the name of an option is placed at that option's value.
  private void refused(
      String message, List<OptionModel.Option> options, ConfigNode.Mapping mapping, String path) {
    String first = message.split("[:.\\[ ]", 2)[0];
    boolean named = options.stream().anyMatch(o -> o.name().equals(first));
    Location at = mapping.location();
    if (named) {
      at = mapping.value(first).map(ConfigNode::location).orElse(at);
    }
    problems.add(
        at, named ? join(path, message) : path.isEmpty() ? message : path + ": " + message);
  }

  private <T> T wrong(ConfigNode node, String path, String expected) {
    String where = path.isEmpty() ? "" : path + ": ";
    problems.add(
        node.location(), where + "found " + node.describe() + " (expected: " + expected + ")");
    return null;
  }

  private static boolean isNothing(ConfigNode node) {
    return node instanceof ConfigNode.Scalar scalar && scalar.value() == null;
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String names(List<OptionModel.Option> options) {
    return String.join(", ", options.stream().map(OptionModel.Option::name).toList());
  }
}
