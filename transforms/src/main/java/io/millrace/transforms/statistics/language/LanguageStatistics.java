package io.millrace.transforms.statistics.language;

import io.millrace.transforms.statistics.batch.FeaturePath;
import io.millrace.transforms.statistics.generator.FeatureStatsAccumulator;
import io.millrace.transforms.statistics.generator.FeatureStatsGenerator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.Schema;

/**
 * Statistics of the features with a natural language domain, as TFDV's {@code
 * natural_language_stats_generator}: the custom statistic {@code nl_statistics}, a packed
 * NaturalLanguageStatistics. A list of values is a sequence of tokens, of strings or of their
 * numbers in a vocabulary; features of other types have none.
 *
 * <ul>
 *   <li>{@code feature_coverage}: of the tokens that are not excluded, those in the vocabulary. A
 *       number is in it by its file; a string unless it is one of {@code oov_string_tokens}.
 *   <li>{@code avg_token_length}, {@code token_length_histogram}, {@code rank_histogram}: of the
 *       tokens in the vocabulary, in characters (code points).
 *   <li>{@code min_sequence_length}, {@code max_sequence_length}, {@code
 *       sequence_length_histogram}: of sequences that are not empty, without the excluded tokens.
 *       (TFDV takes a length of 0 for none yet, so that its extremes depend on the order.)
 *   <li>{@code token_statistics}: of the tokens with constraints; {@code fraction_of_sequences}
 *       counts empty sequences in, the other figures do not. {@code positions} is a histogram of
 *       relative positions in the sequence.
 *   <li>{@code reported_sequences}: the five of the lowest coverage, then the five of the shortest
 *       tokens, written as Python writes lists; among equals the first in the order of their text.
 *       (TFDV takes those that came first.) At most {@value LeastSequences#CHARACTERS} characters
 *       each.
 * </ul>
 *
 * Nothing is sampled, and nothing depends on batches. {@code location_misses} and weighted
 * statistics stay unset, as in TFDV.
 *
 * @param features what the schema says, by paths
 * @param positionBuckets of the histograms of positions
 * @param quantileBuckets of the histograms of lengths
 * @param rankBuckets how many frequent tokens are listed at most
 * @param vocabularies by name; those of the rules, or none to read what others counted
 */
public record LanguageStatistics(
    Map<List<String>, LanguageRules> features,
    int positionBuckets,
    int quantileBuckets,
    int rankBuckets,
    Map<String, Vocabulary> vocabularies)
    implements FeatureStatsGenerator {
  /** The custom statistic. */
  public static final String STATISTIC = "nl_statistics";

  /**
   * A custom statistic of Millrace: by how much the frequency of a token in the rank histogram may
   * be too low; tokens that come less often may be left out. Absent where all are exact.
   */
  public static final String FREQUENCY_ERROR = "nl_frequency_error";

  public LanguageStatistics {
    features = new HashMap<>(features);
    vocabularies = new HashMap<>(vocabularies);
  }

  /** The statistics that a schema asks for. */
  public static LanguageStatistics of(
      Schema schema,
      int positionBuckets,
      int quantileBuckets,
      int rankBuckets,
      Map<String, Vocabulary> vocabularies) {
    Map<List<String>, LanguageRules> features = new HashMap<>();
    paths(schema)
        .forEach(
            (path, feature) ->
                features.put(path.steps(), LanguageRules.of(feature.getNaturalLanguageDomain())));
    return new LanguageStatistics(
        features, positionBuckets, quantileBuckets, rankBuckets, vocabularies);
  }

  /**
   * The vocabularies that a schema names.
   *
   * @return the feature that names it, by the name of the vocabulary
   */
  public static Map<String, FeaturePath> vocabulariesOf(Schema schema) {
    Map<String, FeaturePath> names = new TreeMap<>();
    paths(schema)
        .forEach(
            (path, feature) -> {
              String name = feature.getNaturalLanguageDomain().getVocabulary();
              if (!name.isEmpty()) {
                names.putIfAbsent(name, path);
              }
            });
    return names;
  }

  private static Map<FeaturePath, Feature> paths(Schema schema) {
    Map<FeaturePath, Feature> found = new LinkedHashMap<>();
    addPaths(null, schema.getFeatureList(), found);
    return found;
  }

  private static void addPaths(
      FeaturePath parent, List<Feature> features, Map<FeaturePath, Feature> found) {
    for (Feature feature : features) {
      FeaturePath path =
          parent == null ? FeaturePath.of(feature.getName()) : parent.child(feature.getName());
      if (feature.hasNaturalLanguageDomain()
          && LanguageRules.areNeeded(feature.getNaturalLanguageDomain())) {
        found.put(path, feature);
      }
      addPaths(path, feature.getStructDomain().getFeatureList(), found);
    }
  }

  @Override
  public String name() {
    return STATISTIC;
  }

  @Override
  public Object countsBy() {
    return new LanguageStatistics(features, positionBuckets, 0, 0, Map.of());
  }

  @Override
  public boolean appliesTo(FeaturePath feature) {
    return features.containsKey(feature.steps());
  }

  @Override
  public FeatureStatsAccumulator newAccumulator(FeaturePath feature) {
    LanguageRules rules = features.get(feature.steps());
    return new LanguageAccumulator(this, rules, vocabularies.get(rules.vocabulary()));
  }
}
