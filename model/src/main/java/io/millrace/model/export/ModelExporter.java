package io.millrace.model.export;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.model.layers.Architecture;
import io.millrace.model.layers.DataShape;
import io.millrace.model.tensorflow.GraphVariables;
import io.millrace.model.tensorflow.NetworkGraph;
import io.millrace.model.tensorflow.Sessions;
import io.millrace.transforms.graph.GraphSplice;
import io.millrace.transforms.graph.RawExamples;
import io.millrace.transforms.graph.TensorSpec;
import io.millrace.transforms.graph.TransformGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TNumber;

/**
 * Exports a trained network as a SavedModel for serving. The graph holds the preprocessing and the
 * inference form of the network, nothing of training; the same preprocessing made the training
 * data. Signatures:
 *
 * <ul>
 *   <li>{@code serving_default}: {@code examples}, [batch] serialized raw examples, which need only
 *       the features that the network's input is computed from;
 *   <li>{@code predict_images}: {@code image}, [batch, height, width, channels] uint8, where the
 *       preprocessing takes the pixels as one byte string.
 * </ul>
 *
 * Both give {@code classes}, int64 [batch], and {@code probabilities}, float [batch, classes].
 */
public final class ModelExporter {
  private static final String SERVING = "transform";
  private static final String IMAGES = "transform_images";
  private static final String PIXELS = "pixels";

  private final Storage storage;
  private final String transformGraphUri;

  /**
   * @param transformGraphUri the artefact with the preprocessing
   */
  public ModelExporter(Storage storage, String transformGraphUri) {
    this.storage = storage;
    this.transformGraphUri = transformGraphUri;
  }

  /**
   * Writes a SavedModel.
   *
   * @param folder an existing, empty local folder
   * @param architecture a classifier whose output are logits
   * @param input the transformed feature that the network takes
   * @param weights by full name, row-major
   */
  public void export(
      Path folder, Architecture architecture, String input, Map<String, float[]> weights)
      throws IOException {
    TransformGraph transform = TransformGraph.load(storage, transformGraphUri);
    String transformed = requireOutput(transform, input).tensor();
    try (Graph graph = new Graph()) {
      boolean pixels = addPreprocessing(graph, transform, input, architecture.input());
      Ops tf = Ops.create(graph);
      GraphVariables variables = new GraphVariables(graph);
      NetworkGraph network = new NetworkGraph(tf, variables, architecture);
      SavedModelWriter writer = new SavedModelWriter(graph, variables);
      writer.signature(
          ServingModel.SERVING_DEFAULT,
          Map.of(ServingModel.EXAMPLES, operand(graph, ServingModel.EXAMPLES + ":0")),
          outputs(tf, network, operand(graph, GraphSplice.name(SERVING, transformed))));
      String fromPixels = GraphSplice.name(IMAGES, transformed);
      if (pixels && takesPixels(graph, architecture.input(), fromPixels)) {
        writer.signature(
            ServingModel.PREDICT_IMAGES,
            Map.of(ServingModel.IMAGE, operand(graph, ServingModel.IMAGE + ":0")),
            outputs(tf.withSubScope("images"), network, operand(graph, fromPixels)));
      }
      writer.write(folder, weights);
    }
  }

  private static TensorSpec requireOutput(TransformGraph transform, String input) {
    TensorSpec output = transform.outputs().get(input);
    if (output == null) {
      throw MillraceException.usage(
          "input: '"
              + input
              + "' is no feature of the transform (expected: one of "
              + transform.outputs().keySet()
              + ")");
    }
    return output;
  }

  /**
   * Puts the raw inputs and the preprocessing behind them into an empty graph, once for examples
   * and, where the bytes of one feature are all that is needed, once for pixels.
   *
   * @return whether there is an input for pixels
   */
  private static boolean addPreprocessing(
      Graph target, TransformGraph transform, String input, DataShape shape) {
    String transformed = requireOutput(transform, input).tensor();
    Map<String, TensorSpec> raw = transform.inputsOf(List.of(input));
    Optional<String> pixelsNode =
        raw.size() == 1 && shape.rank() == 3
            ? transform.rawPixelsNode(raw.keySet().iterator().next())
            : Optional.empty();
    GraphSplice examples = GraphSplice.of(transform.graphDef()).keep(List.of(transformed));
    GraphDef host;
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TString> serialized =
          tf.withName(ServingModel.EXAMPLES)
              .placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
      RawExamples.parse(tf.withSubScope("parse"), serialized, raw.values())
          .forEach((name, tensor) -> examples.feed(raw.get(name).tensor(), name(tensor)));
      if (pixelsNode.isPresent()) {
        Placeholder<TUint8> image =
            tf.withName(ServingModel.IMAGE)
                .placeholder(
                    TUint8.class,
                    Placeholder.shape(Shape.of(-1, shape.dim(0), shape.dim(1), shape.dim(2))));
        tf.withName(PIXELS).reshape(image, tf.constant(new int[] {-1, shape.size()}));
      }
      host = graph.toGraphDef();
    }
    GraphDef merged = examples.into(host, SERVING);
    if (pixelsNode.isPresent()) {
      merged =
          GraphSplice.of(transform.graphDef())
              .keep(List.of(transformed))
              .feed(pixelsNode.get(), PIXELS + ":0")
              .into(merged, IMAGES);
    }
    target.importGraphDef(merged);
    return pixelsNode.isPresent();
  }

  /**
   * Whether raw pixels of the network's own size come through the preprocessing: not if it decodes
   * a compressed format or changes the size.
   */
  private static boolean takesPixels(Graph graph, DataShape shape, String transformed) {
    Shape one = Shape.of(1, shape.dim(0), shape.dim(1), shape.dim(2));
    try (Session session = Sessions.open(graph, 1);
        TUint8 black = TUint8.tensorOf(one, image -> {});
        Result result = session.runner().feed(ServingModel.IMAGE, black).fetch(transformed).run()) {
      return result.get(0).shape().size() == shape.size();
    } catch (IllegalArgumentException refused) {
      return false;
    }
  }

  private static Map<String, Operand<?>> outputs(
      Ops tf, NetworkGraph network, Operand<?> transformed) {
    @SuppressWarnings("unchecked") // The trainer read this feature as numbers.
    Operand<? extends TNumber> number = (Operand<? extends TNumber>) transformed;
    Operand<TFloat32> logits = network.infer(tf.dtypes.cast(number, TFloat32.class));
    Map<String, Operand<?>> outputs = new LinkedHashMap<>();
    outputs.put(
        ServingModel.CLASSES,
        tf.withName(ServingModel.CLASSES).math.argMax(logits, tf.constant(1), TInt64.class));
    outputs.put(
        ServingModel.PROBABILITIES, tf.withName(ServingModel.PROBABILITIES).nn.softmax(logits));
    return outputs;
  }

  private static Operand<?> operand(Graph graph, String tensor) {
    int colon = tensor.lastIndexOf(':');
    GraphOperation operation = graph.operationOrThrow(tensor.substring(0, colon));
    return operation.output(Integer.parseInt(tensor.substring(colon + 1)));
  }

  private static String name(Operand<?> tensor) {
    return tensor.op().name() + ":" + tensor.asOutput().index();
  }
}
