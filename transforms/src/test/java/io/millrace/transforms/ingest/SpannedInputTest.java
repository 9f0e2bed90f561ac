package io.millrace.transforms.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.MillraceException.Category;
import io.millrace.transforms.ingest.span.LatestSpan;
import io.millrace.transforms.ingest.span.RollingRange;
import io.millrace.transforms.ingest.span.SpanSelection;
import io.millrace.transforms.ingest.span.SpannedInput;
import io.millrace.transforms.ingest.span.StaticRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpannedInputTest {
  private static final SpanSelection LATEST = new LatestSpan();

  @TempDir Path root;
  private SpanFolder folder;

  @BeforeEach
  void makeFolder() {
    folder = new SpanFolder(root);
  }

  @Test
  void withoutSpecsAllFilesAreOfSpanZeroWithoutAVersion() throws IOException {
    folder.write("a.csv", "b.csv");

    SpannedInput found = folder.find(LATEST, "*.csv");

    assertThat(found.hasSpans()).isFalse();
    assertThat(found.span()).isZero();
    assertThat(found.version()).isEmpty();
    assertThat(folder.words(LATEST, "*.csv")).containsExactly("0 [a.csv, b.csv]");
  }

  @Test
  void theLargestSpanIsReadByNumberNotByText() throws IOException {
    folder.write("export-9/a", "export-10/a", "export-10/b", "export-2/a", "other-11/a");

    assertThat(folder.words(LATEST, "export-{SPAN}/*"))
        .containsExactly("10 [export-10/a, export-10/b]");
    assertThat(folder.find(LATEST, "export-{SPAN}/*").span()).isEqualTo(10);
    assertThat(folder.find(LATEST, "export-{SPAN}/*").hasSpans()).isTrue();
  }

  @Test
  void theLargestVersionOfTheLargestSpanIsRead() throws IOException {
    folder.write("e-001/v9/train/x", "e-002/v3/train/x", "e-002/v12/train/x", "e-002/v12/eval/x");

    SpannedInput found = folder.find(LATEST, "e-{SPAN:3}/v{VERSION}/train/*");

    assertThat(found.span()).isEqualTo(2);
    assertThat(found.version()).hasValue(12);
    assertThat(folder.words(LATEST, "e-{SPAN:3}/v{VERSION}/train/*"))
        .containsExactly("2.12 [e-002/v12/train/x]");
  }

  @Test
  void spansAndVersionsWithoutAFileThatMatchesDoNotCount() throws IOException {
    folder.write("e-1/v1/train/x", "e-1/v2/eval/x", "e-2/v1/eval/x", "e-4.csv");
    Files.createDirectories(root.resolve("e-3/v1/train"));

    assertThat(folder.words(LATEST, "e-{SPAN}/v{VERSION}/train/*"))
        .containsExactly("1.1 [e-1/v1/train/x]");
  }

  @Test
  void widthsSplitNamesThatHaveNoSeparator() throws IOException {
    folder.write("0107.csv", "0206.csv", "0205.csv");

    assertThat(folder.words(LATEST, "{SPAN:2}{VERSION:2}.csv")).containsExactly("2.6 [0206.csv]");
  }

  @Test
  void datesCountDaysSince1970() throws IOException {
    folder.write("1970-01-02/a", "2020-02-01/a", "2019-12-31/a");
    folder.write("y/2020/0131.csv", "y/2020/0229.csv", "y/2019/1231.csv");
    folder.write("z/19690704.3", "z/19691231.1", "z/19691231.2");

    assertThat(folder.words(LATEST, "{YYYY}-{MM}-{DD}/*")).containsExactly("18293 [2020-02-01/a]");
    assertThat(folder.words(LATEST, "y/{YYYY}/{MM}{DD}.csv"))
        .containsExactly("18321 [y/2020/0229.csv]");
    assertThat(folder.words(LATEST, "z/{YYYY}{MM}{DD}.{VERSION}"))
        .containsExactly("-1.2 [z/19691231.2]");
    assertThat(folder.words(new StaticRange(1, 1), "{YYYY}-{MM}-{DD}/*"))
        .containsExactly("1 [1970-01-02/a]");
  }

  @Test
  void specsStandBesideWildcardsAndAlternatives() throws IOException {
    folder.write("eu/s1-a.csv", "us/s2-a.csv", "us/s2-b.csv", "asia/s3-a.csv", "us/s2-c.csv");

    assertThat(folder.words(LATEST, "{eu,us}/s{SPAN}-[!b].csv"))
        .containsExactly("2 [us/s2-a.csv, us/s2-c.csv]");
    assertThat(folder.words(LATEST, "*/s{SPAN}-{a,b}.csv")).containsExactly("3 [asia/s3-a.csv]");
    assertThat(folder.words(new StaticRange(1, 2), "?[us]/s{SPAN}-a*"))
        .containsExactly("1 [eu/s1-a.csv], 2 [us/s2-a.csv]");
  }

  @Test
  void aPatternThatEndsWithTheSpanNamesFoldersOrFiles() throws IOException {
    folder.write("s1/a", "s2/a", "s2/.hidden", "s2/_SUCCESS", "s3", ".s4/a");

    assertThat(folder.words(new RollingRange(2, Optional.empty(), 0), "s{SPAN}"))
        .containsExactly("2 [s2/a], 3 [s3]");
    Files.delete(root.resolve("s3"));
    assertThat(folder.words(LATEST, "s{SPAN}/")).containsExactly("2 [s2/a]");
  }

  @Test
  void hiddenNamesAreNoSpans() throws IOException {
    folder.write("1/a", "_temporary/a", ".2/a", "_3/a", "x/_4/a", "x/.5/a");

    assertThat(folder.words(LATEST, "{SPAN}/*")).containsExactly("1 [1/a]");
    assertThat(folder.words(LATEST, "x/_{SPAN}/*")).containsExactly("4 [x/_4/a]");
  }

  @Test
  void aStaticRangeIsReadInTheOrderOfItsSpans() throws IOException {
    folder.write("10/x", "9/z", "9/a", "8/x", "11/x");

    assertThat(folder.words(new StaticRange(8, 10), "{SPAN}/*"))
        .containsExactly("8 [8/x], 9 [9/a, 9/z], 10 [10/x]");
    assertThat(folder.find(new StaticRange(8, 10), "{SPAN}/*").span()).isEqualTo(10);
    assertThat(folder.words(new StaticRange(9, 9), "{SPAN}/*")).containsExactly("9 [9/a, 9/z]");
  }

  @Test
  void missingSpansOfAStaticRangeAreNamed() throws IOException {
    folder.write("1/x", "3/x", "7/x");

    assertUsage(
        new StaticRange(1, 5),
        "input: " + root + "/{SPAN}/*: no file of span 2, 4, 5 (expected: all from 1 to 5); check",
        "{SPAN}/*");
    assertUsage(
        new StaticRange(Long.MIN_VALUE + 1, Long.MAX_VALUE),
        "-9223372036854775798 and 18446744073709551602 more (expected: all",
        "{SPAN}/*");
    assertUsage(new StaticRange(Long.MAX_VALUE, Long.MAX_VALUE), "no file of span 92", "{SPAN}/*");
  }

  @Test
  void aRollingRangeTakesTheLargestSpansThereAre() throws IOException {
    folder.write("1/x", "3/x", "7/x", "8/x", "12/x");

    assertThat(folder.words(new RollingRange(3, Optional.empty(), 0), "{SPAN}/*"))
        .containsExactly("7 [7/x], 8 [8/x], 12 [12/x]");
    assertThat(folder.words(new RollingRange(2, Optional.empty(), 1), "{SPAN}/*"))
        .containsExactly("7 [7/x], 8 [8/x]");
    assertThat(folder.words(new RollingRange(4, Optional.of(7L), 0), "{SPAN}/*"))
        .containsExactly("7 [7/x], 8 [8/x], 12 [12/x]");
    assertThat(folder.words(new RollingRange(99, Optional.empty(), 4), "{SPAN}/*"))
        .containsExactly("1 [1/x]");
    assertUsage(
        new RollingRange(1, Optional.of(8L), 2),
        "found only the 2 most recent spans, which skip_num_recent_spans leaves out",
        "{SPAN}/*");
    assertUsage(
        new RollingRange(1, Optional.of(13L), 0),
        "no span has a file (expected: at least one)",
        "{SPAN}/*");
  }

  @Test
  void eachSpanOfARangeIsReadInItsLargestVersion() throws IOException {
    folder.write("v1/s1/x", "v2/s1/x", "v2/s2/x", "v3/s2/x", "v1/s3/x");

    assertThat(folder.words(new StaticRange(1, 3), "v{VERSION}/s{SPAN}/*"))
        .containsExactly("1.2 [v2/s1/x], 2.3 [v3/s2/x], 3.1 [v1/s3/x]");
    assertThat(folder.find(new StaticRange(1, 3), "v{VERSION}/s{SPAN}/*").version()).hasValue(1);
  }

  @Test
  void allInputSplitsHaveTheSameSpansAndVersions() throws IOException {
    folder.write("s1/v1/train/x", "s1/v1/eval/x", "s2/v1/train/x");
    String[] patterns = {"s{SPAN}/v{VERSION}/train/*", "s{SPAN}/v{VERSION}/eval/*"};

    assertUsage(
        LATEST,
        "split 0 has span 2 version 1, but split 1 has span 1 version 1 (expected: the same spans",
        patterns);
    folder.write("s2/v1/eval/x", "s2/v2/eval/x");
    assertUsage(LATEST, "split 1 has span 2 version 2 (expected: the same spans", patterns);
    folder.write("s2/v2/train/x");
    assertThat(folder.words(LATEST, patterns))
        .containsExactly("2.2 [s2/v2/train/x]", "2.2 [s2/v2/eval/x]");
    assertThat(folder.words(new StaticRange(1, 2), patterns))
        .containsExactly(
            "1.1 [s1/v1/train/x], 2.2 [s2/v2/train/x]", "1.1 [s1/v1/eval/x], 2.2 [s2/v2/eval/x]");
    assertUsage(LATEST, "split 1: " + root + "/s2/*: names no span, but", patterns[0], "s2/*");
  }

  @Test
  void onlyFoldersThatMayCountAreListed() throws IOException {
    folder.write("d/2023/12/31/a", "d/2024/01/01/a", "d/2024/02/28/a", "d/2024/02/29/a");
    folder.write("d/2022/01/01/a", "d/2024/02/29/sub/deep/a");

    assertThat(folder.words(LATEST, "d/{YYYY}/{MM}/{DD}/*"))
        .containsExactly("19782 [d/2024/02/29/a]");
    assertThat(folder.listed)
        .doesNotContain("d/2023", "d/2022", "d/2024/01", "d/2024/02/28", "d/2024/02/29/sub");
    folder.listed.clear();
    assertThat(folder.words(new StaticRange(19_722, 19_723), "d/{YYYY}/{MM}/{DD}/*"))
        .containsExactly("19722 [d/2023/12/31/a], 19723 [d/2024/01/01/a]");
    assertThat(folder.listed).doesNotContain("d/2022", "d/2024/02");
  }

  @Test
  void namesThatFitButTellNoSpanAreRefusedIfTheyHoldFiles() throws IOException {
    folder.write("s1/a", "stmp/b/c", "s-old");
    assertThat(folder.words(LATEST, "s{SPAN}/*")).containsExactly("1 [s1/a]");

    folder.write("stmp/a");
    assertUsage(
        LATEST,
        "input: "
            + root
            + "/stmp/a: 'stmp' does not fit s{SPAN} (expected: digits, as many as a width says, or"
            + " a date, in place of the braces); rename it, or narrow the pattern",
        "s{SPAN}/*");

    folder.write("t01/a", "t100/a");
    assertUsage(LATEST, "'t100' does not fit t{SPAN:2}", "t{SPAN:2}/*");
    folder.write("d/20230228", "d/20230229");
    assertUsage(LATEST, "'20230229' does not fit {YYYY}{MM}{DD}", "d/{YYYY}{MM}{DD}");
    folder.write("m/2023/13/01/x");
    assertUsage(LATEST, "'13' does not fit {MM}", "m/{YYYY}/{MM}/{DD}/*");
    folder.write("n/0000-01-01", "n/٣-1");
    assertUsage(LATEST, "does not fit", "n/{YYYY}-{MM}-{DD}");
    assertUsage(LATEST, "'٣-1' does not fit", "n/{SPAN}-1");
    folder.write("o/1234567890123456789");
    assertUsage(LATEST, "does not fit", "o/{SPAN}");
  }

  @Test
  void oneSpanWrittenInTwoWaysIsRefused() throws IOException {
    folder.write("7/a", "07/a", "007/v2/a", "07/v1/a");

    assertUsage(LATEST, "span 7 is written in two ways", "{SPAN}/a");
    assertThat(folder.words(LATEST, "{SPAN}/v{VERSION}/*")).containsExactly("7.2 [007/v2/a]");
  }

  @Test
  void patternsThatContradictThemselvesAreRefused() throws IOException {
    folder.write("1/a");
    assertUsage(LATEST, "found {SPAN} twice (expected: once)", "{SPAN}/{SPAN:2}");
    assertUsage(LATEST, "found {VERSION} twice (expected: once)", "{SPAN}/{VERSION}/{VERSION}");
    assertUsage(LATEST, "found {DD} twice (expected: once)", "{YYYY}{MM}{DD}/{DD}");
    assertUsage(
        LATEST,
        "{SPAN} and {YYYY}, {MM}, {DD} (expected: a number or a date)",
        "{SPAN}/{YYYY}{MM}{DD}");
    assertUsage(
        LATEST, "found {YYYY}, {DD} (expected: {YYYY}, {MM} and {DD}, each once)", "{YYYY}{DD}");
    assertUsage(LATEST, "found {VERSION} alone (expected: {SPAN} or a date, too)", "{VERSION}/*");
    assertUsage(LATEST, "found {SPAN:0} (expected: a width from 1 to 18)", "{SPAN:0}");
    assertUsage(LATEST, "found {SPAN:} (expected: a width from 1 to 18)", "{SPAN:}");
    assertUsage(LATEST, "found {SPAN:x} (expected: a width from 1 to 18)", "{SPAN:x}");
    assertUsage(LATEST, "found {VERSION:19} (expected: a width", "{SPAN}{VERSION:19}");
    assertUsage(LATEST, "found {span} (expected: {SPAN})", "{span}/*");
    assertUsage(LATEST, "found {MM:2} (expected: {MM}, which has", "{YYYY}{MM:2}{DD}");
    assertUsage(LATEST, "a spec inside {a,b} or [ab]", "{a,b{SPAN}}/*");
    assertUsage(LATEST, "a spec inside {a,b} or [ab]", "[{SPAN}]/*");
    assertUsage(LATEST, "no folder " + root + "/nowhere to look in", "nowhere/x{SPAN}/*");
    assertUsage(
        new StaticRange(1, 2), "spans: a range for " + root + "/1/*, which names no", "1/*");
  }

  @Test
  void rangesThatAreNoneAreRefused() {
    assertRefused(() -> new StaticRange(3, 2), "end_span_number: 2 (expected: >= start_span");
    assertRefused(() -> new RollingRange(0, Optional.empty(), 0), "num_spans: 0 (expected: >= 1)");
    assertRefused(
        () -> new RollingRange(1, Optional.empty(), -1), "skip_num_recent_spans: -1 (expected");
  }

  private static void assertRefused(Runnable made, String message) {
    assertThatThrownBy(made::run)
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith(message);
  }

  private void assertUsage(SpanSelection selection, String message, String... patterns) {
    assertThatThrownBy(() -> folder.find(selection, patterns))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.category()).isEqualTo(Category.USAGE))
        .hasMessageContaining(message);
  }
}
