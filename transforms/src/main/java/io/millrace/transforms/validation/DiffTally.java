package io.millrace.transforms.validation;

import com.google.protobuf.ByteString;
import io.millrace.artifacts.MillraceException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tensorflow.data_validation.ConfusionCount;
import org.tensorflow.data_validation.FeatureSkew;
import org.tensorflow.data_validation.MatchStats;
import org.tensorflow.data_validation.SkewPair;

/**
 * What a part of the identifiers gave: mergeable counts, and as a sample the differing pairs of the
 * least hashes of their identifiers, which are uniform and the same in each run.
 */
final class DiffTally implements Serializable {
  private static final long serialVersionUID = 1L;

  /** TFDV's mark of a missing value. */
  private static final String MISSING = "__MISSING_VALUE__";

  private static final int MOST_CONFUSIONS = 1_000_000;

  // By feature: base, test, match, base only, test only, mismatch.
  private final Map<String, long[]> features = new TreeMap<>();
  private final Map<Confusion, Long> confusions = new TreeMap<>();
  private final TreeSet<Sampled> sample = new TreeSet<>();
  private final long[] match = new long[9];
  private final int sampleSize;
  private long differing;

  /** A pair and its place in the order of hashes. */
  private record Sampled(String order, byte[] pair) implements Comparable<Sampled>, Serializable {
    @Override
    public int compareTo(Sampled other) {
      return order.compareTo(other.order);
    }
  }

  /** A value of the base that met one of the test. */
  private record Confusion(String feature, String base, String test)
      implements Comparable<Confusion>, Serializable {
    private static final Comparator<Confusion> ORDER =
        Comparator.comparing(Confusion::feature)
            .thenComparing(Confusion::base)
            .thenComparing(Confusion::test);

    @Override
    public int compareTo(Confusion other) {
      return ORDER.compare(this, other);
    }
  }

  DiffTally(int sampleSize) {
    this.sampleSize = sampleSize;
  }

  /** An identifier with so many examples on each side. */
  void addIdentifier(long base, long test) {
    match[0] += base;
    match[1] += test;
    match[2]++;
    match[3] += base == 0 ? 1 : 0;
    match[4] += test == 0 ? 1 : 0;
    match[5] += base * test;
    match[6] += base > 1 || test > 1 ? 1 : 0;
  }

  /** Examples without an identifier. */
  void addMissing(boolean base, long count) {
    match[base ? 7 : 8] += count;
  }

  /** Compares a pair. */
  void addPair(
      String hash,
      byte[] base,
      byte[] test,
      Map<String, byte[]> baseFeatures,
      Map<String, byte[]> testFeatures,
      ExampleDiffOptions options) {
    SkewPair.Builder pair = SkewPair.newBuilder();
    TreeSet<String> names = new TreeSet<>(baseFeatures.keySet());
    names.addAll(testFeatures.keySet());
    names.removeAll(options.ignoreFeatures());
    names.removeAll(options.identifierFeatures());
    boolean differs = false;
    for (String name : names) {
      differs |= !compare(name, baseFeatures.get(name), testFeatures.get(name), pair);
    }
    for (String feature : options.confusionFeatures()) {
      Confusion key =
          new Confusion(feature, text(feature, baseFeatures), text(feature, testFeatures));
      confusions.merge(key, 1L, Long::sum);
      checkConfusions();
    }
    if (differs && sampleSize > 0) {
      add(
          new Sampled(
              hash + Arrays.hashCode(base) + ":" + Arrays.hashCode(test) + ":" + differing++,
              pair.setBase(ByteString.copyFrom(base))
                  .setTest(ByteString.copyFrom(test))
                  .build()
                  .toByteArray()));
    }
  }

