package io.millrace.transforms.schema;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Optional;
import org.tensorflow.metadata.v0.AnomalyInfo.Type;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeatureCoverageConstraints;
import org.tensorflow.metadata.v0.NaturalLanguageDomain;
import org.tensorflow.metadata.v0.NaturalLanguageStatistics;
import org.tensorflow.metadata.v0.NaturalLanguageStatistics.TokenStatistics;
import org.tensorflow.metadata.v0.SequenceValueConstraints;

/** Compares a feature's texts with its natural language domain, by {@code nl_statistics}. */
final class NaturalLanguageChecks {
  private static final String STATISTIC = "nl_statistics";

  private final Feature.Builder feature;
  private final FeatureView view;
  private final Reasons reasons;

  NaturalLanguageChecks(Feature.Builder feature, FeatureView view, Reasons reasons) {
    this.feature = feature;
    this.view = view;
    this.reasons = reasons;
  }

  void run() {
    NaturalLanguageDomain.Builder domain = feature.getNaturalLanguageDomainBuilder();
    FeatureCoverageConstraints coverage = domain.getCoverage();
    if (!coverage.hasMinCoverage()
        && !coverage.hasMinAvgTokenLength()
        && domain.getTokenConstraintsCount() == 0) {
      return;
    }
    Optional<CustomStatistic> statistic = view.customStatistic(STATISTIC);
    if (statistic.isEmpty()) {
      addNotAvailable("no custom statistic " + STATISTIC);
      return;
    }
    NaturalLanguageStatistics found;
    try {
      found = statistic.get().getAny().unpack(NaturalLanguageStatistics.class);
    } catch (InvalidProtocolBufferException e) {
      // TFDV passes over constraints that it cannot check; here that is told.
      addNotAvailable(STATISTIC + " that cannot be read: " + e.getMessage());
      return;
    }
    if (domain.hasCoverage()) {
      checkCoverage(domain.getCoverageBuilder(), found);
    }
    for (SequenceValueConstraints.Builder constraint : domain.getTokenConstraintsBuilderList()) {
      if (!checkToken(constraint, found.getTokenStatisticsList())) {
        return;
      }
    }
  }

  private void checkCoverage(
      FeatureCoverageConstraints.Builder coverage, NaturalLanguageStatistics found) {
    if (coverage.hasMinCoverage() && found.getFeatureCoverage() < coverage.getMinCoverage()) {
      reasons.add(
          Type.FEATURE_COVERAGE_TOO_LOW,
          "Feature coverage is too low.",
          "Fraction of tokens in the vocabulary: "
              + SixDigits.format(found.getFeatureCoverage())
              + " is lower than the threshold set in the Schema: "
              + SixDigits.format(coverage.getMinCoverage())
              + ".",
          bound(found.getFeatureCoverage(), "at least ", coverage.getMinCoverage()));
      coverage.setMinCoverage((float) found.getFeatureCoverage());
    }
    if (coverage.hasMinAvgTokenLength()
        && found.getAvgTokenLength() < coverage.getMinAvgTokenLength()) {
      reasons.add(
          Type.FEATURE_COVERAGE_TOO_SHORT_AVG_TOKEN_LENGTH,
          "Average token length is too short.",
          "Average token length is: "
              + SixDigits.format(found.getAvgTokenLength())
              + " which is lower than the threshold set in the Schema: "
              + SixDigits.format(coverage.getMinAvgTokenLength())
              + ".",
          bound(found.getAvgTokenLength(), "at least ", coverage.getMinAvgTokenLength()));
      coverage.setMinAvgTokenLength((float) found.getAvgTokenLength());
    }
  }

