package io.millrace.model.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import io.millrace.artifacts.MillraceException;
import io.millrace.model.tensorflow.GraphVariables;
import io.millrace.model.tensorflow.StringTensors;
import io.millrace.model.testing.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.io.ParseExample;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

class ServingModelTest {
  /** Two pixels in, three classes out: row p of the kernel is the weight of pixel p. */
  private static final float[] KERNEL = {1, 0, -1, 0, 1, 0.5f};

  private static final float[] BIAS = {0.1f, 0.2f, 0.3f};

  @TempDir Path root;
  private final LocalStorage storage = new LocalStorage();
  private String model;

  @BeforeEach
  void writeModel() throws IOException {
    Path serving = Files.createDirectories(root.resolve("model/Format-Serving"));
    write(serving, Map.of("dense/kernel", KERNEL, "dense/bias", BIAS));
    model = root.resolve("model").toString();
  }

  @Test
  void predictsFromSerializedExamples() {
    try (ServingModel serving = ServingModel.open(storage, model)) {
      Predictions predictions =
          serving.predict(List.of(example(255, 0), example(0, 255), example(0, 0)));
      assertThat(predictions.classes()).containsExactly(0, 1, 2);
      assertThat(predictions.classCount()).isEqualTo(3);
      double[] expected = softmax(1 + 0.1, 0.2, -1 + 0.3);
      for (int c = 0; c < 3; c++) {
        assertThat((double) predictions.probability(0, c)).isCloseTo(expected[c], within(1e-6));
      }
    }
  }

  @Test
  void imagesGiveTheSameAsExamples() {
    try (ServingModel serving = ServingModel.open(storage, model)) {
      Predictions images = serving.predictImages(new byte[] {(byte) 200, 3, 17, 99});
      Predictions examples = serving.predict(List.of(example(200, 3), example(17, 99)));
      assertThat(images.classes()).isEqualTo(examples.classes());
      assertThat(images.probabilities()).isEqualTo(examples.probabilities());
      assertThat(serving.imageShape()).containsExactly(1, 2, 1);
    }
  }

  @Test
  void anEmptyBatchGivesNothing() {
    try (ServingModel serving = ServingModel.open(storage, model)) {
      assertThat(serving.predict(List.of()).size()).isZero();
      assertThat(serving.predictImages(new byte[0]).size()).isZero();
    }
  }

  @Test
  void aFolderWithTheSavedModelItselfOpensToo() {
    try (ServingModel serving = ServingModel.open(storage, model + "/Format-Serving")) {
      assertThat(serving.predict(List.of(example(255, 0))).classes()).containsExactly(0);
    }
  }

