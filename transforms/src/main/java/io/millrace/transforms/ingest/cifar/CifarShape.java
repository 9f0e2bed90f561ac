package io.millrace.transforms.ingest.cifar;

import io.millrace.transforms.ingest.format.CifarFormat;
import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * What the files of one CIFAR are like: records of one label (CIFAR-10) or a coarse and a fine one
 * (CIFAR-100), a byte each, and 1,024 bytes each of red, green and blue, row by row
 * (https://www.cs.toronto.edu/~kriz/cifar.html).
 *
 * @param classes of the label, or of the fine one
 * @param layout wanted
 */
record CifarShape(int classes, CifarFormat.Layout layout) implements Serializable {
  static final int SIDE = 32;
  static final int CHANNELS = 3;
  static final int IMAGE_BYTES = SIDE * SIDE * CHANNELS;
  static final int COARSE_CLASSES = 20;

  private static final Pattern NAMES_10 = Pattern.compile("data_batch.*\\.bin|test_batch.*\\.bin");
  private static final Pattern NAMES_100 = Pattern.compile("train.*\\.bin|test.*\\.bin");

  /** Whether records have a coarse label, too. */
  boolean coarse() {
    return classes == 100;
  }

  /** Labels in front of the pixels. */
  int labelBytes() {
    return coarse() ? 2 : 1;
  }

  /** All of a record. */
  int recordBytes() {
    return labelBytes() + IMAGE_BYTES;
  }

  /** Whether a file of this name holds records. */
  boolean named(String name) {
    return (coarse() ? NAMES_100 : NAMES_10).matcher(name).matches();
  }

  /** Names that files have. */
  String expectedNames() {
    return coarse() ? "train.bin and test.bin" : "data_batch_1.bin and test_batch.bin";
  }

  /** Names of the classes of {@code label}. */
  String labelNames() {
    return coarse() ? "fine_label_names.txt" : "batches.meta.txt";
  }

  /** The pixels of a record in the layout. */
  void pixels(byte[] record, byte[] target) {
    if (layout == CifarFormat.Layout.CHW) {
      System.arraycopy(record, labelBytes(), target, 0, IMAGE_BYTES);
      return;
    }
    int plane = SIDE * SIDE;
    int red = labelBytes();
    for (int i = 0, at = 0; i < plane; i++) {
      target[at++] = record[red + i];
      target[at++] = record[red + plane + i];
      target[at++] = record[red + 2 * plane + i];
    }
  }
}
