package io.millrace.transforms.ingest;

import io.millrace.artifacts.Manifest;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.AttemptFiles;
import io.millrace.transforms.examples.ShardForm;
import io.millrace.transforms.examples.ShardResult;
import io.millrace.transforms.ingest.source.FileSlices;
import io.millrace.transforms.ingest.source.Payload;
import io.millrace.transforms.ingest.source.SourceJobs;
import io.millrace.transforms.ingest.source.SourceRecords;
import io.millrace.transforms.ingest.source.SparkRecords;
import io.millrace.transforms.ingest.split.HashSplits;
import io.millrace.transforms.ingest.split.SampledSplits;
import io.millrace.transforms.ingest.split.SplitPlan;
import io.millrace.transforms.ingest.split.SplitRule;
import io.millrace.transforms.ingest.split.Strata;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** The Spark jobs that bring records into shards. */
final class IngestJob {
  /** Of the sample; other than those of shuffles, which users choose. */
  static final long SAMPLE_SEED = 0x53414d504cL;

  private static final String SHARD_PREFIX = "data_tfrecord";

  private final JavaSparkContext spark;
  private final Storage storage;
  private final Progress progress;
  private final ExampleGenOptions options;
  private final AttemptFiles attempts;
  private final ShardForm form;

  IngestJob(ComponentContext<ExampleGenOptions> context, String output) throws IOException {
    this.spark = JavaSparkContext.fromSparkContext(context.spark().sparkContext());
    this.storage = context.storage();
    this.progress = context.progress();
    this.options = context.options();
    this.attempts = new AttemptFiles(storage, output, SHARD_PREFIX);
    this.form =
        options.compression() == ExampleGenOptions.ShardCompression.GZIP
            ? ShardForm.TFRECORD_GZIP
            : ShardForm.TFRECORD;
  }

  /** What became of the input. */
  record Result(Manifest manifest, RecordCounts counts, List<Manifest.ShardFile> rejects) {}

  /** Writes the shards of all splits, and the rejects; the manifest is left to the caller. */
  Result run(List<InputSplit> inputs, SourceRecords source) throws IOException {
    try (Progress.Stage stage = progress.stage("examples", total(source).orElse(-1), "records")) {
      return attempts.during(() -> write(inputs, source, stage.taskCounter()));
    }
  }

  private static OptionalLong total(SourceRecords source) {
    return source.records();
  }

  private Result write(List<InputSplit> inputs, SourceRecords source, Progress.TaskCounter counter)
      throws IOException {
    Map<String, List<Manifest.ShardFile>> files = new LinkedHashMap<>();
    RecordCounts counts = new RecordCounts();
    List<ShardResult> rejects = new ArrayList<>();
    boolean opaque = source.payload() == Payload.BYTES;
    RejectForm rejectForm = options.maxRejectFraction() > 0 ? options.rejects() : null;
    for (int i = 0; i < inputs.size(); i++) {
      IngestInput input = input(inputs.get(i), source, i);
      boolean shuffled = options.shuffleSeed().isPresent();
      int shards = shuffled ? input.shards() : input.shardsInOrder();
      IngestPlan plan =
          new IngestPlan(
              storage, splits(inputs.get(i), input, opaque), shards, form, rejectForm, attempts);
      TaskOutcome outcome =
          SourceJobs.explained(
              () ->
                  shuffled
                      ? new ShuffledIngest(plan, options.shuffleSeed().get()).run(input, counter)
                      : input.writeInOrder(plan, counter));
      counts.add(outcome.counts());
      for (String split : plan.splits().splits()) {
        files.put(split, attempts.accept(outcome.files(), split, shards, form));
      }
      for (ShardResult file : outcome.files()) {
        if (file.split().equals(IngestPlan.REJECTS)) {
          rejects.add(file);
        }
      }
    }
    Manifest manifest = Manifest.of(files);
    check(manifest, counts, total(source));
    List<Manifest.ShardFile> rejectFiles =
        rejectForm == null
            ? List.of()
            : attempts.acceptFilled(rejects, IngestPlan.REJECTS, rejectForm.files());
    return new Result(manifest, counts, rejectFiles);
  }

  private IngestInput input(InputSplit split, SourceRecords source, int index) {
    if (source instanceof FileSlices files) {
      return new FileInput(
          spark,
          storage,
          files,
          ShardPlanner.shards(files.units().get(index), options.shards(), options.shardBytes()),
          spark.defaultParallelism());
    }
    SparkRecords rows = (SparkRecords) source;
    int shards =
        options
            .shards()
            .orElseGet(
                () ->
                    rows.bytes() < 0
                        ? ShardPlanner.FEW_SHARDS
                        : ShardPlanner.byBytes(rows.bytes(), options.shardBytes()));
    return new RowInput(rows.inputs().get(index), split.input().place(), options.shards(), shards);
  }

  private SplitPlan splits(InputSplit input, IngestInput records, boolean opaque)
      throws IOException {
    SplitPlan plan = input.copiedAs().map(SplitPlan::all).orElse(null);
    if (plan == null && options.split().isPresent()) {
      SplitRule rule = options.split().get();
      plan =
          rule instanceof SplitRule.Stratified stratified
              ? strata(stratified, records)
              : SplitRule.plan(rule, options.partitionFeatures(), opaque);
    }
    if (plan == null) {
      plan =
          HashSplits.of(
              options.hashBuckets().orElse(ExampleGenOptions.DEFAULT_BUCKETS),
              options.partitionFeatures(),
              opaque);
    }
    return options.sample() < 1 ? new SampledSplits(plan, options.sample(), SAMPLE_SEED) : plan;
  }

  private SplitPlan strata(SplitRule.Stratified rule, IngestInput records) throws IOException {
    double sample = options.sample();
    String feature = rule.feature();
    return SourceJobs.explained(
        () ->
            new Strata(rule)
                .plan(
                    JavaPairRDD.fromJavaRDD(
                        records.map(stream -> new StrataKeys(stream, feature, sample)))));
  }

  /** Rows in are rows out, or this is a defect. */
  private static void check(Manifest manifest, RecordCounts counts, OptionalLong expected) {
    long found = manifest.records() + counts.rejectedRecords() + counts.leftOutRecords();
    if (found != counts.records()
        || (expected.isPresent() && expected.getAsLong() != counts.records())) {
      throw MillraceException.data(
          "found %,d records written, %,d rejected, %,d left out of %,d read%s (expected: none lost); did the input change meanwhile?"
              .formatted(
                  manifest.records(),
                  counts.rejectedRecords(),
                  counts.leftOutRecords(),
                  counts.records(),
                  expected.isPresent()
                      ? " of %,d found before".formatted(expected.getAsLong())
                      : ""));
    }
  }
}
