package io.millrace.model.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.options.YamlReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final DataShape IMAGE = DataShape.of(28, 28, 1);

  record Options(List<Layer> layers) {}

  private static List<Layer> layers(String yaml) {
    return OptionsBinder.bind(
            Options.class, YamlReader.read("layers: " + yaml, "pipeline.yaml", "."))
        .layers();
  }

  private static Architecture classifier(String yaml) {
    return Architecture.classifier(IMAGE, layers(yaml));
  }

  @Test
  void theExampleBindsWithKerasNamesAndDefaults() {
    assertThat(
            layers(
                "[{Conv2D: {filters: 32, kernel_size: 3, activation: relu}}, MaxPooling2D, Flatten,"
                    + " {Dense: {units: 128, activation: relu}}, {Dropout: 0.5}, {Dense: 10}]"))
        .containsExactly(
            Conv2D.of(32, 3, ActivationFunction.RELU),
            MaxPooling2D.of(2),
            new Flatten(),
            Dense.of(128, ActivationFunction.RELU),
            new Dropout(0.5),
            Dense.of(10, ActivationFunction.LINEAR));
  }

  @Test
  void everyOptionBinds() {
    assertThat(
            layers(
                "[{Conv2D: {filters: 4, kernel_size: {height: 3, width: 5}, strides: 2, padding:"
                    + " same, activation: gelu, use_bias: false, kernel_initializer: he_normal,"
                    + " bias_initializer: ones}}, {AveragePooling2D: {pool_size: 3, strides: 1,"
                    + " padding: same}}, {Reshape: [7, -1]}, {Activation: tanh}]"))
        .containsExactly(
            new Conv2D(
                4,
                Size.of(3, 5),
                Size.of(2),
                Padding.SAME,
                ActivationFunction.GELU,
                false,
                Initializer.HE_NORMAL,
                Initializer.ONES),
            new AveragePooling2D(Size.of(3), Optional.of(Size.of(1)), Padding.SAME),
            new Reshape(List.of(7, -1)),
            new Activation(ActivationFunction.TANH));
  }

  @Test
  void aSizeIsANumberAListOrAMapping() {
    Layer expected = new MaxPooling2D(Size.of(3, 5), Optional.of(Size.of(2)), Padding.VALID);
    assertThat(layers("[{MaxPooling2D: {pool_size: [3, 5], strides: 2}}]"))
        .isEqualTo(layers("[{MaxPooling2D: {pool_size: {height: 3, width: 5}, strides: [2]}}]"))
        .containsExactly(expected);
    assertThatThrownBy(() -> layers("[{MaxPooling2D: {pool_size: [3, x]}}]"))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("pool_size.width: found 'x' (expected: integer)");
    assertThatThrownBy(() -> layers("[{MaxPooling2D: {pool_size: [1, 2, 3]}}]"))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("pool_size");
  }

  @Test
  void theSummaryCountsParametersAsKerasDoes() {
    Architecture cnn =
        classifier(
            "[{Conv2D: {filters: 32, kernel_size: 3, activation: relu}}, MaxPooling2D, {Conv2D:"
                + " {filters: 64, kernel_size: 3, activation: relu}}, MaxPooling2D, Flatten,"
                + " {Dense: {units: 128, activation: relu}}, {Dropout: 0.25}, {Dense: 10}]");
    assertThat(cnn.summary())
        .containsExactly(
            List.of("conv2d", "Conv2D", "[26, 26, 32]", 320L),
            List.of("max_pooling2d", "MaxPooling2D", "[13, 13, 32]", 0L),
            List.of("conv2d_1", "Conv2D", "[11, 11, 64]", 18_496L),
            List.of("max_pooling2d_1", "MaxPooling2D", "[5, 5, 64]", 0L),
            List.of("flatten", "Flatten", "[1600]", 0L),
            List.of("dense", "Dense", "[128]", 204_928L),
            List.of("dropout", "Dropout", "[128]", 0L),
            List.of("dense_1", "Dense", "[10]", 1_290L),
            List.of("total", "", "", 225_034L));
  }

  @Test
  void layerNamesAreThoseOfKeras() {
    Architecture all =
        Architecture.of(
            IMAGE,
            layers(
                "[AveragePooling2D, GlobalAveragePooling2D, {Reshape: [1]}, {Activation: relu}]"));
    assertThat(all.steps().stream().map(Architecture.Step::name))
        .containsExactly("average_pooling2d", "global_average_pooling2d", "reshape", "activation");
  }

  @Test
  void shapesFollowKerasRules() {
    assertThat(Padding.VALID.output(28, 3, 1)).isEqualTo(26);
    assertThat(Padding.VALID.output(28, 3, 2)).isEqualTo(13);
    assertThat(Padding.VALID.output(2, 3, 1)).isZero();
    assertThat(Padding.SAME.output(28, 3, 1)).isEqualTo(28);
    assertThat(Padding.SAME.output(7, 2, 2)).isEqualTo(4);
    assertThat(new Reshape(List.of(2, -1)).output(DataShape.of(4, 3)))
        .isEqualTo(DataShape.of(2, 6));
    assertThat(Dense.of(5, ActivationFunction.LINEAR).output(DataShape.of(4, 3)))
        .isEqualTo(DataShape.of(4, 5));
  }

  @Test
  void aSoftmaxAtTheEndIsTakenOff() {
    Architecture plain = classifier("[Flatten, {Dense: 10}]");
    assertThat(classifier("[Flatten, {Dense: {units: 10, activation: softmax}}]")).isEqualTo(plain);
    assertThat(classifier("[Flatten, {Dense: 10}, {Activation: softmax}]")).isEqualTo(plain);
  }

  @Test
  void wrongArchitecturesAreNamedWithTheirLayer() {
    refused(
        "[Flatten, {Conv2D: {filters: 1, kernel_size: 3}}, {Dense: 10}]",
        "layers[1] Conv2D: found the input shape [784] (expected: [height, width, channels]; put a"
            + " Reshape before it, or this layer before the Flatten)");
    refused(
        "[{MaxPooling2D: 16}, MaxPooling2D, Flatten, {Dense: 10}]",
        "layers[1] MaxPooling2D: found the input shape [1, 1, 1] (expected: at least 2 x 2 pixels"
            + " for the window; use padding: same, a smaller window or fewer pooling layers)");
    refused(
        "[{Reshape: [5, -1]}, Flatten, {Dense: 10}]",
        "layers[0] Reshape: found the input shape [28, 28, 1] (expected: a multiple of 5 values for"
            + " [5, -1])");
    refused(
        "[{Dense: 10}]",
        "layers[0] Dense: found the output shape [28, 28, 10] (expected: [classes] with 2 classes or"
            + " more; end with Dense: <classes>)");
    refused(
        "[Flatten, {Dense: 1}]",
        "layers[1] Dense: found the output shape [1] (expected: [classes] with 2 classes or more;"
            + " end with Dense: <classes>)");
    refused(
        "[Flatten, {Dense: {units: 10, activation: relu}}]",
        "layers[1] Dense: found activation relu on the last layer (expected: none or softmax, for"
            + " the logits of classes)");
    refused("[]", "layers: none (expected: at least one, such as Dense: 10)");
  }

  private static void refused(String yaml, String message) {
    assertThatThrownBy(() -> classifier(yaml))
        .isInstanceOf(MillraceException.class)
        .hasMessage(message);
  }

  @Test
  void wrongOptionsAreRefusedAtTheirPlace() {
    for (Map.Entry<String, String> wrong :
        Map.of(
                "[{Dropout: 1}]", "rate: 1.0 (expected: >= 0 and < 1)",
                "[{Dense: 0}]", "units: 0 (expected: >= 1)",
                "[{Reshape: [-1, -1]}]", "target_shape: [-1, -1] (expected: sizes >= 1",
                "[{Conv2D: {filters: 0, kernel_size: 3}}]", "filters: 0 (expected: >= 1)",
                "[{Conv2D: {filters: 1, kernel_size: 0}}]", "height: 0 (expected: >= 1)")
            .entrySet()) {
      assertThatThrownBy(() -> layers(wrong.getKey()))
          .isInstanceOf(MillraceException.class)
          .hasMessageContaining("pipeline.yaml:1:")
          .hasMessageContaining(wrong.getValue());
    }
  }

  @Test
  void initialWeightsHaveTheSpreadOfTheirFormula() {
    WeightSpec weight = new WeightSpec("w", List.of(200, 300), Initializer.ZEROS, 200, 300);
    check(weight, Initializer.ZEROS, 0, 0);
    check(weight, Initializer.GLOROT_UNIFORM, Math.sqrt(2.0 / 500), Math.sqrt(6.0 / 500));
    check(weight, Initializer.HE_UNIFORM, Math.sqrt(2.0 / 200), Math.sqrt(6.0 / 200));
    check(weight, Initializer.RANDOM_UNIFORM, 0.05 / Math.sqrt(3), 0.05);
    // A normal cut at two deviations, widened by 1 / 0.8796.
    check(weight, Initializer.GLOROT_NORMAL, Math.sqrt(2.0 / 500), Math.sqrt(2.0 / 500) * 2.274);
    check(weight, Initializer.HE_NORMAL, Math.sqrt(2.0 / 200), Math.sqrt(2.0 / 200) * 2.274);
    check(weight, Initializer.LECUN_NORMAL, Math.sqrt(1.0 / 200), Math.sqrt(1.0 / 200) * 2.274);
    check(weight, Initializer.RANDOM_NORMAL, 0.05, 0.3);
    assertThat(Initializer.ONES.values(weight, new java.util.Random(1))).containsOnly(1f);
  }

  private static void check(
      WeightSpec weight, Initializer initializer, double deviation, double limit) {
    float[] values = initializer.values(weight, new java.util.Random(1));
    double squares = 0;
    double largest = 0;
    for (float value : values) {
      squares += (double) value * value;
      largest = Math.max(largest, Math.abs(value));
    }
    // 60,000 values: the deviation of a sample deviates by 0.3 %.
    assertThat(Math.sqrt(squares / values.length)).isCloseTo(deviation, within(deviation * 0.02));
    assertThat(largest).isLessThanOrEqualTo(limit * 1.0001);
  }

  @Test
  void initialWeightsDependOnTheSeedAlone() {
    Architecture cnn = classifier("[Flatten, {Dense: 20}, {Dense: 10}]");
    assertThat(cnn.initialWeights(1).get("dense/kernel"))
        .isEqualTo(cnn.initialWeights(1).get("dense/kernel"))
        .isNotEqualTo(cnn.initialWeights(2).get("dense/kernel"));
    assertThat(cnn.initialWeights(1).keySet())
        .containsExactly("dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias");
  }
}
