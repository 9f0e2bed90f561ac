package io.millrace.transforms.ingest;

import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.Manifest;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Channel;
import io.millrace.transforms.component.Component;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.ComponentSpec;
import io.millrace.transforms.examples.Digests;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.examples.ExamplesArtifact;
import io.millrace.transforms.ingest.source.ExampleSource;
import io.millrace.transforms.ingest.source.FileChoice;
import io.millrace.transforms.ingest.source.FileSlices;
import io.millrace.transforms.ingest.source.SourceContext;
import io.millrace.transforms.ingest.source.SourceJobs;
import io.millrace.transforms.ingest.source.SourceRecords;
import io.millrace.transforms.ingest.source.Unit;
import io.millrace.transforms.ingest.split.SplitRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Reads data of a foreign format into an Examples artefact: {@code
 * Split-NAME/data_tfrecord-SSSSS-of-NNNNN.gz}, {@code manifest.json} and {@code ingestion.json}.
 *
 * <p>One input split is divided by TFX's hash of each example, or by a rule; several are copied as
 * they are. The same input and options give the same bytes, on any number of executors; the
 * examples of a split keep the order of the input, or that of a seeded shuffle. Records read are
 * records written, rejected or left out on purpose: this is checked.
 */
public final class ExampleGen implements Component<ExampleGenOptions> {
  private static final String EXAMPLES = "examples";

  @Override
  public ComponentSpec<ExampleGenOptions> spec() {
    return new ComponentSpec<>(
        "ExampleGen",
        "Reads input files into examples and divides them into splits.",
        List.of(),
        List.of(Channel.required(EXAMPLES, ArtifactType.EXAMPLES, "The examples by split.")),
        ExampleGenOptions.class);
  }

  @Override
  public ComponentResult run(ComponentContext<ExampleGenOptions> context) throws IOException {
    Storage storage = context.storage();
    ExampleGenOptions options = context.options();
    String output = context.output(EXAMPLES);
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(context.spark().sparkContext());
    ExampleSource source = Sources.of(options.format(), options.spans());
    Optional<KnownFiles> known =
        options.incremental() ? Optional.of(KnownFiles.of(context, EXAMPLES)) : Optional.empty();
    SourceContext driver =
        new SourceContext(
            context.spark(),
            storage,
            context.progress(),
            known.map(FileChoice.class::cast).orElse(FileChoice.ALL));
    InputSplit.Found all = InputSplit.of(storage, options.inputOptions(), source);
    Optional<NewInput.Prepared> prepared = new NewInput(driver, source, known).prepare(all);
    if (prepared.isEmpty()) {
      return ComponentResult.skipped(
          "nothing new: all files (%,d) were ingested before"
              .formatted(known.map(KnownFiles::found).orElse(0L)));
    }
    InputSplit.Found found = prepared.get().found();
    SourceRecords records = prepared.get().records();
    List<InputSplit> inputs = found.splits();
    checkNotEmpty(records, inputs);
    InputDigest digest = digest(driver, source, inputs, records);
    IngestJob.Result result = new IngestJob(context, output).run(inputs, records);
    Manifest manifest = result.manifest();
    checkRejects(result, options);
    for (String split : manifest.splits()) {
      if (manifest.records(split) == 0) {
        throw emptySplit(split, inputs, manifest, options);
      }
    }
    manifest.write(storage, output);
    String fingerprint = fingerprint(source, digest, manifest);
    Optional<Leakage> leakage = leakage(spark, context, inputs);
    IngestReport report =
        new IngestReport(options, found, records.payload(), result, fingerprint, leakage);
    report
        .ingestion(digest, source, known.map(KnownFiles::earlier).orElse(List.of()))
        .write(storage, output);
    return report.result(EXAMPLES);
  }

