package io.millrace.transforms.schema;

import java.util.Map;
import java.util.Set;
import org.tensorflow.metadata.v0.AnomalyInfo.Type;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeaturePresence;
import org.tensorflow.metadata.v0.FeatureType;
import org.tensorflow.metadata.v0.FixedShape;
import org.tensorflow.metadata.v0.LifecycleStage;
import org.tensorflow.metadata.v0.Schema;
import org.tensorflow.metadata.v0.StringDomain;
import org.tensorflow.metadata.v0.ValueCount;

/** Finds what is wrong with a feature of a schema on its own, and mends it. */
final class SpecificationChecks {
  /** The kinds of domain that may stand only with some types; others may with BYTES alone. */
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
    checkType();
    if (feature.getLifecycleStage() == LifecycleStage.DEPRECATED) {
      return;
    }
    checkPresence();
    checkValueCounts();
    checkShape();
    checkDistribution();
    checkDomain();
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
    if (presence.getMinFraction() < 0) {
      presence.clearMinFraction();
      invalid("min_fraction should not be negative: clear is equal to zero");
    } else if (presence.getMinFraction() > 1) {
      presence.setMinFraction(1);
      invalid("min_fraction should not greater than 1");
    }
  }

  private void checkValueCounts() {
    if (feature.hasValueCount()) {
      checkValueCount(feature.getValueCountBuilder());
    } else if (feature.hasValueCounts()) {
      feature.getValueCountsBuilder().getValueCountBuilderList().forEach(this::checkValueCount);
    }
  }

  private void checkValueCount(ValueCount.Builder count) {
    if (count.getMin() < 0) {
      count.clearMin();
      invalid("ValueCount.min should not be negative");
    }
    if (count.hasMax() && count.getMax() < count.getMin()) {
      count.setMax(count.getMin());
      invalid("ValueCount.max should not be less than min");
    }
  }

  private void checkShape() {
    if (feature.hasShape()
        && feature.getShape().getDimList().stream()
            .mapToLong(FixedShape.Dim::getSize)
            .anyMatch(size -> size <= 0)) {
      feature.clearShape();
      invalid("Shape.dim.size must be a positive integer");
    }
  }

  private void checkDistribution() {
    if (!feature.hasDistributionConstraints()) {
      return;
    }
    switch (feature.getDomainInfoCase()) {
      case DOMAIN, STRING_DOMAIN:
        return;
      case DOMAININFO_NOT_SET:
        invalid("distribution constraints require domain or string domain.");
        break;
      case BOOL_DOMAIN, INT_DOMAIN, FLOAT_DOMAIN, STRUCT_DOMAIN:
        invalid(
            "distribution constraints not supported for "
                + domainName().replace("_domain", "")
                + " domains.");
        break;
      default:
        invalid("distribution constraints not supported for semantic domains.");
        break;
    }
    feature.clearDistributionConstraints();
  }

  private void checkDomain() {
    if (feature.getDomainInfoCase() == Feature.DomainInfoCase.DOMAININFO_NOT_SET) {
      return;
    }
    if (feature.hasDomain() && stringDomain(schema, feature) == null) {
      clearDomain(feature);
      reasons.add(Type.INVALID_DOMAIN_SPECIFICATION, "missing domain: ", "");
      return;
    }
    Set<FeatureType> allowed =
        TYPES.getOrDefault(feature.getDomainInfoCase(), Set.of(FeatureType.BYTES));
    if (!allowed.contains(feature.getType())) {
      String name = domainName();
      clearDomain(feature);
      reasons.add(
          Type.DOMAIN_INVALID_FOR_TYPE,
          "The domain does not match the type",
          "The domain \"" + name + "\" does not match the type: " + feature.getType());
    }
  }

  /** Leaves the feature without a domain. */
  static void clearDomain(Feature.Builder feature) {
    feature.clearDomainInfo();
  }

  private String domainName() {
    return Feature.getDescriptor()
        .findFieldByNumber(feature.getDomainInfoCase().getNumber())
        .getName();
  }

  private void invalid(String shortDescription) {
    reasons.add(Type.INVALID_SCHEMA_SPECIFICATION, shortDescription, "");
  }
}
