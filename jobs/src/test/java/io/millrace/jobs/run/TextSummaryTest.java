package io.millrace.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.transforms.component.ComponentResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TextSummaryTest {
  private static RunReport report(List<List<Object>> rows) {
    ComponentResult.Table table =
        new ComponentResult.Table("slices", List.of("slice", "accuracy"), rows);
    NodeReport node =
        new NodeReport(
            "evaluator",
            "Evaluator",
            NodeReport.State.COMPLETE,
            Duration.ofMillis(1500),
            12_000,
            -1,
            "BLESSED",
            Optional.empty(),
            1,
            List.of(),
            List.of(table));
    return new RunReport("p", "/root", 0, Duration.ofSeconds(75), Optional.of(true), List.of(node));
  }

  @Test
  void numbersAreAlignedAndReadable() {
    List<List<Object>> rows =
        List.of(
            List.of("all", 0.85), List.of("a", "-"), List.of("n", 2021.0), List.of("s", 0.00001));
    assertThat(TextSummary.of(report(rows), false))
        .isEqualTo(
            """
            p: complete in 1 min 15 s

              component  state      time  records in  records out  artefact
              evaluator  COMPLETE  1.5 s      12,000

            evaluator: slices
              slice   accuracy
              all       0.8500
              a              -
              n          2,021
              s      1.000e-05

            evaluator: BLESSED
            """);
  }

  @Test
  void longTablesAreCutUnlessVerbose() {
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < 13; i++) {
      rows.add(List.of("slice" + i, (long) i));
    }
    assertThat(TextSummary.of(report(rows), false))
        .contains("slice10", "... and 2 more (--verbose shows all)")
        .doesNotContain("slice11");
    assertThat(TextSummary.of(report(rows), true)).contains("slice12").doesNotContain("more");
    assertThat(TextSummary.of(report(rows.subList(0, 12)), false)).contains("slice11");
  }
}
