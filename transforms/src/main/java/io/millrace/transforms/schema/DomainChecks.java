package io.millrace.transforms.schema;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tensorflow.metadata.v0.AnomalyInfo.Type;
import org.tensorflow.metadata.v0.BoolDomain;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.FloatDomain;
import org.tensorflow.metadata.v0.ImageDomain;
import org.tensorflow.metadata.v0.IntDomain;
import org.tensorflow.metadata.v0.Schema;
import org.tensorflow.metadata.v0.StringDomain;

/** Compares the values of a feature with its domain, and widens the domain. */
final class DomainChecks {
  private static final String OUT_OF_RANGE = "Out-of-range values";
  private static final String NOT_BOOLEAN = "Non-boolean values";
  private static final String INVALID = "Invalid values";
  private static final char DELETE = 0x7F;

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
      case DOMAIN, STRING_DOMAIN:
        checkStringDomain(SpecificationChecks.stringDomain(schema, feature));
        break;
      case BOOL_DOMAIN:
        checkBoolDomain();
        break;
      case INT_DOMAIN:
        checkIntDomain();
        break;
      case FLOAT_DOMAIN:
        checkFloatDomain();
        break;
      case IMAGE_DOMAIN:
        checkImageDomain(feature.getImageDomainBuilder());
        break;
      default:
        break;
    }
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
          "Found strings that were not valid UTF8 strings.");
      return;
    }
    Map<String, Double> unexpected = view.strings();
    domain.getValueList().forEach(unexpected::remove);
    double total = view.common().getTotNumValues();
    double mass = unexpected.values().stream().mapToDouble(Double::doubleValue).sum() / total;
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
              .append(escaped(value))
              .append(" (" + share + ")");
        });
    domain.addAllValue(unexpected.keySet());
    reasons.add(
        Type.ENUM_TYPE_UNEXPECTED_STRING_VALUES,
        "Unexpected string values",
        "Examples contain values missing from the schema: " + list + ". ");
  }

  /** Clears the domain, and takes it out of the schema if no other feature refers to it. */
  private void dropStringDomain() {
    String name = feature.getDomain();
    boolean named = feature.hasDomain();
    feature.clearDomainInfo();
    boolean shared =
        schema.getFeatureList().stream().anyMatch(f -> f.hasDomain() && f.getDomain().equals(name));
    for (int i = schema.getStringDomainCount() - 1; named && !shared && i >= 0; i--) {
      if (schema.getStringDomain(i).getName().equals(name)) {
        schema.removeStringDomain(i);
      }
    }
  }

  /** A value as C writes it, with UTF-8 left as it is. */
  private static String escaped(String value) {
    StringBuilder text = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        case '"' -> text.append("\\\"");
        case '\'' -> text.append("\\'");
        case '\\' -> text.append("\\\\");
        default -> {
          if (c < ' ' || c == DELETE) {
            text.append(String.format(Locale.ROOT, "\\%03o", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    return text.toString();
  }

  private void checkBoolDomain() {
    switch (view.statisticsType()) {
      case INT:
        checkBoolInt((long) view.numbers().getMin(), (long) view.numbers().getMax());
        break;
      case FLOAT:
        checkBoolFloat(view.numbers().getMin(), view.numbers().getMax());
        break;
      default:
        checkBoolStrings(feature.getBoolDomain());
        break;
    }
  }

  private void checkBoolInt(long min, long max) {
    if (min >= 0 && max <= 1) {
      return;
    }
    feature.setIntDomain(IntDomain.newBuilder().setMin(min).setMax(max));
    reasons.add(
        min < 0 ? Type.BOOL_TYPE_SMALL_INT : Type.BOOL_TYPE_BIG_INT,
        NOT_BOOLEAN,
        "Integers (such as "
            + (min < 0 ? min : max)
            + ") not in {0, 1}: converting to an integer.");
  }

  private void checkBoolFloat(double min, double max) {
    double inside = view.strictlyInsideUnit();
    String example;
    if (view.hasNan()) {
      example = "NaN";
    } else if (min != 0 && min != 1) {
      example = SixDigits.format(min);
    } else if (max != 0 && max != 1) {
      example = SixDigits.format(max);
    } else if (!Double.isNaN(inside)) {
      example = SixDigits.format(inside);
    } else {
      return;
    }
    feature.setFloatDomain(FloatDomain.newBuilder().setMin((float) min).setMax((float) max));
    reasons.add(
        Type.BOOL_TYPE_UNEXPECTED_FLOAT,
        NOT_BOOLEAN,
        "Floats (such as " + example + ") not in {0, 1}: converting to float_domain.");
  }

  private void checkBoolStrings(BoolDomain domain) {
    List<String> words =
        Stream.of(
                domain.hasFalseValue() ? domain.getFalseValue() : null,
                domain.hasTrueValue() ? domain.getTrueValue() : null)
            .filter(word -> word != null)
            .distinct()
            .toList();
    for (String value : view.strings().keySet()) {
      if (!words.contains(value)) {
        feature.clearDomainInfo();
        reasons.add(
            Type.BOOL_TYPE_UNEXPECTED_STRING,
            NOT_BOOLEAN,
            words.stream()
                .map(word -> '"' + word + '"')
                .collect(
                    Collectors.joining(
                        ", ", "Saw unexpected value \"" + value + "\" instead of {", "}.")));
        return;
      }
    }
  }

  private void checkIntDomain() {
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    if (view.hasNumbers()) {
      min = (long) view.numbers().getMin();
      max = (long) view.numbers().getMax();
    }
    for (String value : view.strings().keySet()) {
      OptionalLong parsed = Numbers.parseLong(value);
      if (parsed.isEmpty()) {
        feature.clearDomainInfo();
        reasons.add(
            Type.INT_TYPE_NOT_INT_STRING,
            INVALID,
            "String values that were not ints were found, such as \"" + value + "\".");
        return;
      }
      min = Math.min(min, parsed.getAsLong());
      max = Math.max(max, parsed.getAsLong());
    }
    IntDomain.Builder domain = feature.getIntDomainBuilder();
    if (domain.hasMin() && min < domain.getMin()) {
      domain.setMin(min);
      reasons.add(Type.INT_TYPE_SMALL_INT, OUT_OF_RANGE, "Unexpectedly small value: " + min + ".");
    }
    if (domain.hasMax() && max > domain.getMax()) {
      domain.setMax(max);
      reasons.add(Type.INT_TYPE_BIG_INT, OUT_OF_RANGE, "Unexpectedly large value: " + max + ".");
    }
  }

  private void checkFloatDomain() {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    boolean nan = false;
    boolean infinite = false;
    if (view.hasNumbers()) {
      min = view.numbers().getMin();
      max = view.numbers().getMax();
      nan = view.hasNan();
      infinite = view.hasInfinity();
    }
    for (String value : view.strings().keySet()) {
      OptionalDouble parsed = Numbers.parseDouble(value);
      if (parsed.isEmpty()) {
        feature.clearDomainInfo();
        reasons.add(
            Type.FLOAT_TYPE_STRING_NOT_FLOAT,
            INVALID,
            "String values that were not floats were found, such as \"" + value + "\".");
        return;
      }
      double number = parsed.getAsDouble();
      nan |= Double.isNaN(number);
      infinite |= Double.isInfinite(number);
      if (!Double.isNaN(number)) {
        min = Math.min(min, number);
        max = Math.max(max, number);
      }
    }
    FloatDomain.Builder domain = feature.getFloatDomainBuilder();
    checkRange(domain, min, max);
    if (domain.getDisallowNan() && nan) {
      domain.setDisallowNan(false);
      reasons.add(Type.FLOAT_TYPE_HAS_NAN, INVALID, "Float feature has NaN values.");
    }
    if (domain.getDisallowInf() && infinite) {
      domain.setDisallowInf(false);
      reasons.add(Type.FLOAT_TYPE_HAS_INF, INVALID, "Float feature has Inf values.");
    }
  }

  private void checkRange(FloatDomain.Builder domain, double min, double max) {
    if (domain.hasMin() && min < domain.getMin()) {
      String text = SixDigits.format(min) + "<" + SixDigits.format(domain.getMin());
      domain.setMin((float) min);
      reasons.add(
          Type.FLOAT_TYPE_SMALL_FLOAT,
          OUT_OF_RANGE,
          "Unexpectedly low values: " + text + "(upto six significant digits)");
    }
    if (domain.hasMax() && max > domain.getMax()) {
      String text = SixDigits.format(max) + ">" + SixDigits.format(domain.getMax());
      domain.setMax((float) max);
      reasons.add(
          Type.FLOAT_TYPE_BIG_FLOAT,
          OUT_OF_RANGE,
          "Unexpectedly high value: " + text + "(upto six significant digits)");
    }
  }

  private void checkImageDomain(ImageDomain.Builder domain) {
    long bytes = view.maxBytes();
    if (domain.hasMaxImageByteSize() && bytes > domain.getMaxImageByteSize()) {
      reasons.add(
          Type.MAX_IMAGE_BYTE_SIZE_EXCEEDED,
          "Num bytes exceeds the max byte size.",
          "The largest image has bytes: "
              + bytes
              + ". The max allowed byte size is: "
              + domain.getMaxImageByteSize()
              + ".");
      domain.setMaxImageByteSize(bytes);
    }
  }
}
