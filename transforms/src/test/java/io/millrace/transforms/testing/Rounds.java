package io.millrace.transforms.testing;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * Times the steps of a benchmark: best of the rounds behind a warm-up.
 *
 * @param rounds that count
 * @param amount what a step handles, in {@code unit}
 */
public record Rounds(int rounds, long amount, String unit) {
  /** Prints the heads of the columns. */
  public void heads() {
    System.out.printf("%-44s %9s %12s%n", "step", "best s", unit + "/s");
  }

  /** Times a step and prints a line. */
  public void measure(String step, Callable<?> body) throws Exception {
    double[] seconds = new double[rounds];
    for (int round = -1; round < rounds; round++) {
      long begin = System.nanoTime();
      if (body.call() == null) {
        throw new AssertionError(step + " gave nothing");
      }
      if (round >= 0) {
        seconds[round] = (System.nanoTime() - begin) / 1e9;
      }
    }
    Arrays.sort(seconds);
    System.out.printf(Locale.ROOT, "%-44s %9.3f %,12.0f%n", step, seconds[0], amount / seconds[0]);
  }
}
