package io.millrace.transforms.statistics;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.statistics.StatisticsGenOptions.ImageStats;
import io.millrace.transforms.statistics.accumulator.AccumulatorSettings;
import io.millrace.transforms.statistics.accumulator.FeatureSettings.Treatment;
import io.millrace.transforms.statistics.generator.CompositeFeatures;
import io.millrace.transforms.statistics.generator.CrossFeatures;
import io.millrace.transforms.statistics.generator.Domains;
import io.millrace.transforms.statistics.generator.EmptyValues;
import io.millrace.transforms.statistics.generator.PerFeature;
import io.millrace.transforms.statistics.generator.SampledRows;
import io.millrace.transforms.statistics.generator.StatsGenerator;
import io.millrace.transforms.statistics.image.ImageSettings;
import io.millrace.transforms.statistics.image.ImageStatistics;
import io.millrace.transforms.statistics.language.LanguageStatistics;
import io.millrace.transforms.statistics.language.Vocabulary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeatureType;
import org.tensorflow.metadata.v0.Schema;

/** Turns options and a schema into what tasks need to know. */
final class Settings {
  private Settings() {}

  /** For reading what was counted; vocabularies are needed to count. */
  static AccumulatorSettings of(StatisticsGenOptions options, Schema schema) {
    return of(options, schema, Map.of());
  }

  /**
   * For counting.
   *
   * @param vocabularies those of the schema, by name
   */
  static AccumulatorSettings of(
      StatisticsGenOptions options, Schema schema, Map<String, Vocabulary> vocabularies) {
    Map<List<String>, Treatment> treatments = new HashMap<>();
    addTreatments(List.of(), schema.getFeatureList(), treatments);
    return new AccumulatorSettings(
        options.weightFeature().orElse(null),
        options.perFeatureWeightOverride(),
        treatments,
        Set.copyOf(options.featureAllowlist()),
        generators(options, schema, treatments, vocabularies));
  }

  private static List<StatsGenerator> generators(
      StatisticsGenOptions options,
      Schema schema,
      Map<List<String>, Treatment> treatments,
      Map<String, Vocabulary> vocabularies) {
    List<StatsGenerator> generators = new ArrayList<>();
    CompositeFeatures composites = new CompositeFeatures(schema);
    if (!composites.isEmpty()) {
      generators.add(composites);
    }
    LanguageStatistics language =
        LanguageStatistics.of(
            schema,
            options.numHistogramBuckets(),
            options.numQuantilesHistogramBuckets(),
            options.numRankHistogramBuckets(),
            vocabularies);
    if (!language.features().isEmpty()) {
      generators.add(new PerFeature(language));
    }
    if (options.enableSemanticDomainStats()) {
      double rate = options.semanticDomainStatsSampleRate();
      Domains.generators()
          .forEach(domain -> generators.add(sampled(domain, rate, options.sampleSeed())));
    }
    if (options.countEmptyValues()) {
      generators.add(new PerFeature(new EmptyValues()));
    }
    if (options.imageStats() != ImageStats.NONE) {
      generators.add(new PerFeature(new ImageStatistics(images(options, treatments))));
    }
    if (options.allCrossFeatures() || !options.crossFeatures().isEmpty()) {
      CrossFeatures crosses =
          new CrossFeatures(options.allCrossFeatures() ? List.of() : options.crossFeatures());
      generators.add(sampled(crosses, options.crossFeatureSampleRate(), options.sampleSeed()));
    }
    generators.addAll(LabelGenerators.of(options, schema));
    options.generators().forEach(name -> generators.add(custom(name)));
    return generators;
  }

  private static ImageSettings images(
      StatisticsGenOptions options, Map<List<String>, Treatment> treatments) {
    Set<String> features = new HashSet<>(options.imageFeatures());
    treatments.forEach(
        (path, treatment) -> {
          if (treatment == Treatment.OPAQUE) {
            features.add(String.join(".", path));
          }
        });
    return new ImageSettings(
        features,
        options.imageStats() == ImageStats.PIXELS,
        options.imagePixelsSampleRate(),
        options.sampleSeed(),
        options.labelFeature().orElse(null),
        options.numHistogramBuckets());
  }

  private static StatsGenerator sampled(StatsGenerator generator, double rate, long seed) {
    return rate < 1 ? new SampledRows(generator, rate, seed) : generator;
  }

  /** Makes a generator of the user's. */
  private static StatsGenerator custom(String name) {
    try {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      Object generator = Class.forName(name, true, loader).getDeclaredConstructor().newInstance();
      if (generator instanceof StatsGenerator statistics) {
        return statistics;
      }
      throw MillraceException.usage(
          "generators: " + name + " is no " + StatsGenerator.class.getName());
    } catch (ClassNotFoundException e) {
      throw MillraceException.usage(
          "generators: "
              + name
              + ": no such class (expected: one on the class path; name its jar in MILLRACE_JARS, or"
              + " with --jars of spark-submit)");
    } catch (ReflectiveOperationException e) {
      throw MillraceException.usage(
          "generators: "
              + name
              + ": cannot be made (expected: a public constructor without"
              + " arguments): "
              + e);
    }
  }

  private static void addTreatments(
      List<String> parent, List<Feature> features, Map<List<String>, Treatment> treatments) {
    for (Feature feature : features) {
      List<String> path = new ArrayList<>(parent);
      path.add(feature.getName());
      if (feature.hasImageDomain()) {
        treatments.put(path, Treatment.OPAQUE);
      } else if (feature.getType() == FeatureType.INT && isCategorical(feature)) {
        treatments.put(path, Treatment.CATEGORICAL);
      }
      addTreatments(path, feature.getStructDomain().getFeatureList(), treatments);
    }
  }

  /** As TFDV: by the flag of the domain, or a domain that has no order. */
  private static boolean isCategorical(Feature feature) {
    return feature.hasBoolDomain()
        || feature.hasNaturalLanguageDomain()
        || feature.getIntDomain().getIsCategorical();
  }
}
