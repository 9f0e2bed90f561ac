package io.millrace.transforms.ingest.format;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.Name;
import java.util.List;
import java.util.Optional;

/**
 * Folders of image files: {@code <label>/<file>} or {@code <split>/<label>/<file>}; with labels
 * from names or none, {@code <file>} or {@code <split>/<file>}.
 *
 * @param content what examples hold
 * @param labelPattern a regular expression with one group, the label; matched against the whole
 *     name of a file without its folders
 * @param unlabelled whether folders say nothing about labels
 * @param labels if not empty, labels become their places in this list
 * @param maxPixels of an image, known before it is decoded
 * @param maxBytes of a file
 */
@Doc("Folders of JPEG, PNG, BMP and GIF files: <label>/<file> or <split>/<label>/<file>.")
@Name("images")
public record ImageFormat(
    @Doc("What examples hold.") @Default("encoded") ImageContent content,
    @Doc("Takes labels from names of files, such as (cat|dog)\\..*, instead of folders.")
        Optional<String> labelPattern,
    @Doc("Leaves labels out; folders are then splits only.") @Default("false") boolean unlabelled,
    @Doc("Labels become their places in this list; other labels are rejected.") @Default("[]")
        List<String> labels,
    @Doc("Rejects larger images before they are decoded, in pixels.") @Default("67108864")
        long maxPixels,
    @Doc("Rejects larger files, in bytes.") @Default("67108864") int maxBytes)
    implements InputFormat {
  /** Checks the options; throws {@link MillraceException} (usage). */
  public ImageFormat {
    labels = List.copyOf(labels);
    ImageOptions.check(content, labels, maxPixels, maxBytes);
    labelPattern.ifPresent(pattern -> ImageOptions.checkPattern(pattern));
    if (unlabelled && (labelPattern.isPresent() || !labels.isEmpty())) {
      throw MillraceException.usage(
          "unlabelled: given with %s (expected: one of them)"
              .formatted(labels.isEmpty() ? "label_pattern" : "labels"));
    }
    if (unlabelled && content == ImageContent.TFRECORDER) {
      throw MillraceException.usage(
          "unlabelled: given with content tfrecorder, whose records have labels (expected: one of"
              + " them)");
    }
  }
}
