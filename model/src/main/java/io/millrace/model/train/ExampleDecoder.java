package io.millrace.model.train;

import io.millrace.artifacts.MillraceException;
import io.millrace.records.ExampleCursor;
import io.millrace.records.FeatureKind;
import io.millrace.records.MalformedExampleException;
import io.millrace.records.TfRecordReader;
import java.nio.charset.StandardCharsets;

/**
 * Takes the input and the label out of transformed examples without objects per record. Not
 * thread-safe.
 */
final class ExampleDecoder {
  private final String input;
  private final String label;
  private final byte[] inputName;
  private final byte[] labelName;
  private final int featureSize;
  private final int classes;
  private final ExampleCursor cursor = new ExampleCursor();
  private final long[] longs;
  private final long[] labelValue = new long[1];

  ExampleDecoder(String input, String label, int featureSize, int classes) {
    this.input = input;
    this.label = label;
    this.inputName = input.getBytes(StandardCharsets.UTF_8);
    this.labelName = label.getBytes(StandardCharsets.UTF_8);
    this.featureSize = featureSize;
    this.classes = classes;
    this.longs = new long[featureSize];
  }

  /**
   * Decodes the reader's record.
   *
   * @param target gets the input's values from {@code at} on
   * @return the label, from 0 to classes - 1
   * @throws MillraceException (data) that names file and record
   */
  int decode(TfRecordReader reader, String file, float[] target, int at) {
    boolean found = false;
    boolean labelled = false;
    try {
      cursor.reset(reader.buffer(), reader.offset(), reader.length());
      while (cursor.nextFeature()) {
        if (cursor.nameEquals(inputName)) {
          readInput(reader, file, target, at);
          found = true;
        } else if (cursor.nameEquals(labelName)) {
          readLabel(reader, file);
          labelled = true;
        }
      }
    } catch (MalformedExampleException e) {
      throw MillraceException.data(where(reader, file) + ": " + e.getMessage(), e);
    }
    if (!found || !labelled) {
      throw MillraceException.data(
          where(reader, file)
              + ": no feature '"
              + (found ? label : input)
              + "' (expected: the trainer's options input and label to name features that the"
              + " transform writes)");
    }
    return (int) labelValue[0];
  }

  private void readInput(TfRecordReader reader, String file, float[] target, int at) {
    FeatureKind kind = cursor.kind();
    boolean number = kind == FeatureKind.FLOAT || kind == FeatureKind.INT64;
    if (!number || cursor.valueCount() != featureSize) {
      throw MillraceException.data(
          where(reader, file)
              + ": feature '"
              + input
              + "' has "
              + cursor.valueCount()
              + " values of kind "
              + kind
              + " (expected: "
              + featureSize
              + " of kind FLOAT or INT64)");
    }
    if (kind == FeatureKind.FLOAT) {
      cursor.readFloats(target, at);
      return;
    }
    cursor.readLongs(longs, 0);
    for (int i = 0; i < featureSize; i++) {
      target[at + i] = longs[i];
    }
  }

  private void readLabel(TfRecordReader reader, String file) {
    if (cursor.kind() != FeatureKind.INT64 || cursor.valueCount() != 1) {
      throw MillraceException.data(
          where(reader, file)
              + ": label '"
              + label
              + "' has "
              + cursor.valueCount()
              + " values of kind "
              + cursor.kind()
              + " (expected: 1 of kind INT64, the number of the class)");
    }
    cursor.readLongs(labelValue, 0);
    if (labelValue[0] < 0 || labelValue[0] >= classes) {
      throw MillraceException.data(
          where(reader, file)
              + ": label '"
              + label
              + "' is "
              + labelValue[0]
              + " (expected: 0 to "
              + (classes - 1)
              + ", as the last layer has "
              + classes
              + " outputs)");
    }
  }

  private static String where(TfRecordReader reader, String file) {
    return file + ": record " + reader.index() + " at byte " + reader.byteOffset();
  }
}
