package io.millrace.transforms.graph;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import io.millrace.artifacts.MillraceException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Small questions to a GraphDef. */
final class GraphDefs {
  private GraphDefs() {}

  /** The node of a tensor {@code node:0}, an input {@code ^node} or a plain node name. */
  static String node(String input) {
    String name = input.startsWith("^") ? input.substring(1) : input;
    int colon = name.lastIndexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  /** {@code node} as {@code node:0}; a name with an index as it is. */
  static String tensor(String name) {
    return name.lastIndexOf(':') < 0 ? name + ":0" : name;
  }

  static Map<String, NodeDef> nodes(GraphDef graph) {
    Map<String, NodeDef> nodes = new LinkedHashMap<>();
    graph.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    return nodes;
  }

  /**
   * The nodes that some tensors need, control inputs too, in no particular order.
   *
   * @param borders nodes whose inputs are not followed
   */
  static Set<String> ancestors(
      Map<String, NodeDef> nodes, Collection<String> tensors, Set<String> borders) {
    Set<String> seen = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>();
    tensors.forEach(tensor -> open.add(node(tensor)));
    while (!open.isEmpty()) {
      String name = open.poll();
      if (!seen.add(name)) {
        continue;
      }
      NodeDef node = nodes.get(name);
      if (node == null) {
        throw MillraceException.internal("The graph has no node '" + name + "'", null);
      }
      if (!borders.contains(name)) {
        node.getInputList().forEach(input -> open.add(node(input)));
      }
    }
    return seen;
  }

  /** The graph without what the tensors do not need; functions stay. */
  static GraphDef prune(GraphDef graph, Collection<String> tensors) {
    Set<String> kept = ancestors(nodes(graph), tensors, Set.of());
    GraphDef.Builder pruned = graph.toBuilder().clearNode();
    graph.getNodeList().stream()
        .filter(node -> kept.contains(node.getName()))
        .forEach(pruned::addNode);
    return pruned.build();
  }

  /** Equal messages give equal bytes, also those with maps. */
  static byte[] bytes(MessageLite message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(message.getSerializedSize());
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      message.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
