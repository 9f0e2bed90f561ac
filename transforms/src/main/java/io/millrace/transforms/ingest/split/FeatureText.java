package io.millrace.transforms.ingest.split;

import io.millrace.records.ExampleCursor;
import io.millrace.records.FeatureKind;
import java.nio.charset.StandardCharsets;

/** Reads the single value of a feature as text, an integer as its digits. Belongs to one thread. */
final class FeatureText {
  private final String name;
  private final byte[] utf8;
  private final ExampleCursor cursor = new ExampleCursor();
  private final long[] number = new long[1];

  FeatureText(String name) {
    this.name = name;
    this.utf8 = name.getBytes(StandardCharsets.UTF_8);
  }

  String of(byte[] bytes, int offset, int length) throws NoSplitException {
    cursor.reset(bytes, offset, length);
    if (cursor.seek(utf8) && cursor.valueCount() == 1) {
      if (cursor.kind() == FeatureKind.BYTES) {
        return new String(
            bytes, cursor.bytesOffset(0), cursor.bytesLength(0), StandardCharsets.UTF_8);
      }
      if (cursor.kind() == FeatureKind.INT64) {
        cursor.readLongs(number, 0);
        return Long.toString(number[0]);
      }
    }
    throw new NoSplitException(
        "no_split_value",
        "found no single text or integer in feature '%s' (expected: one, which decides on the split)"
            .formatted(name));
  }
}
