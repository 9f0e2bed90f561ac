package io.millrace.transforms.schema;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.metadata.v0.AnomalyInfo.Type;
import org.tensorflow.metadata.v0.BoolDomain;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeaturePresence;
import org.tensorflow.metadata.v0.FeatureType;
import org.tensorflow.metadata.v0.FixedShape;
import org.tensorflow.metadata.v0.FloatDomain;
import org.tensorflow.metadata.v0.IntDomain;
import org.tensorflow.metadata.v0.LifecycleStage;
import org.tensorflow.metadata.v0.Schema;
import org.tensorflow.metadata.v0.StringDomain;
import org.tensorflow.metadata.v0.ValueCount;

/** Finds what is wrong with a feature of a schema on its own, and mends it. */
final class SpecificationChecks {
  /** The kinds of domain that may stand with more types than BYTES alone, or with others. */
  private static final Map<Feature.DomainInfoCase, Set<FeatureType>> TYPES =
      Map.of(
          Feature.DomainInfoCase.BOOL_DOMAIN,
          Set.of(FeatureType.INT, FeatureType.BYTES, FeatureType.FLOAT),
          Feature.DomainInfoCase.INT_DOMAIN,
          Set.of(FeatureType.INT, FeatureType.BYTES),
          Feature.DomainInfoCase.FLOAT_DOMAIN,
          Set.of(FeatureType.FLOAT, FeatureType.BYTES),
          Feature.DomainInfoCase.STRUCT_DOMAIN,
          Set.of(FeatureType.STRUCT),
          Feature.DomainInfoCase.NATURAL_LANGUAGE_DOMAIN,
          Set.of(FeatureType.BYTES, FeatureType.INT),
          Feature.DomainInfoCase.TIME_DOMAIN,
          Set.of(FeatureType.INT, FeatureType.BYTES),
          Feature.DomainInfoCase.TIME_OF_DAY_DOMAIN,
          Set.of(FeatureType.INT, FeatureType.BYTES));

  private final Schema.Builder schema;
  private final Feature.Builder feature;
  private final Reasons reasons;

  SpecificationChecks(Schema.Builder schema, Feature.Builder feature, Reasons reasons) {
    this.schema = schema;
    this.feature = feature;
    this.reasons = reasons;
  }

  /** Checks all; the feature may be deprecated afterwards, and is not to be looked at further. */
  void run() {
    checkName();
    if (!SchemaTree.isDeprecated(feature)) {
      checkType();
    }
    if (SchemaTree.isDeprecated(feature)) {
      return;
    }
    checkPresence();
    checkValueCounts();
    checkShape();
    checkDomain();
    checkDistribution();
  }

  /** The string domain that the feature refers to or holds; null if none. */
  static StringDomain.Builder stringDomain(Schema.Builder schema, Feature.Builder feature) {
    if (feature.hasStringDomain()) {
      return feature.getStringDomainBuilder();
    }
    if (feature.hasDomain()) {
      for (StringDomain.Builder domain : schema.getStringDomainBuilderList()) {
        if (domain.getName().equals(feature.getDomain())) {
          return domain;
        }
      }
    }
    return null;
  }

