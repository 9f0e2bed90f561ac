package io.millrace.transforms.statistics.language;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import org.tensorflow.metadata.v0.Histogram;
import org.tensorflow.metadata.v0.NaturalLanguageStatistics.TokenStatistics;

/** How often one token comes, and where in its sequences. */
final class TokenCounts {
  private final long[] positions;
  private boolean counted;
  private long frequency;
  private long sequences;
  private long least;
  private long most;
  // Of the sequence that is being counted.
  private long found;

  TokenCounts(int positionBuckets) {
    positions = new long[positionBuckets];
  }

  /** Counts one token at an index of a sequence. */
  void add(int index, int length) {
    found++;
    int bucket = (int) ((double) index / length * positions.length);
    positions[Math.min(bucket, positions.length - 1)]++;
  }

  /** Ends a sequence, with the token or without. */
  void endSequence() {
    frequency += found;
    sequences += found > 0 ? 1 : 0;
    least = counted ? Math.min(least, found) : found;
    most = Math.max(most, found);
    counted = true;
    found = 0;
  }

  void merge(TokenCounts other) {
    if (other.positions.length != positions.length) {
      throw MillraceException.usage(
          "num_histogram_buckets: found statistics of tokens with %d and with %d (expected: the same); only what was counted alike can be merged"
              .formatted(positions.length, other.positions.length));
    }
    if (!other.counted) {
      return;
    }
    frequency += other.frequency;
    sequences += other.sequences;
    least = counted ? Math.min(least, other.least) : other.least;
    most = Math.max(most, other.most);
    counted = true;
    for (int i = 0; i < positions.length; i++) {
      positions[i] += other.positions[i];
    }
  }

  void write(StateOutput out) {
    out.writeBoolean(counted);
    out.writeVarint(frequency);
    out.writeVarint(sequences);
    out.writeVarint(least);
    out.writeVarint(most);
    out.writeVarint(positions.length);
    for (long position : positions) {
      out.writeVarint(position);
    }
  }

  static TokenCounts read(StateInput in) {
    boolean counted = in.readBoolean();
    long frequency = in.readVarint();
    long sequences = in.readVarint();
    long least = in.readVarint();
    long most = in.readVarint();
    TokenCounts counts = new TokenCounts(in.readCount(1));
    for (int i = 0; i < counts.positions.length; i++) {
      counts.positions[i] = in.readVarint();
    }
    counts.counted = counted;
    counts.frequency = frequency;
    counts.sequences = sequences;
    counts.least = least;
    counts.most = most;
    return counts;
  }

  /** Whether any sequence was looked at. */
  boolean isCounted() {
    return counted;
  }

  /**
   * Writes the figures; none if the token never came.
   *
   * @param all the number of sequences, empty ones too
   */
  void addTo(TokenStatistics.Builder token, long all) {
    if (sequences == 0) {
      return;
    }
    token
        .setFrequency(frequency)
        .setFractionOfSequences((double) sequences / all)
        .setPerSequenceMinFrequency(least)
        .setPerSequenceMaxFrequency(most)
        .setPerSequenceAvgFrequency((double) frequency / sequences);
    Histogram.Builder histogram = token.getPositionsBuilder();
    for (int i = 0; i < positions.length; i++) {
      if (positions[i] > 0) {
        histogram.addBuckets(
            Histogram.Bucket.newBuilder()
                .setLowValue((double) i / positions.length)
                .setHighValue((double) (i + 1) / positions.length)
                .setSampleCount(positions[i]));
      }
    }
  }
}
