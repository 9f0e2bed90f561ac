package io.millrace.transforms.ingest.span;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A path in which {@code {SPAN}}, {@code {SPAN:width}} or {@code {YYYY}}, {@code {MM}} and {@code
 * {DD}} name a span, and {@code {VERSION}} or {@code {VERSION:width}} a version, as in TFX ({@code
 * components/example_gen/utils.py}).
 */
final class SpanPattern {
  /** A spec in braces, or something that looks like one. */
  private static final Pattern BRACES =
      Pattern.compile("\\{(SPAN|VERSION|YYYY|MM|DD)(:[^{},/]*)?\\}", Pattern.CASE_INSENSITIVE);

  private final String path;
  private final String option;
  private final List<Spec> specs;
  private final String folder;
  private final List<SpanSegment> segments;

  private SpanPattern(String path, String option, Set<Spec> specs) {
    this.path = path;
    this.option = option;
    this.specs = List.copyOf(specs);
    this.folder = Glob.fixedFolder(path);
    this.segments = Glob.belowFixedFolder(path).stream().map(SpanSegment::new).toList();
  }

  /** Whether there are specs in a path. */
  static boolean hasSpecs(String path) {
    return BRACES.matcher(path).find();
  }

  /**
   * A path with specs.
   *
   * @param option its name, for messages
   * @throws MillraceException (usage) if specs are missing, double or contradict each other
   */
  static SpanPattern parse(String path, String option) {
    Set<Spec> specs = EnumSet.noneOf(Spec.class);
    Matcher matcher = BRACES.matcher(path);
    while (matcher.find()) {
      Spec spec = Spec.valueOf(matcher.group(1).toUpperCase(Locale.ROOT));
      String expected = problem(spec, matcher.group(1), matcher.group(2));
      if (expected != null) {
        throw refused(path, option, matcher.group(), expected);
      }
      if (!specs.add(spec)) {
        throw refused(path, option, spec.text() + " twice", "once");
      }
    }
    List<Spec> dates = specs.stream().filter(Spec::isDate).toList();
    if (specs.contains(Spec.SPAN) && !dates.isEmpty()) {
      throw refused(path, option, "{SPAN} and " + texts(dates), "a number or a date");
    }
    if (!dates.isEmpty() && dates.size() < 3) {
      throw refused(path, option, texts(dates), "{YYYY}, {MM} and {DD}, each once");
    }
    if (specs.equals(EnumSet.of(Spec.VERSION))) {
      throw refused(path, option, "{VERSION} alone", "{SPAN} or a date, too");
    }
    return new SpanPattern(path, option, specs);
  }

  /** What is expected instead of a spec that is written in another way; null if it is right. */
  private static String problem(Spec spec, String name, String width) {
    if (!name.equals(spec.name())) {
      return spec.text();
    }
    if (width == null) {
      return null;
    }
    if (spec.isDate()) {
      return spec.text() + ", which has a width of its own";
    }
    boolean number = width.matches(":[0-9]{1,2}");
    int digits = number ? Integer.parseInt(width.substring(1)) : 0;
    return digits >= 1 && digits <= SpanSegment.MAX_DIGITS
        ? null
        : "a width from 1 to " + SpanSegment.MAX_DIGITS;
  }

  private static MillraceException refused(
      String path, String option, String found, String expected) {
    return MillraceException.usage(
        "%s: %s: found %s (expected: %s)".formatted(option, path, found, expected));
  }

  private static String texts(List<Spec> specs) {
    return specs.stream().map(Spec::text).collect(Collectors.joining(", "));
  }

  String path() {
    return path;
  }

  String option() {
    return option;
  }

  /** The most significant one first. */
  List<Spec> specs() {
    return specs;
  }

  /** The folder above the first wildcard or spec. */
  String folder() {
    return folder;
  }

  /** The names below {@link #folder()}. */
  List<SpanSegment> segments() {
    return segments;
  }

  /** How many of the names lead to the last spec. */
  int depth() {
    int depth = 0;
    for (int i = 0; i < segments.size(); i++) {
      if (segments.get(i).hasSpecs()) {
        depth = i + 1;
      }
    }
    return depth;
  }

  /** A path without specs: with digits, and with {@code *} for specs that have none. */
  String resolved(Map<Spec, String> digits) {
    return join(segments.stream().map(segment -> segment.resolved(digits)).toList());
  }

  /** The same, and with a name in place of one segment. */
  String resolved(Map<Spec, String> digits, int level, String name) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < segments.size(); i++) {
      names.add(i == level ? name : segments.get(i).resolved(digits));
    }
    return join(names);
  }

  private String join(List<String> names) {
    String rest = String.join("/", names);
    return folder.equals(".") && !path.startsWith("./") ? rest : Storage.resolve(folder, rest);
  }
}
