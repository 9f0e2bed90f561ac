package io.millrace.transforms.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.metadata.v0.Annotation;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeatureNameStatistics.Type;
import org.tensorflow.metadata.v0.FeaturePresence;
import org.tensorflow.metadata.v0.FloatDomain;
import org.tensorflow.metadata.v0.IntDomain;
import org.tensorflow.metadata.v0.Schema;

/**
 * Suggests rules that a schema lacks, from statistics. What schema.proto has no field for is a tag
 * of the feature's annotation ({@link ValueRules}), which TFDV passes over.
 */
public final class SchemaSuggestions {
  private static final int FEWEST_VALUES = 10;
  private static final double DIGITS = 10_000;
  private static final String SPREAD = "; the bound holds for further values of the same source";

  private final Collection<Suggestion.Kind> kinds;
  private final SchemaTree schema;
  private final List<Suggestion> suggestions = new ArrayList<>();

  private SchemaSuggestions(Schema schema, Collection<Suggestion.Kind> kinds) {
    this.kinds = kinds;
    this.schema = new SchemaTree(schema.toBuilder());
  }

  /**
   * The suggestions for a schema, feature by feature in the order of the statistics. Features that
   * the schema lacks or has deprecated, and rules that it already has, are left out.
   *
   * @param kinds what to suggest
   */
  public static List<Suggestion> of(
      Schema schema, DatasetFeatureStatistics statistics, Collection<Suggestion.Kind> kinds) {
    SchemaSuggestions all = new SchemaSuggestions(schema, kinds);
    StatisticsView view = new StatisticsView(statistics);
    view.roots().forEach(root -> all.add(view, root));
    return List.copyOf(all.suggestions);
  }

  private void add(StatisticsView statistics, FeatureView view) {
    Feature.Builder feature = schema.feature(view.path());
    if (feature != null && !SchemaTree.isDeprecated(feature) && view.present() > 0) {
      addPresence(feature, view);
      if (feature.getDomainInfoCase() == Feature.DomainInfoCase.DOMAININFO_NOT_SET
          && (view.hasStrings() || view.hasNumbers())) {
        Optional<Dates.Match> date = Dates.of(view);
        date.ifPresent(match -> addDate(view, match));
        if (date.isEmpty() && view.hasNumbers()) {
          addRange(view);
        } else if (date.isEmpty() && !view.hasInvalidUtf8()) {
          addPattern(feature, view);
        }
      } else if (feature.hasIntDomain() && view.hasNumbers() && isOpen(feature.getIntDomain())) {
        addRange(view);
      } else if (feature.hasFloatDomain() && isOpen(feature.getFloatDomain())) {
        addRange(view);
      }
      addUnique(feature, view);
    }
    statistics.children(view).forEach(child -> add(statistics, child));
  }

  private static boolean isOpen(IntDomain domain) {
    return !domain.hasMin() && !domain.hasMax() && !domain.getIsCategorical();
  }

  private static boolean isOpen(FloatDomain domain) {
    return !domain.hasMin() && !domain.hasMax();
  }

  private void add(
      FeatureView view,
      Suggestion.Kind kind,
      Feature.Builder change,
      String evidence,
      double confidence) {
    if (kinds.contains(kind)) {
      suggestions.add(new Suggestion(view.path(), kind, change.build(), evidence, confidence));
    }
  }

  private void addPresence(Feature.Builder feature, FeatureView view) {
    double all = view.present() + view.missing();
    if (view.missing() == 0 || feature.getPresence().hasMinFraction()) {
      return;
    }
    double bound = Math.floor(Bounds.share(view.present(), all) * DIGITS) / DIGITS;
    if (bound > 0) {
      add(
          view,
          Suggestion.Kind.PRESENCE,
          Feature.newBuilder().setPresence(FeaturePresence.newBuilder().setMinFraction(bound)),
          Found.presence(view)
              + ": a fraction of "
              + Found.number(view.fractionPresent())
              + ", at least "
              + Found.number(bound)
              + " with a probability of 95%",
          bound);
    }
  }

  private void addRange(FeatureView view) {
    double min = view.numbers().getMin();
    double max = view.numbers().getMax();
    double count = view.values() - view.nanCount();
    if (count < FEWEST_VALUES || !Double.isFinite(min) || !Double.isFinite(max)) {
      return;
    }
    boolean whole = view.statisticsType() == Type.INT;
    String found =
        Found.number(min)
            + " to "
            + Found.number(max)
            + " among "
            + Found.number(count)
            + " values";
    Feature.Builder range = Feature.newBuilder();
    Feature.Builder from = Feature.newBuilder();
    if (whole) {
      range.setIntDomain(IntDomain.newBuilder().setMin((long) min).setMax((long) max));
      from.setIntDomain(IntDomain.newBuilder().setMin(0));
    } else {
      range.setFloatDomain(FloatDomain.newBuilder().setMin(below(min)).setMax(-below(-max)));
      from.setFloatDomain(FloatDomain.newBuilder().setMin(0));
    }
    add(view, Suggestion.Kind.RANGE, range, found + SPREAD, Bounds.between(count));
    if (min >= 0) {
      String none =
          "none of " + Found.number(count) + " values below 0, the least " + Found.number(min);
      add(view, Suggestion.Kind.NON_NEGATIVE, from, none + SPREAD, Bounds.above(count));
    }
  }

  /** The greatest float that is not above a number. */
  private static float below(double value) {
    float near = (float) value;
    return near > value ? Math.nextDown(near) : near;
  }

  private void addUnique(Feature.Builder feature, FeatureView view) {
    double values = view.values();
    if (view.hasStrings()
        && values >= FEWEST_VALUES
        && !view.hasRepeats()
        && !ValueRules.of(feature).isUnique()) {
      add(
          view,
          Suggestion.Kind.UNIQUE,
          tagged(ValueRules.UNIQUE_TAG),
          (view.uniqueError() > 0 ? "about " : "")
              + view.unique()
              + " distinct among "
              + Found.number(values)
              + " values",
          Bounds.share(values, values));
    }
  }

  private void addPattern(Feature.Builder feature, FeatureView view) {
    Map<String, Double> strings = view.strings();
    if (strings.size() < FEWEST_VALUES || ValueRules.of(feature).pattern().isPresent()) {
      return;
    }
    Patterns.of(strings.keySet())
        .ifPresent(
            pattern -> {
              double listed = strings.values().stream().mapToDouble(Double::doubleValue).sum();
              add(
                  view,
                  Suggestion.Kind.PATTERN,
                  tagged(ValueRules.PATTERN_TAG + pattern),
                  "all "
                      + strings.size()
                      + " listed values match, "
                      + Found.share(listed, view.values(), "values")
                      + ", such as "
                      + Found.samples(strings),
                  Bounds.share(listed, Math.max(listed, view.values())));
            });
  }

  private void addDate(FeatureView view, Dates.Match match) {
    add(
        view,
        Suggestion.Kind.DATE,
        Feature.newBuilder().setTimeDomain(match.domain()),
        match.evidence(),
        Bounds.share(match.matching(), match.counted()));
  }

  private static Feature.Builder tagged(String tag) {
    return Feature.newBuilder().setAnnotation(Annotation.newBuilder().addTag(tag));
  }
}
