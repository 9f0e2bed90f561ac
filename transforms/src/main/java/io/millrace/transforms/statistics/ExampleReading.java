package io.millrace.transforms.statistics;

import io.millrace.records.MalformedExampleException;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ExampleStream;
import io.millrace.transforms.statistics.accumulator.AccumulatorSettings;
import io.millrace.transforms.statistics.accumulator.SplitAccumulator;
import io.millrace.transforms.statistics.batch.ExampleDecoder;
import io.millrace.transforms.statistics.sketch.Hashes;
import io.millrace.transforms.statistics.sketch.StateOutput;
import io.millrace.transforms.statistics.slice.SliceRules;
import io.millrace.transforms.statistics.slice.Slicer;
import java.io.Serializable;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a task reads examples and counts them.
 *
 * @param sequences whether records are tf.SequenceExamples
 * @param sampleRate the share of records to count, above 0, at most 1: those whose hash, mixed with
 *     the seed, lies in the first share of all hashes. Identical records are in it together or not
 *     at all; which are does not depend on files or tasks
 */
record ExampleReading(
    AccumulatorSettings settings,
    SliceRules slices,
    boolean sequences,
    double sampleRate,
    long sampleSeed)
    implements Serializable {
  private static final int RECORDS_PER_REPORT = 1000;

  /** The slices of the current example of a stream, apart from those by values. */
  @FunctionalInterface
  interface RowKeys {
    /** There are none. */
    RowKeys NONE = (slicer, row) -> {};

    /** Gives a row, which the current example becomes, to its slices. */
    void addTo(Slicer slicer, int row);
  }

  /**
   * What a part holds.
   *
   * @param state of its accumulator
   * @param read its examples, those outside the sample too
   */
  record Part(byte[] state, long read) implements Serializable {}

  /** Reads all examples of a part. */
  Part read(ExampleStream examples, RowKeys keys, Progress.TaskCounter counter) {
    SplitAccumulator content = new SplitAccumulator(settings);
    ExampleDecoder decoder = newDecoder();
    Slicer slicer = new Slicer(slices);
    String source = null;
    long read = 0;
    while (examples.next()) {
      if (++read % RECORDS_PER_REPORT == 0) {
        counter.add(RECORDS_PER_REPORT);
      }
      if (!isSampled(examples.buffer(), examples.offset(), examples.length())) {
        continue;
      }
      if (decoder.isFull() || !examples.source().equals(source)) {
        content.add(decoder.batch(), slicer);
        source = examples.source();
        decoder.start(source, examples.positionUnit());
      }
      keys.addTo(slicer, decoder.batch().rows());
      try {
        decoder.add(examples.buffer(), examples.offset(), examples.length(), examples.position());
      } catch (MalformedExampleException e) {
        throw examples.malformed(e);
      }
    }
    content.add(decoder.batch(), slicer);
    counter.add(read % RECORDS_PER_REPORT);
    return new Part(state(content), read);
  }

  /** A decoder of the features that are counted, make slices, or are weights. */
  ExampleDecoder newDecoder() {
    Set<String> needed = new TreeSet<>(slices.features());
    needed.addAll(settings.weightFeatures());
    return new ExampleDecoder(
        sequences, path -> settings.counts(path) || needed.contains(path.toString()));
  }

  static byte[] state(SplitAccumulator content) {
    StateOutput out = new StateOutput();
    content.write(out);
    return out.toByteArray();
  }

  private boolean isSampled(byte[] bytes, int offset, int length) {
    if (sampleRate >= 1) {
      return true;
    }
    long hash = Hashes.mix(Hashes.hash(bytes, offset, length) ^ Hashes.mix(sampleSeed));
    return (hash >>> 1) < sampleRate * 0x1p63;
  }
}