  /** An int domain of the schema; null if there is none of this name. */
  static IntDomain.Builder intDomain(Schema.Builder schema, String name) {
    return schema.getIntDomainBuilderList().stream()
        .filter(d -> d.getName().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** A float domain of the schema; null if there is none of this name. */
  static FloatDomain.Builder floatDomain(Schema.Builder schema, String name) {
    return schema.getFloatDomainBuilderList().stream()
        .filter(d -> d.getName().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** The kind of a feature's domain, of the one that it refers to if it does. */
  private Feature.DomainInfoCase kind() {
    if (feature.hasDomain() && stringDomain(schema, feature) == null) {
      if (intDomain(schema, feature.getDomain()) != null) {
        return Feature.DomainInfoCase.INT_DOMAIN;
      }
      if (floatDomain(schema, feature.getDomain()) != null) {
        return Feature.DomainInfoCase.FLOAT_DOMAIN;
      }
    }
    return feature.getDomainInfoCase();
  }

  private void checkName() {
    if (!feature.hasName()) {
      feature.setLifecycleStage(LifecycleStage.DEPRECATED);
      reasons.add(
          Type.FEATURE_MISSING_NAME,
          "unspecified name (maybe meant to be the empty string): find name rather than"
              + " deprecating.",
          "");
    }
  }

  private void checkType() {
    if (feature.getType() != FeatureType.TYPE_UNKNOWN) {
      return;
    }
    if (feature.hasDomain() || feature.hasStringDomain()) {
      feature.setType(FeatureType.BYTES);
      reasons.add(
          Type.FEATURE_MISSING_TYPE,
          "unspecified type: inferring the type to be BYTES, given the domain specified.",
          "");
    } else {
      feature.setLifecycleStage(LifecycleStage.DEPRECATED);
      reasons.add(
          Type.FEATURE_MISSING_TYPE,
          "unspecified type: determine the type and set it, rather than deprecating.",
          "");
    }
  }

  private void checkPresence() {
    if (!feature.hasPresence()) {
      return;
    }
    FeaturePresence.Builder presence = feature.getPresenceBuilder();
    double fraction = presence.getMinFraction();
    if (fraction < 0) {
      presence.clearMinFraction();
      invalid(
          "min_fraction should not be negative: clear is equal to zero",
          Found.of("presence.min_fraction " + Found.number(fraction), "0 to 1"));
    } else if (fraction > 1) {
      presence.setMinFraction(1);
      invalid(
          "min_fraction should not greater than 1",
          Found.of("presence.min_fraction " + Found.number(fraction), "0 to 1"));
    }
  }

  private void checkValueCounts() {
    if (feature.hasValueCount()) {
      ValueCount.Builder count = feature.getValueCountBuilder();
      if (mendMin(count)) {
        invalid("ValueCount.min should not be negative", "");
      }
      String found = found(count);
      if (mendMax(count)) {
        invalid("ValueCount.max should not be less than min", found);
      }
    }
    if (feature.hasValueCounts()) {
      List<ValueCount.Builder> levels = feature.getValueCountsBuilder().getValueCountBuilderList();
      for (int i = 0; i < levels.size(); i++) {
        if (mendMin(levels.get(i))) {
          reasons.add(
              Type.INVALID_SCHEMA_SPECIFICATION,
              "ValueCounts.min should not be negative",
              "ValueCounts.min at level " + i + " should not be negative.");
        }
        String found = found(levels.get(i));
        if (mendMax(levels.get(i))) {
          reasons.add(
              Type.INVALID_SCHEMA_SPECIFICATION,
              "ValueCounts.max should not be less than min",
              "ValueCounts.max at level " + i + " should not be less than min.",
              found);
        }
      }
    }
  }

  private static String found(ValueCount.Builder count) {
    return Found.of("max " + count.getMax(), "at least min, " + count.getMin());
  }

  private static boolean mendMin(ValueCount.Builder count) {
    boolean wrong = count.getMin() < 0;
    if (wrong) {
      count.clearMin();
    }
    return wrong;
  }

  private static boolean mendMax(ValueCount.Builder count) {
    boolean wrong = count.hasMax() && count.getMax() < count.getMin();
    if (wrong) {
      count.setMax(count.getMin());
    }
    return wrong;
  }

  private void checkShape() {
    if (feature.hasShape()
        && feature.getShape().getDimList().stream()
            .mapToLong(FixedShape.Dim::getSize)
            .anyMatch(size -> size <= 0)) {
      feature.clearShape();
      invalid("Shape.dim.size must be a positive integer", "");
    }
  }

  private void checkDomain() {
    if (feature.getDomainInfoCase() == Feature.DomainInfoCase.DOMAININFO_NOT_SET) {
      return;
    }
    Feature.DomainInfoCase kind = kind();
    Set<FeatureType> allowed = TYPES.getOrDefault(kind, Set.of(FeatureType.BYTES));
    if (!allowed.contains(feature.getType())) {
      String name = nameOf(feature.getDomainInfoCase());
      feature.clearDomainInfo();
      reasons.add(
          Type.DOMAIN_INVALID_FOR_TYPE,
          "The domain does not match the type",
          "The domain \"" + name + "\" does not match the type: " + feature.getType());
    } else if (kind == Feature.DomainInfoCase.DOMAIN && stringDomain(schema, feature) == null) {
      String name = feature.getDomain();
      feature.clearDomainInfo();
      reasons.add(
          Type.INVALID_DOMAIN_SPECIFICATION,
          "missing domain: ",
          "",
          Found.of("domain '" + name + "'", "a domain of the schema"));
    } else if (feature.hasStringDomain()) {
      checkRepeats(feature.getStringDomainBuilder());
    } else if (feature.hasBoolDomain()) {
      checkWords(feature.getBoolDomainBuilder());
    }
  }

  /** TFDV mends repeated values without a word. */
  private void checkRepeats(StringDomain.Builder domain) {
    Set<String> once = new LinkedHashSet<>();
    List<String> repeats = domain.getValueList().stream().filter(v -> !once.add(v)).toList();
    if (!repeats.isEmpty()) {
      domain.clearValue().addAllValue(once);
      reasons.add(
          Type.INVALID_DOMAIN_SPECIFICATION,
          "Malformed StringDomain",
          "Repeated values in StringDomain:" + String.join(", ", repeats));
    }
  }

  /** TFDV mends equal words without a word. */
  private void checkWords(BoolDomain.Builder domain) {
    if (domain.hasTrueValue()
        && domain.hasFalseValue()
        && domain.getTrueValue().equals(domain.getFalseValue())) {
      domain.clearFalseValue();
      reasons.add(
          Type.INVALID_DOMAIN_SPECIFICATION,
          "Malformed BoolDomain",
          "True and false value equal for BoolDomain:"
              + domain.getTrueValue()
              + ". The suggested change is to clear the false_value, but a domain expert should"
              + " review this change.");
    }
  }

  private void checkDistribution() {
    if (!feature.hasDistributionConstraints()) {
      return;
    }
    Feature.DomainInfoCase kind = kind();
    switch (kind) {
      case DOMAIN, STRING_DOMAIN:
        return;
      case DOMAININFO_NOT_SET:
        invalid("distribution constraints require domain or string domain.", "");
        break;
      case BOOL_DOMAIN, INT_DOMAIN, FLOAT_DOMAIN, STRUCT_DOMAIN:
        invalid(
            "distribution constraints not supported for "
                + nameOf(kind).replace("_domain", "")
                + " domains.",
            "");
        break;
      default:
        invalid("distribution constraints not supported for semantic domains.", "");
        break;
    }
    feature.clearDistributionConstraints();
  }

  private static String nameOf(Feature.DomainInfoCase kind) {
    return Feature.getDescriptor().findFieldByNumber(kind.getNumber()).getName();
  }

  private void invalid(String shortDescription, String detail) {
    reasons.add(Type.INVALID_SCHEMA_SPECIFICATION, shortDescription, "", detail);
  }
}
