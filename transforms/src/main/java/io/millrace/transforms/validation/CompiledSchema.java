package io.millrace.transforms.validation;

import io.millrace.records.ExampleCursor;
import io.millrace.records.FeatureKind;
import io.millrace.transforms.schema.Environments;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FixedShape;
import org.tensorflow.metadata.v0.LifecycleStage;
import org.tensorflow.metadata.v0.Schema;
import org.tensorflow.metadata.v0.StringDomain;

/**
 * Says of an example whether it surely fits a schema. What it does not accept may still fit: rules
 * that it does not know are left to the whole validation. Belongs to one thread.
 */
final class CompiledSchema {
  private static final int INITIAL = 16;

  /** The rules of a feature; {@code known} if there are no others. */
  private record Rule(
      boolean known,
      boolean always,
      FeatureKind kind,
      long least,
      long most,
      double lower,
      double upper,
      boolean plainNumbers,
      Set<ByteBuffer> values,
      boolean image) {}

  private final Map<String, Rule> rules = new HashMap<>();
  private final boolean simple;
  private final int always;
  private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
  private float[] floats = new float[INITIAL];
  private long[] longs = new long[INITIAL];
  private CharBuffer chars = CharBuffer.allocate(INITIAL);

  CompiledSchema(Schema schema, Optional<String> environment) {
    Map<String, StringDomain> domains = new HashMap<>();
    schema.getStringDomainList().forEach(d -> domains.put(d.getName(), d));
    int required = 0;
    for (Feature feature : schema.getFeatureList()) {
      Rule rule = rule(schema, feature, domains, environment);
      rules.put(feature.getName(), rule);
      required += rule.always ? 1 : 0;
    }
    always = required;
    simple = schema.getSparseFeatureCount() == 0 && schema.getWeightedFeatureCount() == 0;
  }

