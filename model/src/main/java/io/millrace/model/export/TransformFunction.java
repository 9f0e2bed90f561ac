package io.millrace.model.export;

import com.google.protobuf.ByteString;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * The preprocessing as a graph definition: a SavedModel of TensorFlow 1's form with the tag {@code
 * transform} and the signature {@code transform_signature}, whose inputs are raw features and whose
 * outputs are transformed ones. Immutable; holds no native memory.
 */
final class TransformFunction {
  private static final String FOLDER = "transform_fn";
  private static final String TAG = "transform";
  private static final String SIGNATURE = "transform_signature";
  private static final String INIT_OP = "__saved_model_init_op";
  private static final String COLOCATION = "_class";
  private static final Set<String> VARIABLES = Set.of("VarHandleOp", "VariableV2", "Variable");

  private final String uri;
  private final MetaGraphDef meta;
  private final SignatureDef signature;
  private final Map<String, NodeDef> nodes = new HashMap<>();

  private TransformFunction(String uri, MetaGraphDef meta) {
    this.uri = uri;
    this.meta = meta;
    this.signature = meta.getSignatureDefOrThrow(SIGNATURE);
    meta.getGraphDef().getNodeList().forEach(node -> nodes.put(node.getName(), node));
  }

  /**
   * Reads the preprocessing of a TransformGraph artefact.
   *
   * @throws MillraceException (data) if it is missing or of another form
   */
  static TransformFunction read(Storage storage, String artefactUri) throws IOException {
    String folder = Storage.resolve(artefactUri, FOLDER);
    String file = Storage.resolve(folder, "saved_model.pb");
    SavedModel model;
    try {
      model = SavedModel.parseFrom(storage.readBytes(file));
    } catch (FileNotFoundException e) {
      throw MillraceException.data(
          file + ": not found (expected: the output 'transform_graph' of a transform)", e);
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw MillraceException.data(file + ": this is no SavedModel: " + e.getMessage(), e);
    }
    for (MetaGraphDef meta : model.getMetaGraphsList()) {
      if (meta.getMetaInfoDef().getTagsList().contains(TAG)
          && meta.containsSignatureDef(SIGNATURE)) {
        return new TransformFunction(folder, meta);
      }
    }
    throw MillraceException.data(
        file
            + ": no graph with the tag '"
            + TAG
            + "' and the signature '"
            + SIGNATURE
            + "'; a TensorFlow 2 transform (force_tf_compat_v1=False) cannot be exported with a"
            + " model");
  }

  String uri() {
    return uri;
  }

  /** The folder that {@code asset} files lie in. */
  String assetsUri() {
    return Storage.resolve(uri, "assets");
  }

  MetaGraphDef meta() {
    return meta;
  }

  /** The tensors of a transformed feature. */
  TensorInfo output(String feature) {
    TensorInfo output = signature.getOutputsMap().get(feature);
    if (output == null || output.getName().isEmpty()) {
      throw MillraceException.usage(
          "input: '"
              + feature
              + "' is no dense feature of the transform (expected: one of "
              + signature.getOutputsMap().keySet()
              + ")");
    }
    return output;
  }

  /** The raw features that a transformed one is computed from, in the signature's order. */
  Map<String, TensorInfo> rawFeaturesOf(String feature) {
    Set<String> needed = ancestors(List.of(output(feature).getName()));
    Map<String, TensorInfo> raw = new LinkedHashMap<>();
    signature.getInputsMap().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .filter(e -> tensorsOf(e.getValue()).stream().anyMatch(t -> needed.contains(node(t))))
        .forEach(e -> raw.put(e.getKey(), e.getValue()));
    return raw;
  }

  /** The tensors that stand for a feature: one if dense; indices, values and shape if sparse. */
  static List<String> tensorsOf(TensorInfo info) {
    if (info.hasCooSparse()) {
      TensorInfo.CooSparse sparse = info.getCooSparse();
      return List.of(
          sparse.getIndicesTensorName(),
          sparse.getValuesTensorName(),
          sparse.getDenseShapeTensorName());
    }
    return List.of(info.getName());
  }

  /** The operation that initialises tables, empty if there are none. */
  String initOperation() {
    SignatureDef init = meta.getSignatureDefMap().get(INIT_OP);
    return init == null ? "" : node(init.getOutputsOrThrow(INIT_OP).getName());
  }

  /**
   * Appends the nodes that compute tensors to a graph definition.
   *
   * @param prefix put before the names of the nodes, with a slash
   * @param replaced tensors of this function, such as its placeholders, to those of {@code target}
   *     that stand in for them
   */
  void splice(
      GraphDef.Builder target,
      String prefix,
      Map<String, String> replaced,
      Collection<String> wanted) {
    Set<String> placeholders = new LinkedHashSet<>();
    replaced.keySet().forEach(tensor -> placeholders.add(node(tensor)));
    for (String name : ancestors(wanted)) {
      if (placeholders.contains(name)) {
        continue;
      }
      NodeDef node = nodes.get(name);
      if (node.getOp().equals("Placeholder") || VARIABLES.contains(node.getOp())) {
        throw MillraceException.data(
            uri
                + ": node '"
                + name
                + "' is a "
                + node.getOp()
                + " (expected: constants and the raw features only)");
      }
      target.addNode(renamed(node, prefix, replaced));
    }
    meta.getGraphDef()
        .getLibrary()
        .getFunctionList()
        .forEach(
            function -> {
              if (!target.getLibrary().getFunctionList().contains(function)) {
                target.getLibraryBuilder().addFunction(function);
              }
            });
  }

  private static NodeDef renamed(NodeDef node, String prefix, Map<String, String> replaced) {
    NodeDef.Builder copy = node.toBuilder().setName(prefix + "/" + node.getName()).clearInput();
    for (String input : node.getInputList()) {
      if (input.startsWith("^")) {
        copy.addInput("^" + prefix + "/" + input.substring(1));
      } else {
        String tensor = input.contains(":") ? input : input + ":0";
        String other = replaced.get(tensor);
        copy.addInput(other == null ? prefix + "/" + input : other);
      }
    }
    AttrValue colocation = node.getAttrMap().get(COLOCATION);
    if (colocation != null) {
      AttrValue.ListValue.Builder moved = AttrValue.ListValue.newBuilder();
      for (ByteString place : colocation.getList().getSList()) {
        moved.addS(
            ByteString.copyFromUtf8(place.toStringUtf8().replace("loc:@", "loc:@" + prefix + "/")));
      }
      copy.putAttr(COLOCATION, AttrValue.newBuilder().setList(moved).build());
    }
    return copy.build();
  }

  /** The nodes that tensors or operations are computed from, inputs before their users. */
  private Set<String> ancestors(Collection<String> tensors) {
    Set<String> seen = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>();
    tensors.forEach(tensor -> open.add(node(tensor)));
    while (!open.isEmpty()) {
      String name = open.poll();
      NodeDef node = nodes.get(name);
      if (node == null) {
        throw MillraceException.data(uri + ": no node '" + name + "'; the graph is broken");
      }
      if (seen.add(name)) {
        node.getInputList().forEach(input -> open.add(node(input)));
      }
    }
    return seen;
  }

  /** {@code name:1}, {@code name} and {@code ^name} to {@code name}. */
  private static String node(String tensor) {
    String name = tensor.startsWith("^") ? tensor.substring(1) : tensor;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }
}
