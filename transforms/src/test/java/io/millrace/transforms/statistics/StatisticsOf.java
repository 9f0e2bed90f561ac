package io.millrace.transforms.statistics;

import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.statistics.accumulator.SplitAccumulator;
import io.millrace.transforms.statistics.batch.ExampleDecoder;
import io.millrace.transforms.statistics.slice.SliceRules;
import io.millrace.transforms.statistics.slice.Slicer;
import io.millrace.transforms.testing.ExampleFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    StatisticsGenOptions options = OptionsBinder.bind(StatisticsGenOptions.class, values);
    return DatasetMessage.of(count(records(count, filler), options, schema, false), options);
  }

  private static List<byte[]> records(int count, ExampleFolder.Filler filler) {
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
    SplitAccumulator split = new SplitAccumulator(Settings.of(options, schema));
    SliceRules rules = new SliceRules(options.slicingSpecs());
    Slicer slicer = new Slicer(rules);
    ExampleDecoder decoder =
        new ExampleReading(split.settings(), rules, sequences, 1, 0).newDecoder();
    decoder.start("test");
    for (int i = 0; i < records.size(); i++) {
      decoder.add(records.get(i), 0, records.get(i).length, i);
      if (decoder.isFull()) {
        split.add(decoder.batch(), slicer);
        decoder.start("test");
      }
    }
    split.add(decoder.batch(), slicer);
    return split;
  }
}
