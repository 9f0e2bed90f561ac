package io.millrace.transforms.statistics.label;

import io.millrace.transforms.statistics.batch.FeaturePath;
import io.millrace.transforms.statistics.batch.ValueKind;
import io.millrace.transforms.statistics.sketch.FrequentItems;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.metadata.v0.CrossFeatureStatistics;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.LiftSeries;
import org.tensorflow.metadata.v0.LiftSeries.LiftValue;
import org.tensorflow.metadata.v0.Path;
import org.tensorflow.metadata.v0.RankHistogram;

/** Writes lift as TFDV does. */
final class LiftMessage {
  private static final Comparator<byte[]> ASCENDING = Arrays::compareUnsigned;

  /** Counts below this times their error say too little. */
  private static final double LEAST_CERTAIN = 10;

  private final LiftStatistics settings;
  private final FeaturePath label;
  private final ValueKind labelKind;
  private final long examples;

  private record Lift(byte[] x, double lift, double pair, double count) {}

  LiftMessage(LiftStatistics settings, FeaturePath label, ValueKind labelKind, long examples) {
    this.settings = settings;
    this.label = label;
    this.labelKind = labelKind;
    this.examples = examples;
  }

  /** Adds a feature, if there are values of it and of the label. */
  void add(
      FeaturePath path,
      LiftAccumulator.FeaturePairs feature,
      FrequentItems labels,
      FrequentItems weightedLabels,
      DatasetFeatureStatistics.Builder dataset) {
    CrossFeatureStatistics.Builder cross =
        CrossFeatureStatistics.newBuilder()
            .setPathX(Path.newBuilder().addAllStep(path.steps()))
            .setPathY(Path.newBuilder().addAllStep(label.steps()));
    List<CustomStatistic> custom = new ArrayList<>();
    addSeries(feature.kind, feature.counts, labels, false, cross, custom);
    if (settings.isWeighted()) {
      addSeries(feature.kind, feature.weights, weightedLabels, true, cross, custom);
    }
    if (cross.hasCategoricalCrossStats()) {
      dataset.addCrossFeatures(cross);
    }
    addError(LiftStatistics.COUNT_ERROR, feature.counts, labels, custom);
    addError(LiftStatistics.WEIGHT_ERROR, feature.weights, weightedLabels, custom);
    found(path, dataset).ifPresent(f -> f.addAllCustomStats(custom));
  }

  private static void addError(
      String name, PairCounts counts, FrequentItems labels, List<CustomStatistic> custom) {
    double error = Math.max(counts.error(), labels.offset());
    if (error > 0) {
      custom.add(CustomStatistic.newBuilder().setName(name).setNum(error).build());
    }
  }

  private static Optional<FeatureNameStatistics.Builder> found(
      FeaturePath path, DatasetFeatureStatistics.Builder dataset) {
    return dataset.getFeaturesBuilderList().stream()
        .filter(f -> f.getPath().getStepList().equals(path.steps()))
        .findFirst();
  }

  private void addSeries(
      ValueKind kind,
      PairCounts counts,
      FrequentItems labels,
      boolean weighted,
      CrossFeatureStatistics.Builder cross,
      List<CustomStatistic> custom) {
    List<FrequentItems.Entry> xs =
        counts.values().stream()
            .filter(x -> x.weight() > settings.minXCount())
            .filter(x -> x.weight() > 0 && x.weight() >= LEAST_CERTAIN * counts.error())
            .toList();
    List<FrequentItems.Entry> ys = new ArrayList<>(labels.entries());
    ys.removeIf(y -> y.weight() <= 0 || y.weight() < LEAST_CERTAIN * labels.offset());
    ys.sort(Comparator.comparing(FrequentItems.Entry::value, ASCENDING));
    Map<ByteBuffer, Map<ByteBuffer, Double>> pairs = new HashMap<>();
    counts
        .pairs()
        .forEach(
            p ->
                pairs
                    .computeIfAbsent(ByteBuffer.wrap(p.y()), y -> new HashMap<>())
                    .put(ByteBuffer.wrap(p.x()), p.count()));
    boolean withZeros = (long) xs.size() * ys.size() <= LiftStatistics.ZEROS;
    for (FrequentItems.Entry y : ys) {
      Map<ByteBuffer, Double> together = pairs.getOrDefault(ByteBuffer.wrap(y.value()), Map.of());
      List<Lift> lifts = new ArrayList<>();
      for (FrequentItems.Entry x : xs) {
        Double pair = together.get(ByteBuffer.wrap(x.value()));
        if (pair != null || withZeros) {
          double count = pair == null ? 0 : pair;
          double lift = (count / x.weight()) / (y.weight() / examples);
          lifts.add(new Lift(x.value(), lift, count, x.weight()));
        }
      }
      if (!lifts.isEmpty()) {
        addSeries(kind, y, chosen(lifts), weighted, cross, custom);
      }
    }
  }

