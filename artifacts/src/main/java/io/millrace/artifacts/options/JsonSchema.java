package io.millrace.artifacts.options;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * JSON Schema, draft 2020-12, of option records, as maps and lists ready for a JSON writer. Records
 * become definitions under {@code $defs}, which {@link #definitions} holds after {@link #type}.
 */
public final class JsonSchema {
  /** The dialect. */
  public static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

  private final Map<String, Object> definitions = new LinkedHashMap<>();
  private final Map<String, Class<?>> owners = new LinkedHashMap<>();

  /** The whole schema of one record, the options of a component. */
  public static Map<String, Object> of(Class<? extends Record> type) {
    JsonSchema schema = new JsonSchema();
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("$schema", DIALECT);
    root.putAll(schema.record(type));
    root.put("$defs", schema.definitions());
    return root;
  }

  /** The definitions that the schemas made so far refer to. */
  public Map<String, Object> definitions() {
    return definitions;
  }

  /** The schema of a type of option. */
  public Map<String, Object> type(Type type) {
    Class<?> raw = OptionModel.raw(type);
    if (raw == ConfigNode.class) {
      return new LinkedHashMap<>();
    }
    if (raw == Optional.class) {
      return type(OptionModel.argument(type, 0));
    }
    if (raw == List.class) {
      return map("type", "array", "items", type(OptionModel.argument(type, 0)));
    }
    if (raw == Map.class) {
      return map("type", "object", "additionalProperties", type(OptionModel.argument(type, 1)));
    }
    if (raw.isRecord()) {
      return reference(raw);
    }
    if (raw.isEnum()) {
      return map("enum", List.copyOf(OptionModel.constants(raw).keySet()));
    }
    if (raw.isSealed()) {
      return reference(raw);
    }
    return switch (OptionModel.scalarName(raw)) {
      case "text" -> map("type", List.of("string", "number", "boolean"));
      case "integer" -> map("type", "integer");
      case "number" -> map("type", "number");
      default -> map("type", "boolean");
    };
  }

  private Map<String, Object> reference(Class<?> type) {
    String name = definitionName(type);
    if (!definitions.containsKey(name)) {
      Map<String, Object> definition = new LinkedHashMap<>();
      definitions.put(name, definition);
      owners.put(name, type);
      definition.putAll(type.isRecord() ? anyRecord(type.asSubclass(Record.class)) : choice(type));
    }
    return map("$ref", "#/$defs/" + name);
  }

  private String definitionName(Class<?> type) {
    String name = type.getSimpleName();
    int suffix = 2;
    while (owners.containsKey(name) && owners.get(name) != type) {
      name = type.getSimpleName() + suffix++;
    }
    return name;
  }

  private Map<String, Object> anyRecord(Class<? extends Record> type) {
    Map<String, Object> mapping = record(type);
    if (!OptionModel.acceptsBareValue(type)) {
      return mapping;
    }
    Map<String, Object> first = type(OptionModel.of(type).get(0).type());
    if (!OptionModel.acceptsList(type)) {
      return map("anyOf", List.of(mapping, first));
    }
    Map<String, Object> list = map("type", "array", "items", first);
    list.put("minItems", 1);
    list.put("maxItems", OptionModel.of(type).size());
    return map("anyOf", List.of(mapping, first, list));
  }

  /** The schema of a record's mapping, without the bare value that may stand for it. */
  public Map<String, Object> record(Class<? extends Record> type) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (OptionModel.Option option : OptionModel.of(type)) {
      properties.put(option.name(), property(option));
      if (option.required()) {
        required.add(option.name());
      }
    }
    Map<String, Object> schema = map("type", "object");
    String doc = OptionModel.doc(type);
    if (!doc.isEmpty()) {
      schema.put("description", doc);
    }
    schema.put("properties", properties);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("additionalProperties", false);
    return schema;
  }

  private Map<String, Object> property(OptionModel.Option option) {
    Map<String, Object> schema = new LinkedHashMap<>();
    if (!option.doc().isEmpty()) {
      schema.put("description", option.doc());
    }
    schema.putAll(type(option.type()));
    option
        .defaultText()
        .ifPresent(text -> schema.put("default", plain(YamlReader.readFlag(text, "default"))));
    return schema;
  }

  private Map<String, Object> choice(Class<?> sealed) {
    List<String> bare = new ArrayList<>();
    Map<String, Object> properties = new LinkedHashMap<>();
    OptionModel.choices(sealed)
        .forEach(
            (name, type) -> {
              if (OptionModel.of(type).stream().noneMatch(OptionModel.Option::required)) {
                bare.add(name);
              }
              properties.put(name, choiceProperty(type));
            });
    List<Object> forms = new ArrayList<>();
    if (!bare.isEmpty()) {
      forms.add(map("enum", bare));
    }
    Map<String, Object> mapping = map("type", "object", "properties", properties);
    mapping.put("additionalProperties", false);
    mapping.put("minProperties", 1);
    mapping.put("maxProperties", 1);
    forms.add(mapping);
    Map<String, Object> schema = new LinkedHashMap<>();
    String doc = OptionModel.doc(sealed);
    if (!doc.isEmpty()) {
      schema.put("description", doc);
    }
    schema.put("anyOf", forms);
    return schema;
  }

  // The options of a choice may be left empty where none is required.
  private Map<String, Object> choiceProperty(Class<? extends Record> type) {
    Map<String, Object> options = reference(type);
    if (OptionModel.of(type).stream().anyMatch(OptionModel.Option::required)) {
      return options;
    }
    return map("anyOf", List.of(options, map("type", "null")));
  }

  private static Object plain(ConfigNode node) {
    if (node instanceof ConfigNode.Sequence sequence) {
      return sequence.items().stream().map(JsonSchema::plain).toList();
    }
    if (node instanceof ConfigNode.Mapping mapping) {
      Map<String, Object> map = new LinkedHashMap<>();
      mapping.entries().forEach(e -> map.put(e.key(), plain(e.value())));
      return map;
    }
    return ((ConfigNode.Scalar) node).value();
  }

  private static Map<String, Object> map(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