  private static Rule rule(
      Schema schema,
      Feature feature,
      Map<String, StringDomain> domains,
      Optional<String> environment) {
    boolean inside =
        Environments.includes(schema.getDefaultEnvironmentList(), feature, environment);
    boolean inUse =
        feature.getLifecycleStage() == LifecycleStage.UNKNOWN_STAGE
            || feature.getLifecycleStage() == LifecycleStage.BETA
            || feature.getLifecycleStage() == LifecycleStage.PRODUCTION;
    boolean known =
        inUse
            && inside
            && !feature.hasValueCounts()
            && !feature.hasDistributionConstraints()
            && feature.getValidationDerivedSource().getSerializedSize() == 0;
    long least = feature.getValueCount().getMin();
    long most =
        feature.getValueCount().hasMax() ? feature.getValueCount().getMax() : Long.MAX_VALUE;
    if (feature.hasShape()) {
      long size =
          feature.getShape().getDimList().stream()
              .mapToLong(FixedShape.Dim::getSize)
              .reduce(1, (a, b) -> a * b);
      least = Math.max(least, size);
      most = Math.min(most, size);
    }
    double lower = Double.NEGATIVE_INFINITY;
    double upper = Double.POSITIVE_INFINITY;
    boolean plain = false;
    Set<ByteBuffer> values = null;
    FeatureKind kind = InstanceValidator.kind(feature);
    switch (feature.getDomainInfoCase()) {
      case DOMAININFO_NOT_SET -> {}
      case INT_DOMAIN -> {
        known &=
            kind == FeatureKind.INT64
                && fits(feature.getIntDomain().getMin())
                && fits(feature.getIntDomain().getMax());
        lower = feature.getIntDomain().hasMin() ? feature.getIntDomain().getMin() : lower;
        upper = feature.getIntDomain().hasMax() ? feature.getIntDomain().getMax() : upper;
        known &= !feature.getIntDomain().getIsCategorical();
      }
      case FLOAT_DOMAIN -> {
        known &= kind == FeatureKind.FLOAT;
        lower = feature.getFloatDomain().hasMin() ? feature.getFloatDomain().getMin() : lower;
        upper = feature.getFloatDomain().hasMax() ? feature.getFloatDomain().getMax() : upper;
        plain =
            feature.getFloatDomain().getDisallowNan() || feature.getFloatDomain().getDisallowInf();
      }
      case BOOL_DOMAIN -> {
        known &= kind == FeatureKind.INT64;
        lower = 0;
        upper = 1;
      }
      case DOMAIN, STRING_DOMAIN -> {
        StringDomain domain =
            feature.hasStringDomain()
                ? feature.getStringDomain()
                : domains.get(feature.getDomain());
        known &= kind == FeatureKind.BYTES && domain != null;
        values = new HashSet<>();
        if (domain != null) {
          for (String value : domain.getValueList()) {
            values.add(ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
          }
        }
      }
      default -> known = false;
    }
    return new Rule(
        known && kind != FeatureKind.NONE,
        inUse && inside && feature.getPresence().getMinFraction() >= 1,
        kind,
        least,
        most,
        lower,
        upper,
        plain,
        values,
        feature.hasImageDomain());
  }

  /** Whether a double holds it exactly. */
  private static boolean fits(long value) {
    return Math.abs(value) <= 1L << 53;
  }

  /** Whether a feature's bytes are images. */
  boolean isImage(String feature) {
    Rule rule = rules.get(feature);
    return rule != null && rule.image;
  }

  /** Whether the example surely fits. */
  boolean accepts(ExampleCursor cursor, byte[] bytes) {
    if (!simple) {
      return false;
    }
    int found = 0;
    while (cursor.nextFeature()) {
      if (cursor.kind() == FeatureKind.NONE) {
        continue;
      }
      Rule rule = rules.get(cursor.name());
      if (rule == null || !rule.known || !accepts(rule, cursor, bytes)) {
        return false;
      }
      found += rule.always ? 1 : 0;
    }
    return found == always;
  }

  private boolean accepts(Rule rule, ExampleCursor cursor, byte[] bytes) {
    int count = cursor.valueCount();
    if (cursor.kind() != rule.kind || count < rule.least || count > rule.most) {
      return false;
    }
    switch (rule.kind) {
      case FLOAT -> {
        return acceptsFloats(rule, cursor, count);
      }
      case INT64 -> {
        return acceptsLongs(rule, cursor, count);
      }
      default -> {
        return rule.values == null || acceptsBytes(rule, cursor, bytes, count);
      }
    }
  }

  private boolean acceptsFloats(Rule rule, ExampleCursor cursor, int count) {
    boolean bounded =
        rule.plainNumbers
            || rule.lower > Double.NEGATIVE_INFINITY
            || rule.upper < Double.POSITIVE_INFINITY;
    if (!bounded) {
      return true;
    }
    if (floats.length < count) {
      floats = new float[2 * count];
    }
    cursor.readFloats(floats, 0);
    for (int i = 0; i < count; i++) {
      // NaN is in no range.
      if (!(floats[i] >= rule.lower && floats[i] <= rule.upper)
          || (rule.plainNumbers && Float.isInfinite(floats[i]))) {
        return false;
      }
    }
    return true;
  }

  private boolean acceptsLongs(Rule rule, ExampleCursor cursor, int count) {
    if (rule.lower == Double.NEGATIVE_INFINITY && rule.upper == Double.POSITIVE_INFINITY) {
      return true;
    }
    if (longs.length < count) {
      longs = new long[2 * count];
    }
    cursor.readLongs(longs, 0);
    for (int i = 0; i < count; i++) {
      if (longs[i] < rule.lower || longs[i] > rule.upper) {
        return false;
      }
    }
    return true;
  }

  private static boolean acceptsBytes(Rule rule, ExampleCursor cursor, byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      ByteBuffer value = ByteBuffer.wrap(bytes, cursor.bytesOffset(i), cursor.bytesLength(i));
      if (!rule.values.contains(value)) {
        return false;
      }
    }
    return true;
  }

  /** The text of bytes; empty if they are no UTF-8. */
  Optional<String> text(byte[] bytes, int offset, int length) {
    if (chars.capacity() < length) {
      chars = CharBuffer.allocate(2 * length);
    }
    chars.clear();
    utf8.reset();
    return utf8.decode(ByteBuffer.wrap(bytes, offset, length), chars, true).isError()
        ? Optional.empty()
        : Optional.of(chars.flip().toString());
  }
}
