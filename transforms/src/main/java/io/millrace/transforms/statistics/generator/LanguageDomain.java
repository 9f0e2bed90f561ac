package io.millrace.transforms.statistics.generator;

import io.millrace.transforms.statistics.batch.Column;
import io.millrace.transforms.statistics.batch.FeaturePath;
import io.millrace.transforms.statistics.batch.Rows;
import io.millrace.transforms.statistics.batch.ValueKind;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import io.millrace.transforms.statistics.sketch.Utf8;
import java.nio.charset.StandardCharsets;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.FeatureNameStatistics;

/**
 * Finds natural language, by TFDV's rule: of at least 100 values at least 80% look like text, which
 * is three words or more of 2.5 to 8 characters on average, within the first 100 characters. A
 * value that is not UTF-8 rules the feature out. Writes {@code domain_info} and {@code
 * natural_language_match_rate}. TFDV looks at the first 100 values of each batch; here all values
 * count, so that the result does not depend on batches.
 */
public final class LanguageDomain implements FeatureStatsGenerator {
  private static final long serialVersionUID = 1L;
  private static final int LEAST_VALUES = 100;
  private static final double LEAST_SHARE = 0.8;
  private static final int LEAST_WORDS = 3;
  private static final double LEAST_LENGTH = 2.5;
  private static final double MOST_LENGTH = 8;
  private static final int CHARACTERS = 100;

  /** Python takes this control for a space, Java does not. */
  private static final int NEXT_LINE = 0x85;

  /** Bytes that surely hold the first characters in UTF-8. */
  private static final int BYTES = 4 * CHARACTERS;

  @Override
  public String name() {
    return "natural_language_domain";
  }

  @Override
  public FeatureStatsAccumulator newAccumulator(FeaturePath feature) {
    return new Accumulator();
  }

  /** Whether a text looks like natural language. */
  static boolean isText(String value) {
    int end =
        value.offsetByCodePoints(0, Math.min(CHARACTERS, value.codePointCount(0, value.length())));
    int words = 0;
    int characters = 0;
    boolean inWord = false;
    for (int i = 0; i < end; i += Character.charCount(value.codePointAt(i))) {
      int codePoint = value.codePointAt(i);
      boolean space =
          Character.isWhitespace(codePoint)
              || Character.isSpaceChar(codePoint)
              || codePoint == NEXT_LINE;
      if (!space) {
        characters++;
        words += inWord ? 0 : 1;
      }
      inWord = !space;
    }
    double mean = (double) characters / words;
    return words >= LEAST_WORDS && mean >= LEAST_LENGTH && mean <= MOST_LENGTH;
  }

  private static final class Accumulator implements FeatureStatsAccumulator {
    private long values;
    private long texts;
    private boolean ruledOut;

    @Override
    public void add(Column column, Rows rows) {
      if (column.kind() != ValueKind.BYTES) {
        ruledOut = true;
      }
      if (ruledOut) {
        return;
      }
      Values.forEach(
          column,
          rows,
          i -> {
            int start = column.bytesStart(i);
            int length = column.bytesEnd(i) - start;
            values++;
            if (!Utf8.isValid(column.bytes(), start, length)) {
              ruledOut = true;
            } else {
              int kept = Math.min(length, BYTES);
              texts +=
                  isText(new String(column.bytes(), start, kept, StandardCharsets.UTF_8)) ? 1 : 0;
            }
          });
    }

    @Override
    public void merge(FeatureStatsAccumulator other) {
      Accumulator added = (Accumulator) other;
      values += added.values;
      texts += added.texts;
      ruledOut |= added.ruledOut;
    }

    @Override
    public void write(StateOutput out) {
      out.writeBoolean(ruledOut);
      // Beyond that point counting depends on the order of values.
      out.writeVarint(ruledOut ? 0 : values);
      out.writeVarint(ruledOut ? 0 : texts);
    }

    @Override
    public void read(StateInput in) {
      ruledOut = in.readBoolean();
      values = in.readVarint();
      texts = in.readVarint();
    }

    @Override
    public void addTo(FeatureNameStatistics.Builder feature) {
      double share = (double) texts / values;
      if (!ruledOut && values >= LEAST_VALUES && share >= LEAST_SHARE) {
        feature.addCustomStats(
            CustomStatistic.newBuilder()
                .setName(Domains.DOMAIN_INFO)
                .setStr("natural_language_domain {}"));
        feature.addCustomStats(
            CustomStatistic.newBuilder().setName("natural_language_match_rate").setNum(share));
      }
    }
  }
}
