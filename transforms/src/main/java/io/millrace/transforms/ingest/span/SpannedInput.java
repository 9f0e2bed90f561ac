package io.millrace.transforms.ingest.span;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * The files that patterns find, by span.
 *
 * @param hasSpans whether the patterns name spans; if not, all files are of span 0
 * @param files by name of the option that holds the pattern, one for each span in ascending order;
 *     all have the same spans and versions
 */
public record SpannedInput(boolean hasSpans, Map<String, List<SpanFiles>> files) {
  private static final int MOST_NAMED = 10;

  public SpannedInput {
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
  }

  /** Whether a path names spans. */
  public static boolean namesSpans(String path) {
    return SpanPattern.hasSpecs(path);
  }

  /**
   * Finds files.
   *
   * @param patterns by the name of their option, at least one
   * @param finder of files where no spec is left
   * @throws MillraceException (usage) if a pattern is wrong, finds no span or not all that are
   *     asked for, or if patterns disagree in spans or versions
   */
  public static SpannedInput find(
      Storage storage, Map<String, String> patterns, SpanSelection selection, FileFinder finder)
      throws IOException {
    boolean hasSpans = patterns.values().stream().anyMatch(SpanPattern::hasSpecs);
    if (!hasSpans && !(selection instanceof LatestSpan)) {
      throw MillraceException.usage(
          "spans: a range for %s, which names no spans (expected: {SPAN}, or {YYYY}, {MM} and {DD}, in input)"
              .formatted(patterns.values().iterator().next()));
    }
    Map<String, List<SpanFiles>> files = new LinkedHashMap<>();
    for (Map.Entry<String, String> pattern : patterns.entrySet()) {
      String option = pattern.getKey();
      String path = pattern.getValue();
      if (!hasSpans) {
        files.put(
            option,
            List.of(new SpanFiles(0, OptionalLong.empty(), path, finder.find(path, option))));
        continue;
      }
      if (!SpanPattern.hasSpecs(path)) {
        throw MillraceException.usage(
            "%s: %s: names no span, but others do (expected: {SPAN} or a date in all patterns or in none)"
                .formatted(option, path));
      }
      files.put(option, spans(storage, SpanPattern.parse(path, option), selection, finder));
    }
    checkSame(files);
    return new SpannedInput(hasSpans, files);
  }

  private static List<SpanFiles> spans(
      Storage storage, SpanPattern pattern, SpanSelection selection, FileFinder finder)
      throws IOException {
    List<SpanFiles> found =
        new ArrayList<>(new SpanSearch(storage, pattern, selection, finder).run());
    Collections.reverse(found);
    if (selection instanceof StaticRange range) {
      checkComplete(found, pattern, range);
    }
    List<SpanFiles> chosen = found.subList(0, Math.max(0, found.size() - selection.skipped()));
    if (chosen.isEmpty()) {
      throw MillraceException.usage(
          "%s: %s: %s (expected: at least one)"
              .formatted(
                  pattern.option(),
                  pattern.path(),
                  found.isEmpty()
                      ? "no span has a file"
                      : "found only the %d most recent spans, which skip_num_recent_spans leaves out"
                          .formatted(found.size())));
    }
    return List.copyOf(chosen);
  }

  private static void checkComplete(List<SpanFiles> found, SpanPattern pattern, StaticRange range) {
    // Unsigned: a range may be wider than a long.
    long missing = range.endSpanNumber() - range.startSpanNumber() + 1 - found.size();
    if (missing == 0) {
      return;
    }
    List<String> named = new ArrayList<>();
    int next = 0;
    for (long span = range.startSpanNumber(); named.size() < MOST_NAMED; span++) {
      if (next < found.size() && found.get(next).span() == span) {
        next++;
      } else {
        named.add(Long.toString(span));
      }
      if (span == range.endSpanNumber()) {
        break;
      }
    }
    String more =
        named.size() == missing
            ? ""
            : " and " + Long.toUnsignedString(missing - named.size()) + " more";
    throw MillraceException.usage(
        "%s: %s: no file of span %s%s (expected: all from %d to %d); check the files, or spans.static_range"
            .formatted(
                pattern.option(),
                pattern.path(),
                String.join(", ", named),
                more,
                range.startSpanNumber(),
                range.endSpanNumber()));
  }

  /** TFX asks for it, too: a split of another day must not slip in. */
  private static void checkSame(Map<String, List<SpanFiles>> files) {
    Map.Entry<String, List<SpanFiles>> first = files.entrySet().iterator().next();
    for (Map.Entry<String, List<SpanFiles>> other : files.entrySet()) {
      String expected = words(first.getValue());
      String found = words(other.getValue());
      if (!found.equals(expected)) {
        throw MillraceException.usage(
            "%s has span %s, but %s has span %s (expected: the same spans and versions in all input splits); wait until all are complete, or choose by spans"
                .formatted(first.getKey(), expected, other.getKey(), found));
      }
    }
  }

  private static String words(List<SpanFiles> spans) {
    return spans.stream().map(SpanFiles::words).collect(Collectors.joining(", "));
  }

  private SpanFiles last() {
    List<SpanFiles> spans = files.values().iterator().next();
    return spans.get(spans.size() - 1);
  }

  /** The largest span; 0 where the patterns name none. */
  public long span() {
    return last().span();
  }

  /** The version of the largest span; empty where the patterns name none. */
  public OptionalLong version() {
    return last().version();
  }
}
