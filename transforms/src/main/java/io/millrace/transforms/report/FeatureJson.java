package io.millrace.transforms.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.tensorflow.metadata.v0.BytesStatistics;
import org.tensorflow.metadata.v0.CommonStatistics;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.Histogram;
import org.tensorflow.metadata.v0.NumericStatistics;
import org.tensorflow.metadata.v0.PresenceAndValencyStatistics;
import org.tensorflow.metadata.v0.RankHistogram;
import org.tensorflow.metadata.v0.StringStatistics;
import org.tensorflow.metadata.v0.WeightedCommonStatistics;

/** A feature of a dataset in the JSON of a report. */
final class FeatureJson {
  private final Json json;
  private final Limits limits;
  private final CustomJson custom;

  FeatureJson(Json json, Limits limits) {
    this.json = json;
    this.limits = limits;
    this.custom = new CustomJson(json);
  }

  ObjectNode of(FeatureCell cell) {
    ObjectNode one = json.object();
    cell.statistics().ifPresent(feature -> put(one, feature));
    return one;
  }

  private void put(ObjectNode one, FeatureNameStatistics feature) {
    one.put("type", feature.getType().name());
    FeatureCell.common(feature).ifPresent(common -> putCommon(one, common));
    if (feature.hasNumStats()) {
      putNumbers(one, feature.getNumStats());
    } else if (feature.hasStringStats()) {
      putStrings(one, feature.getStringStats());
    } else if (feature.hasBytesStats()) {
      putBytes(one, feature.getBytesStats());
    }
    List<CustomStatistic> statistics = feature.getCustomStatsList();
    valueCounts(statistics)
        .ifPresent(
            counts -> {
              one.put("distinct", counts.getBucketsCount());
              one.set("value_counts", json.ranks(most(counts)));
            });
    List<CustomStatistic> others = statistics.stream().filter(c -> !isValueCounts(c)).toList();
    if (!others.isEmpty()) {
      ArrayNode list = one.putArray("custom");
      others.stream().limit(limits.custom()).forEach(c -> custom.add(list, c));
      if (others.size() > limits.custom()) {
        one.put("custom_left_out", others.size() - limits.custom());
      }
    }
  }

  /** The counts of all values of an integer feature with few, which Millrace adds by this name. */
  static Optional<RankHistogram> valueCounts(List<CustomStatistic> statistics) {
    return statistics.stream()
        .filter(FeatureJson::isValueCounts)
        .map(CustomStatistic::getRankHistogram)
        .findFirst();
  }

  /** In ascending order of the value, unless that would cut off the most frequent ones. */
  private RankHistogram most(RankHistogram counts) {
    if (counts.getBucketsCount() <= limits.values()) {
      return counts;
    }
    return RankHistogram.newBuilder()
        .addAllBuckets(
            counts.getBucketsList().stream()
                .sorted(Comparator.comparingDouble(RankHistogram.Bucket::getSampleCount).reversed())
                .toList())
        .build();
  }

  private static boolean isValueCounts(CustomStatistic statistic) {
    return statistic.getName().equals("value_counts") && statistic.hasRankHistogram();
  }

  private void putCommon(ObjectNode one, CommonStatistics common) {
    one.put("present", common.getNumNonMissing());
    one.put("missing", common.getNumMissing());
    ObjectNode values = one.putObject("values_per_example");
    values.put("min", common.getMinNumValues());
    values.put("max", common.getMaxNumValues());
    json.put(values, "mean", common.getAvgNumValues());
    values.put("total", common.getTotNumValues());
    putHistogram(values, "quantiles", common.getNumValuesHistogram());
    putHistogram(one, "list_lengths", common.getFeatureListLengthHistogram());
    if (common.hasWeightedCommonStats()) {
      WeightedCommonStatistics weighted = common.getWeightedCommonStats();
      ObjectNode to = one.withObject("/weighted");
      json.put(to, "present", weighted.getNumNonMissing());
      json.put(to, "missing", weighted.getNumMissing());
      json.put(to, "mean_values", weighted.getAvgNumValues());
      json.put(to, "total_values", weighted.getTotNumValues());
    }
    if (common.getPresenceAndValencyStatsCount() > 0) {
      ArrayNode levels = one.putArray("levels");
      for (PresenceAndValencyStatistics level : common.getPresenceAndValencyStatsList()) {
        ObjectNode to = levels.addObject();
        to.put("present", level.getNumNonMissing());
        to.put("missing", level.getNumMissing());
        to.put("min", level.getMinNumValues());
        to.put("max", level.getMaxNumValues());
        to.put("total", level.getTotNumValues());
      }
    }
  }

