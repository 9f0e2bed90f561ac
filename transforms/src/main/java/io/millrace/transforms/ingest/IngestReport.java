package io.millrace.transforms.ingest;

import io.millrace.artifacts.ArtifactLayout;
import io.millrace.artifacts.Manifest;
import io.millrace.artifacts.options.Name;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.examples.ExamplesArtifact;
import io.millrace.transforms.ingest.source.ExampleSource;
import io.millrace.transforms.ingest.source.Payload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What ExampleGen says at its end, and records with its artefact. */
record IngestReport(
    ExampleGenOptions options,
    InputSplit.Found input,
    Payload payload,
    IngestJob.Result ingested,
    String fingerprint,
    Optional<Leakage> leakage) {
  ComponentResult result(String channel) {
    Manifest manifest = ingested.manifest();
    RecordCounts counts = ingested.counts();
    ComponentResult.Builder result =
        ComponentResult.builder(counts.records(), manifest.records())
            .headline(headline())
            .property(channel, "split_names", ArtifactLayout.splitNames(manifest.splits()))
            .property(channel, "span", input.span())
            .property(channel, "version", input.version().orElse(0))
            .property(channel, ExamplesArtifact.PAYLOAD_FORMAT, payload.tfxName())
            .property(
                channel,
                "file_format",
                options.compression() == ExampleGenOptions.ShardCompression.GZIP
                    ? "tfrecords_gzip"
                    : "tfrecords")
            .property(channel, "input_fingerprint", fingerprint)
            .property(channel, "records_read", counts.records())
            .property(channel, "records_rejected", counts.rejectedRecords())
            .property(channel, "records_left_out", counts.leftOutRecords())
            .table("splits", List.of("split", "records", "bytes", "shards"), splits());
    leakage.ifPresent(found -> result.property(channel, "leaked_records", found.records()));
    if (counts.rejectedRecords() > 0) {
      result.table("rejects", List.of("reason", "records"), rejects());
    }
    return result.build();
  }

  /**
   * Where the examples came from.
   *
   * @param digest of all files that were found
   * @param earlier what earlier runs had ingested
   */
  Ingestion ingestion(InputDigest digest, ExampleSource source, List<Ingestion.Earlier> earlier) {
    RecordCounts counts = ingested.counts();
    Map<String, Long> written = new LinkedHashMap<>();
    for (String split : ingested.manifest().splits()) {
      written.put(split, ingested.manifest().records(split));
    }
    List<Ingestion.Part> parts = new ArrayList<>();
    for (int i = 0; i < digest.files().size() && source.readsFiles(); i++) {
      InputSplit split = input.splits().get(i);
      parts.add(
          new Ingestion.Part(
              split.input().place(),
              split.copiedAs().map(List::of).orElse(ingested.manifest().splits()),
              digest.files().get(i).stream().filter(file -> isRead(file, source)).toList()));
    }
    return new Ingestion(
        Ingestion.FORMAT,
        Ingestion.VERSION,
        options.input().orElse(null),
        options.format().getClass().getAnnotation(Name.class).value(),
        options.incremental(),
        input.span(),
        input.version().isPresent() ? input.version().getAsLong() : null,
        new Ingestion.Records(
            counts.records(), written, counts.rejectedByReason(), counts.leftOutRecords()),
        parts,
        earlier);
  }

  private static boolean isRead(InputFile file, ExampleSource source) {
    return source.readsFile(file.uri().substring(file.uri().lastIndexOf('/') + 1));
  }

  private String headline() {
    Manifest manifest = ingested.manifest();
    StringBuilder line =
        new StringBuilder(
            manifest.splits().stream()
                .map(split -> format("%s %,d", split, manifest.records(split)))
                .collect(
                    Collectors.joining(", ", format("%,d records: ", manifest.records()), "")));
    RecordCounts counts = ingested.counts();
    if (counts.rejectedRecords() > 0) {
      line.append(format("; %,d rejected", counts.rejectedRecords()));
    }
    if (counts.leftOutRecords() > 0) {
      line.append(format("; %,d left out", counts.leftOutRecords()));
    }
    leakage
        .filter(found -> found.contents() > 0)
        .ifPresent(
            found ->
                line.append(
                    format(
                        "; LEAKAGE: %,d records whose content lies in several splits",
                        found.records())));
    return line.toString();
  }

  private List<List<Object>> splits() {
    Manifest manifest = ingested.manifest();
    List<List<Object>> rows = new ArrayList<>();
    for (String split : manifest.splits()) {
      rows.add(
          List.of(
              split,
              manifest.records(split),
              manifest.bytes(split),
              (long) manifest.files(split).size()));
    }
    return rows;
  }

  private List<List<Object>> rejects() {
    List<List<Object>> rows = new ArrayList<>();
    ingested.counts().rejectedByReason().forEach((reason, n) -> rows.add(List.of(reason, n)));
    return rows;
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
