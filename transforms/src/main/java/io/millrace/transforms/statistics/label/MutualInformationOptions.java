package io.millrace.transforms.statistics.label;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import java.util.List;
import java.util.Optional;

/** Options of {@link MutualInformation}. */
@Doc("How much each feature says of a label.")
public record MutualInformationOptions(
    @Doc("The label; label_feature by default.") Optional<String> label,
    @Doc("Features to leave out.") @Default("[]") List<String> featuresToIgnore,
    @Doc("Examples that it is computed of at most, chosen by chance with sample_seed.")
        @Default("16384")
        int maxRows,
    @Doc("Buckets of equal counts that numbers are divided into.") @Default("32") int numBuckets) {
  private static final int MOST_ROWS = 1 << 18;

  public MutualInformationOptions {
    featuresToIgnore = List.copyOf(featuresToIgnore);
    if (maxRows < 2 || maxRows > MOST_ROWS) {
      throw MillraceException.usage("max_rows: " + maxRows + " (expected: 2 to " + MOST_ROWS + ")");
    }
    if (numBuckets < 2) {
      throw MillraceException.usage("num_buckets: " + numBuckets + " (expected: >= 2)");
    }
  }
}