  private void putNumbers(ObjectNode one, NumericStatistics numbers) {
    if (numbers.getHistogramsCount() == 0 && numbers.getCommonStats().getTotNumValues() == 0) {
      // The zeros of a feature without values would read as measured.
      return;
    }
    ObjectNode to = one.putObject("numbers");
    json.put(to, "mean", numbers.getMean());
    json.put(to, "std_dev", numbers.getStdDev());
    to.put("zeros", numbers.getNumZeros());
    json.put(to, "min", numbers.getMin());
    json.put(to, "median", numbers.getMedian());
    json.put(to, "max", numbers.getMax());
    to.put(
        "nan",
        numbers.getHistogramsList().stream().mapToLong(Histogram::getNumNan).max().orElse(0));
    putHistograms(to, numbers.getHistogramsList());
    if (numbers.hasWeightedNumericStats()) {
      ObjectNode weighted = one.withObject("/weighted");
      json.put(weighted, "mean", numbers.getWeightedNumericStats().getMean());
      json.put(weighted, "std_dev", numbers.getWeightedNumericStats().getStdDev());
      json.put(weighted, "median", numbers.getWeightedNumericStats().getMedian());
      putHistograms(weighted, numbers.getWeightedNumericStats().getHistogramsList());
    }
  }

  private void putHistograms(ObjectNode to, List<Histogram> histograms) {
    for (Histogram histogram : histograms) {
      boolean standard = histogram.getType() == Histogram.HistogramType.STANDARD;
      putHistogram(to, standard ? "histogram" : "quantiles", histogram);
    }
  }

  private void putHistogram(ObjectNode to, String name, Histogram histogram) {
    if (histogram.getBucketsCount() > 0) {
      to.set(name, json.histogram(histogram));
    }
  }

  private void putStrings(ObjectNode one, StringStatistics strings) {
    ObjectNode to = one.putObject("strings");
    to.put("distinct", strings.getUnique());
    json.put(to, "mean_bytes", strings.getAvgLength());
    to.put("invalid_utf8", strings.getInvalidUtf8Count());
    to.set("top_values", json.topValues(strings.getTopValuesList()));
    if (strings.getRankHistogram().getBucketsCount() > strings.getTopValuesCount()) {
      to.set("ranks", json.ranks(strings.getRankHistogram()));
      if (!limits.equals(Limits.NONE)) {
        to.remove("top_values");
      }
    }
    if (strings.hasWeightedStringStats()) {
      ObjectNode weighted = one.withObject("/weighted");
      weighted.set(
          "top_values", json.topValues(strings.getWeightedStringStats().getTopValuesList()));
    }
  }

  private void putBytes(ObjectNode one, BytesStatistics bytes) {
    ObjectNode to = one.putObject("bytes");
    json.put(to, "mean", bytes.getAvgNumBytes());
    json.put(to, "min", bytes.getMinNumBytes());
    json.put(
        to,
        "max",
        bytes.getMaxNumBytesInt() > 0 ? bytes.getMaxNumBytesInt() : bytes.getMaxNumBytes());
    if (bytes.getUnique() > 0) {
      to.put("distinct", bytes.getUnique());
    }
  }
}
