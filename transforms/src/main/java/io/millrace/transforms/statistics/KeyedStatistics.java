package io.millrace.transforms.statistics;

import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.report.SampleImage;
import io.millrace.transforms.statistics.accumulator.AccumulatorSettings;
import io.millrace.transforms.statistics.accumulator.SplitAccumulator;
import io.millrace.transforms.statistics.batch.ExampleDecoder;
import io.millrace.transforms.statistics.batch.FeaturePath;
import io.millrace.transforms.statistics.batch.ValueKind;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.slice.SliceRules;
import io.millrace.transforms.statistics.slice.Slicer;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;
import org.tensorflow.metadata.v0.Schema;

/**
 * Statistics of tf.Examples that somebody else picks and gives keys: of all of them, and of those
 * of each key, as slices. Of more keys than are wanted the first in order are kept, whole: a key
 * that is among them at the end was among those of each part.
 *
 * <p>Examples that are picked for what is wrong with them may have a feature in two types, which
 * statistics cannot hold under one name. Values of another type than the schema's are counted as a
 * feature of their own, such as {@code fare (BYTES)}; those of features that the schema lacks only
 * if they come in several types.
 *
 * <p>Immutable; goes to the tasks.
 */
public final class KeyedStatistics implements Serializable {
  private static final long serialVersionUID = 1L;

  private final AccumulatorSettings settings;
  private final Map<String, ValueKind> kinds = new HashMap<>();
  private final int maxKeys;

  /** Statistics by the defaults of StatisticsGen, of features of this schema. */
  public KeyedStatistics(Schema schema, int maxKeys) {
    this.settings = Settings.of(StatisticsGenOptions.DEFAULTS, schema);
    this.maxKeys = maxKeys;
    schema
        .getFeatureList()
        .forEach(
            feature -> {
              switch (feature.getType()) {
                case INT -> kinds.put(feature.getName(), ValueKind.INT);
                case FLOAT -> kinds.put(feature.getName(), ValueKind.FLOAT);
                case BYTES -> kinds.put(feature.getName(), ValueKind.BYTES);
                default -> {}
              }
            });
  }

  /** Counts the examples of a part. Belongs to one thread. */
  public final class Counter {
    private final SplitAccumulator content = new SplitAccumulator(settings);
    private final Slicer slicer = new Slicer(SliceRules.NONE);
    private final NavigableSet<String> keys = new TreeSet<>();
    private final ExampleDecoder decoder =
        new ExampleDecoder(false, path -> true, KeyedStatistics.this::named);

    private Counter(String input) {
      decoder.start(input, "record");
    }

    /**
     * Counts an example.
     *
     * @param record its index in the input
     * @param itsKeys without repetition
     * @throws io.millrace.records.MalformedExampleException if the bytes are no example
     */
    public void add(byte[] buffer, int offset, int length, long record, List<String> itsKeys) {
      int row = decoder.batch().rows();
      decoder.add(buffer, offset, length, record);
      for (String key : itsKeys) {
        keys.add(key);
        if (keys.size() <= maxKeys || !keys.pollLast().equals(key)) {
          slicer.add(key, row);
        }
      }
      if (decoder.isFull()) {
        flush();
        decoder.start(decoder.batch().place(0).file(), "record");
      }
    }

    private void flush() {
      content.add(decoder.batch(), slicer);
      content.retainSlices(keys);
    }

    /** The state of all that was counted; ends the counting. */
    public byte[] state() {
      flush();
      return ExampleReading.state(content);
    }
  }

  /** A counter of examples of one input. */
  public Counter counter(String input) {
    return new Counter(input);
  }

  private FeaturePath named(FeaturePath path, ValueKind kind) {
    return kinds.get(path.toString()) == kind ? path : KindNames.with(path, kind);
  }

  /** Merges states of counters, in their order. */
  public byte[] merge(Iterator<byte[]> states) {
    SplitAccumulator merged = new SplitAccumulator(settings);
    while (states.hasNext()) {
      merged.mergeFrom(new StateInput(states.next()));
      merged.retainSlices(first(merged));
    }
    return ExampleReading.state(merged);
  }

  private NavigableSet<String> first(SplitAccumulator content) {
    NavigableSet<String> keys = new TreeSet<>(content.slices().keySet());
    while (keys.size() > maxKeys) {
      keys.pollLast();
    }
    return keys;
  }

  /**
   * Writes an ExampleStatistics artefact with its page.
   *
   * @param states by split; an empty array where nothing was counted
   */
  public void write(Storage storage, String output, Map<String, byte[]> states) throws IOException {
    Map<String, DatasetFeatureStatisticsList> lists = new LinkedHashMap<>();
    List<SampleImage> images = new ArrayList<>();
    states.forEach(
        (split, state) -> {
          SplitAccumulator content = new SplitAccumulator(settings);
          if (state.length > 0) {
            content.mergeFrom(new StateInput(state));
          }
          images.addAll(StatisticsImages.of(split, content));
          lists.put(
              split,
              KindNames.plain(
                  DatasetMessage.of(content, StatisticsGenOptions.DEFAULTS), kinds.keySet()));
        });
    StatisticsOutput.write(storage, output, lists, images, StatisticsGenOptions.DEFAULTS);
  }
}
