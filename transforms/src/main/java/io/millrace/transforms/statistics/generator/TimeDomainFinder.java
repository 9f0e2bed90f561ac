package io.millrace.transforms.statistics.generator;

import io.millrace.transforms.statistics.batch.Column;
import io.millrace.transforms.statistics.batch.FeaturePath;
import io.millrace.transforms.statistics.batch.Rows;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import io.millrace.transforms.statistics.sketch.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.TimeDomain.IntegerTimeFormat;

/**
 * Finds times, by TFDV's rule: of at least 100 values at least 80% have the commonest format of
 * {@link TimeFormats}, or are integers between 1990 and 2030 in days, seconds, milliseconds,
 * microseconds or nanoseconds since 1970 (UTC). A value that is empty or not UTF-8 rules the
 * feature out. Writes {@code domain_info} and {@code time_match_ratio}. Of formats equally common
 * the first in order is taken.
 */
public final class TimeDomainFinder implements FeatureStatsGenerator {
  private static final long serialVersionUID = 1L;
  private static final int LEAST_VALUES = 100;
  private static final double LEAST_SHARE = 0.8;
  private static final int MOST_KNOWN = 1024;
  private static final long FIRST_DAY = 7305;
  private static final long END_DAY = 21_915;
  private static final long FIRST_SECOND = 631_152_000;
  private static final long END_SECOND = 1_893_456_000;

  /** The units in TFDV's order; the value of the schema's enum, and the units in a second. */
  private static final List<IntegerTimeFormat> UNITS =
      List.of(
          IntegerTimeFormat.UNIX_DAYS,
          IntegerTimeFormat.UNIX_SECONDS,
          IntegerTimeFormat.UNIX_MILLISECONDS,
          IntegerTimeFormat.UNIX_MICROSECONDS,
          IntegerTimeFormat.UNIX_NANOSECONDS);

  private static final long[] PER_SECOND = {0, 1, 1_000, 1_000_000, 1_000_000_000};

  @Override
  public String name() {
    return "time_domain";
  }

  @Override
  public FeatureStatsAccumulator newAccumulator(FeaturePath feature) {
    return new Accumulator();
  }

  private static final class Accumulator implements FeatureStatsAccumulator {
    private final long[] formats = new long[TimeFormats.ALL.size()];
    private final long[] units = new long[UNITS.size()];
    private final Map<String, int[]> known = new HashMap<>();
    private long values;
    private boolean ruledOut;

    @Override
    public void add(Column column, Rows rows) {
      switch (column.kind()) {
        case INT -> Values.forEach(column, rows, i -> add(column.longs()[i]));
        case BYTES -> Values.forEach(column, rows, i -> add(column, i));
        default -> ruledOut = true;
      }
    }

    private void add(long value) {
      values++;
      units[0] += value >= FIRST_DAY && value < END_DAY ? 1 : 0;
      for (int unit = 1; unit < units.length; unit++) {
        long perSecond = PER_SECOND[unit];
        units[unit] += value >= FIRST_SECOND * perSecond && value < END_SECOND * perSecond ? 1 : 0;
      }
    }

    private void add(Column column, int i) {
      int start = column.bytesStart(i);
      int length = column.bytesEnd(i) - start;
      values++;
      if (length == 0 || !Utf8.isValid(column.bytes(), start, length)) {
        ruledOut = true;
      } else if (!ruledOut) {
        for (int format : formats(column.bytes(), start, length)) {
          formats[format]++;
        }
      }
    }

    /** Values mostly repeat, and patterns take their time. */
    private int[] formats(byte[] bytes, int start, int length) {
      if (length > TimeFormats.LONGEST) {
        return new int[0];
      }
      String value = new String(bytes, start, length, StandardCharsets.UTF_8);
      int[] found = known.get(value);
      if (found == null) {
        found = TimeFormats.of(value);
        if (known.size() < MOST_KNOWN) {
          known.put(value, found);
        }
      }
      return found;
    }

    @Override
    public void merge(FeatureStatsAccumulator other) {
      Accumulator added = (Accumulator) other;
      values += added.values;
      ruledOut |= added.ruledOut;
      for (int i = 0; i < formats.length; i++) {
        formats[i] += added.formats[i];
      }
      for (int i = 0; i < units.length; i++) {
        units[i] += added.units[i];
      }
    }

    @Override
    public void write(StateOutput out) {
      out.writeBoolean(ruledOut);
      out.writeVarint(values);
      if (!ruledOut) {
        for (long count : formats) {
          out.writeVarint(count);
        }
        for (long count : units) {
          out.writeVarint(count);
        }
      }
    }

    @Override
    public void read(StateInput in) {
      ruledOut = in.readBoolean();
      values = in.readVarint();
      for (int i = 0; !ruledOut && i < formats.length; i++) {
        formats[i] = in.readVarint();
      }
      for (int i = 0; !ruledOut && i < units.length; i++) {
        units[i] = in.readVarint();
      }
    }

    @Override
    public void addTo(FeatureNameStatistics.Builder feature) {
      if (ruledOut || values < LEAST_VALUES) {
        return;
      }
      int format = most(formats);
      int unit = most(units);
      boolean text = formats[format] >= units[unit];
      double share = (double) (text ? formats[format] : units[unit]) / values;
      if (share >= LEAST_SHARE) {
        String domain =
            text
                ? "string_format: '" + TimeFormats.ALL.get(format) + "'"
                : "integer_format: " + UNITS.get(unit).getNumber();
        feature.addCustomStats(
            CustomStatistic.newBuilder()
                .setName(Domains.DOMAIN_INFO)
                .setStr("time_domain {" + domain + "}"));
        feature.addCustomStats(
            CustomStatistic.newBuilder().setName("time_match_ratio").setNum(share));
      }
    }

    private static int most(long[] counts) {
      int most = 0;
      for (int i = 1; i < counts.length; i++) {
        most = counts[i] > counts[most] ? i : most;
      }
      return most;
    }
  }
}
