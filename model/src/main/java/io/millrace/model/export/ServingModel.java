package io.millrace.model.export;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.model.tensorflow.GraphVariables;
import io.millrace.model.tensorflow.StringTensors;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * A trained model, loaded to predict: the preprocessing is inside, so it takes serialized raw
 * examples. Copies of one model in a JVM share one native session; a closed model is kept warm for
 * the next task that opens it, up to a small number of models.
 *
 * <p>Thread-safe. Owns native memory: close it. Not serializable: open it in the task.
 */
public final class ServingModel implements AutoCloseable {
  /** The signature that takes serialized raw examples. */
  public static final String SERVING_DEFAULT = "serving_default";

  /** The signature that takes raw pixels. */
  public static final String PREDICT_IMAGES = "predict_images";

  static final String EXAMPLES = "examples";
  static final String IMAGE = "image";
  static final String CLASSES = "classes";
  static final String PROBABILITIES = "probabilities";

  private final ModelCache.Lease lease;
  private final String uri;

  private ServingModel(ModelCache.Lease lease, String uri) {
    this.lease = lease;
    this.uri = uri;
  }

  /**
   * Opens a model with one thread per core.
   *
   * @param modelUri a Model artefact (with {@code Format-Serving/} in it) or a SavedModel folder
   *     itself
   * @throws MillraceException (data) if there is no model or it lacks the signature {@code
   *     serving_default}, (environment) if it cannot be read or TensorFlow is not there
   */
  public static ServingModel open(Storage storage, String modelUri) {
    return new ServingModel(ModelCache.SHARED.acquire(storage, modelUri), modelUri);
  }

  /**
   * Predicts from serialized raw {@code tf.Example}s. The label need not be in them.
   *
   * @throws MillraceException (data) if an example does not parse or lacks a feature
   */
  public Predictions predict(List<byte[]> examples) {
    SignatureDef signature = lease.model().signature(SERVING_DEFAULT);
    if (examples.isEmpty()) {
      return new Predictions(new long[0], new float[0], classCount());
    }
    try (TString tensor = StringTensors.vector(examples)) {
      return run(signature, input(signature, SERVING_DEFAULT, EXAMPLES), tensor);
    }
  }

  /**
   * Predicts from raw pixels, by the signature {@code predict_images}.
   *
   * @param pixels [images, height, width, channels], row-major, 0 to 255
   * @throws MillraceException (usage) if the model takes no images, (data) if the bytes are no
   *     whole number of images
   */
  public Predictions predictImages(byte[] pixels) {
    SignatureDef signature = lease.model().signature(PREDICT_IMAGES);
    TensorInfo input = input(signature, PREDICT_IMAGES, IMAGE);
    long[] dims = imageShape();
    int imageBytes = Math.toIntExact(Shape.of(dims).size());
    if (pixels.length % imageBytes != 0) {
      throw MillraceException.data(
          uri
              + ": found "
              + pixels.length
              + " bytes of pixels (expected: a multiple of "
              + imageBytes
              + " for images of shape "
              + Arrays.toString(dims)
              + ")");
    }
    if (pixels.length == 0) {
      return new Predictions(new long[0], new float[0], classCount());
    }
    Shape shape = Shape.of(dims).prepend(pixels.length / imageBytes);
    try (TUint8 tensor = TUint8.tensorOf(shape, DataBuffers.of(pixels, true, false))) {
      return run(signature, input, tensor);
    }
  }

  /** Whether the model has the signature {@code predict_images}. */
  public boolean takesImages() {
    return lease.model().hasSignature(PREDICT_IMAGES);
  }

  /** Height, width and channels of the images that {@code predict_images} takes. */
  public long[] imageShape() {
    TensorInfo input = input(lease.model().signature(PREDICT_IMAGES), PREDICT_IMAGES, IMAGE);
    return input.getTensorShape().getDimList().stream()
        .skip(1)
        .mapToLong(d -> d.getSize())
        .toArray();
  }

  /** The number of classes, or -1 if the model does not say. */
  public int classCount() {
    TensorInfo output = lease.model().signature(SERVING_DEFAULT).getOutputsMap().get(PROBABILITIES);
    int rank = output.getTensorShape().getDimCount();
    return rank == 0 ? -1 : (int) output.getTensorShape().getDim(rank - 1).getSize();
  }

  private Predictions run(SignatureDef signature, TensorInfo input, Tensor tensor) {
    Session.Runner runner =
        lease
            .model()
            .session()
            .runner()
            .feed(input.getName(), tensor)
            .fetch(signature.getOutputsMap().get(CLASSES).getName())
            .fetch(signature.getOutputsMap().get(PROBABILITIES).getName());
    try (Result result = runner.run()) {
      long[] classes = new long[Math.toIntExact(result.get(0).shape().size())];
      result.get(0).asRawTensor().data().asLongs().read(classes);
      float[] probabilities = GraphVariables.floats(result.get(1));
      return new Predictions(classes, probabilities, probabilities.length / classes.length);
    } catch (IllegalArgumentException e) {
      throw MillraceException.data(
          uri
              + ": the model refuses the batch: "
              + e.getMessage()
              + " (expected: raw examples with the features that the model was trained on)",
          e);
    } catch (TensorFlowException e) {
      throw MillraceException.environment(uri + ": prediction failed: " + e.getMessage(), e);
    }
  }

  private TensorInfo input(SignatureDef signature, String signatureName, String inputName) {
    TensorInfo input = signature.getInputsMap().get(inputName);
    if (input == null) {
      throw MillraceException.data(
          uri
              + ": signature '"
              + signatureName
              + "' has the inputs "
              + signature.getInputsMap().keySet()
              + " (expected: '"
              + inputName
              + "')");
    }
    return input;
  }

  /** Gives the model back; a second call does nothing. */
  @Override
  public void close() {
    lease.close();
  }
}
