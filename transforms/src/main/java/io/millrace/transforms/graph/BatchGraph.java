package io.millrace.transforms.graph;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.examples.Digests;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TString;

/**
 * A graph from a batch of serialized raw examples, string [batch] in the placeholder {@value
 * #EXAMPLES}, to some tensors. Goes to the tasks; holds no native memory.
 *
 * @param graphDef the serialized graph
 * @param fetches the tensors
 * @param key equal for equal graphs
 */
record BatchGraph(byte[] graphDef, List<String> fetches, String key) implements Serializable {
  static final String EXAMPLES = "examples";
  private static final String PREFIX = "transform";

  /**
   * Puts the parsing of the needed features before a graph.
   *
   * @param features all raw features that have a placeholder in the graph
   */
  static BatchGraph of(
      GraphDef transform, Map<String, TensorSpec> features, List<String> tensors, String what) {
    Set<String> needed = GraphDefs.ancestors(GraphDefs.nodes(transform), tensors, Set.of());
    Map<String, TensorSpec> parsed = new LinkedHashMap<>(features);
    parsed.values().removeIf(spec -> !needed.contains(GraphDefs.node(spec.tensor())));
    if (parsed.isEmpty()) {
      throw MillraceException.usage(
          what + ": found no raw feature that it depends on (expected: one or more)");
    }
    GraphSplice splice = GraphSplice.of(transform).keep(tensors);
    GraphDef host;
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TString> examples =
          tf.withName(EXAMPLES)
              .placeholder(TString.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
      RawExamples.parse(tf, examples, parsed.values())
          .forEach(
              (name, tensor) -> splice.feed(parsed.get(name).tensor(), Tracer.tensorName(tensor)));
      host = graph.toGraphDef();
    }
    byte[] bytes = GraphDefs.bytes(splice.into(host, PREFIX));
    List<String> fetches = tensors.stream().map(t -> GraphSplice.name(PREFIX, t)).toList();
    return new BatchGraph(bytes, fetches, Digests.of(bytes));
  }
}
