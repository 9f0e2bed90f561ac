package io.millrace.transforms.ingest.span;

import io.millrace.artifacts.MillraceException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One name of a path: a glob in which specs may stand. */
final class SpanSegment {
  /** More digits do not fit into 63 bits. */
  static final int MAX_DIGITS = 18;

  private static final Pattern SPEC =
      Pattern.compile("\\{(SPAN|VERSION|YYYY|MM|DD)(?::([0-9]+))?\\}");
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1," + MAX_DIGITS + "}");

  /** Stand for specs while the glob around them is read. */
  private static final char FIRST_MARK = '\uE000';

  private static final Pattern MARK_INSIDE =
      Pattern.compile("\\{[^}]*[\uE000-\uE0FF][^}]*\\}|\\[[^\\]]*[\uE000-\uE0FF][^\\]]*\\]");

  private final String text;
  private final Map<Spec, Integer> widths = new EnumMap<>(Spec.class);
  private final Pattern strict;
  private final Pattern loose;

  /** A name with its specs checked by {@link SpanPattern}. */
  SpanSegment(String text) {
    this.text = text;
    String glob = text;
    Matcher spec = SPEC.matcher(text);
    while (spec.find()) {
      Spec found = Spec.valueOf(spec.group(1));
      widths.put(found, spec.group(2) == null ? found.width() : Integer.parseInt(spec.group(2)));
      glob = glob.replace(spec.group(), String.valueOf(mark(found)));
    }
    if (MARK_INSIDE.matcher(glob).find()) {
      throw MillraceException.usage(
          "'" + text + "': a spec inside {a,b} or [ab] (expected: specs outside of them)");
    }
    String strictRegex = Glob.regex(glob);
    String looseRegex = strictRegex;
    for (Map.Entry<Spec, Integer> found : widths.entrySet()) {
      String quoted = Pattern.quote(String.valueOf(mark(found.getKey())));
      int width = found.getValue();
      String digits = width == 0 ? ".*" : ".{" + width + "}";
      strictRegex = strictRegex.replace(quoted, "(?<" + found.getKey() + ">" + digits + ")");
      looseRegex = looseRegex.replace(quoted, ".*");
    }
    strict = Glob.compile(text, strictRegex);
    loose = Glob.compile(text, looseRegex);
  }

  private static char mark(Spec spec) {
    return (char) (FIRST_MARK + spec.name().charAt(0));
  }

  boolean hasSpecs() {
    return !widths.isEmpty();
  }

  /** Whether a name matches with anything in place of the specs. */
  boolean matches(String name) {
    boolean hidden =
        (name.startsWith(".") && !text.startsWith("."))
            || (name.startsWith("_") && !text.startsWith("_"));
    return !hidden && loose.matcher(name).matches();
  }

  /** The digits that stand in a name in place of the specs; empty if something else does. */
  Optional<Map<Spec, String>> digits(String name) {
    Matcher matcher = strict.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Map<Spec, String> found = new EnumMap<>(Spec.class);
    for (Spec spec : widths.keySet()) {
      String digits = matcher.group(spec.name());
      if (!DIGITS.matcher(digits).matches()) {
        return Optional.empty();
      }
      found.put(spec, digits);
    }
    return Optional.of(found);
  }

  /** The glob with digits in place of the specs, or {@code *} where there are none. */
  String resolved(Map<Spec, String> digits) {
    return SPEC.matcher(text)
        .replaceAll(spec -> digits.getOrDefault(Spec.valueOf(spec.group(1)), "*"));
  }

  @Override
  public String toString() {
    return text;
  }
}
