package io.millrace.model.export;

import io.millrace.artifacts.storage.Storage;
import io.millrace.model.layers.Architecture;
import io.millrace.model.layers.DataShape;
import io.millrace.model.tensorflow.GraphVariables;
import io.millrace.model.tensorflow.NetworkGraph;
import io.millrace.model.tensorflow.Sessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.AssetFileDef;
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
    TransformFunction transform = TransformFunction.read(storage, transformGraphUri);
    List<String> prefixes = new ArrayList<>(List.of(SERVING));
    GraphDef serving = front(transform, architecture.input(), input, prefixes);
    try (Graph graph = new Graph()) {
      graph.importGraphDef(serving);
      Ops tf = Ops.create(graph);
      GraphVariables variables = new GraphVariables(graph);
      NetworkGraph network = new NetworkGraph(tf, variables, architecture);
      SavedModelWriter writer = new SavedModelWriter(graph, variables);
      String tensor = transform.output(input).getName();
      writer.signature(
          ServingModel.SERVING_DEFAULT,
          Map.of(ServingModel.EXAMPLES, operand(graph, ServingModel.EXAMPLES + ":0")),
          outputs(tf, network, operand(graph, SERVING + "/" + tensor)));
      if (prefixes.contains(IMAGES)
          && takesPixels(graph, architecture.input(), IMAGES + "/" + tensor)) {
        writer.signature(
            ServingModel.PREDICT_IMAGES,
            Map.of(ServingModel.IMAGE, operand(graph, ServingModel.IMAGE + ":0")),
            outputs(tf.withSubScope("images"), network, operand(graph, IMAGES + "/" + tensor)));
      }
      addAssets(tf, transform, prefixes, writer, folder);
      writer.write(folder, weights);
    }
  }

  /** The raw inputs with the preprocessing behind them; adds {@link #IMAGES} if pixels will do. */
  private static GraphDef front(
      TransformFunction transform, DataShape shape, String input, List<String> prefixes) {
    Map<String, Map<String, String>> replaced = new LinkedHashMap<>();
    GraphDef.Builder merged;
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      RawInputs raw = new RawInputs(tf, transform.rawFeaturesOf(input));
      Placeholder<TString> examples =
          tf.withName(ServingModel.EXAMPLES)
              .placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
      replaced.put(SERVING, raw.parsed(examples));
      if (shape.rank() == 3 && raw.fromPixels()) {
        Placeholder<TUint8> image =
            tf.withName(ServingModel.IMAGE)
                .placeholder(
                    TUint8.class,
                    Placeholder.shape(Shape.of(-1, shape.dim(0), shape.dim(1), shape.dim(2))));
        replaced.put(IMAGES, raw.pixels(image, shape));
        prefixes.add(IMAGES);
      }
      merged = graph.toGraphDef().toBuilder();
    }
    List<String> wanted = new ArrayList<>(List.of(transform.output(input).getName()));
    if (!transform.initOperation().isEmpty()) {
      wanted.add(transform.initOperation());
    }
    replaced.forEach((prefix, tensors) -> transform.splice(merged, prefix, tensors, wanted));
    return merged.build();
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

  /** Vocabularies of the preprocessing, and the operation that loads them. */
  private void addAssets(
      Ops tf,
      TransformFunction transform,
      List<String> prefixes,
      SavedModelWriter writer,
      Path folder)
      throws IOException {
    if (transform.initOperation().isEmpty()) {
      return;
    }
    List<org.tensorflow.Operation> inits = new ArrayList<>();
    Graph graph = (Graph) tf.scope().env();
    for (String prefix : prefixes) {
      inits.add(graph.operation(prefix + "/" + transform.initOperation()));
      for (AssetFileDef asset : transform.meta().getAssetFileDefList()) {
        String tensor = prefix + "/" + asset.getTensorInfo().getName();
        if (graph.operation(tensor.substring(0, tensor.lastIndexOf(':'))) != null) {
          writer.asset(asset.getFilename(), tensor);
        }
      }
    }
    writer.initOp(tf.withName("init").withControlDependencyOps(inits).noOp().op().name());
    if (!transform.meta().getAssetFileDefList().isEmpty()) {
      Path assets = Files.createDirectories(folder.resolve("assets"));
      LocalFolders.download(storage, transform.assetsUri(), assets);
    }
  }

  private static Operand<?> operand(Graph graph, String tensor) {
    int colon = tensor.lastIndexOf(':');
    GraphOperation operation = graph.operationOrThrow(tensor.substring(0, colon));
    return operation.output(Integer.parseInt(tensor.substring(colon + 1)));
  }
}