  /** The highest and the lowest ones, the highest first; TFDV breaks ties by the value. */
  private List<Lift> chosen(List<Lift> lifts) {
    int top = settings.topKPerY();
    int bottom = settings.bottomKPerY();
    if (top > 0 || bottom > 0) {
      lifts.sort(Comparator.comparingDouble(Lift::lift).thenComparing(Lift::x, ASCENDING));
      Set<Lift> kept = new HashSet<>(lifts.subList(0, Math.min(bottom, lifts.size())));
      kept.addAll(lifts.subList(Math.max(0, lifts.size() - top), lifts.size()));
      lifts.retainAll(kept);
    }
    lifts.sort(Comparator.comparingDouble((Lift l) -> -l.lift()).thenComparing(Lift::x, ASCENDING));
    return lifts;
  }

  private void addSeries(
      ValueKind kind,
      FrequentItems.Entry y,
      List<Lift> lifts,
      boolean weighted,
      CrossFeatureStatistics.Builder cross,
      List<CustomStatistic> custom) {
    LiftSeries.Builder series =
        cross.getCategoricalCrossStatsBuilder().getLiftBuilder().addLiftSeriesBuilder();
    String shown = setLabel(series, y.value());
    if (weighted) {
      series.setWeightedYCount(y.weight());
    } else {
      series.setYCount((long) y.weight());
    }
    RankHistogram.Builder ranks = RankHistogram.newBuilder();
    for (Lift lift : lifts) {
      LiftValue.Builder value = series.addLiftValuesBuilder().setLift(lift.lift());
      String text = text(kind, lift.x());
      if (kind == ValueKind.INT && isSmall(lift.x())) {
        value.setXInt((int) ValueKeys.toLong(lift.x()));
      } else {
        value.setXString(text);
      }
      if (weighted) {
        value.setWeightedXCount(lift.count()).setWeightedXAndYCount(lift.pair());
      } else {
        value.setXCount((long) lift.count()).setXAndYCount((long) lift.pair());
      }
      ranks.addBuckets(
          RankHistogram.Bucket.newBuilder().setLabel(text).setSampleCount(lift.lift()));
    }
    if (settings.outputCustomStats()) {
      custom.add(
          CustomStatistic.newBuilder()
              .setName("Lift (Y=" + shown + ")")
              .setRankHistogram(ranks)
              .build());
    }
  }

  /** Sets the value of the label, and gives it as text. */
  private String setLabel(LiftSeries.Builder series, byte[] y) {
    List<Double> bounds = settings.yBoundaries();
    if (!bounds.isEmpty()) {
      int bucket = (int) ValueKeys.toLong(y);
      double low = bucket == 0 ? Double.NEGATIVE_INFINITY : bounds.get(bucket - 1);
      double high = bucket == bounds.size() ? Double.POSITIVE_INFINITY : bounds.get(bucket);
      series.getYBucketBuilder().setLowValue(low).setHighValue(high);
      boolean closed = bucket == bounds.size();
      return "[" + number(low) + "," + number(high) + (closed ? "]" : ")");
    }
    String text = text(labelKind, y);
    if (labelKind == ValueKind.INT && isSmall(y)) {
      series.setYInt((int) ValueKeys.toLong(y));
    } else {
      series.setYString(text);
    }
    return text;
  }

  /** As Python writes a float, at least where people choose it for a boundary. */
  private static String number(double value) {
    return Double.isInfinite(value) ? (value < 0 ? "-inf" : "inf") : Double.toString(value);
  }

  private static boolean isSmall(byte[] key) {
    long value = ValueKeys.toLong(key);
    return value == (int) value;
  }

  private static String text(ValueKind kind, byte[] key) {
    return switch (kind) {
      case INT -> Long.toString(ValueKeys.toLong(key));
      case FLOAT -> Double.toString(ValueKeys.toDouble(key));
      default -> ValueKeys.toText(key);
    };
  }
}
