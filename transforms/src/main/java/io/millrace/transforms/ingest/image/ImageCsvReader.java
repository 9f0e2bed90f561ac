package io.millrace.transforms.ingest.image;

import io.millrace.artifacts.storage.Storage;
import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.ingest.source.BuiltRecords;
import io.millrace.transforms.ingest.source.FileNaming.Named;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the images of rows from the middle of a CSV file. */
final class ImageCsvReader extends BuiltRecords {
  private static final Pattern ABSOLUTE = Pattern.compile("(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?/.*");

  private final Storage storage;
  private final String file;
  private final CsvColumns columns;
  private final ImageExamples examples;
  private final CsvRows rows;
  private final long end;
  private long next;

  ImageCsvReader(
      Storage storage, String file, CsvIndex index, long from, long to, ImageExamples examples)
      throws IOException {
    this.storage = storage;
    this.file = file;
    this.columns = index.columns();
    this.examples = examples;
    this.next = from;
    this.end = to;
    this.rows = index.open(storage, file, from);
  }

  /** Where an image may be: first beside the CSV file. */
  static List<String> places(String csv, String image) {
    if (ABSOLUTE.matcher(image).matches()) {
      return List.of(image);
    }
    return List.of(csv.substring(0, csv.lastIndexOf('/') + 1) + image, image);
  }

  @Override
  protected boolean read(ExampleBuilder example) throws IOException, RejectedRecordException {
    while (next < end && rows.next()) {
      next++;
      CsvColumns.Row row = columns.row(file, rows);
      if (!row.split().equals(Splits.DISCARD)) {
        Splits.check(row.split(), file, CsvColumns.position(rows));
        put(example, row);
        return true;
      }
    }
    return false;
  }

  private void put(ExampleBuilder example, CsvColumns.Row row)
      throws IOException, RejectedRecordException {
    String name = row.image().substring(row.image().lastIndexOf('/') + 1);
    Named named = new Named(row.split(), row.label(), name);
    List<String> places = row.image().isBlank() ? List.of() : places(file, row.image());
    for (String uri : places) {
      try {
        examples.put(example.reset(), storage, uri, named);
        return;
      } catch (FileNotFoundException e) {
        continue;
      }
    }
    throw CsvColumns.rejected(
        "no_such_file",
        file,
        rows,
        places.isEmpty()
            ? "an empty image_uri (expected: a file)"
            : "found no file %s (expected: the image); correct image_uri or fetch it"
                .formatted(String.join(", nor ", places)));
  }

  @Override
  public long position() {
    return next - 1;
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
