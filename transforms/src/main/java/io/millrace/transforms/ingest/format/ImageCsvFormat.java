package io.millrace.transforms.ingest.format;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.Name;
import java.util.List;

/**
 * A CSV file in TFRecorder's form: {@code split,image_uri,label}.
 *
 * @param content what examples hold
 * @param header whether the first row names the columns
 * @param labels if not empty, labels become their places in this list
 * @param maxPixels of an image, known before it is decoded
 * @param maxBytes of a file
 */
@Doc("A CSV file of splits, image files and labels in TFRecorder's form.")
@Name("image_csv")
public record ImageCsvFormat(
    @Doc("What examples hold.") @Default("encoded") ImageContent content,
    @Doc("Whether the first row names the columns split, image_uri and label.") @Default("auto")
        Header header,
    @Doc("Labels become their places in this list; other labels are rejected.") @Default("[]")
        List<String> labels,
    @Doc("Rejects larger images before they are decoded, in pixels.") @Default("67108864")
        long maxPixels,
    @Doc("Rejects larger files, in bytes.") @Default("67108864") int maxBytes)
    implements InputFormat {
  /** What the first row is. */
  public enum Header {
    /** Names of columns if one of them is {@code image_uri}. */
    @Doc("Names of columns if one of them is image_uri.")
    AUTO,
    /** Names of columns, in any order. */
    @Doc("Names of columns, in any order.")
    YES,
    /** An image as all others; columns are split, image_uri, label. */
    @Doc("An image as all others; columns are split, image_uri, label.")
    NO
  }

  /** Checks the options; throws {@link MillraceException} (usage). */
  public ImageCsvFormat {
    labels = List.copyOf(labels);
    ImageOptions.check(content, labels, maxPixels, maxBytes);
  }
}
