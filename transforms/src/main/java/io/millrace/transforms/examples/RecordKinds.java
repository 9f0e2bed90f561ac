package io.millrace.transforms.examples;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.millrace.artifacts.storage.Storage;
import java.io.IOException;
import java.util.List;

/** Tells what records are where no property says so. */
public final class RecordKinds {
  private static final int LOOKED_AT = 100;

  /** Of tf.SequenceExample; a tf.Example has no field of this number. */
  private static final int FEATURE_LISTS = 2;

  private RecordKinds() {}

  /**
   * Whether the first records are tf.SequenceExamples: those with feature lists are; without any
   * the two messages are the same bytes.
   */
  public static boolean areSequences(Storage storage, List<ExampleFile> files) {
    int seen = 0;
    for (ExampleFile file : files) {
      try (ExamplesReader reader = ExamplesReader.open(storage, file)) {
        while (seen < LOOKED_AT && reader.next()) {
          seen++;
          if (hasLists(reader.buffer(), reader.offset(), reader.length())) {
            return true;
          }
        }
      }
      if (seen == LOOKED_AT) {
        return false;
      }
    }
    return false;
  }

  private static boolean hasLists(byte[] bytes, int offset, int length) {
    CodedInputStream in = CodedInputStream.newInstance(bytes, offset, length);
    try {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (WireFormat.getTagFieldNumber(tag) == FEATURE_LISTS) {
          return true;
        }
        in.skipField(tag);
      }
    } catch (IOException e) {
      // Whoever reads the records says what is wrong with this one.
      return false;
    }
    return false;
  }
}