  /** Checks the constraints of one token; whether the others can be checked too. */
  private boolean checkToken(
      SequenceValueConstraints.Builder constraint, List<TokenStatistics> tokens) {
    if (constraint.getValueCase() == SequenceValueConstraints.ValueCase.VALUE_NOT_SET) {
      return true;
    }
    String token =
        constraint.hasIntValue()
            ? String.valueOf(constraint.getIntValue())
            : constraint.getStringValue();
    Optional<TokenStatistics> found =
        tokens.stream()
            .filter(
                t ->
                    constraint.hasIntValue()
                        ? t.hasIntToken() && t.getIntToken() == constraint.getIntValue()
                        : t.hasStringToken() && t.getStringToken().equals(token))
            .findFirst();
    if (found.isEmpty()) {
      addNotAvailable("no statistics of the value '" + token + "'");
      return false;
    }
    checkFractions(constraint, token, found.get());
    checkOccurrences(constraint, token, found.get());
    return true;
  }

  private void checkFractions(
      SequenceValueConstraints.Builder constraint, String token, TokenStatistics found) {
    double fraction = found.getFractionOfSequences();
    String words =
        "Fraction of sequences with value: " + token + " is: " + SixDigits.format(fraction);
    if (constraint.hasMinFractionOfSequences()
        && fraction < constraint.getMinFractionOfSequences()) {
      float bound = constraint.getMinFractionOfSequences();
      reasons.add(
          Type.SEQUENCE_VALUE_TOO_SMALL_FRACTION,
          "Value occurs in too small a fraction of sequences.",
          words
              + " which is lower than the threshold set in the Schema: "
              + SixDigits.format(bound)
              + ".",
          bound(fraction, "at least ", bound));
      constraint.setMinFractionOfSequences((float) fraction);
    }
    if (constraint.hasMaxFractionOfSequences()
        && fraction > constraint.getMaxFractionOfSequences()) {
      float bound = constraint.getMaxFractionOfSequences();
      reasons.add(
          Type.SEQUENCE_VALUE_TOO_LARGE_FRACTION,
          "Value occurs in too large a fraction of sequences.",
          words
              + " which is higher than the threshold set in the Schema: "
              + SixDigits.format(bound)
              + ".",
          bound(fraction, "at most ", bound));
      constraint.setMaxFractionOfSequences((float) fraction);
    }
  }

  private void checkOccurrences(
      SequenceValueConstraints.Builder constraint, String token, TokenStatistics found) {
    double least = found.getPerSequenceMinFrequency();
    double most = found.getPerSequenceMaxFrequency();
    if (constraint.hasMinPerSequence() && least < constraint.getMinPerSequence()) {
      reasons.add(
          Type.SEQUENCE_VALUE_TOO_FEW_OCCURRENCES,
          "Value has too few per-sequence occurrences.",
          "Value: "
              + token
              + " occurs at least: "
              + SixDigits.format(least)
              + " times within a sequence, which is lower than the threshold set in the Schema: "
              + constraint.getMinPerSequence()
              + ".",
          bound(least, "at least ", constraint.getMinPerSequence()));
      constraint.setMinPerSequence((long) least);
    }
    if (constraint.hasMaxPerSequence() && most > constraint.getMaxPerSequence()) {
      reasons.add(
          Type.SEQUENCE_VALUE_TOO_MANY_OCCURRENCES,
          "Value has too many per-sequence occurrences.",
          "Value: "
              + token
              + " occurs at most: "
              + SixDigits.format(most)
              + " times within a sequence, which is higher than the threshold set in the Schema: "
              + constraint.getMaxPerSequence()
              + ".",
          bound(most, "at most ", constraint.getMaxPerSequence()));
      constraint.setMaxPerSequence((long) most);
    }
  }

  private static String bound(double found, String words, float bound) {
    return Found.of(Found.number(found), words + Found.number(bound));
  }

  private static String bound(double found, String words, long bound) {
    return Found.of(Found.number(found), words + bound);
  }

  private void addNotAvailable(String found) {
    reasons.add(
        Type.STATS_NOT_AVAILABLE,
        "Natural language stats are not computed.",
        "Constraints specified in natural language domain cannot be verified because natural"
            + " language stats have not been computed.",
        Found.of(found, "statistics made with this schema"));
    feature.clearNaturalLanguageDomain();
  }
}
