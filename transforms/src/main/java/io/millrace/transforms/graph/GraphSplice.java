package io.millrace.transforms.graph;

import com.google.protobuf.ByteString;
import io.millrace.artifacts.MillraceException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.VersionDef;

/**
 * Puts one graph into another: its nodes get a prefix, some of them are replaced by tensors of the
 * other graph, and only what is asked for comes along. Works on GraphDefs alone, without native
 * memory, because TensorFlow Java's {@code importGraphDef} maps no inputs.
 *
 * <pre>{@code
 * GraphDef both =
 *     GraphSplice.of(transform.graphDef())
 *         .feed("inputs/image", "parse/ParseExample:0")
 *         .keep(List.of("outputs/image:0"))
 *         .into(host, "transform");
 * // the result is the tensor GraphSplice.name("transform", "outputs/image:0")
 * }</pre>
 *
 * Not thread-safe.
 */
public final class GraphSplice {
  private final GraphDef guest;
  private final Map<String, NodeDef> nodes;
  private final Map<String, Feed> feeds = new LinkedHashMap<>();
  private Optional<Collection<String>> kept = Optional.empty();

  private record Feed(String tensor, DataType dtype) {}

  private GraphSplice(GraphDef guest) {
    this.guest = guest;
    this.nodes = GraphDefs.nodes(guest);
  }

  /** Begins with the graph that is to be put into another. */
  public static GraphSplice of(GraphDef guest) {
    return new GraphSplice(guest);
  }

  /** The name that a node or tensor of the guest has in the result. */
  public static String name(String prefix, String nodeOrTensor) {
    return prefix.isEmpty() ? nodeOrTensor : prefix + "/" + nodeOrTensor;
  }

  /**
   * Replaces a node by a tensor of the host; the dtype is read from the node's attribute {@code
   * dtype} or {@code out_type}, so it must be a placeholder, a constant, a DecodeRaw or the like.
   *
   * @param node a node of the guest with one output, or its tensor {@code node:0}
   * @param hostTensor such as {@code parse:3}; {@code parse} means {@code parse:0}
   */
  public GraphSplice feed(String node, String hostTensor) {
    NodeDef replaced = existing(GraphDefs.node(node));
    for (String attribute : List.of("dtype", "out_type")) {
      AttrValue value = replaced.getAttrMap().get(attribute);
      if (value != null && value.getValueCase() == AttrValue.ValueCase.TYPE) {
        return feed(node, hostTensor, value.getType());
      }
    }
    throw MillraceException.internal(
        "Node '" + replaced.getName() + "' (" + replaced.getOp() + ") does not tell its dtype",
        null);
  }

  /** As {@link #feed(String, String)}, for a node of any kind whose first output has this dtype. */
  public GraphSplice feed(String node, String hostTensor, DataType dtype) {
    String name = GraphDefs.node(node);
    existing(name);
    String later = name + ":";
    for (NodeDef consumer : guest.getNodeList()) {
      for (String input : consumer.getInputList()) {
        if (input.startsWith(later) && !input.equals(later + 0)) {
          throw MillraceException.internal(
              "Node '" + name + "' has several outputs in use and cannot be replaced", null);
        }
      }
    }
    feeds.put(name, new Feed(hostTensor, dtype));
    return this;
  }

  /** Takes only what these tensors or nodes of the guest need; without a call, everything. */
  public GraphSplice keep(Collection<String> tensors) {
    kept = Optional.of(List.copyOf(tensors));
    return this;
  }

  /**
   * The host's nodes followed by the guest's.
   *
   * @param prefix a scope that the host does not have, or empty
   * @throws MillraceException (internal) if a needed placeholder is not fed, a fed tensor is not in
   *     the host or two nodes have one name
   */
  public GraphDef into(GraphDef host, String prefix) {
    Map<String, NodeDef> hosts = GraphDefs.nodes(host);
    Set<String> taken =
        kept.map(tensors -> GraphDefs.ancestors(nodes, tensors, feeds.keySet()))
            .orElse(nodes.keySet());
    Map<String, String> functions = functionNames(host, prefix);
    GraphDef.Builder result = host.toBuilder();
    for (NodeDef node : guest.getNodeList()) {
      if (!taken.contains(node.getName())) {
        continue;
      }
      NodeDef placed = placed(node, prefix, functions);
      if (hosts.containsKey(placed.getName())) {
        throw MillraceException.internal(
            "Both graphs have a node '" + placed.getName() + "'; choose another prefix", null);
      }
      Feed feed = feeds.get(node.getName());
      if (feed != null && !hosts.containsKey(GraphDefs.node(feed.tensor()))) {
        throw MillraceException.internal("The host has no tensor '" + feed.tensor() + "'", null);
      }
      result.addNode(placed);
    }
    addFunctions(result, host, functions);
    return result.setVersions(versions(host)).build();
  }

  private NodeDef existing(String name) {
    NodeDef node = nodes.get(name);
    if (node == null) {
      throw MillraceException.internal("The graph has no node '" + name + "'", null);
    }
    return node;
  }

