package io.millrace.transforms.statistics;

import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.statistics.accumulator.AccumulatorSettings;
import io.millrace.transforms.statistics.accumulator.SplitAccumulator;
import io.millrace.transforms.statistics.batch.ExampleDecoder;
import io.millrace.transforms.statistics.generator.StatsGenerator;
import io.millrace.transforms.statistics.language.Vocabulary;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import io.millrace.transforms.statistics.slice.SliceRules;
import io.millrace.transforms.statistics.slice.Slicer;
import io.millrace.transforms.testing.ExampleFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.lang3.SerializationUtils;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;
import org.tensorflow.metadata.v0.Schema;

/** Statistics of records made up in a test, by the engine that StatisticsGen uses. */
public final class StatisticsOf {
  private StatisticsOf() {}

  /** The statistics of {@code count} tf.Examples. */
  public static DatasetFeatureStatistics examples(int count, ExampleFolder.Filler filler) {
    return examples(count, filler, Map.of(), Schema.getDefaultInstance()).getDatasets(0);
  }

  /** The statistics of {@code count} tf.Examples, by these options and this schema. */
  public static DatasetFeatureStatisticsList examples(
      int count, ExampleFolder.Filler filler, Map<String, ?> values, Schema schema) {
    return examples(count, filler, values, schema, Map.of());
  }

  /** Likewise, with vocabularies by name. */
  public static DatasetFeatureStatisticsList examples(
      int count,
      ExampleFolder.Filler filler,
      Map<String, ?> values,
      Schema schema,
      Map<String, Vocabulary> vocabularies) {
    StatisticsGenOptions options = OptionsBinder.bind(StatisticsGenOptions.class, values);
    SplitAccumulator split = count(records(count, filler), options, schema, vocabularies, false);
    return DatasetMessage.of(split, options);
  }

  static List<byte[]> records(int count, ExampleFolder.Filler filler) {
    List<byte[]> records = new ArrayList<>();
    ExampleBuilder builder = new ExampleBuilder();
    for (int i = 0; i < count; i++) {
      builder.reset();
      filler.fill(i, builder);
      records.add(builder.toByteArray());
    }
    return records;
  }

  /** Writes an artefact with the statistics of {@code count} tf.Examples, sketches and all. */
  public static void artefact(
      Storage storage, String uri, String split, int count, ExampleFolder.Filler filler)
      throws IOException {
    StatisticsGenOptions options = StatisticsGenOptions.DEFAULTS;
    Schema schema = Schema.getDefaultInstance();
    SplitAccumulator content = count(records(count, filler), options, schema, false);
    StatisticsOutput.write(
        storage, uri, Map.of(split, new SplitStatistics(options, schema, content)), Map.of());
  }

  /** The statistics of serialized tf.SequenceExamples. */
  public static DatasetFeatureStatistics sequences(List<byte[]> records) {
    StatisticsGenOptions options = StatisticsGenOptions.DEFAULTS;
    SplitAccumulator split = count(records, options, Schema.getDefaultInstance(), true);
    return DatasetMessage.of(split, options).getDatasets(0);
  }

  /** What is counted of serialized examples. */
  static SplitAccumulator count(
      List<byte[]> records, StatisticsGenOptions options, Schema schema, boolean sequences) {
    return count(records, options, schema, Map.of(), sequences);
  }

  /**
   * The statistics of {@code count} tf.Examples with those of a generator, from accumulators of
   * {@code part} examples each that were written, read and merged.
   */
  public static DatasetFeatureStatistics inParts(
      StatsGenerator generator, int count, int part, ExampleFolder.Filler filler) {
    AccumulatorSettings settings =
        new AccumulatorSettings(null, Map.of(), Map.of(), Set.of(), List.of(generator));
    List<byte[]> records = records(count, filler);
    SplitAccumulator all = new SplitAccumulator(settings);
    for (int from = 0; from < count; from += part) {
      StateOutput out = new StateOutput();
      List<byte[]> some = records.subList(from, Math.min(count, from + part));
      count(some, settings, new SliceRules(List.of()), false, from).write(out);
      all.mergeFrom(new StateInput(out.toByteArray()));
    }
    return DatasetMessage.of(all, StatisticsGenOptions.DEFAULTS).getDatasets(0);
  }

  static SplitAccumulator count(
      List<byte[]> records,
      StatisticsGenOptions options,
      Schema schema,
      Map<String, Vocabulary> vocabularies,
      boolean sequences) {
    return count(
        records,
        Settings.of(options, schema, vocabularies),
        new SliceRules(options.slicingSpecs()),
        sequences,
        0);
  }

  /** What is counted of records of which the first is not that of its file. */
  static SplitAccumulator count(
      List<byte[]> records, StatisticsGenOptions options, int firstRecord) {
    Schema schema = Schema.getDefaultInstance();
    SliceRules rules = new SliceRules(options.slicingSpecs());
    return count(records, Settings.of(options, schema, Map.of()), rules, false, firstRecord);
  }

  private static SplitAccumulator count(
      List<byte[]> records,
      AccumulatorSettings settings,
      SliceRules rules,
      boolean sequences,
      long firstRecord) {
    // As on executors.
    SplitAccumulator split = new SplitAccumulator(SerializationUtils.roundtrip(settings));
    Slicer slicer = new Slicer(rules);
    ExampleDecoder decoder =
        new ExampleReading(split.settings(), rules, sequences, 1, 0).newDecoder();
    decoder.start("test", "record");
    for (int i = 0; i < records.size(); i++) {
      decoder.add(records.get(i), 0, records.get(i).length, firstRecord + i);
      if (decoder.isFull()) {
        split.add(decoder.batch(), slicer);
        decoder.start("test", "record");
      }
    }
    split.add(decoder.batch(), slicer);
    return split;
  }
}
