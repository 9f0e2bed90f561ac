package io.millrace.transforms.ingest.tfrecord;

import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.ingest.format.TfRecordFormat;
import io.millrace.transforms.ingest.format.TfRecordFormat.RecordType;
import io.millrace.transforms.ingest.source.ExampleSource;
import io.millrace.transforms.ingest.source.FileSlices;
import io.millrace.transforms.ingest.source.InputFiles;
import io.millrace.transforms.ingest.source.Payload;
import io.millrace.transforms.ingest.source.SourceContext;
import io.millrace.transforms.ingest.source.SourceJobs;
import io.millrace.transforms.ingest.source.SourceRecords;
import io.millrace.transforms.ingest.source.Unit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * TFRecord files of tf.Examples, tf.SequenceExamples or any bytes; plain, gzip or zlib, told by
 * their first bytes. Examples go through as they are if they are in the deterministic form, else
 * they are encoded anew.
 *
 * <p>A damaged record, or one that holds no example, is rejected and what follows it is read. Only
 * packed data that cannot be unpacked, and a file that does not begin as a TFRecord file, fail the
 * run.
 */
public final class TfRecordSource implements ExampleSource {
  private final TfRecordFormat format;

  /** A source with these options. */
  public TfRecordSource(TfRecordFormat format) {
    this.format = format;
  }

  @Override
  public SourceRecords prepare(SourceContext context, List<InputFiles> inputs) throws IOException {
    Storage storage = context.storage();
    boolean split = format.splitFiles();
    List<Storage.Entry> files = inputs.stream().flatMap(input -> input.files().stream()).toList();
    List<TfRecordFile> found =
        SourceJobs.map(
            context, files, file -> TfRecordFile.look(storage, file.uri(), file.length(), split));
    List<List<Unit>> units = new ArrayList<>();
    int next = 0;
    for (InputFiles input : inputs) {
      List<TfRecordFile> ofInput = found.subList(next, next + input.files().size());
      units.add(ofInput.stream().map(TfRecordFile::unit).toList());
      next += ofInput.size();
    }
    boolean counted = found.stream().allMatch(file -> file.records() >= 0);
    long records = found.stream().mapToLong(TfRecordFile::records).sum();
    RecordType type = format.recordType();
    return new FileSlices(
        payload(type),
        units,
        (reading, unit, from, to) -> TfRecords.open(reading, unit, type, from, to),
        "bytes",
        counted ? OptionalLong.of(records) : OptionalLong.empty());
  }

  private static Payload payload(RecordType type) {
    return switch (type) {
      case EXAMPLE -> Payload.EXAMPLE;
      case SEQUENCE_EXAMPLE -> Payload.SEQUENCE_EXAMPLE;
      case BYTES -> Payload.BYTES;
    };
  }
}