  private static void checkNotEmpty(SourceRecords records, List<InputSplit> inputs) {
    if (records instanceof FileSlices files) {
      for (int i = 0; i < inputs.size(); i++) {
        List<Unit> units = files.units().get(i);
        if (units.stream().allMatch(unit -> unit.positions() == 0)) {
          throw MillraceException.data(
              "%s: no record: %s (expected: at least one record in each split); check the input, or hash_buckets and input_splits"
                  .formatted(
                      inputs.get(i).input().place(),
                      units.isEmpty()
                          ? "no file holds any"
                          : units.get(0).name() + " and all others are empty"));
        }
      }
    }
  }

  private static void checkRejects(IngestJob.Result result, ExampleGenOptions options) {
    RecordCounts counts = result.counts();
    long rejected = counts.rejectedRecords();
    if (rejected > options.maxRejectFraction() * counts.records()) {
      throw MillraceException.data(
          "found %,d of %,d records rejected: %s (expected: at most %s of them, max_reject_fraction). The first ones:%n  %s"
              .formatted(
                  rejected,
                  counts.records(),
                  counts.rejectedByReason(),
                  options.maxRejectFraction(),
                  String.join(System.lineSeparator() + "  ", counts.rejectedSamples())));
    }
  }

  private static MillraceException emptySplit(
      String split, List<InputSplit> inputs, Manifest manifest, ExampleGenOptions options) {
    boolean copied = inputs.size() > 1;
    return MillraceException.data(
        "%s: split '%s' is empty: found %,d records in all (expected: at least one in each split); %s"
            .formatted(
                inputs.get(0).input().place(),
                split,
                manifest.records(),
                copied
                    ? "check its pattern in input_splits"
                    : options.split().isPresent()
                        ? "check the rule of split"
                        : "give more data, or other hash_buckets"));
  }

  private static InputDigest digest(
      SourceContext driver, ExampleSource source, List<InputSplit> inputs, SourceRecords records)
      throws IOException {
    return source.readsFolders()
        ? InputDigest.ofUnits(driver, inputs, (FileSlices) records)
        : InputDigest.ofFiles(driver, inputs);
  }

  private static String fingerprint(ExampleSource source, InputDigest digest, Manifest manifest) {
    if (!source.readsFiles()) {
      return contentDigest("", manifest);
    }
    return source.followsNames()
        ? contentDigest(digest.fingerprint(), manifest)
        : digest.fingerprint();
  }

  /** What stands for input that is not all in files of its own: the digests of what came of it. */
  private static String contentDigest(String files, Manifest manifest) {
    MessageDigest digest = Digests.sha256();
    digest.update(files.getBytes(StandardCharsets.UTF_8));
    for (String split : manifest.splits()) {
      for (Manifest.ShardFile file : manifest.files(split)) {
        digest.update((file.sha256() + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    return Digests.hex(digest);
  }

  private static Optional<Leakage> leakage(
      JavaSparkContext spark, ComponentContext<ExampleGenOptions> context, List<InputSplit> inputs)
      throws IOException {
    ExampleGenOptions options = context.options();
    Optional<String> column =
        options
            .split()
            .filter(SplitRule.ByColumn.class::isInstance)
            .map(rule -> ((SplitRule.ByColumn) rule).feature());
    boolean given = inputs.size() > 1 || column.isPresent();
    if (!given || options.onLeakage() == LeakagePolicy.IGNORE) {
      return Optional.empty();
    }
    List<ExampleFile> files =
        ExamplesArtifact.open(context.storage(), context.output(EXAMPLES)).files();
    Leakage found =
        SourceJobs.explained(() -> Leakage.count(spark, context.storage(), files, column));
    if (found.contents() > 0 && options.onLeakage() == LeakagePolicy.FAIL) {
      throw MillraceException.data(
          "found %,d contents in several splits, %,d records in all (expected: none, on_leakage: fail); remove the duplicates, or let hash_buckets divide the input"
              .formatted(found.contents(), found.records()));
    }
    return Optional.of(found);
  }
}
