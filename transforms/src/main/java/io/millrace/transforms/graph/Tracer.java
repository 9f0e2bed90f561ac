package io.millrace.transforms.graph;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.graph.analyzers.Analyzer;
import io.millrace.transforms.graph.analyzers.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TInt64;

/** Calls a preprocessing function and checks what it builds. */
final class Tracer {
  private final PreprocessingFn function;
  private final String name;
  private final Map<String, FeatureSpec> specs;

  /**
   * Begins.
   *
   * @param name of the function, for messages
   * @param specs of the raw features
   */
  Tracer(PreprocessingFn function, String name, Map<String, FeatureSpec> specs) {
    this.function = function;
    this.name = name;
    this.specs = specs;
  }

  /**
   * Builds the graph once.
   *
   * @param known results of analyzers by the order of their calls, null where unknown
   * @throws MillraceException (usage) if the function cannot be applied to these features or gives
   *     something that cannot be stored
   */
  Trace trace(List<List<Value>> known) {
    NativeLibrary.require();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Map<String, TensorInfo> inputs = new TreeMap<>();
      Map<String, TensorSpec> dense = new TreeMap<>();
      Map<String, Operand<?>> tensors = placeholders(tf.withSubScope("inputs"), inputs, dense);
      TransformContext context = new TransformContext(tf, known);
      Map<String, Operand<?>> results = call(context, new RawInputs(tensors, specs));
      Map<String, TensorSpec> outputs = outputs(tf.withSubScope("outputs"), results);
      List<Trace.Ready> pending = reductions(tf, context.calls());
      GraphDef def = graph.toGraphDef();
      List<Analyzer> analyzers =
          context.calls().stream().map(TransformContext.Call::analyzer).toList();
      List<Trace.Ready> ready = ready(def, context.calls(), pending);
      return new Trace(def, inputs, dense, outputs, analyzers, ready);
    }
  }

  private Map<String, Operand<?>> placeholders(
      Ops tf, Map<String, TensorInfo> inputs, Map<String, TensorSpec> dense) {
    Map<String, Operand<?>> tensors = new LinkedHashMap<>();
    for (FeatureSpec spec : specs.values()) {
      if (spec instanceof FeatureSpec.FixedLen fixed) {
        Shape shape = fixed.shape().prepend(Shape.UNKNOWN_SIZE);
        Operand<?> tensor =
            tf.withName(nodeName(fixed.name()))
                .placeholder(Dtypes.type(fixed.dtype()), Placeholder.shape(shape));
        tensors.put(fixed.name(), tensor);
        TensorSpec input =
            new TensorSpec(fixed.name(), tensorName(tensor), fixed.dtype(), fixed.shape());
        dense.put(fixed.name(), input);
        inputs.put(fixed.name(), TransformGraph.info(input));
      } else {
        inputs.put(spec.name(), sparse(tf.withSubScope(nodeName(spec.name())), spec.dtype()));
      }
    }
    return tensors;
  }

  // TensorFlow Transform's loader wants every raw feature in the signature, used or not.
  private static TensorInfo sparse(Ops tf, DataType dtype) {
    Operand<?> indices =
        tf.withName("indices")
            .placeholder(TInt64.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, 2)));
    Operand<?> values =
        tf.withName("values")
            .placeholder(Dtypes.type(dtype), Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
    Operand<?> shape =
        tf.withName("shape").placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));
    TensorShapeProto.Dim unknown = TensorShapeProto.Dim.newBuilder().setSize(-1).build();
    return TensorInfo.newBuilder()
        .setCooSparse(
            TensorInfo.CooSparse.newBuilder()
                .setIndicesTensorName(tensorName(indices))
                .setValuesTensorName(tensorName(values))
                .setDenseShapeTensorName(tensorName(shape)))
        .setDtype(dtype)
        .setTensorShape(TensorShapeProto.newBuilder().addDim(unknown).addDim(unknown))
        .build();
  }

  private Map<String, Operand<?>> call(TransformContext context, RawInputs inputs) {
    Map<String, Operand<?>> outputs;
    try {
      outputs = function.apply(context, inputs);
    } catch (MillraceException e) {
      throw e;
    } catch (RuntimeException e) {
      throw MillraceException.data(name + " failed: " + e, e);
    }
    if (outputs == null || outputs.isEmpty()) {
      throw MillraceException.usage(name + ": found no feature (expected: one or more)");
    }
    return outputs;
  }

  private Map<String, TensorSpec> outputs(Ops tf, Map<String, Operand<?>> results) {
    Map<String, TensorSpec> outputs = new TreeMap<>();
    new TreeMap<>(results)
        .forEach(
            (feature, tensor) -> {
              if (tensor == null) {
                throw MillraceException.usage(where(feature) + "found null (expected: a tensor)");
              }
              DataType dtype = Dtypes.of(tensor);
              if (!Dtypes.STORED.contains(dtype)) {
                throw MillraceException.usage(
                    "%sfound %s (expected: int64, float32 or string, which a tf.Example holds); end with a cast"
                        .formatted(where(feature), Dtypes.name(dtype)));
              }
              Operand<?> named = tf.withName(nodeName(feature)).identity(tensor);
              Shape shape = exampleShape(feature, named.shape());
              outputs.put(feature, new TensorSpec(feature, tensorName(named), dtype, shape));
            });
    return outputs;
  }

  private Shape exampleShape(String feature, Shape shape) {
    boolean batched =
        !shape.isUnknown()
            && shape.numDimensions() > 0
            && shape.get(0) == Shape.UNKNOWN_SIZE
            && !shape.tail().hasUnknownDimension();
    if (!batched) {
      String found = shape.isUnknown() ? "unknown" : shape.toString().replace("-1", "?");
      throw MillraceException.usage(
          "%sfound the shape %s (expected: [batch, ...] with known sizes); end with a reshape"
              .formatted(where(feature), found));
    }
    return shape.tail();
  }

  private String where(String feature) {
    return name + ": feature '" + feature + "': ";
  }

  private static List<Trace.Ready> reductions(Ops tf, List<TransformContext.Call> calls) {
    List<Trace.Ready> pending = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      TransformContext.Call call = calls.get(i);
      if (!call.resolved()) {
        List<Operand<?>> partials =
            call.analyzer().partials(tf.withSubScope("partials"), call.input());
        pending.add(
            new Trace.Ready(
                i, call.analyzer(), partials.stream().map(Tracer::tensorName).toList()));
      }
    }
    return pending;
  }

  private List<Trace.Ready> ready(
      GraphDef graph, List<TransformContext.Call> calls, List<Trace.Ready> pending) {
    Map<String, NodeDef> nodes = GraphDefs.nodes(graph);
    Set<String> unknown =
        calls.stream()
            .filter(call -> !call.resolved())
            .flatMap(call -> call.results().stream())
            .map(result -> result.op().name())
            .collect(Collectors.toSet());
    List<Trace.Ready> ready = new ArrayList<>();
    for (Trace.Ready call : pending) {
      Set<String> needed = GraphDefs.ancestors(nodes, call.partials(), Set.of());
      if (needed.stream().noneMatch(unknown::contains)) {
        ready.add(call);
      }
    }
    if (ready.isEmpty() && !pending.isEmpty()) {
      throw MillraceException.internal(name + ": analyzers wait for each other", null);
    }
    return ready;
  }

  static String tensorName(Operand<?> tensor) {
    return tensor.op().name() + ":" + tensor.asOutput().index();
  }

  /** TensorFlow's names of nodes know fewer characters than names of features. */
  private static String nodeName(String feature) {
    String name = feature.replaceAll("[^A-Za-z0-9_.\\-]", "_");
    return name.matches("[A-Za-z0-9.].*") ? name : "f" + name;
  }
}
