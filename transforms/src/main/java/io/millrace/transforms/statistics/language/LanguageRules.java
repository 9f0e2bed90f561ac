package io.millrace.transforms.statistics.language;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.metadata.v0.FeatureCoverageConstraints;
import org.tensorflow.metadata.v0.NaturalLanguageDomain;
import org.tensorflow.metadata.v0.SequenceLengthConstraints;
import org.tensorflow.metadata.v0.SequenceValueConstraints;

/**
 * What a natural language domain says of counting.
 *
 * @param vocabulary its name; empty for none
 * @param excludedStrings tokens that the coverage leaves out
 * @param excludedNumbers likewise, by their numbers
 * @param unknownStrings tokens that stand for those outside the vocabulary
 * @param strings tokens with constraints, in their order
 * @param numbers likewise, by their numbers
 * @param unmeasuredStrings tokens that do not add to the length of a sequence
 * @param unmeasuredNumbers likewise, by their numbers
 */
record LanguageRules(
    String vocabulary,
    Set<String> excludedStrings,
    Set<Long> excludedNumbers,
    Set<String> unknownStrings,
    List<String> strings,
    List<Long> numbers,
    Set<String> unmeasuredStrings,
    Set<Long> unmeasuredNumbers)
    implements Serializable {

  static LanguageRules of(NaturalLanguageDomain domain) {
    FeatureCoverageConstraints coverage = domain.getCoverage();
    SequenceLengthConstraints lengths = domain.getSequenceLengthConstraints();
    Set<String> strings = new LinkedHashSet<>();
    Set<Long> numbers = new LinkedHashSet<>();
    for (SequenceValueConstraints token : domain.getTokenConstraintsList()) {
      if (token.hasIntValue()) {
        numbers.add(token.getIntValue());
      } else {
        strings.add(token.getStringValue());
      }
    }
    return new LanguageRules(
        domain.getVocabulary(),
        new HashSet<>(coverage.getExcludedStringTokensList()),
        new HashSet<>(coverage.getExcludedIntTokensList()),
        new HashSet<>(coverage.getOovStringTokensList()),
        new ArrayList<>(strings),
        new ArrayList<>(numbers),
        new HashSet<>(lengths.getExcludedStringValueList()),
        new HashSet<>(lengths.getExcludedIntValueList()));
  }

  /**
   * Whether a domain says anything that needs statistics. TFDV counts only where there is a
   * vocabulary, or tokens that are excluded or stand for unknown ones; here constraints do, too, so
   * that they can be checked.
   */
  static boolean areNeeded(NaturalLanguageDomain domain) {
    return !domain.equals(NaturalLanguageDomain.getDefaultInstance());
  }
}
