package io.millrace.artifacts.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value of a configuration, with the place where it was written. Immutable. */
public sealed interface ConfigNode {
  /** Where the value begins. */
  Location location();

  /** What it is, for messages: {@code "the list"}, {@code "5"}. */
  String describe();

  /**
   * A single value.
   *
   * @param value a String, Boolean, Long, Double, or null
   * @param text as it was written, so that {@code 007} stays {@code 007} where text is expected
   */
  record Scalar(Object value, String text, Location location) implements ConfigNode {
    @Override
    public String describe() {
      if (value == null) {
        return "nothing";
      }
      return value instanceof String ? "'" + text + "'" : text;
    }
  }

  /** A list. */
  record Sequence(List<ConfigNode> items, Location location) implements ConfigNode {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String describe() {
      return "a list";
    }
  }

  /** One key of a mapping with its value. */
  record Entry(String key, Location keyLocation, ConfigNode value) {}

  /** Keys with values, in the order of the file; keys are unique. */
  record Mapping(List<Entry> entries, Location location) implements ConfigNode {
    public Mapping {
      entries = List.copyOf(entries);
    }

    @Override
    public String describe() {
      return "a mapping";
    }

    /** The entry of a key. */
    public Optional<Entry> entry(String key) {
      return entries.stream().filter(e -> e.key().equals(key)).findFirst();
    }

    /** The value of a key. */
    public Optional<ConfigNode> value(String key) {
      return entry(key).map(Entry::value);
    }

    /** This mapping with one key set or replaced; the order stays. */
    public Mapping with(String key, Location keyLocation, ConfigNode value) {
      List<Entry> changed = new ArrayList<>();
      boolean found = false;
      for (Entry entry : entries) {
        boolean same = entry.key().equals(key);
        found |= same;
        changed.add(same ? new Entry(key, keyLocation, value) : entry);
      }
      if (!found) {
        changed.add(new Entry(key, keyLocation, value));
      }
      return new Mapping(changed, location);
    }

    /** This mapping with a value set at a path of keys; mappings on the way are made as needed. */
    public Mapping withPath(List<String> path, ConfigNode value) {
      String key = path.get(0);
      if (path.size() == 1) {
        return with(key, value.location(), value);
      }
      Optional<Entry> entry = entry(key);
      Mapping inner =
          entry.isPresent() && entry.get().value() instanceof Mapping mapping
              ? mapping
              : empty(value.location());
      Location at = entry.map(Entry::keyLocation).orElse(value.location());
      return with(key, at, inner.withPath(path.subList(1, path.size()), value));
    }
  }

  /** A mapping without keys. */
  static Mapping empty(Location location) {
    return new Mapping(List.of(), location);
  }

  /** A node from maps, lists, strings, numbers, booleans and nulls made in code. */
  static ConfigNode of(Object value) {
    return of(value, Location.NONE);
  }

  /** The same, with a place for messages. */
  static ConfigNode of(Object value, Location location) {
    if (value instanceof ConfigNode node) {
      return node;
    }
    if (value instanceof Map<?, ?> map) {
      List<Entry> entries = new ArrayList<>();
      map.forEach((k, v) -> entries.add(new Entry(String.valueOf(k), location, of(v, location))));
      return new Mapping(entries, location);
    }
    if (value instanceof Iterable<?> list) {
      List<ConfigNode> items = new ArrayList<>();
      list.forEach(item -> items.add(of(item, location)));
      return new Sequence(items, location);
    }
    return new Scalar(plain(value), String.valueOf(value), location);
  }

  private static Object plain(Object value) {
    if (value == null || value instanceof String || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Integer
        || value instanceof Long
        || value instanceof Short
        || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof Float f) {
      return Double.valueOf(f.toString());
    }
    if (value instanceof Double) {
      return value;
    }
    throw new IllegalArgumentException("No configuration value: " + value.getClass().getName());
  }
}
