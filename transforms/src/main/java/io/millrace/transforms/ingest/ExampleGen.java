package io.millrace.transforms.ingest;

import io.millrace.artifacts.ArtifactLayout;
import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.Manifest;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Channel;
import io.millrace.transforms.component.Component;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.ComponentSpec;
import io.millrace.transforms.ingest.source.ExampleSource;
import io.millrace.transforms.ingest.source.FileSlices;
import io.millrace.transforms.ingest.source.SourceContext;
import io.millrace.transforms.ingest.source.Unit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Reads files of a foreign format into an Examples artefact: {@code
 * Split-NAME/data_tfrecord-SSSSS-of-NNNNN.gz} and {@code manifest.json}.
 *
 * <p>One input split is divided by TFX's hash of each example; several are copied as they are. The
 * same input and options give the same bytes, on any number of executors; the examples of a split
 * keep the order of the input.
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
    ExampleSource format = Sources.of(options.format());
    FilePattern.Folders folders =
        format.readsFolders() ? FilePattern.Folders.ITSELF : FilePattern.Folders.FILES;
    List<InputSplit> inputs = InputSplit.find(storage, options, folders);
    FileSlices source =
        (FileSlices)
            format.prepare(
                new SourceContext(context.spark(), storage, context.progress()),
                inputs.stream().map(InputSplit::input).toList());
    checkNotEmpty(source, options);
    IngestJob job = new IngestJob(context);
    String fingerprint =
        format.readsFolders() ? job.fingerprint(inputs, source) : job.fingerprint(inputs);
    Manifest manifest = job.run(inputs, source, context.output(EXAMPLES));
    for (String split : manifest.splits()) {
      if (manifest.records(split) == 0) {
        throw emptySplit(split, manifest, options);
      }
    }
    manifest.write(storage, context.output(EXAMPLES));
    return result(manifest, fingerprint);
  }

  private static void checkNotEmpty(FileSlices source, ExampleGenOptions options) {
    for (List<Unit> units : source.units()) {
      if (units.stream().allMatch(unit -> unit.positions() == 0)) {
        throw MillraceException.data(
            "%s: no record: %s and all others are empty (expected: at least one record in each split); check the input, or hash_buckets and input_splits"
                .formatted(options.input(), units.get(0).name()));
      }
    }
  }

  private static MillraceException emptySplit(
      String split, Manifest manifest, ExampleGenOptions options) {
    boolean copied = options.inputSplits().size() > 1;
    return MillraceException.data(
        "%s: split '%s' is empty: found %,d records in all (expected: at least one in each split); %s"
            .formatted(
                options.input(),
                split,
                manifest.records(),
                copied
                    ? "check its pattern in input_splits"
                    : "give more data, or other hash_buckets"));
  }

  private static ComponentResult result(Manifest manifest, String fingerprint) {
    String headline =
        manifest.splits().stream()
            .map(split -> String.format(Locale.ROOT, "%s %,d", split, manifest.records(split)))
            .collect(
                Collectors.joining(
                    ", ", String.format(Locale.ROOT, "%,d records: ", manifest.records()), ""));
    List<List<Object>> rows = new ArrayList<>();
    for (String split : manifest.splits()) {
      rows.add(
          List.of(
              split,
              manifest.records(split),
              manifest.bytes(split),
              (long) manifest.files(split).size()));
    }
    return ComponentResult.builder(manifest.records(), manifest.records())
        .headline(headline)
        .property(EXAMPLES, "split_names", ArtifactLayout.splitNames(manifest.splits()))
        .property(EXAMPLES, "span", 0L)
        .property(EXAMPLES, "version", 0L)
        .property(EXAMPLES, "payload_format", "FORMAT_TF_EXAMPLE")
        .property(EXAMPLES, "file_format", "tfrecords_gzip")
        .property(EXAMPLES, "input_fingerprint", fingerprint)
        .table("splits", List.of("split", "records", "bytes", "shards"), rows)
        .build();
  }
}
