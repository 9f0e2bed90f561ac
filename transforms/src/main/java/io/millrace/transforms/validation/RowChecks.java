package io.millrace.transforms.validation;

import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.InputArtifact;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ExampleColumns;
import io.millrace.transforms.examples.ExampleFileParts;
import io.millrace.transforms.examples.ExampleInput;
import io.millrace.transforms.examples.ExamplesArtifact;
import io.millrace.transforms.schema.Reasons;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.Schema;

/** The conditions on examples: what failed where, by split. */
final class RowChecks {
  /** The heads of {@link #rows}. */
  static final List<String> COLUMNS =
      List.of("split", "check", "examples", "failing", "null", "allowed");

  /** The heads of {@link #samples}. */
  static final List<String> SAMPLE_COLUMNS = List.of("split", "check", "file", "record", "values");

  private static final int SHOWN = 3;

  private final List<RowCheck> checks;
  private final List<String> splits;
  private final RowCheckJob.Found found;

  private RowChecks(List<RowCheck> checks, List<String> splits, RowCheckJob.Found found) {
    this.checks = checks;
    this.splits = splits;
    this.found = found;
  }

  /**
   * Reads the examples of the splits once.
   *
   * @throws io.millrace.artifacts.MillraceException (usage) if the examples are not wired or an
   *     expression is wrong, (data) if a file is
   */
  static RowChecks run(
      ComponentContext<ExampleValidatorOptions> context, Schema schema, List<String> splits)
      throws Exception {
    List<RowCheck> checks = context.options().rowChecks();
    InputArtifact input = context.input(ExampleValidator.EXAMPLES);
    ExamplesArtifact examples = ExamplesArtifact.open(context.storage(), input.uri());
    ExampleInput parts =
        new ExampleFileParts(
            JavaSparkContext.fromSparkContext(context.spark().sparkContext()),
            context.storage(),
            examples.files(splits),
            false,
            true);
    ExampleColumns columns =
        ExampleColumns.of(schema, checks.stream().map(RowCheck::expression).toList());
    try (Progress.Stage stage =
        context.progress().stage("row checks", parts.records(), "records")) {
      RowCheckJob.Found found =
          new RowCheckJob(context.spark(), schema, stage.taskCounter())
              .run(columns, checks, parts, context.options().failingRowSamples());
      return new RowChecks(checks, splits, found);
    }
  }

  /** Adds to a split what failed there. */
  void addTo(String split, AnomalyBook book) {
    int s = splits.indexOf(split);
    for (int c = 0; c < checks.size(); c++) {
      RowCheck check = checks.get(c);
      RowCheckJob.Tally tally = found.tallies()[s][c];
      if (isChecked(check, split) && tally.failing() > check.maxFraction() * found.records()[s]) {
        Reasons reasons = new Reasons();
        reasons.add(AnomalyInfo.Type.CUSTOM_VALIDATION, check.description(), text(check, tally, s));
        AnomalyInfo.Severity severity = Severities.of(check.severity());
        if (check.feature().isPresent()) {
          book.add(FeatureKey.parse(check.feature().get()), reasons, severity);
        } else {
          book.addToDataset(reasons, severity);
        }
      }
    }
  }

  private String text(RowCheck check, RowCheckJob.Tally tally, int split) {
    List<String> shown =
        tally.samples().stream()
            .limit(SHOWN)
            .map(s -> name(s) + " " + s.place() + " " + s.values())
            .toList();
    long allowed = (long) Math.floor(check.maxFraction() * found.records()[split]);
    return "%,d of %,d examples fail %s (expected: at most %,d). Such as %s."
        .formatted(
            tally.failing(),
            found.records()[split],
            check.expression(),
            allowed,
            String.join(", ", shown));
  }

  private String name(RowCheckJob.Sample sample) {
    return sample.file().substring(sample.file().lastIndexOf('/') + 1);
  }

  private static boolean isChecked(RowCheck check, String split) {
    return check.splits().isEmpty() || check.splits().contains(split);
  }

  /** A row for each split and check. */
  List<List<Object>> rows() {
    List<List<Object>> rows = new ArrayList<>();
    for (int s = 0; s < splits.size(); s++) {
      for (int c = 0; c < checks.size(); c++) {
        RowCheckJob.Tally tally = found.tallies()[s][c];
        if (isChecked(checks.get(c), splits.get(s))) {
          rows.add(
              List.of(
                  splits.get(s),
                  checks.get(c).expression(),
                  found.records()[s],
                  tally.failing(),
                  tally.nulls(),
                  (long) Math.floor(checks.get(c).maxFraction() * found.records()[s])));
        }
      }
    }
    return rows;
  }

  /** The failing examples that were kept. */
  List<List<Object>> samples() {
    List<List<Object>> rows = new ArrayList<>();
    for (int s = 0; s < splits.size(); s++) {
      for (int c = 0; c < checks.size(); c++) {
        if (isChecked(checks.get(c), splits.get(s))) {
          for (RowCheckJob.Sample sample : found.tallies()[s][c].samples()) {
            rows.add(
                List.of(
                    splits.get(s),
                    checks.get(c).expression(),
                    sample.file(),
                    sample.record(),
                    sample.values()));
          }
        }
      }
    }
    return rows;
  }
}
