package io.millrace.transforms.graph;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The options of Transform. */
public record TransformOptions(
    @Doc("A class on the class path that implements PreprocessingFn.")
        Optional<String> preprocessingFn,
    @Doc(
            "The transformed features, each with its chain of mappers. A chain begins with the raw"
                + " feature of the same name, or of another with {from: NAME}.")
        @Default("{}")
        Map<String, List<Mapper>> features,
    @Doc("The splits that analyzers see.") @Default("[train]") List<String> analyzeSplits,
    @Doc("Examples that run through the graph at once.") @Default("1024") int batchSize) {
  /** Checks that the preprocessing is given once, and the ranges. */
  public TransformOptions {
    features = Collections.unmodifiableMap(new LinkedHashMap<>(features));
    analyzeSplits = List.copyOf(analyzeSplits);
    if (preprocessingFn.isPresent() != features.isEmpty()) {
      throw MillraceException.usage(
          "features: found %s features%s (expected: features, or a preprocessing_fn)"
              .formatted(
                  features.isEmpty() ? "no" : features.size(),
                  preprocessingFn.isPresent() ? " and a preprocessing_fn" : ""));
    }
    if (analyzeSplits.isEmpty()) {
      throw MillraceException.usage("analyze_splits: [] (expected: one split or more)");
    }
    if (batchSize < 1) {
      throw MillraceException.usage("batch_size: " + batchSize + " (expected: >= 1)");
    }
  }
}
