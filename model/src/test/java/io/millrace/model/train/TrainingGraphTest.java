package io.millrace.model.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.layers.ActivationFunction;
import io.millrace.model.layers.Architecture;
import io.millrace.model.layers.Conv2D;
import io.millrace.model.layers.DataShape;
import io.millrace.model.layers.Dense;
import io.millrace.model.layers.Dropout;
import io.millrace.model.layers.Flatten;
import io.millrace.model.layers.Layer;
import io.millrace.model.layers.MaxPooling2D;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrainingGraphTest {
  static final Architecture CNN =
      Architecture.classifier(
          DataShape.of(8, 8, 1),
          List.of(
              Conv2D.of(8, 3, ActivationFunction.RELU),
              MaxPooling2D.of(2),
              new Flatten(),
              Dense.of(16, ActivationFunction.RELU),
              new Dropout(0.25),
              Dense.of(4, ActivationFunction.LINEAR)));

  /** Noise with a bright quarter; which quarter is the label. */
  static Batch images(int count, long seed) {
    Random random = new Random(seed);
    Batch batch = new Batch(count, 64);
    float[] image = new float[64];
    for (int i = 0; i < count; i++) {
      int label = random.nextInt(4);
      for (int p = 0; p < 64; p++) {
        int quarter = (p / 8 / 4) * 2 + (p % 8) / 4;
        image[p] = random.nextFloat() + (quarter == label ? 0.5f : 0f);
      }
      batch.add(image, 0, label);
    }
    return batch;
  }

  private static TrainingGraph adam(Architecture architecture, long seed) {
    return new TrainingGraph(architecture, Optimizer.Adam.defaults(), 0.01, seed, 1);
  }

  @Test
  void learnsSeparableImages() {
    try (TrainingGraph graph = adam(CNN, 1)) {
      float before = graph.evaluate(images(400, 99)).loss();
      for (int step = 0; step < 150; step++) {
        graph.train(images(32, step));
      }
      TrainingGraph.StepResult after = graph.evaluate(images(400, 99));
      assertThat(after.correct()).isGreaterThan(380);
      assertThat(after.loss()).isLessThan(before / 4);
    }
  }

  @Test
  void theOtherOptimizersLearnToo() {
    for (Optimizer optimizer :
        List.of(
            new Optimizer.Sgd(0, false),
            new Optimizer.Sgd(0.9, false),
            new Optimizer.Sgd(0.9, true))) {
      try (TrainingGraph graph = new TrainingGraph(CNN, optimizer, 0.02, 1, 1)) {
        for (int step = 0; step < 400; step++) {
          graph.train(images(32, step));
        }
        assertThat(graph.evaluate(images(400, 99)).correct()).isGreaterThan(300);
      }
    }
  }

  @Test
  void equalSeedsGiveEqualBitsAndOthersDoNot() {
    assertThat(trained(7)).isEqualTo(trained(7)).isNotEqualTo(trained(8));
  }

  private static float[] trained(long seed) {
    try (TrainingGraph graph = adam(CNN, seed)) {
      for (int step = 0; step < 20; step++) {
        graph.train(images(16, step));
      }
      return graph.weights().get("dense/kernel");
    }
  }

  @Test
  void adamFollowsItsFormula() {
    // One linear layer without data dependence on the step: the gradient of the loss is known.
    Layer layer = Dense.of(2, ActivationFunction.LINEAR);
    Architecture linear = Architecture.classifier(DataShape.of(1), List.of(layer));
    Batch batch = new Batch(1, 1);
    batch.add(new float[] {2}, 0, 1);
    double rate = 0.01;
    try (TrainingGraph graph = adam(linear, 3)) {
      double[] w = toDouble(graph.weights().get("dense/kernel"));
      double[] m = new double[2];
      double[] v = new double[2];
      for (int t = 1; t <= 5; t++) {
        double[] b = toDouble(graph.weights().get("dense/bias"));
        double[] p = {Math.exp(2 * w[0] + b[0]), Math.exp(2 * w[1] + b[1])};
        graph.train(batch);
        for (int c = 0; c < 2; c++) {
          double g = 2 * (p[c] / (p[0] + p[1]) - c);
          m[c] = 0.9 * m[c] + 0.1 * g;
          v[c] = 0.999 * v[c] + 0.001 * g * g;
          double scale = Math.sqrt(1 - Math.pow(0.999, t)) / (1 - Math.pow(0.9, t));
          w[c] -= rate * scale * m[c] / (Math.sqrt(v[c]) + 1e-7);
        }
        float[] found = graph.weights().get("dense/kernel");
        assertThat((double) found[0]).isCloseTo(w[0], within(1e-5));
        assertThat((double) found[1]).isCloseTo(w[1], within(1e-5));
      }
    }
  }

  @Test
  void dropoutWorksInTrainingOnly() {
    Architecture dropped =
        Architecture.classifier(
            DataShape.of(64), List.of(new Dropout(0.9), Dense.of(4, ActivationFunction.LINEAR)));
    Batch batch = images(16, 1);
    try (TrainingGraph graph = new TrainingGraph(dropped, new Optimizer.Sgd(0, false), 0, 1, 1)) {
      float inference = graph.evaluate(batch).loss();
      assertThat(graph.evaluate(batch).loss()).isEqualTo(inference);
      float first = graph.train(batch).loss();
      float second = graph.train(batch).loss();
      assertThat(first).isNotEqualTo(inference).isNotEqualTo(second);
    }
  }

  @Test
  void aSmallerLastBatchIsAveragedOverItsOwnSize() {
    Batch part = new Batch(32, 64);
    Batch source = images(5, 4);
    for (int i = 0; i < 5; i++) {
      part.add(source.features(), i * 64, source.labels()[i]);
    }
    try (TrainingGraph graph = adam(CNN, 1)) {
      TrainingGraph.StepResult result = graph.evaluate(part);
      TrainingGraph.StepResult same = graph.evaluate(source);
      assertThat(result.correct()).isEqualTo(same.correct());
      assertThat(result.loss()).isEqualTo(same.loss());
      assertThat(graph.probabilities(part)).hasSize(20);
    }
  }

  @Test
  void nativeMemoryStaysFlat() throws IOException, InterruptedException {
    // A process of its own, with a small heap touched at the start: what grows is native.
    Process probe =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xms64m",
                "-Xmx64m",
                "-XX:+AlwaysPreTouch",
                "-cp",
                System.getProperty("java.class.path"),
                MemoryProbe.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(probe.waitFor()).isZero();
    // Unclosed, a step leaves at least its two inputs of 16 KB each: 94 MB in all.
    assertThat(Long.parseLong(output.strip())).isLessThan(8 << 20);
  }

  @Test
  void weightsAreThoseOfTheArchitectureAlone() {
    try (TrainingGraph graph = adam(CNN, 1)) {
      Map<String, float[]> weights = graph.weights();
      assertThat(weights.keySet()).isEqualTo(CNN.initialWeights(1).keySet());
      assertThat(weights.get("conv2d/kernel"))
          .isEqualTo(CNN.initialWeights(1).get("conv2d/kernel"));
    }
  }

  private static double[] toDouble(float[] values) {
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i];
    }
    return out;
  }
}
