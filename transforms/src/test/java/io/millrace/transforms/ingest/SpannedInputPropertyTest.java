package io.millrace.transforms.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.ingest.span.LatestSpan;
import io.millrace.transforms.ingest.span.SpanFiles;
import io.millrace.transforms.ingest.span.SpannedInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The search, level by level, against TFX's rule: one regular expression over all whole paths. */
class SpannedInputPropertyTest {
  private static final List<String> PATTERNS =
      List.of(
          "{SPAN}/*",
          "s{SPAN}/v{VERSION}/a*",
          "v{VERSION}/s{SPAN}/*",
          "s{SPAN:2}-{VERSION:1}/[b]",
          "s{SPAN}-{VERSION}/?",
          "s{SPAN}/*/[a]",
          "*/s{SPAN}/[ab]",
          "{VERSION}s{SPAN:1}*/[a]");

  private record Version(long span, long version) implements Comparable<Version> {
    @Override
    public int compareTo(Version other) {
      return Comparator.comparingLong(Version::span)
          .thenComparingLong(Version::version)
          .compare(this, other);
    }
  }

  @Provide
  Arbitrary<String> pattern() {
    return Arbitraries.of(PATTERNS);
  }

  @Provide
  Arbitrary<Set<String>> files() {
    Arbitrary<String> number = Arbitraries.of("1", "2", "3", "10", "02", "12", "x");
    Arbitrary<String> name =
        Combinators.combine(
                Arbitraries.of("s", "v", "", "a"), number, Arbitraries.of("", "-1", "-2"))
            .as((prefix, digits, end) -> prefix + digits + end);
    Arbitrary<String> leaf =
        Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.of("a", "b", "ab")), Tuple.of(1, name));
    return Combinators.combine(name.list().ofMaxSize(2), leaf)
        .as((folders, file) -> String.join("/", folders) + (folders.isEmpty() ? "" : "/") + file)
        .set()
        .ofMinSize(1)
        .ofMaxSize(12)
        .map(SpannedInputPropertyTest::withoutFilesThatAreFolders);
  }

  private static Set<String> withoutFilesThatAreFolders(Set<String> paths) {
    Set<String> files = new TreeSet<>(paths);
    files.removeIf(file -> paths.stream().anyMatch(other -> other.startsWith(file + "/")));
    return files;
  }

  @Property(tries = 150)
  void theLatestSpanAndVersionAreThoseOfTfxsRule(
      @ForAll("pattern") String pattern, @ForAll("files") Set<String> files) throws IOException {
    Pattern fits = Pattern.compile(regex(pattern, true));
    Pattern digits = Pattern.compile(regex(pattern, false));
    Optional<Version> latest = Optional.empty();
    Set<String> expected = new TreeSet<>();
    boolean strange = false;
    for (String file : files) {
      Matcher matcher = digits.matcher(file);
      if (!matcher.matches() || !isNumber(matcher, pattern)) {
        strange |= fits.matcher(file).matches();
        continue;
      }
      Version version =
          new Version(
              Long.parseLong(matcher.group("SPAN")),
              pattern.contains("VERSION") ? Long.parseLong(matcher.group("VERSION")) : 0);
      if (latest.isEmpty() || version.compareTo(latest.get()) > 0) {
        latest = Optional.of(version);
        expected.clear();
      }
      if (version.equals(latest.get())) {
        expected.add(file);
      }
    }

    Path root = Files.createTempDirectory("spans");
    try {
      SpanFolder folder = new SpanFolder(root).write(files.toArray(String[]::new));
      SpannedInput found;
      try {
        found = folder.find(new LatestSpan(), pattern);
      } catch (MillraceException e) {
        boolean ambiguous = spellings(expected, digits) > 1;
        assertThat(latest.isEmpty() || ambiguous || strange).as(e.getMessage()).isTrue();
        return;
      }
      SpanFiles span = found.files().get("input").get(0);
      assertThat(new Version(found.span(), found.version().orElse(0))).isEqualTo(latest.get());
      assertThat(span.files().stream().map(file -> folder.relative(file.uri())))
          .containsExactlyElementsOf(expected);
    } finally {
      delete(root);
    }
  }

  /** TFX's: specs become groups of any characters, or of as many as the width says. */
  private static String regex(String pattern, boolean loose) {
    String regex = pattern.replace("*", "[^/]*").replace("?", "[^/]");
    return Pattern.compile("\\{(SPAN|VERSION)(?::(\\d))?\\}")
        .matcher(regex)
        .replaceAll(
            spec ->
                loose
                    ? "[^/]*"
                    : "(?<%s>[^/]%s)"
                        .formatted(
                            spec.group(1),
                            spec.group(2) == null ? "*" : "{" + spec.group(2) + "}"));
  }

  private static boolean isNumber(Matcher matcher, String pattern) {
    return matcher.group("SPAN").matches("[0-9]+")
        && (!pattern.contains("VERSION") || matcher.group("VERSION").matches("[0-9]+"));
  }

  private static long spellings(Set<String> files, Pattern digits) {
    return files.stream()
        .map(
            file -> {
              Matcher matcher = digits.matcher(file);
              assertThat(matcher.matches()).isTrue();
              String version =
                  digits.pattern().contains("VERSION") ? "/" + matcher.group("VERSION") : "";
              return matcher.group("SPAN") + version;
            })
        .distinct()
        .count();
  }

  private static void delete(Path root) {
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
