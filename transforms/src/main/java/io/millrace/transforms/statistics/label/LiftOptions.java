package io.millrace.transforms.statistics.label;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.Name;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Options of {@link LiftStatistics}, as of TFDV's LiftStatsGenerator.
 *
 * @param label TFDV's {@code y_path}
 * @param xFeatures TFDV's {@code x_paths}
 * @param yBoundaries ascending, each once
 */
@Doc("Lift of the values of categorical features for those of a label.")
public record LiftOptions(
    @Doc("The label; label_feature by default.") Optional<String> label,
    @Doc("Features whose values are looked at; all categorical ones by default.") @Default("[]")
        List<String> xFeatures,
    @Doc("Bounds of the buckets of a numeric label.") @Default("[]") List<Double> yBoundaries,
    @Doc("Only values that come in more examples than these are listed.")
        @Default("0")
        @Name("min_x_count")
        int minXCount,
    @Doc("Values of the highest lift listed for each value of the label; with 0 for both, all are.")
        @Default("0")
        @Name("top_k_per_y")
        int topKPerY,
    @Doc("Values of the lowest lift listed likewise.") @Default("0") @Name("bottom_k_per_y")
        int bottomKPerY,
    @Doc("Whether each feature has its lift as a custom statistic, too.") @Default("false")
        boolean outputCustomStats) {
  public LiftOptions {
    xFeatures = List.copyOf(xFeatures);
    if (yBoundaries.stream().anyMatch(d -> d.isNaN())) {
      throw MillraceException.usage("y_boundaries: " + yBoundaries + " (expected: numbers)");
    }
    yBoundaries = List.copyOf(new TreeSet<>(yBoundaries));
    atLeastZero("min_x_count", minXCount);
    atLeastZero("top_k_per_y", topKPerY);
    atLeastZero("bottom_k_per_y", bottomKPerY);
  }

  /** What TFDV takes when options name a label and there is a schema. */
  public static LiftOptions of(String label) {
    return new LiftOptions(Optional.of(label), List.of(), List.of(), 0, 0, 0, true);
  }

  private static void atLeastZero(String key, int value) {
    if (value < 0) {
      throw MillraceException.usage(key + ": " + value + " (expected: >= 0)");
    }
  }
}
