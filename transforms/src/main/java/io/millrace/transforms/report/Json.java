package io.millrace.transforms.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.Collectors;
import org.tensorflow.metadata.v0.Histogram;
import org.tensorflow.metadata.v0.RankHistogram;
import org.tensorflow.metadata.v0.StringStatistics;

/**
 * Values as the documents hold them: numbers that are not finite as the strings {@code NaN}, {@code
 * Infinity} and {@code -Infinity}, a histogram as a list of {@code [low, high, count]}, frequent
 * values as a list of {@code [value, count]}.
 */
final class Json {
  private static final double LARGEST_WHOLE = 1L << 53;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Limits limits;

  Json(Limits limits) {
    this.limits = limits;
  }

  ObjectNode object() {
    return NODES.objectNode();
  }

  ArrayNode array() {
    return NODES.arrayNode();
  }

  /** Sets a number; whole ones are written without a point. */
  void put(ObjectNode to, String name, double value) {
    if (!Double.isFinite(value)) {
      to.put(name, Double.toString(value));
    } else if (value == Math.rint(value) && Math.abs(value) < LARGEST_WHOLE) {
      to.put(name, (long) value);
    } else {
      to.put(name, rounded(value));
    }
  }

  /** Sets text without lone surrogates, which no encoding can hold. */
  void put(ObjectNode to, String name, String text) {
    to.put(name, clean(text));
  }

  private void add(ArrayNode to, double value) {
    if (!Double.isFinite(value)) {
      to.add(Double.toString(value));
    } else if (value == Math.rint(value) && Math.abs(value) < LARGEST_WHOLE) {
      to.add((long) value);
    } else {
      to.add(rounded(value));
    }
  }

  private double rounded(double value) {
    return limits.digits() >= 17
        ? value
        : BigDecimal.valueOf(value).round(new MathContext(limits.digits())).doubleValue();
  }

  /** As {@link #clean}, line by line. */
  String lines(String text) {
    return text.lines().limit(limits.values()).map(this::clean).collect(Collectors.joining("\n"));
  }

  String clean(String text) {
    int end = Math.min(text.length(), limits.chars());
    StringBuilder clean = new StringBuilder(end);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        clean.append(c).append(text.charAt(++i));
      } else {
        clean.append(Character.isSurrogate(c) ? '\uFFFD' : c);
      }
    }
    return end == text.length()
        ? clean.toString()
        : clean.append('\u2026').append(" (").append(text.length()).append(" chars)").toString();
  }

  /** {@code [[low, high, count], ...]}. */
  ArrayNode histogram(Histogram histogram) {
    ArrayNode buckets = array();
    List<Histogram.Bucket> all = histogram.getBucketsList();
    int merged = Math.max(1, (int) Math.ceil((double) all.size() / limits.buckets()));
    for (int i = 0; i < all.size(); i += merged) {
      List<Histogram.Bucket> some = all.subList(i, Math.min(all.size(), i + merged));
      ArrayNode bucket = buckets.addArray();
      add(bucket, some.get(0).getLowValue());
      add(bucket, some.get(some.size() - 1).getHighValue());
      add(bucket, some.stream().mapToDouble(Histogram.Bucket::getSampleCount).sum());
    }
    return buckets;
  }

  /** {@code [[value, count], ...]}. */
  ArrayNode topValues(List<StringStatistics.FreqAndValue> values) {
    ArrayNode list = array();
    values.stream().limit(limits.values()).forEach(v -> add(list, v.getValue(), v.getFrequency()));
    return list;
  }

  /** {@code [[label, count], ...]}. */
  ArrayNode ranks(RankHistogram histogram) {
    ArrayNode list = array();
    histogram.getBucketsList().stream()
        .limit(limits.values())
        .forEach(b -> add(list, b.getLabel(), b.getSampleCount()));
    return list;
  }

  private void add(ArrayNode list, String value, double count) {
    ArrayNode one = list.addArray();
    one.add(clean(value));
    add(one, count);
  }
}
