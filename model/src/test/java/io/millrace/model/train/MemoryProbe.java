package io.millrace.model.train;

import org.bytedeco.javacpp.Pointer;

/** Prints by how many bytes the process grows over 3,000 steps of training and evaluation. */
final class MemoryProbe {
  private MemoryProbe() {}

  public static void main(String[] args) {
    Batch batch = TrainingGraphTest.images(64, 1);
    try (TrainingGraph graph =
        new TrainingGraph(TrainingGraphTest.CNN, Optimizer.Adam.defaults(), 0.01, 1, 1)) {
      steps(graph, batch, 1_500);
      long resident = Pointer.physicalBytes();
      steps(graph, batch, 3_000);
      System.out.println(Pointer.physicalBytes() - resident);
    }
  }

  private static void steps(TrainingGraph graph, Batch batch, int steps) {
    for (int step = 0; step < steps; step++) {
      graph.train(batch);
      graph.evaluate(batch);
    }
  }
}
