package io.millrace.jobs.pipeline;

import io.millrace.artifacts.options.JsonSchema;
import io.millrace.transforms.component.Channel;
import io.millrace.transforms.component.Component;
import io.millrace.transforms.component.ComponentSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON Schema of pipeline files, for the completion of editors. */
public final class PipelineSchema {
  private final Registry registry;
  private final JsonSchema schema = new JsonSchema();

  private PipelineSchema(Registry registry) {
    this.registry = registry;
  }

  /** The schema, as maps and lists for a JSON writer. */
  public static Map<String, Object> of(Registry registry) {
    return new PipelineSchema(registry).build();
  }

  private Map<String, Object> build() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("$schema", JsonSchema.DIALECT);
    root.put("title", "Millrace pipeline");
    root.putAll(schema.record(PipelineFile.class));
    Map<String, Object> properties = asMap(root.get("properties"));
    Map<String, Object> components = asMap(properties.get("components"));
    Map<String, Object> byName = new LinkedHashMap<>();
    for (Component<?> component : registry.components()) {
      String name = Registry.nodeName(component.spec());
      Map<String, Object> choice = new LinkedHashMap<>();
      // A node without anything below it is no object, and takes the name's component too.
      Map<String, Object> named = new LinkedHashMap<>();
      named.put("type", "object");
      named.put("required", List.of("component"));
      choice.put("if", named);
      choice.put("then", reference("node"));
      choice.put("else", reference(component.spec().type()));
      byName.put(name, choice);
    }
    components.put("properties", byName);
    components.put("additionalProperties", reference("node"));
    root.put("$defs", definitions());
    return root;
  }

  private Map<String, Object> definitions() {
    Map<String, Object> definitions = new LinkedHashMap<>();
    definitions.put("node", anyNode());
    for (Component<?> component : registry.components()) {
      definitions.put(component.spec().type(), node(component.spec()));
    }
    schema.definitions().forEach(definitions::putIfAbsent);
    return definitions;
  }

  // A node under a name of its own names its component.
  private Map<String, Object> anyNode() {
    List<Object> choices = new ArrayList<>();
    for (String type : registry.types()) {
      Map<String, Object> choice = new LinkedHashMap<>();
      choice.put("if", Map.of("properties", Map.of("component", Map.of("const", type))));
      choice.put("then", reference(type));
      choices.add(choice);
    }
    Map<String, Object> node = new LinkedHashMap<>();
    node.put("type", "object");
    node.put("required", List.of("component"));
    node.put("properties", Map.of("component", Map.of("enum", List.copyOf(registry.types()))));
    node.put("allOf", choices);
    return node;
  }

  private Map<String, Object> node(ComponentSpec<?> spec) {
    Map<String, Object> node = schema.record(PipelineFile.NodeFile.class);
    node.put("type", List.of("object", "null"));
    node.put("description", spec.description());
    Map<String, Object> properties = asMap(node.get("properties"));
    properties.put("component", Map.of("const", spec.type()));
    properties.put("inputs", inputs(spec));
    Map<String, Object> options = schema.record(spec.options());
    properties.put("options", options);
    List<String> required = new ArrayList<>();
    if (spec.inputs().stream().anyMatch(Channel::required)) {
      required.add("inputs");
    }
    if (options.containsKey("required")) {
      required.add("options");
    }
    if (!required.isEmpty()) {
      node.put("required", required);
    }
    return node;
  }

  private static Map<String, Object> inputs(ComponentSpec<?> spec) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (Channel channel : spec.inputs()) {
      Map<String, Object> property = new LinkedHashMap<>();
      property.put("description", channel.description());
      property.put("type", "string");
      properties.put(channel.name(), property);
    }
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("type", "object");
    inputs.put("properties", properties);
    List<String> required =
        spec.inputs().stream().filter(Channel::required).map(Channel::name).toList();
    if (!required.isEmpty()) {
      inputs.put("required", required);
    }
    inputs.put("additionalProperties", false);
    return inputs;
  }

  private static Map<String, Object> reference(String name) {
    return Map.of("$ref", "#/$defs/" + name);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> asMap(Object value) {
    return (Map<String, Object>) value;
  }
}
