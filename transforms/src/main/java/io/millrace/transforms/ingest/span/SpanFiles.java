package io.millrace.transforms.ingest.span;

import io.millrace.artifacts.storage.Storage;
import java.util.List;
import java.util.OptionalLong;

/**
 * The files of one span.
 *
 * @param version empty where the pattern names none
 * @param place the path or pattern that found them, without specs
 * @param files sorted by URI, at least one
 */
public record SpanFiles(long span, OptionalLong version, String place, List<Storage.Entry> files) {
  public SpanFiles {
    files = List.copyOf(files);
  }

  /** Span and version in words. */
  String words() {
    return version.isPresent() ? span + " version " + version.getAsLong() : Long.toString(span);
  }
}