  private NodeDef placed(NodeDef node, String prefix, Map<String, String> functions) {
    Feed feed = feeds.get(node.getName());
    if (feed != null) {
      return NodeDef.newBuilder()
          .setName(name(prefix, node.getName()))
          .setOp("Identity")
          .addInput(feed.tensor())
          .putAttr("T", AttrValue.newBuilder().setType(feed.dtype()).build())
          .build();
    }
    if (node.getOp().startsWith("Placeholder") && node.getInputCount() == 0) {
      throw MillraceException.internal(
          "Placeholder '" + node.getName() + "' is needed and not fed", null);
    }
    NodeDef.Builder placed = renamedFunctions(node, functions).toBuilder();
    placed.setName(name(prefix, node.getName())).clearInput();
    for (String input : node.getInputList()) {
      placed.addInput(
          input.startsWith("^") ? "^" + name(prefix, input.substring(1)) : name(prefix, input));
    }
    return prefixedAttributes(placed, prefix).build();
  }

  // Colocation names nodes; a loop's frame must not be taken for the frame of another copy.
  private static NodeDef.Builder prefixedAttributes(NodeDef.Builder node, String prefix) {
    AttrValue colocation = node.getAttrMap().get("_class");
    if (colocation != null) {
      AttrValue.ListValue.Builder classes = AttrValue.ListValue.newBuilder();
      for (ByteString value : colocation.getList().getSList()) {
        String text = value.toStringUtf8();
        boolean location = text.startsWith("loc:@");
        classes.addS(
            location ? ByteString.copyFromUtf8("loc:@" + name(prefix, text.substring(5))) : value);
      }
      node.putAttr("_class", AttrValue.newBuilder().setList(classes).build());
    }
    AttrValue frame = node.getAttrMap().get("frame_name");
    if (frame != null) {
      String renamed = name(prefix, frame.getS().toStringUtf8());
      node.putAttr(
          "frame_name", AttrValue.newBuilder().setS(ByteString.copyFromUtf8(renamed)).build());
    }
    return node;
  }

  /** New names for functions whose name the host uses for something else. */
  private Map<String, String> functionNames(GraphDef host, String prefix) {
    Map<String, FunctionDef> hosts = new HashMap<>();
    host.getLibrary().getFunctionList().forEach(f -> hosts.put(f.getSignature().getName(), f));
    Map<String, String> renamed = new HashMap<>();
    for (FunctionDef function : guest.getLibrary().getFunctionList()) {
      String name = function.getSignature().getName();
      FunctionDef same = hosts.get(name);
      if (same != null && !same.equals(function)) {
        String fresh = prefix.replace('/', '_') + "_" + name;
        while (hosts.containsKey(fresh)) {
          fresh = fresh + "_";
        }
        renamed.put(name, fresh);
      }
    }
    return renamed;
  }

  private void addFunctions(GraphDef.Builder result, GraphDef host, Map<String, String> renamed) {
    if (!guest.hasLibrary()) {
      return;
    }
    Set<FunctionDef> present = Set.copyOf(host.getLibrary().getFunctionList());
    for (FunctionDef function : guest.getLibrary().getFunctionList()) {
      if (present.contains(function) && renamed.isEmpty()) {
        continue;
      }
      String name = function.getSignature().getName();
      String fresh = renamed.getOrDefault(name, name);
      FunctionDef.Builder copy = function.toBuilder();
      copy.getSignatureBuilder().setName(fresh);
      for (int i = 0; i < copy.getNodeDefCount(); i++) {
        copy.setNodeDef(i, renamedFunctions(copy.getNodeDef(i), renamed));
      }
      if (!present.contains(copy.build())) {
        result.getLibraryBuilder().addFunction(copy);
      }
    }
    guest.getLibrary().getGradientList().stream()
        .map(
            gradient ->
                gradient.toBuilder()
                    .setFunctionName(
                        renamed.getOrDefault(
                            gradient.getFunctionName(), gradient.getFunctionName()))
                    .setGradientFunc(
                        renamed.getOrDefault(
                            gradient.getGradientFunc(), gradient.getGradientFunc()))
                    .build())
        .filter(gradient -> !host.getLibrary().getGradientList().contains(gradient))
        .forEach(result.getLibraryBuilder()::addGradient);
  }

  private static NodeDef renamedFunctions(NodeDef node, Map<String, String> renamed) {
    if (renamed.isEmpty()) {
      return node;
    }
    NodeDef.Builder result = node.toBuilder();
    result.setOp(renamed.getOrDefault(node.getOp(), node.getOp()));
    node.getAttrMap()
        .forEach(
            (key, value) -> {
              if (value.hasFunc()) {
                result.putAttr(
                    key, value.toBuilder().setFunc(renamed(value.getFunc(), renamed)).build());
              } else if (value.getList().getFuncCount() > 0) {
                AttrValue.Builder list = value.toBuilder();
                for (int i = 0; i < value.getList().getFuncCount(); i++) {
                  list.getListBuilder().setFunc(i, renamed(value.getList().getFunc(i), renamed));
                }
                result.putAttr(key, list.build());
              }
            });
    return result.build();
  }

  private static NameAttrList renamed(NameAttrList function, Map<String, String> renamed) {
    return function.toBuilder()
        .setName(renamed.getOrDefault(function.getName(), function.getName()))
        .build();
  }

  // A graph is read with the behaviour of the producer it names, so the older one must count.
  private VersionDef versions(GraphDef host) {
    if (!host.hasVersions() || !guest.hasVersions()) {
      return host.hasVersions() ? host.getVersions() : guest.getVersions();
    }
    VersionDef a = host.getVersions();
    VersionDef b = guest.getVersions();
    return a.toBuilder()
        .setProducer(Math.min(a.getProducer(), b.getProducer()))
        .setMinConsumer(Math.max(a.getMinConsumer(), b.getMinConsumer()))
        .build();
  }
}
