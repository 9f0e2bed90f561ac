package io.millrace.transforms.validation;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import java.util.List;
import java.util.Optional;

/**
 * Options of {@link ExampleDiff}, with the names of TFX's PairedExampleSkew.
 *
 * @param identifierFeatures whose values together name an example
 * @param ignoreFeatures that are not compared
 * @param skewSampleSize differing pairs to keep, at least 0
 * @param floatRoundNdigits decimal digits to which floats are rounded first, 0 to 100; none: they
 *     are compared exactly
 * @param allowDuplicateIdentifiers whether several examples of one identifier are compared, each
 *     with each; otherwise they are left out
 * @param maxDuplicates the most examples of one identifier and side that are held in memory
 * @param confusionFeatures of one byte string, whose values are counted in pairs
 * @param includeSplitPairs pairs of a split of the examples and one of the baseline; none: all
 */
public record ExampleDiffOptions(
    @Doc("Features whose values together name an example.") List<String> identifierFeatures,
    @Doc("Features that are not compared.") @Default("[]") List<String> ignoreFeatures,
    @Doc("Differing pairs of examples to keep.") @Default("0") int skewSampleSize,
    @Doc("Decimal digits to which floats are rounded; by default they are compared exactly.")
        Optional<Integer> floatRoundNdigits,
    @Doc("Compares several examples of one identifier, each with each; else leaves them out.")
        @Default("false")
        boolean allowDuplicateIdentifiers,
    @Doc("The most examples of one identifier on a side, with duplicates.") @Default("10000")
        int maxDuplicates,
    @Doc("Features of one byte string whose values are counted in pairs.") @Default("[]")
        List<String> confusionFeatures,
    @Doc("Pairs of splits, [examples, baseline]; none: all.") @Default("[]")
        List<List<String>> includeSplitPairs) {
  /** Checks the ranges; throws {@link MillraceException} (usage). */
  public ExampleDiffOptions {
    identifierFeatures = List.copyOf(identifierFeatures);
    ignoreFeatures = List.copyOf(ignoreFeatures);
    confusionFeatures = List.copyOf(confusionFeatures);
    includeSplitPairs = includeSplitPairs.stream().map(List::copyOf).toList();
    if (identifierFeatures.isEmpty()) {
      throw MillraceException.usage("identifier_features: none (expected: at least one feature)");
    }
    if (skewSampleSize < 0) {
      throw MillraceException.usage("skew_sample_size: " + skewSampleSize + " (expected: >= 0)");
    }
    if (maxDuplicates < 1) {
      throw MillraceException.usage("max_duplicates: " + maxDuplicates + " (expected: >= 1)");
    }
    if (floatRoundNdigits.filter(n -> n < 0 || n > 100).isPresent()) {
      throw MillraceException.usage(
          "float_round_ndigits: " + floatRoundNdigits.get() + " (expected: 0 to 100)");
    }
    for (List<String> pair : includeSplitPairs) {
      if (pair.size() != 2) {
        throw MillraceException.usage(
            "include_split_pairs: " + pair + " (expected: [split, split of the baseline])");
      }
    }
  }
}
