package io.millrace.model.train;

import io.millrace.model.layers.ActivationFunction;
import io.millrace.model.layers.Architecture;
import io.millrace.model.layers.Conv2D;
import io.millrace.model.layers.DataShape;
import io.millrace.model.layers.Dense;
import io.millrace.model.layers.Flatten;
import io.millrace.model.layers.MaxPooling2D;
import java.util.List;
import java.util.Random;

/**
 * The bare loop: training steps of the usual CNN on one batch in memory, without input. Prints
 * images per second, the measure that the trainer's own figure is compared with.
 *
 * <p>Arguments: threads (0: all), steps.
 */
public final class TrainingBenchmark {
  private TrainingBenchmark() {}

  public static void main(String[] args) {
    int threads = Integer.parseInt(args[0]);
    int steps = Integer.parseInt(args[1]);
    Architecture cnn =
        Architecture.classifier(
            DataShape.of(28, 28, 1),
            List.of(
                Conv2D.of(32, 3, ActivationFunction.RELU),
                MaxPooling2D.of(2),
                Conv2D.of(64, 3, ActivationFunction.RELU),
                MaxPooling2D.of(2),
                new Flatten(),
                Dense.of(128, ActivationFunction.RELU),
                Dense.of(10, ActivationFunction.LINEAR)));
    Batch batch = new Batch(128, 784);
    Random random = new Random(1);
    while (!batch.full()) {
      float[] image = new float[784];
      for (int i = 0; i < image.length; i++) {
        image[i] = random.nextFloat();
      }
      batch.add(image, 0, random.nextInt(10));
    }
    try (TrainingGraph graph =
        new TrainingGraph(cnn, Optimizer.Adam.defaults(), 0.001, 1, threads)) {
      for (int round = 0; round < 4; round++) {
        long start = System.nanoTime();
        for (int step = 0; step < steps; step++) {
          graph.train(batch);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("round %d: %.0f images/s%n", round, steps * 128 / seconds);
      }
    }
  }
}
