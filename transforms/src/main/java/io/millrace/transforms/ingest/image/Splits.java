package io.millrace.transforms.ingest.image;

import io.millrace.transforms.ingest.source.RejectedRecordException;
import io.millrace.transforms.ingest.source.WholeFile;
import java.util.Set;

/** TFRecorder's names of splits. */
final class Splits {
  static final String TRAIN = "TRAIN";
  static final String DISCARD = "DISCARD";

  private static final Set<String> KEPT = Set.of(TRAIN, "VALIDATION", "TEST");

  private Splits() {}

  /** Rejects what is no split of TFRecorder's. */
  static void check(String split, String source, String position) throws RejectedRecordException {
    if (split == null || !KEPT.contains(split)) {
      throw WholeFile.rejected(
          "unknown_split",
          source,
          position,
          "split %s (expected: TRAIN, VALIDATION, TEST or DISCARD, in upper case)"
              .formatted(split == null ? "missing" : "'" + split + "'"),
          new byte[0]);
    }
  }
}