  @Test
  void aClosedModelRefusesAndOthersGoOn() {
    ServingModel first = ServingModel.open(storage, model);
    try (ServingModel second = ServingModel.open(storage, model)) {
      first.close();
      first.close();
      assertThatThrownBy(() -> first.predict(List.of(example(1, 2))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("This model is closed");
      assertThat(second.predict(List.of(example(0, 255))).classes()).containsExactly(1);
    }
  }

  @Test
  void aModelWrittenAnewIsLoadedAnew() throws IOException {
    try (ServingModel serving = ServingModel.open(storage, model)) {
      assertThat(serving.predict(List.of(example(255, 0))).classes()).containsExactly(0);
    }
    Path serving = root.resolve("model/Format-Serving");
    LocalFolders.delete(serving);
    Files.createDirectories(serving);
    write(serving, Map.of("dense/kernel", new float[6], "dense/bias", new float[] {0, 9, 0}));
    Files.setLastModifiedTime(serving.resolve("saved_model.pb"), FileTime.fromMillis(1_000));
    try (ServingModel again = ServingModel.open(storage, model)) {
      assertThat(again.predict(List.of(example(255, 0))).classes()).containsExactly(1);
    }
  }

  @Test
  void manyModelsComeAndGo() throws IOException {
    List<ServingModel> open = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Path folder = Files.createDirectories(root.resolve("model-" + i));
      float[] bias = {0, 0, 0};
      bias[i % 3] = 9;
      write(folder, Map.of("dense/kernel", new float[6], "dense/bias", bias));
      open.add(ServingModel.open(storage, folder.toString()));
    }
    for (int i = 0; i < 5; i++) {
      assertThat(open.get(i).predict(List.of(example(1, 1))).classes()).containsExactly(i % 3);
      open.get(i).close();
    }
  }

  @Test
  void aMissingModelIsNamed() {
    assertThatThrownBy(() -> ServingModel.open(storage, root + "/none"))
        .isInstanceOf(MillraceException.class)
        .hasMessage(
            root
                + "/none: found no model (expected: Format-Serving/saved_model.pb or saved_model.pb);"
                + " name the output 'model' of a trainer");
  }

  @Test
  void aBrokenModelIsNamed() throws IOException {
    Files.writeString(root.resolve("model/Format-Serving/saved_model.pb"), "not a model");
    assertThatThrownBy(() -> ServingModel.open(storage, model))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith(
            model + "/Format-Serving: TensorFlow cannot load this SavedModel: ");
  }

  @Test
  void anExampleWithoutTheFeatureIsRefused() {
    try (ServingModel serving = ServingModel.open(storage, model)) {
      assertThatThrownBy(() -> serving.predict(List.of(new byte[0])))
          .isInstanceOf(MillraceException.class)
          .hasMessageContaining("the model refuses the batch: ")
          .hasMessageContaining("image");
    }
  }

  @Test
  void pixelsThatFillNoImageAreRefused() {
    try (ServingModel serving = ServingModel.open(storage, model)) {
      assertThatThrownBy(() -> serving.predictImages(new byte[3]))
          .isInstanceOf(MillraceException.class)
          .hasMessage(
              model
                  + ": found 3 bytes of pixels (expected: a multiple of 2 for images of shape"
                  + " [1, 2, 1])");
    }
  }

  private static double[] softmax(double... logits) {
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit);
    }
    double[] out = new double[logits.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = Math.exp(logits[i]) / sum;
    }
    return out;
  }

  private static byte[] example(int first, int second) {
    ByteString pixels = ByteString.copyFrom(new byte[] {(byte) first, (byte) second});
    Feature image =
        Feature.newBuilder().setBytesList(BytesList.newBuilder().addValue(pixels)).build();
    return Example.newBuilder()
        .setFeatures(Features.newBuilder().putFeature("image", image))
        .build()
        .toByteArray();
  }

  /** A linear model on images of 1 x 2 x 1 pixels, scaled to 0..1 inside. */
  private static void write(Path folder, Map<String, float[]> weights) throws IOException {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      GraphVariables variables = new GraphVariables(graph);
      Operand<TFloat32> kernel = variables.add("dense/kernel", Shape.of(2, 3)).value();
      Operand<TFloat32> bias = variables.add("dense/bias", Shape.of(3)).value();
      Placeholder<TString> examples =
          tf.withName("examples").placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
      Operand<TString> image =
          (Operand<TString>)
              ParseExample.create(
                      tf.scope(),
                      examples,
                      StringTensors.constant(tf, List.of()),
                      StringTensors.constant(tf, List.of()),
                      StringTensors.constant(tf, List.of("image")),
                      StringTensors.constant(tf, List.of()),
                      List.of(StringTensors.constant(tf, List.of())),
                      0L,
                      List.of(),
                      List.of(),
                      List.of(),
                      List.of(Shape.scalar()))
                  .denseValues()
                  .get(0)
                  .asOutput();
      Operand<TFloat32> parsed =
          tf.dtypes.cast(tf.io.decodeRaw(image, TUint8.class), TFloat32.class);
      Placeholder<TUint8> pixels =
          tf.placeholder(TUint8.class, Placeholder.shape(Shape.of(-1, 1, 2, 1)));
      Operand<TFloat32> given = tf.dtypes.cast(pixels, TFloat32.class);
      SavedModelWriter writer = new SavedModelWriter(graph, variables);
      writer.signature(
          "serving_default", Map.of("examples", examples), outputs(tf, parsed, kernel, bias));
      writer.signature("predict_images", Map.of("image", pixels), outputs(tf, given, kernel, bias));
      writer.write(folder, weights);
    }
  }

  private static Map<String, Operand<?>> outputs(
      Ops tf, Operand<TFloat32> pixels, Operand<TFloat32> kernel, Operand<TFloat32> bias) {
    Operand<TFloat32> flat =
        tf.math.div(tf.reshape(pixels, tf.constant(new int[] {-1, 2})), tf.constant(255f));
    Operand<TFloat32> logits = tf.math.add(tf.linalg.matMul(flat, kernel), bias);
    return Map.of(
        "classes",
        tf.math.argMax(logits, tf.constant(1), TInt64.class),
        "probabilities",
        tf.nn.softmax(logits));
  }
}
