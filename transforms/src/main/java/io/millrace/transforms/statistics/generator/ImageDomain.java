package io.millrace.transforms.statistics.generator;

import io.millrace.transforms.image.ImageMagic;
import io.millrace.transforms.statistics.batch.Column;
import io.millrace.transforms.statistics.batch.FeaturePath;
import io.millrace.transforms.statistics.batch.Rows;
import io.millrace.transforms.statistics.batch.ValueKind;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.RankHistogram;

/**
 * Finds images, by TFDV's rule: of at least 100 values at least 80% begin as a BMP, GIF, JPEG or
 * PNG file. Writes {@code domain_info} and {@code image_format_histogram}, the number of values of
 * each format.
 */
public final class ImageDomain implements FeatureStatsGenerator {
  /** TFDV's histogram of formats, sorted by their names, of all values. */
  public static final String FORMATS = "image_format_histogram";

  private static final long serialVersionUID = 1L;
  private static final String UNKNOWN = "UNKNOWN";
  private static final int LEAST_VALUES = 100;
  private static final double LEAST_SHARE = 0.8;

  @Override
  public String name() {
    return "image_domain";
  }

  @Override
  public FeatureStatsAccumulator newAccumulator(FeaturePath feature) {
    return new Accumulator();
  }

  /** Whether a feature is one of images, by TFDV's rule. */
  public static boolean isImage(long values, long unknown) {
    // As TFDV divides, so that both agree on the very edge.
    return values >= LEAST_VALUES && 1 - (double) unknown / values >= LEAST_SHARE;
  }

  /**
   * The histogram of formats. Values of none come first, as in TFDV, where their name is empty.
   *
   * @param formats above zero, in the order of the names
   */
  public static CustomStatistic formats(Map<String, Long> formats, long unknown) {
    RankHistogram.Builder ranks = RankHistogram.newBuilder();
    if (unknown > 0) {
      ranks.addBuckets(bucket(UNKNOWN, unknown));
    }
    formats.forEach((format, count) -> ranks.addBuckets(bucket(format, count)));
    return CustomStatistic.newBuilder().setName(FORMATS).setRankHistogram(ranks).build();
  }

  private static RankHistogram.Bucket bucket(String label, long count) {
    return RankHistogram.Bucket.newBuilder().setLabel(label).setSampleCount(count).build();
  }

  private static final class Accumulator implements FeatureStatsAccumulator {
    private final long[] formats = new long[ImageMagic.values().length];
    private long values;
    private long unknown;
    private boolean ruledOut;

    @Override
    public void add(Column column, Rows rows) {
      if (column.kind() != ValueKind.BYTES) {
        ruledOut = true;
        return;
      }
      Values.forEach(
          column,
          rows,
          i -> {
            int start = column.bytesStart(i);
            Optional<ImageMagic> format =
                ImageMagic.of(column.bytes(), start, column.bytesEnd(i) - start);
            values++;
            if (format.isPresent()) {
              formats[format.get().ordinal()]++;
            } else {
              unknown++;
            }
          });
    }

    @Override
    public void merge(FeatureStatsAccumulator other) {
      Accumulator added = (Accumulator) other;
      values += added.values;
      unknown += added.unknown;
      ruledOut |= added.ruledOut;
      for (int i = 0; i < formats.length; i++) {
        formats[i] += added.formats[i];
      }
    }

    @Override
    public void write(StateOutput out) {
      out.writeBoolean(ruledOut);
      out.writeVarint(values);
      out.writeVarint(unknown);
      for (long count : formats) {
        out.writeVarint(count);
      }
    }

    @Override
    public void read(StateInput in) {
      ruledOut = in.readBoolean();
      values = in.readVarint();
      unknown = in.readVarint();
      for (int i = 0; i < formats.length; i++) {
        formats[i] = in.readVarint();
      }
    }

    @Override
    public void addTo(FeatureNameStatistics.Builder feature) {
      if (ruledOut || !isImage(values, unknown)) {
        return;
      }
      feature.addCustomStats(
          CustomStatistic.newBuilder().setName(Domains.DOMAIN_INFO).setStr("image_domain {}"));
      Map<String, Long> counts = new TreeMap<>();
      for (ImageMagic format : ImageMagic.values()) {
        if (formats[format.ordinal()] > 0) {
          counts.put(format.formatName(), formats[format.ordinal()]);
        }
      }
      feature.addCustomStats(formats(counts, unknown));
    }
  }
}
