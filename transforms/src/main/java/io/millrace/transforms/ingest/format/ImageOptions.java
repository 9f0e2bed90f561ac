package io.millrace.transforms.ingest.format;

import io.millrace.artifacts.MillraceException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Checks that options of images share. */
final class ImageOptions {
  /** Beyond it pixels in base64 no longer fit into an array. */
  private static final long MOST_PIXELS = 500_000_000;

  private static final int MOST_BYTES = 1 << 30;

  private ImageOptions() {}

  static void check(ImageContent content, List<String> labels, long maxPixels, int maxBytes) {
    checkLabels(labels);
    if (content == ImageContent.TFRECORDER && !labels.isEmpty()) {
      throw MillraceException.usage(
          "labels: given with content tfrecorder, which numbers labels by their frequency"
              + " (expected: one of them)");
    }
    checkRange("max_pixels", maxPixels, MOST_PIXELS);
    checkRange("max_bytes", maxBytes, MOST_BYTES);
  }

  static void checkLabels(List<String> labels) {
    for (int i = 0; i < labels.size(); i++) {
      if (labels.indexOf(labels.get(i)) < i) {
        throw MillraceException.usage(
            "labels: '%s' twice (expected: each label once)".formatted(labels.get(i)));
      }
    }
  }

  static void checkBytes(int maxBytes) {
    checkRange("max_bytes", maxBytes, MOST_BYTES);
  }

  private static void checkRange(String option, long value, long most) {
    if (value < 1 || value > most) {
      throw MillraceException.usage("%s: %,d (expected: 1 to %,d)".formatted(option, value, most));
    }
  }

  static void checkPattern(String pattern) {
    int groups;
    try {
      groups = Pattern.compile(pattern).matcher("").groupCount();
    } catch (PatternSyntaxException e) {
      throw MillraceException.usage(
          "label_pattern: '%s': %s (expected: a regular expression)"
              .formatted(pattern, e.getDescription()));
    }
    if (groups != 1) {
      throw MillraceException.usage(
          "label_pattern: '%s': %d groups (expected: one, which holds the label, such as (cat|dog)\\..*)"
              .formatted(pattern, groups));
    }
  }
}
