package io.millrace.transforms.statistics;

import io.millrace.artifacts.storage.Storage;
import io.millrace.records.MalformedExampleException;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.examples.ExamplesReader;
import io.millrace.transforms.statistics.accumulator.AccumulatorSettings;
import io.millrace.transforms.statistics.accumulator.SplitAccumulator;
import io.millrace.transforms.statistics.batch.ExampleBatch;
import io.millrace.transforms.statistics.batch.ExampleDecoder;
import io.millrace.transforms.statistics.sketch.Hashes;
import io.millrace.transforms.statistics.sketch.StateOutput;
import io.millrace.transforms.statistics.slice.SliceRules;
import io.millrace.transforms.statistics.slice.Slicer;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

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

  /** Reads files one behind the other; returns the state of what they hold. */
  byte[] read(Storage storage, List<ExampleFile> files, Progress.TaskCounter counter) {
    SplitAccumulator content = new SplitAccumulator(settings);
    ExampleDecoder decoder = newDecoder();
    Slicer slicer = new Slicer(slices);
    for (ExampleFile file : files) {
      decoder.start(file.uri());
      try (ExamplesReader reader = ExamplesReader.open(storage, file)) {
        read(reader, decoder, batch -> content.add(batch, slicer), counter);
      }
    }
    return state(content);
  }

  private void read(
      ExamplesReader reader,
      ExampleDecoder decoder,
      Consumer<ExampleBatch> full,
      Progress.TaskCounter counter) {
    long unreported = 0;
    while (reader.next()) {
      unreported++;
      if (!isSampled(reader.buffer(), reader.offset(), reader.length())) {
        continue;
      }
      try {
        decoder.add(reader.buffer(), reader.offset(), reader.length(), reader.index());
      } catch (MalformedExampleException e) {
        throw reader.malformed(e);
      }
      if (decoder.isFull()) {
        full.accept(decoder.batch());
        decoder.start(reader.file().uri());
        counter.add(unreported);
        unreported = 0;
      }
    }
    full.accept(decoder.batch());
    counter.add(unreported);
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