  private boolean compare(String name, byte[] base, byte[] test, SkewPair.Builder pair) {
    long[] counts = features.computeIfAbsent(name, n -> new long[6]);
    boolean inBase = base != null && base.length > 0;
    boolean inTest = test != null && test.length > 0;
    counts[0] += inBase ? 1 : 0;
    counts[1] += inTest ? 1 : 0;
    boolean match = false;
    if (inBase && inTest) {
      match = Arrays.equals(base, test);
      counts[match ? 2 : 5]++;
    } else if (inBase || inTest) {
      counts[inBase ? 3 : 4]++;
    } else if ((base == null) == (test == null)) {
      match = true;
      counts[2]++;
    }
    if (match) {
      pair.addMatchedFeatures(name);
    } else if (inBase && inTest) {
      pair.addMismatchedFeatures(name);
    } else if (inBase) {
      pair.addBaseOnlyFeatures(name);
    } else if (inTest) {
      pair.addTestOnlyFeatures(name);
    }
    return match;
  }

  private static String text(String feature, Map<String, byte[]> features) {
    try {
      // Bytes as characters, so that all of them are kept.
      return DiffFeatures.text(features.get(feature))
          .map(b -> new String(b, StandardCharsets.ISO_8859_1))
          .orElse(MISSING);
    } catch (IllegalArgumentException e) {
      throw MillraceException.data(
          "confusion_features: "
              + feature
              + ": found "
              + e.getMessage()
              + " (expected: at most one byte string in each example)");
    }
  }

  private void checkConfusions() {
    if (confusions.size() > MOST_CONFUSIONS) {
      throw MillraceException.data(
          "confusion_features: found more than %,d pairs of values (expected: features of few values, such as classes)"
              .formatted(MOST_CONFUSIONS));
    }
  }

  private void add(Sampled pair) {
    sample.add(pair);
    if (sample.size() > sampleSize) {
      sample.pollLast();
    }
  }

  /** Adds what another part gave. */
  DiffTally merge(DiffTally other) {
    other.features.forEach(
        (name, counts) -> {
          long[] mine = features.computeIfAbsent(name, n -> new long[counts.length]);
          for (int i = 0; i < counts.length; i++) {
            mine[i] += counts[i];
          }
        });
    other.confusions.forEach((key, count) -> confusions.merge(key, count, Long::sum));
    checkConfusions();
    other.sample.forEach(this::add);
    for (int i = 0; i < match.length; i++) {
      match[i] += other.match[i];
    }
    return this;
  }

  /** By feature, in the order of names. */
  List<FeatureSkew> skews() {
    List<FeatureSkew> skews = new ArrayList<>();
    features.forEach(
        (name, c) ->
            skews.add(
                FeatureSkew.newBuilder()
                    .setFeatureName(name)
                    .setBaseCount(c[0])
                    .setTestCount(c[1])
                    .setMatchCount(c[2])
                    .setBaseOnly(c[3])
                    .setTestOnly(c[4])
                    .setMismatchCount(c[5])
                    .setDiffCount(c[3] + c[4] + c[5])
                    .build()));
    return skews;
  }

  MatchStats matchStats() {
    return MatchStats.newBuilder()
        .setBaseWithIdCount(match[0])
        .setTestWithIdCount(match[1])
        .setIdentifiersCount(match[2])
        .setIdsMissingInBaseCount(match[3])
        .setIdsMissingInTestCount(match[4])
        .setMatchingPairsCount(match[5])
        .setDuplicateIdCount(match[6])
        .setBaseMissingIdCount(match[7])
        .setTestMissingIdCount(match[8])
        .build();
  }

  /** The sample: serialized SkewPairs. */
  List<byte[]> pairs() {
    return sample.stream().map(Sampled::pair).toList();
  }

  List<ConfusionCount> confusionCounts() {
    List<ConfusionCount> counts = new ArrayList<>();
    confusions.forEach(
        (key, count) -> {
          ConfusionCount.Builder confusion =
              ConfusionCount.newBuilder().setFeatureName(key.feature()).setCount(count);
          confusion.getBaseBuilder().setBytesValue(bytes(key.base()));
          confusion.getTestBuilder().setBytesValue(bytes(key.test()));
          counts.add(confusion.build());
        });
    return counts;
  }

  private static ByteString bytes(String value) {
    return ByteString.copyFrom(value, StandardCharsets.ISO_8859_1);
  }
}
