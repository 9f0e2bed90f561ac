package io.millrace.transforms.ingest.text;

import io.millrace.artifacts.storage.Storage;
import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.ingest.source.FileNaming;
import io.millrace.transforms.ingest.source.Labels;
import io.millrace.transforms.ingest.source.PackReader;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import io.millrace.transforms.ingest.source.Unit;
import io.millrace.transforms.ingest.source.WholeFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Reads files that are a document each; holds one, about four times. */
final class DocumentReader extends PackReader {
  private final Options options;
  private final TextDecoder decoder;

  /**
   * How documents are read.
   *
   * @param depth names that lead to a file
   */
  record Options(FileNaming naming, int depth, String encoding, Labels labels, int maxBytes) {}

  DocumentReader(Storage storage, Unit unit, long from, long to, Options options) {
    super(storage, unit, from, to);
    this.options = options;
    decoder = new TextDecoder(Charset.forName(options.encoding));
  }

  @Override
  protected void read(Storage storage, String uri, ExampleBuilder example)
      throws IOException, RejectedRecordException {
    FileNaming.Named named = options.naming.named(uri, options.depth);
    byte[] file;
    try {
      file = WholeFile.read(storage, uri, options.maxBytes);
    } catch (FileNotFoundException e) {
      throw WholeFile.missing(uri);
    }
    if (!decoder.decode(file, 0, file.length, true)) {
      throw WholeFile.rejected(
          "malformed_text",
          uri,
          "byte " + decoder.malformedAt(),
          "bytes that are no %s (expected: text in it); correct the file or the option encoding"
              .formatted(options.encoding),
          file);
    }
    if (named.label() != null && !options.labels.put(example, named.label())) {
      throw WholeFile.rejected(
          "unknown_label",
          uri,
          "folder",
          "label '%s' is not in labels (expected: one of them)".formatted(named.label()),
          file);
    }
    if (named.split() != null) {
      example.putBytes("split", named.split().getBytes(StandardCharsets.UTF_8));
    }
    example.putBytes("name", named.name().getBytes(StandardCharsets.UTF_8));
    example.putBytes("text", decoder.text());
  }
}
