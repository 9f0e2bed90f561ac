package io.millrace.transforms.ingest.image;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.ingest.format.ImageContent;
import io.millrace.transforms.ingest.format.ImageCsvFormat;
import io.millrace.transforms.ingest.source.ExampleSource;
import io.millrace.transforms.ingest.source.FileSlices;
import io.millrace.transforms.ingest.source.InputFiles;
import io.millrace.transforms.ingest.source.Labels;
import io.millrace.transforms.ingest.source.Payload;
import io.millrace.transforms.ingest.source.SourceContext;
import io.millrace.transforms.ingest.source.SourceRecords;
import io.millrace.transforms.ingest.source.Unit;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Image files that a CSV file names with their splits and labels. Examples are those of {@link
 * ImageSource}; the feature {@code split} is TRAIN, VALIDATION or TEST. Rows of DISCARD are left
 * out, rows of other splits are rejected, an empty label is a missing value. A relative file is
 * looked for beside the CSV file, then from the working directory.
 *
 * <p>The driver reads the CSV file once and keeps 8 bytes for every 1,000 rows.
 */
public final class ImageCsvSource implements ExampleSource {
  private static final long GUESSED_IMAGE_BYTES = 64 << 10;

  private final ImageCsvFormat format;

  /** A source with these options. */
  public ImageCsvSource(ImageCsvFormat format) {
    this.format = format;
  }

  @Override
  public boolean followsNames() {
    return true;
  }

  @Override
  public SourceRecords prepare(SourceContext context, List<InputFiles> inputs) throws IOException {
    TrainVocabulary vocabulary = new TrainVocabulary();
    Map<String, CsvIndex> indexes = new HashMap<>();
    ImageExamples sizes =
        new ImageExamples(
            format.content(), Labels.of(format.labels()), format.maxPixels(), format.maxBytes());
    List<List<Unit>> units = new ArrayList<>();
    for (InputFiles input : inputs) {
      List<Unit> found = new ArrayList<>();
      for (Storage.Entry file : input.files()) {
        CsvIndex index = CsvIndex.scan(context.storage(), file.uri(), format.header(), vocabulary);
        if (index.rows() == 0) {
          throw MillraceException.data(
              "%s: found no row (expected: a split, an image file and a label in each)"
                  .formatted(file.uri()));
        }
        indexes.put(file.uri(), index);
        long bytes = index.kept() * meanBytes(context.storage(), file.uri(), index.samples());
        found.add(new Unit(List.of(file.uri()), index.rows(), bytes * sizes.expansion(), false));
      }
      units.add(found);
    }
    ImageExamples examples =
        format.content() == ImageContent.TFRECORDER
            ? sizes.with(vocabulary.labels(inputs.get(0).place()))
            : sizes;
    return new FileSlices(
        Payload.EXAMPLE,
        units,
        (storage, unit, from, to) ->
            new ImageCsvReader(storage, unit.name(), indexes.get(unit.name()), from, to, examples),
        "rows",
        OptionalLong.of(indexes.values().stream().mapToLong(CsvIndex::kept).sum()));
  }

  private static long meanBytes(Storage storage, String csv, List<String> images)
      throws IOException {
    long sum = 0;
    long count = 0;
    for (String image : images) {
      for (String uri : ImageCsvReader.places(csv, image)) {
        try {
          sum += storage.stat(uri).length();
          count++;
          break;
        } catch (FileNotFoundException e) {
          // Its task rejects it.
          continue;
        }
      }
    }
    return count == 0 ? GUESSED_IMAGE_BYTES : Math.max(1, sum / count);
  }
}
