package io.millrace.transforms.statistics.image;

import io.millrace.transforms.statistics.generator.ImageDomain;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.RankHistogram;

/** Writes what is counted of images as custom statistics. */
final class ImageMessage {
  private final FeatureNameStatistics.Builder feature;
  private final int buckets;

  ImageMessage(FeatureNameStatistics.Builder feature, int buckets) {
    this.feature = feature;
    this.buckets = buckets;
  }

  /** Adds the formats, unless TFDV's generator of domains has done so. */
  void addFormats(Map<String, Long> formats, long unknown) {
    boolean there =
        feature.getCustomStatsList().stream()
            .anyMatch(c -> c.getName().equals(ImageDomain.FORMATS));
    if (!there) {
      feature.addCustomStats(ImageDomain.formats(formats, unknown));
    }
  }

  void addBroken(BrokenImages broken) {
    add("broken", broken.count());
    if (broken.count() > 0) {
      addRanks("broken_histogram", broken.reasons());
      String samples = broken.samples();
      if (!samples.isEmpty()) {
        feature.addCustomStats(named("broken_samples").setStr(samples));
      }
    }
  }

  void add(WholeImages images) {
    Map<String, Long> channels = new TreeMap<>();
    for (int c = 0; c < images.channels.length; c++) {
      if (images.channels[c] > 0) {
        channels.put(Integer.toString(c), images.channels[c]);
      }
    }
    addRanks("channels_histogram", channels);
    addContents(images.contents);
    add("duplicate", Duplicates.exact(images.contents), images.contents);
    add("width", images.width);
    add("height", images.height);
    add("aspect_ratio", images.aspectRatio);
    add("bytes", images.bytes);
    if (images.brightness.count() > 0) {
      add("decoded", images.brightness.count());
      add("brightness", images.brightness);
      addPixels(images.pixels);
      add("near_duplicates_distance", NearDuplicates.distance(images.hashes));
      add("near_duplicate", NearDuplicates.of(images.hashes), images.hashes);
    }
  }

  private void addContents(ContentCounts contents) {
    int kept = contents.entries().size();
    add("distinct", kept * contents.scale());
    if (!contents.isExact()) {
      double error = contents.standardError(kept) / (kept * contents.scale());
      add("distinct_relative_standard_error", error);
    }
  }

  private void add(String name, Duplicates duplicates, ContentCounts contents) {
    add(name + "s", duplicates.surplus());
    if (!contents.isExact()) {
      add(name + "s_standard_error", duplicates.surplusError());
    }
    add(name + "_groups", duplicates.groups());
    if (!duplicates.largest().isEmpty()) {
      RankHistogram.Builder groups = RankHistogram.newBuilder();
      for (Duplicates.Group group : duplicates.largest()) {
        groups.addBuckets(
            RankHistogram.Bucket.newBuilder()
                .setLabel(Places.shown(group.first()) + " (" + name(group.common()) + ")")
                .setSampleCount(group.images()));
      }
      feature.addCustomStats(named(name + "s_histogram").setRankHistogram(groups));
    }
  }

  /** Of a perceptual hash only the upper half stands in the digest. */
  private static String name(Digest common) {
    String digits = common.toString();
    return common.low() == 0 ? digits.substring(0, 16) : digits;
  }

  private void addPixels(PixelSums pixels) {
    List<String> names = PixelSums.CHANNELS;
    for (int c = 0; c < names.size(); c++) {
      if (pixels.has(c)) {
        add("mean_" + names.get(c), pixels.mean(c));
        add("std_dev_" + names.get(c), pixels.standardDeviation(c));
      }
    }
  }

  private void add(String name, NumberSummary numbers) {
    add("min_" + name, numbers.min());
    add("max_" + name, numbers.max());
    add("mean_" + name, numbers.mean());
    add("std_dev_" + name, numbers.standardDeviation());
    feature.addCustomStats(named(name + "_histogram").setHistogram(numbers.histogram(buckets)));
  }

  private void add(String name, double number) {
    feature.addCustomStats(named(name).setNum(number));
  }

  private void addRanks(String name, Map<String, Long> counts) {
    RankHistogram.Builder ranks = RankHistogram.newBuilder();
    counts.forEach(
        (label, count) ->
            ranks.addBuckets(
                RankHistogram.Bucket.newBuilder().setLabel(label).setSampleCount(count)));
    feature.addCustomStats(named(name).setRankHistogram(ranks));
  }

  private static CustomStatistic.Builder named(String name) {
    return CustomStatistic.newBuilder().setName("image_" + name);
  }
}
