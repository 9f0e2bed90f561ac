package io.millrace.transforms.validation;

import com.google.protobuf.MessageLite;
import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.Compression;
import io.millrace.records.TfRecordWriter;
import io.millrace.transforms.component.Channel;
import io.millrace.transforms.component.Component;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.ComponentSpec;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.examples.ExamplesArtifact;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.tensorflow.data_validation.FeatureSkew;
import org.tensorflow.data_validation.MatchStats;

/**
 * Joins the examples of two artefacts by the values of identifier features and compares their
 * features one by one, by the rules of TFDV's feature skew detector.
 *
 * <p>Writes, as TFX does, {@code SplitPair-<split>_<baseline split>/} with TFRecords of messages:
 * {@code skew_stats} (FeatureSkew), {@code match_stats} (one MatchStats), {@code sample_pairs}
 * (SkewPair) and, where features are named for it, {@code confusion} (ConfusionCount). Base is the
 * baseline and test the examples; TFX 1.21 takes them the other way around.
 *
 * <p>Memory does not grow with the data: examples are shuffled and sorted on disk. A task holds an
 * example of each side, or with {@code allow_duplicate_identifiers} up to {@code max_duplicates} of
 * the baseline; each task and the driver up to {@code skew_sample_size} pairs, a count for each
 * feature and, with {@code confusion_features}, one for each pair of values.
 */
public final class ExampleDiff implements Component<ExampleDiffOptions> {
  private static final String EXAMPLES = "examples";
  private static final String BASELINE = "baseline_examples";
  private static final String RESULT = "example_diff_result";

  @Override
  public ComponentSpec<ExampleDiffOptions> spec() {
    return new ComponentSpec<>(
        "ExampleDiff",
        "Compares the features of examples that are joined by identifiers.",
        List.of(
            Channel.required(EXAMPLES, ArtifactType.EXAMPLES, "The examples."),
            Channel.required(
                BASELINE, ArtifactType.EXAMPLES, "The examples that they are compared with.")),
        List.of(
            Channel.required(
                RESULT, ArtifactType.EXAMPLES_DIFF, "Counts and samples of each pair of splits.")),
        ExampleDiffOptions.class);
  }

  private record Pair(String test, String base) {}

  @Override
  public ComponentResult run(ComponentContext<ExampleDiffOptions> context) throws Exception {
    Storage storage = context.storage();
    ExamplesArtifact test = ExamplesArtifact.open(storage, context.input(EXAMPLES).uri());
    ExamplesArtifact base = ExamplesArtifact.open(storage, context.input(BASELINE).uri());
    List<List<Object>> skews = new ArrayList<>();
    List<List<Object>> matches = new ArrayList<>();
    long read = 0;
    for (Pair pair : pairs(test, base, context.options())) {
      List<ExampleFile> baseFiles = base.files(pair.base());
      List<ExampleFile> testFiles = test.files(pair.test());
      DiffTally tally = compare(context, baseFiles, testFiles);
      String name = pair.test() + "_" + pair.base();
      write(storage, Storage.resolve(context.output(RESULT), "SplitPair-" + name), tally, context);
      MatchStats stats = tally.matchStats();
      read +=
          stats.getBaseWithIdCount()
              + stats.getTestWithIdCount()
              + stats.getBaseMissingIdCount()
              + stats.getTestMissingIdCount();
      matches.add(
          List.of(
              name,
              stats.getIdentifiersCount(),
              stats.getMatchingPairsCount(),
              stats.getDuplicateIdCount(),
              stats.getIdsMissingInBaseCount(),
              stats.getIdsMissingInTestCount(),
              stats.getBaseMissingIdCount(),
              stats.getTestMissingIdCount()));
      tally.skews().forEach(skew -> skews.add(row(name, skew)));
    }
    long differing = skews.stream().filter(row -> (long) row.get(7) > 0).count();
    return ComponentResult.builder(read, -1)
        .headline(
            differing == 0
                ? "no feature differs"
                : differing + (differing == 1 ? " feature differs" : " features differ"))
        .table(
            "Matches",
            List.of(
                "splits",
                "identifiers",
                "pairs",
                "duplicates",
                "not in base",
                "not in test",
                "base without id",
                "test without id"),
            matches)
        .table(
            "Feature skew",
            List.of(
                "splits",
                "feature",
                "base",
                "test",
                "match",
                "base only",
                "test only",
                "diff",
                "mismatch"),
            skews)
        .build();
  }

  private static List<Object> row(String splits, FeatureSkew skew) {
    return List.of(
        splits,
        skew.getFeatureName(),
        skew.getBaseCount(),
        skew.getTestCount(),
        skew.getMatchCount(),
        skew.getBaseOnly(),
        skew.getTestOnly(),
        skew.getDiffCount(),
        skew.getMismatchCount());
  }

  private static DiffTally compare(
      ComponentContext<ExampleDiffOptions> context, List<ExampleFile> base, List<ExampleFile> test)
      throws Exception {
    List<ExampleFile> all = Stream.concat(base.stream(), test.stream()).toList();
    long expected = ExampleFile.records(all);
    try (Progress.Stage stage = context.progress().stage("joining", expected, "records")) {
      return new DiffJob(
              JavaSparkContext.fromSparkContext(context.spark().sparkContext()),
              context.storage(),
              stage.taskCounter(),
              context.options())
          .run(base, test);
    }
  }

  private static List<Pair> pairs(
      ExamplesArtifact test, ExamplesArtifact base, ExampleDiffOptions options) {
    List<Pair> pairs = new ArrayList<>();
    for (List<String> pair : options.includeSplitPairs()) {
      if (!test.splits().contains(pair.get(0)) || !base.splits().contains(pair.get(1))) {
        throw MillraceException.usage(
            "include_split_pairs: %s (expected: one of %s and one of %s)"
                .formatted(pair, test.splits(), base.splits()));
      }
      pairs.add(new Pair(pair.get(0), pair.get(1)));
    }
    if (options.includeSplitPairs().isEmpty()) {
      test.splits().forEach(t -> base.splits().forEach(b -> pairs.add(new Pair(t, b))));
    }
    return pairs;
  }

  private static void write(
      Storage storage, String folder, DiffTally tally, ComponentContext<ExampleDiffOptions> context)
      throws IOException {
    write(storage, folder, "skew_stats", messages(tally.skews()));
    write(storage, folder, "match_stats", messages(List.of(tally.matchStats())));
    write(storage, folder, "sample_pairs", tally.pairs());
    if (!context.options().confusionFeatures().isEmpty()) {
      write(storage, folder, "confusion", messages(tally.confusionCounts()));
    }
  }

  private static List<byte[]> messages(List<? extends MessageLite> messages) {
    return messages.stream().map(MessageLite::toByteArray).toList();
  }

  private static void write(Storage storage, String folder, String name, List<byte[]> records)
      throws IOException {
    String uri = Storage.resolve(folder, name + "-00000-of-00001");
    try (TfRecordWriter writer = TfRecordWriter.create(storage.create(uri), Compression.NONE)) {
      for (byte[] record : records) {
        writer.write(record);
      }
    }
  }
}
