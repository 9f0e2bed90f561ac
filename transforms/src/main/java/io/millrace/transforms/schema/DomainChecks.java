package io.millrace.transforms.schema;

import com.google.protobuf.TextFormat;
import java.util.List;
import java.util.Map;
import org.tensorflow.metadata.v0.AnomalyInfo.Type;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.FloatDomain;
import org.tensorflow.metadata.v0.IntDomain;
import org.tensorflow.metadata.v0.Schema;
import org.tensorflow.metadata.v0.StringDomain;

/** Compares the values of a feature with its domain, and widens the domain. */
final class DomainChecks {

  private final Schema.Builder schema;
  private final Feature.Builder feature;
  private final FeatureView view;
  private final Reasons reasons;

  DomainChecks(Schema.Builder schema, Feature.Builder feature, FeatureView view, Reasons reasons) {
    this.schema = schema;
    this.feature = feature;
    this.view = view;
    this.reasons = reasons;
  }

  void run() {
    if (view.statisticsType() == FeatureNameStatistics.Type.BYTES && !suitsBytes()) {
      feature.clearDomainInfo();
      reasons.add(
          Type.DOMAIN_INVALID_FOR_TYPE,
          "Invalid domain type",
          "Data is marked as BYTES with incompatible domain_info: " + feature.build());
      return;
    }
    switch (feature.getDomainInfoCase()) {
      case DOMAIN:
        checkNamedDomain();
        break;
      case STRING_DOMAIN:
        checkStringDomain(feature.getStringDomainBuilder());
        break;
      case BOOL_DOMAIN:
        new BoolChecks(feature, view, reasons).run();
        break;
      case INT_DOMAIN:
        new IntChecks(feature, feature.getIntDomainBuilder(), view, reasons).run();
        break;
      case FLOAT_DOMAIN:
        new FloatChecks(feature, feature.getFloatDomainBuilder(), view, reasons).run();
        break;
      case IMAGE_DOMAIN:
        ImageChecks.check(feature.getImageDomainBuilder(), view, reasons);
        break;
      case NATURAL_LANGUAGE_DOMAIN:
        new NaturalLanguageChecks(feature, view, reasons).run();
        break;
      case DOMAININFO_NOT_SET:
        SemanticDomains.proposed(view).ifPresent(this::addSemanticDomain);
        break;
      default:
        break;
    }
  }

  /** A domain of the schema; TFDV knows those of strings only. */
  private void checkNamedDomain() {
    StringDomain.Builder strings = SpecificationChecks.stringDomain(schema, feature);
    IntDomain.Builder ints = SpecificationChecks.intDomain(schema, feature.getDomain());
    FloatDomain.Builder floats = SpecificationChecks.floatDomain(schema, feature.getDomain());
    if (strings != null) {
      checkStringDomain(strings);
    } else if (ints != null) {
      new IntChecks(feature, ints, view, reasons).run();
    } else if (floats != null) {
      new FloatChecks(feature, floats, view, reasons).run();
    }
  }

  private void addSemanticDomain(Feature proposed) {
    feature.mergeFrom(proposed);
    reasons.add(
        Type.SEMANTIC_DOMAIN_UPDATE,
        "Updated semantic domain",
        "Updated semantic domain for feature: " + feature.getName(),
        Found.of(TextFormat.printer().printToString(proposed).strip(), "no domain"));
  }

  private boolean suitsBytes() {
    switch (feature.getDomainInfoCase()) {
      case DOMAININFO_NOT_SET, NATURAL_LANGUAGE_DOMAIN, IMAGE_DOMAIN, URL_DOMAIN:
        return true;
      default:
        return false;
    }
  }

  private void checkStringDomain(StringDomain.Builder domain) {
    if (!view.hasStrings()) {
      return;
    }
    if (view.hasInvalidUtf8()) {
      dropStringDomain();
      reasons.add(
          Type.ENUM_TYPE_INVALID_UTF8,
          "Invalid UTF8 strings",
          "Found strings that were not valid UTF8 strings.",
          Found.of(Found.share(view.invalidUtf8(), view.values(), "values"), "0"));
      return;
    }
    Map<String, Double> unexpected = view.strings();
    domain.getValueList().forEach(unexpected::remove);
    double total = view.values();
    double outside = unexpected.values().stream().mapToDouble(Double::doubleValue).sum();
    double mass = outside / total;
    double minMass = feature.getDistributionConstraints().getMinDomainMass();
    if (unexpected.isEmpty() || (minMass < 1 && mass <= 1 - minMass)) {
      return;
    }
    StringBuilder list = new StringBuilder();
    unexpected.forEach(
        (value, count) -> {
          double percent = 100 * count / total;
          String share = percent < 1 ? "<1%" : "~" + (long) percent + "%";
          list.append(list.length() > 0 ? ", " : "")
              .append(Escapes.of(value))
              .append(" (" + share + ")");
        });
    String samples = Found.samples(unexpected);
    domain.addAllValue(unexpected.keySet());
    reasons.add(
        Type.ENUM_TYPE_UNEXPECTED_STRING_VALUES,
        "Unexpected string values",
        "Examples contain values missing from the schema: " + list + ". ",
        Found.of(
            Found.share(outside, total, "values outside the domain") + ": " + samples,
            minMass < 1
                ? "a share of at most " + Found.number(1 - minMass)
                : "values of the domain"));
  }

  private static void clearDomain(List<Feature.Builder> features, String name) {
    for (Feature.Builder other : features) {
      if (other.hasDomain() && other.getDomain().equals(name)) {
        other.clearDomainInfo();
      }
      if (other.hasStructDomain()) {
        clearDomain(other.getStructDomainBuilder().getFeatureBuilderList(), name);
      }
    }
  }

  /** Clears the domain, of all that refer to it, and takes it out of the schema. */
  private void dropStringDomain() {
    String name = feature.getDomain();
    boolean named = feature.hasDomain();
    feature.clearDomainInfo();
    if (named) {
      clearDomain(schema.getFeatureBuilderList(), name);
    }
    for (int i = schema.getStringDomainCount() - 1; named && i >= 0; i--) {
      if (schema.getStringDomain(i).getName().equals(name)) {
        schema.removeStringDomain(i);
      }
    }
  }
}
