package io.millrace.transforms.graph;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.examples.Digests;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A preprocessing graph: raw features in, transformed features out, the results of the full passes
 * inside as constants. Immutable, on the heap alone; works without TensorFlow's native library.
 *
 * <p>The form (TensorFlow Transform, {@code saved/saved_transform_io.py}): a SavedModel of
 * TensorFlow 1 in {@code transform_fn/} with the tag {@code transform} and the signature {@code
 * transform_signature}.
 */
public final class TransformGraph {
  /** The folder of the SavedModel in the artefact. */
  public static final String TRANSFORM_FN = "transform_fn";

  /** The folder of the schema of the transformed features. */
  public static final String TRANSFORMED_METADATA = "transformed_metadata";

  /** The folder of the schema of the raw features. */
  public static final String RAW_METADATA = "metadata";

  static final String SAVED_MODEL = "saved_model.pb";
  static final String TAG = "transform";
  static final String SIGNATURE = "transform_signature";
  private static final String METHOD = "tensorflow/serving/predict";

  /** Ops that change no value, only its shape. */
  private static final Set<String> SHAPE_OPS =
      Set.of("Identity", "Reshape", "Squeeze", "ExpandDims", "EnsureShape");

  private final GraphDef graph;
  private final Map<String, TensorInfo> inputs;
  private final Map<String, TensorInfo> outputs;

  /** Inputs may be sparse, outputs must be dense. */
  TransformGraph(GraphDef graph, Map<String, TensorInfo> inputs, Map<String, TensorInfo> outputs) {
    this.graph = graph;
    this.inputs = Collections.unmodifiableMap(sorted(inputs));
    this.outputs = Collections.unmodifiableMap(sorted(outputs));
  }

  /**
   * Reads the graph of a TransformGraph artefact.
   *
   * @throws MillraceException (data) if there is none, or one of another form
   */
  public static TransformGraph load(Storage storage, String uri) {
    String file = Storage.resolve(Storage.resolve(uri, TRANSFORM_FN), SAVED_MODEL);
    SavedModel model;
    try {
      model = SavedModel.parseFrom(storage.readBytes(file));
    } catch (FileNotFoundException e) {
      throw MillraceException.data(
          file + ": no such file (expected: a transform graph); run Transform", e);
    } catch (InvalidProtocolBufferException e) {
      throw MillraceException.data(file + ": not a SavedModel: " + e.getMessage(), e);
    } catch (IOException e) {
      throw MillraceException.environment(file + ": cannot be read: " + e.getMessage(), e);
    }
    return of(model, file);
  }

  /** The graph of a trace without analyzers left to compute, and without what no output needs. */
  static TransformGraph of(Trace trace) {
    Map<String, TensorInfo> outputs = new LinkedHashMap<>();
    trace.outputs().forEach((name, spec) -> outputs.put(name, info(spec)));
    List<String> kept = new ArrayList<>();
    trace.outputs().values().forEach(spec -> kept.add(spec.tensor()));
    for (TensorInfo input : trace.inputs().values()) {
      if (input.hasCooSparse()) {
        kept.add(input.getCooSparse().getIndicesTensorName());
        kept.add(input.getCooSparse().getValuesTensorName());
        kept.add(input.getCooSparse().getDenseShapeTensorName());
      } else {
        kept.add(input.getName());
      }
    }
    return new TransformGraph(GraphDefs.prune(trace.graph(), kept), trace.inputs(), outputs);
  }

  /** Reads what {@link #toBytes()} gave. */
  static TransformGraph of(byte[] bytes) {
    try {
      return of(SavedModel.parseFrom(bytes), SAVED_MODEL);
    } catch (InvalidProtocolBufferException e) {
      throw MillraceException.internal("Broken transform graph", e);
    }
  }

  private static TransformGraph of(SavedModel model, String file) {
    for (MetaGraphDef meta : model.getMetaGraphsList()) {
      SignatureDef signature = meta.getSignatureDefMap().get(SIGNATURE);
      if (meta.getMetaInfoDef().getTagsList().contains(TAG) && signature != null) {
        return new TransformGraph(
            meta.getGraphDef(), signature.getInputsMap(), signature.getOutputsMap());
      }
    }
    throw MillraceException.data(
        file
            + ": no graph with the tag '"
            + TAG
            + "' and the signature '"
            + SIGNATURE
            + "' (expected: one that Millrace wrote, or TensorFlow Transform with"
            + " force_tf_compat_v1)");
  }

  /** The graph: placeholders for all raw features, a tensor for each transformed one. */
  public GraphDef graphDef() {
    return graph;
  }

  /** The dense raw features by name, sorted, also those that no output needs. */
  public Map<String, TensorSpec> inputs() {
    return specs(inputs);
  }

  /** The transformed features by name, sorted. */
  public Map<String, TensorSpec> outputs() {
    return specs(outputs);
  }

