package io.millrace.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private Console console(boolean terminal, boolean quiet) {
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    return new Console(out, terminal, quiet, false, () -> 40);
  }

  private String written() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aBarIsRedrawnInPlaceAndCutToTheWidth() {
    Console console = console(true, false);
    console.bar("x".repeat(60));
    console.bar("short");
    assertThat(written()).doesNotContain("\n").contains("x".repeat(39)).endsWith("\rshort");
    assertThat(written()).doesNotContain("x".repeat(40));
  }

  @Test
  void aLineGoesAboveTheBar() {
    Console console = console(true, false);
    console.bar("bar");
    console.line("line");
    assertThat(written()).endsWith("\r   \rline" + System.lineSeparator() + "bar");
  }

  @Test
  void withoutATerminalThereAreNoBars() {
    Console console = console(false, false);
    console.bar("bar");
    console.line("line");
    console.clear();
    assertThat(written()).isEqualTo("line" + System.lineSeparator());
  }

  @Test
  void quietShowsErrorsOnly() {
    Console console = console(true, true);
    console.bar("bar");
    console.line("line");
    console.error("error");
    assertThat(written()).isEqualTo("error" + System.lineSeparator());
  }

  @Test
  void aStageReadsAsBarAsLineAndAsEnd() {
    StageView half =
        new StageView("trainer", "training", 30_000, 60_000, "records", Duration.ofSeconds(10));
    assertThat(half.bar(100))
        .isEqualTo(
            "trainer: training [=============>               ]  50%  30,000/60,000 records, 3,000/s,"
                + " 10.0 s left");
    assertThat(half.bar(70))
        .isEqualTo("trainer: training: 50%  30,000/60,000 records, 3,000/s, 10.0 s left");
    assertThat(half.line())
        .isEqualTo("trainer: training (50%): 30,000/60,000 records, 3,000/s, 10.0 s left");
    assertThat(half.end()).isEqualTo("trainer: training: 30,000 records in 10.0 s (3,000/s)");
  }

  @Test
  void anUnknownTotalHasNoShareAndNoTimeLeft() {
    StageView view = new StageView("gen", "reading", 7, -1, "files", Duration.ofSeconds(5));
    assertThat(view.bar(80)).isEqualTo("gen: reading: 7 files, 1.4/s");
    assertThat(view.line()).isEqualTo("gen: reading: 7 files, 1.4/s");
    StageView none = new StageView("gen", "reading", 0, -1, "files", Duration.ofSeconds(65));
    assertThat(none.line()).isEqualTo("gen: reading: 0 files");
    assertThat(none.end()).isEqualTo("gen: reading: done in 1 min 05 s");
    StageView uncounted = new StageView("gen", "reading", 0, -1, "", Duration.ofSeconds(65));
    assertThat(uncounted.line()).isEqualTo("gen: reading: 1 min 05 s");
    assertThat(uncounted.end()).isEqualTo("gen: reading: done in 1 min 05 s");
  }
}
