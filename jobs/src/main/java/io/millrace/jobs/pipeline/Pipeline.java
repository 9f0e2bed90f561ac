package io.millrace.jobs.pipeline;

import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.transforms.component.Component;
import io.millrace.transforms.component.ComponentSpec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A checked pipeline.
 *
 * @param name kept in the metadata
 * @param root the folder or URI of all artefacts, absolute, without a slash at the end
 * @param spark settings for Spark
 * @param nodes in an order in which each comes after those that it reads from
 */
public record Pipeline(String name, String root, Map<String, String> spark, List<Node> nodes) {
  public Pipeline {
    spark = Collections.unmodifiableMap(new LinkedHashMap<>(spark));
    nodes = List.copyOf(nodes);
  }

  /** Where an input comes from. */
  public record Edge(String node, String channel) {
    @Override
    public String toString() {
      return node + "." + channel;
    }
  }

  /**
   * One component in its place.
   *
   * @param inputs by input channel, in the order of the channels
   * @param options bound and checked; of the type that the component's spec names
   */
  public record Node(
      String name, Component<?> component, Map<String, Edge> inputs, Record options) {
    public Node {
      inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    }

    /** The spec of the component. */
    public ComponentSpec<?> spec() {
      return component.spec();
    }

    /** The options in their canonical form. */
    public Map<String, Object> optionMap() {
      return OptionsBinder.toMap(options);
    }
  }

  /** The node of a name. */
  public Optional<Node> node(String nodeName) {
    return nodes.stream().filter(n -> n.name().equals(nodeName)).findFirst();
  }

  /** The names of all nodes. */
  public List<String> nodeNames() {
    return nodes.stream().map(Node::name).toList();
  }
}
