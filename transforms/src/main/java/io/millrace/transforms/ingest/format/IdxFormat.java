package io.millrace.transforms.ingest.format;

import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.Name;
import io.millrace.artifacts.options.PathOption;
import java.util.Optional;

/**
 * The IDX files of the MNIST family.
 *
 * @param transpose swaps rows and columns of each image: EMNIST stores its images column by column
 * @param mapping a text file as EMNIST's {@code emnist-byclass-mapping.txt}: on each line a label
 *     and the codes of its characters, of which the first becomes the feature {@code label_text}
 */
@Doc("IDX files of images and labels, as those of MNIST and EMNIST, gzipped or not.")
@Name("idx")
public record IdxFormat(
    @Doc("Swaps rows and columns of each image, as EMNIST needs.") @Default("false")
        boolean transpose,
    @Doc("EMNIST's mapping file of labels to character codes; adds the feature label_text.")
        @PathOption
        Optional<String> mapping)
    implements InputFormat {
  /** Images as they are stored, labels without text. */
  public IdxFormat() {
    this(false, Optional.empty());
  }
}