  /**
   * The raw features that some outputs need, in the order of {@link #inputs()}: what a serving
   * graph has to parse.
   *
   * @throws MillraceException (usage) if there is no such output
   */
  public Map<String, TensorSpec> inputsOf(Collection<String> outputNames) {
    Map<String, TensorSpec> outputSpecs = outputs();
    List<String> tensors =
        outputNames.stream().map(name -> output(outputSpecs, name).tensor()).toList();
    Set<String> needed = GraphDefs.ancestors(GraphDefs.nodes(graph), tensors, Set.of());
    Map<String, TensorSpec> result = inputs();
    result.values().removeIf(spec -> !needed.contains(GraphDefs.node(spec.tensor())));
    return result;
  }

  private static TensorSpec output(Map<String, TensorSpec> outputs, String name) {
    TensorSpec spec = outputs.get(name);
    if (spec == null) {
      throw MillraceException.usage(
          "feature '"
              + name
              + "': no such transformed feature (expected: one of "
              + outputs.keySet()
              + ")");
    }
    return spec;
  }

  /**
   * The node that turns the raw bytes of a feature into numbers: a {@code DecodeRaw} to uint8 of
   * shape [batch, values]. Feeding this node ({@link GraphSplice#feed}) puts pixels in behind the
   * decoding.
   *
   * @return empty if the feature's bytes are not decoded so, more than once, or also used otherwise
   */
  public Optional<String> rawPixelsNode(String feature) {
    TensorSpec input = inputs().get(feature);
    if (input == null || input.dtype() != DataType.DT_STRING) {
      return Optional.empty();
    }
    Set<String> found = new LinkedHashSet<>();
    Set<String> seen = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(GraphDefs.node(input.tensor())));
    while (!open.isEmpty()) {
      String name = open.poll();
      if (!seen.add(name)) {
        continue;
      }
      for (NodeDef consumer : consumers(name)) {
        if (SHAPE_OPS.contains(consumer.getOp())) {
          open.add(consumer.getName());
        } else if (decodesBytes(consumer)) {
          found.add(consumer.getName());
        } else {
          return Optional.empty();
        }
      }
    }
    return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
  }

  private List<NodeDef> consumers(String name) {
    return graph.getNodeList().stream()
        .filter(n -> n.getInputList().stream().anyMatch(i -> GraphDefs.node(i).equals(name)))
        .toList();
  }

  private static boolean decodesBytes(NodeDef node) {
    return node.getOp().equals("DecodeRaw")
        && node.getAttrOrThrow("out_type").getType() == DataType.DT_UINT8;
  }

  /** SHA-256 of graph and signature, in hexadecimal: equal graphs have equal digests. */
  public String digest() {
    return Digests.of(toBytes());
  }

  /** Writes {@code transform_fn/saved_model.pb}. */
  void write(Storage storage, String uri) throws IOException {
    String folder = Storage.resolve(uri, TRANSFORM_FN);
    storage.writeBytes(Storage.resolve(folder, SAVED_MODEL), toBytes());
  }

  /** The serialized SavedModel. */
  byte[] toBytes() {
    return GraphDefs.bytes(savedModel());
  }

  private SavedModel savedModel() {
    SignatureDef signature =
        SignatureDef.newBuilder()
            .setMethodName(METHOD)
            .putAllInputs(inputs)
            .putAllOutputs(outputs)
            .build();
    MetaGraphDef meta =
        MetaGraphDef.newBuilder()
            .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags(TAG))
            .setGraphDef(graph)
            .putSignatureDef(SIGNATURE, signature)
            .build();
    return SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(meta).build();
  }

  private static Map<String, TensorInfo> sorted(Map<String, TensorInfo> infos) {
    Map<String, TensorInfo> sorted = new LinkedHashMap<>();
    infos.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }

  private static Map<String, TensorSpec> specs(Map<String, TensorInfo> infos) {
    Map<String, TensorSpec> specs = new LinkedHashMap<>();
    infos.forEach(
        (name, info) -> {
          if (info.getEncodingCase() == TensorInfo.EncodingCase.NAME) {
            Shape shape = exampleShape(name, info.getTensorShape());
            specs.put(name, new TensorSpec(name, info.getName(), info.getDtype(), shape));
          }
        });
    return specs;
  }

  private static Shape exampleShape(String name, TensorShapeProto shape) {
    long[] sizes = shape.getDimList().stream().skip(1).mapToLong(d -> d.getSize()).toArray();
    if (shape.getDimCount() == 0 || Arrays.stream(sizes).anyMatch(size -> size < 0)) {
      throw MillraceException.data(
          "transform graph: feature '%s': found the shape %s (expected: [batch, ...] with known sizes)"
              .formatted(name, shape.getDimList().stream().map(d -> d.getSize()).toList()));
    }
    return Shape.of(sizes);
  }

  static TensorInfo info(TensorSpec spec) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : spec.shape().asArray()) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return TensorInfo.newBuilder()
        .setName(spec.tensor())
        .setDtype(spec.dtype())
        .setTensorShape(shape)
        .build();
  }
}
