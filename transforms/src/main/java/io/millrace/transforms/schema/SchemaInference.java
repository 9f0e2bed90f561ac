package io.millrace.transforms.schema;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.metadata.v0.BoolDomain;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.FeaturePresence;
import org.tensorflow.metadata.v0.FeatureType;
import org.tensorflow.metadata.v0.FixedShape;
import org.tensorflow.metadata.v0.IntDomain;
import org.tensorflow.metadata.v0.LifecycleStage;
import org.tensorflow.metadata.v0.Schema;
import org.tensorflow.metadata.v0.StringDomain;
import org.tensorflow.metadata.v0.ValueCount;

/** Infers the entry of a feature that the schema lacks, by the rules of TFDV's infer_schema. */
public final class SchemaInference {
  private static final Set<String> TRUE_WORDS = Set.of("TRUE", "true", "SET", "set", "1", "");
  private static final Set<String> FALSE_WORDS = Set.of("FALSE", "false", "CLEAR", "clear", "0");

  private final boolean inferShape;
  private final int maxStringDomainSize;

  SchemaInference(boolean inferShape, int maxStringDomainSize) {
    this.inferShape = inferShape;
    this.maxStringDomainSize = maxStringDomainSize;
  }

  /** The schema of a dataset, as TFDV infers it. */
  public static Schema of(DatasetFeatureStatistics statistics, SchemaGenOptions options) {
    return new SchemaInference(options.inferFeatureShape(), options.maxStringDomainSize())
        .infer(statistics);
  }

  /** A schema widened by one dataset after the other until all fit; empty ones change nothing. */
  public static Schema widen(
      Schema schema, List<DatasetFeatureStatistics> statistics, int maxStringDomainSize) {
    Schema widened = schema;
    for (DatasetFeatureStatistics each : statistics) {
      widened = SchemaUpdate.of(widened, each, maxStringDomainSize).updated();
    }
    return widened;
  }

  /** The schema of a dataset; sparse and weighted features, made of others, are passed over. */
  Schema infer(DatasetFeatureStatistics statistics) {
    StatisticsView view = new StatisticsView(statistics);
    SchemaTree tree = new SchemaTree(Schema.newBuilder());
    view.roots().forEach(root -> infer(tree, view, root));
    return tree.schema().build();
  }

  private void infer(SchemaTree tree, StatisticsView statistics, FeatureView view) {
    if (!view.isComposite()) {
      add(tree, view);
    }
    statistics.children(view).forEach(child -> infer(tree, statistics, child));
  }

  /** Adds a feature to a schema, not those in it, and a string domain if it has one. */
  void add(SchemaTree schema, FeatureView view) {
    Feature.Builder feature = schema.add(view.path()).setType(view.type());
    FeaturePresence.Builder presence = feature.getPresenceBuilder();
    // Weights may sum up to less than one.
    presence.setMinCount(view.present() < 1 ? 0 : 1);
    if (view.present() > 0) {
      if (view.missing() == 0) {
        presence.setMinFraction(1);
      }
      addShape(feature, view);
    }
    view.derivedSource()
        .ifPresent(
            source ->
                feature
                    .setLifecycleStage(LifecycleStage.VALIDATION_DERIVED)
                    .setValidationDerivedSource(source));
    Optional<Feature> semantic = SemanticDomains.proposed(view);
    if (semantic.isPresent()) {
      feature.mergeFrom(semantic.get());
    } else {
      addDomain(schema.schema(), feature, view);
    }
  }

  private void addShape(Feature.Builder feature, FeatureView view) {
    List<FeatureView.Level> levels = view.levels();
    if (inferShape
        && view.type() != FeatureType.STRUCT
        && levels.stream().allMatch(FeatureView.Level::isFixed)) {
      FixedShape.Builder shape = feature.getShapeBuilder();
      levels.forEach(level -> shape.addDimBuilder().setSize(level.min()));
    } else {
      setValueCounts(feature, view);
    }
  }

  /** Sets how many values to expect: nothing where lists may be empty. */
  static void setValueCounts(Feature.Builder feature, FeatureView view) {
    List<FeatureView.Level> levels = view.levels();
    if (levels.size() > 1) {
      levels.forEach(level -> feature.getValueCountsBuilder().addValueCount(valueCount(level)));
    } else if (levels.get(0).min() > 0) {
      feature.setValueCount(valueCount(levels.get(0)));
    }
  }

  private static ValueCount valueCount(FeatureView.Level level) {
    ValueCount.Builder count = ValueCount.newBuilder();
    if (level.min() > 0 && level.min() == level.max()) {
      count.setMin(level.min()).setMax(level.max());
    } else if (level.min() > 0) {
      count.setMin(1);
    }
    return count.build();
  }

  private void addDomain(Schema.Builder schema, Feature.Builder feature, FeatureView view) {
    if (view.statisticsType() == FeatureNameStatistics.Type.INT) {
      addIntDomain(feature, view);
      return;
    }
    // TFDV also gives a string domain to numbers that were counted as categories, though its own
    // validation refuses that.
    if (view.statisticsType() != FeatureNameStatistics.Type.STRING
        || !view.hasStrings()
        || view.hasInvalidUtf8()) {
      return;
    }
    Map<String, Double> strings = view.strings();
    if (strings.isEmpty()) {
      return;
    }
    Optional<BoolDomain> bool = boolDomain(strings.keySet());
    if (bool.isPresent()) {
      feature.setBoolDomain(bool.get());
    } else if (strings.keySet().stream().allMatch(s -> Numbers.parseLong(s).isPresent())) {
      feature.setIntDomain(IntDomain.getDefaultInstance());
    } else if (strings.size() <= maxStringDomainSize) {
      String name = freeName(schema, SerializedPath.of(view.path()));
      schema.addStringDomain(StringDomain.newBuilder().setName(name).addAllValue(strings.keySet()));
      feature.setDomain(name);
    }
  }

  private static void addIntDomain(Feature.Builder feature, FeatureView view) {
    if (view.hasStrings()) {
      feature.setIntDomain(IntDomain.newBuilder().setIsCategorical(true));
    } else if (view.numbers().getMin() >= 0 && view.numbers().getMax() == 1) {
      feature.setBoolDomain(BoolDomain.getDefaultInstance());
    }
  }

  private static Optional<BoolDomain> boolDomain(Set<String> values) {
    BoolDomain.Builder domain = BoolDomain.newBuilder();
    for (String value : values) {
      if (TRUE_WORDS.contains(value) && !domain.hasTrueValue()) {
        domain.setTrueValue(value);
      } else if (FALSE_WORDS.contains(value) && !domain.hasFalseValue()) {
        domain.setFalseValue(value);
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(domain.build());
  }

  private static String freeName(Schema.Builder schema, String wanted) {
    Set<String> taken = new HashSet<>();
    List<StringDomain> domains = schema.getStringDomainList();
    domains.forEach(d -> taken.add(d.getName()));
    String name = wanted;
    for (int i = 2; taken.contains(name); i++) {
      name = wanted + i;
    }
    return name;
  }
}
