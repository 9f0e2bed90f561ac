package io.millrace.transforms.schema;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.metadata.v0.BoolDomain;
import org.tensorflow.metadata.v0.CommonStatistics;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.FeaturePresence;
import org.tensorflow.metadata.v0.FixedShape;
import org.tensorflow.metadata.v0.IntDomain;
import org.tensorflow.metadata.v0.Schema;
import org.tensorflow.metadata.v0.StringDomain;
import org.tensorflow.metadata.v0.ValueCount;

/** Infers the entry of a feature that the schema lacks, by the rules of TFDV's infer_schema. */
final class SchemaInference {
  private static final Set<String> TRUE_WORDS = Set.of("TRUE", "true", "SET", "set", "1", "");
  private static final Set<String> FALSE_WORDS = Set.of("FALSE", "false", "CLEAR", "clear", "0");

  private final boolean inferShape;
  private final int maxStringDomainSize;

  SchemaInference(boolean inferShape, int maxStringDomainSize) {
    this.inferShape = inferShape;
    this.maxStringDomainSize = maxStringDomainSize;
  }

  /** Adds a feature to a schema, and a string domain if it has one. */
  void add(Schema.Builder schema, FeatureView view) {
    Feature.Builder feature = schema.addFeatureBuilder().setName(view.name()).setType(view.type());
    CommonStatistics common = view.common();
    FeaturePresence.Builder presence = feature.getPresenceBuilder();
    if (common.getNumNonMissing() == 0) {
      presence.setMinCount(0);
      return;
    }
    presence.setMinCount(1);
    if (common.getNumMissing() == 0) {
      presence.setMinFraction(1);
    }
    long min = common.getMinNumValues();
    long max = common.getMaxNumValues();
    if (inferShape && common.getNumMissing() == 0 && min == max && min > 0) {
      feature.setShape(FixedShape.newBuilder().addDim(FixedShape.Dim.newBuilder().setSize(min)));
    } else {
      valueCount(min, max).ifPresent(feature::setValueCount);
    }
    addDomain(schema, feature, view);
  }

  /** How many values to expect; empty if lists may be empty. */
  static Optional<ValueCount> valueCount(long min, long max) {
    if (min == 0) {
      return Optional.empty();
    }
    ValueCount.Builder count = ValueCount.newBuilder();
    return Optional.of(
        min == max ? count.setMin(min).setMax(max).build() : count.setMin(1).build());
  }

  private void addDomain(Schema.Builder schema, Feature.Builder feature, FeatureView view) {
    if (view.statisticsType() == FeatureNameStatistics.Type.INT) {
      if (view.numbers().getMin() >= 0 && view.numbers().getMax() == 1) {
        feature.setBoolDomain(BoolDomain.getDefaultInstance());
      }
      return;
    }
    if (!view.hasStrings() || view.hasInvalidUtf8()) {
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
      String name = freeName(schema, SerializedPath.of(view.name()));
      schema.addStringDomain(StringDomain.newBuilder().setName(name).addAllValue(strings.keySet()));
      feature.setDomain(name);
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
