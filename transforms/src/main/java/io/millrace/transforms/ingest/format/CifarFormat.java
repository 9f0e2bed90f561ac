package io.millrace.transforms.ingest.format;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.Name;

/**
 * The binary version of CIFAR-10 and CIFAR-100.
 *
 * @param classes 10 or 100
 * @param layout of the pixels in the feature {@code image}
 */
@Doc(
    "Binary files of CIFAR-10 (data_batch_1.bin, test_batch.bin) or CIFAR-100 (train.bin,"
        + " test.bin).")
@Name("cifar")
public record CifarFormat(
    @Doc("10 for CIFAR-10, 100 for CIFAR-100.") @Default("10") int classes,
    @Doc("Order of the pixels' bytes in the feature image.") @Default("hwc") Layout layout)
    implements InputFormat {
  /** An order of bytes. */
  public enum Layout {
    /** Row by row, the channels of a pixel side by side. */
    @Doc("Row by row, the channels of a pixel side by side.")
    HWC,
    /** Channel by channel, as the files have it. */
    @Doc("Channel by channel, as the files have it.")
    CHW
  }

  /** Checks the classes; throws {@link MillraceException} (usage). */
  public CifarFormat {
    if (classes != 10 && classes != 100) {
      throw MillraceException.usage("classes: %d (expected: 10 or 100)".formatted(classes));
    }
  }
}
