package io.millrace.jobs.cli;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.schema.SchemaDiff;
import io.millrace.transforms.schema.SchemaEdit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tensorflow.metadata.v0.DatasetConstraints;
import org.tensorflow.metadata.v0.NumericValueComparator;
import org.tensorflow.metadata.v0.Schema;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the dataset as a whole has to be like. */
@Command(
    name = "dataset",
    description = "Set how many examples there have to be, and which environments there are.",
    footer = {
      "",
      "Examples:",
      "  millrace schema set dataset --min-examples 1000 --max-examples 2000000",
      "  millrace schema set dataset --drift-min-ratio 0.5 --drift-max-ratio 2",
      "  millrace schema set dataset --default-environment TRAINING,SERVING",
      "  millrace schema set dataset --unset dataset_constraints.max_examples_count",
      "  millrace schema set dataset --merge 'weighted_feature { name: \"w\""
          + " feature { step: \"fare\" } weight_feature { step: \"miles\" } }'"
    })
final class SchemaSetDatasetCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Option(
      names = "--schema",
      paramLabel = "FILE",
      description = "The schema; default: schema.pbtxt in the working directory.",
      order = 1)
  private String path = "schema.pbtxt";

  @Option(names = "--min-examples", paramLabel = "N", description = "At least so many.", order = 2)
  private Optional<Long> minExamples = Optional.empty();

  @Option(names = "--max-examples", paramLabel = "N", description = "At most so many.", order = 3)
  private Optional<Long> maxExamples = Optional.empty();

  @Option(
      names = "--drift-min-ratio",
      paramLabel = "X",
      description = "At least so many times those of the span before.",
      order = 4)
  private Optional<Double> driftMin = Optional.empty();

  @Option(
      names = "--drift-max-ratio",
      paramLabel = "X",
      description = "At most so many times those of the span before.",
      order = 5)
  private Optional<Double> driftMax = Optional.empty();

  @Option(
      names = "--version-min-ratio",
      paramLabel = "X",
      description = "At least so many times those of the version before.",
      order = 6)
  private Optional<Double> versionMin = Optional.empty();

  @Option(
      names = "--version-max-ratio",
      paramLabel = "X",
      description = "At most so many times those of the version before.",
      order = 7)
  private Optional<Double> versionMax = Optional.empty();

  @Option(
      names = "--default-environment",
      paramLabel = "NAME",
      split = ",",
      description =
          "All environments that a feature belongs to, unless it says otherwise; 'none' clears.",
      order = 8)
  private List<String> environments = new ArrayList<>();

  @Option(names = "--clear", description = "First take out all constraints.", order = 9)
  private boolean clear;

  @Option(
      names = "--ragged",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description = "Features of any length become ragged tensors.",
      order = 10)
  private Optional<Boolean> ragged = Optional.empty();

  @ArgGroup(exclusive = false, heading = "%nAny field of schema.proto:%n", order = 11)
  private FieldEdits fields = new FieldEdits();

  @Mixin private final CommonOptions common = new CommonOptions();

  SchemaSetDatasetCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    SchemaDesk desk = new SchemaDesk(surroundings, common);
    Schema before = desk.schema(path);
    SchemaEdit edit = SchemaEdit.of(before);
    Schema.Builder schema = edit.top();
    if (clear) {
      schema.clearDatasetConstraints();
    }
    fields.unset(schema);
    checkOrder("--min-examples", minExamples, "--max-examples", maxExamples);
    checkOrder("--drift-min-ratio", driftMin, "--drift-max-ratio", driftMax);
    checkOrder("--version-min-ratio", versionMin, "--version-max-ratio", versionMax);
    minExamples.ifPresent(n -> schema.getDatasetConstraintsBuilder().setMinExamplesCount(n));
    maxExamples.ifPresent(n -> schema.getDatasetConstraintsBuilder().setMaxExamplesCount(n));
    if (driftMin.isPresent() || driftMax.isPresent()) {
      DatasetConstraints.Builder constraints = schema.getDatasetConstraintsBuilder();
      set(constraints.getNumExamplesDriftComparatorBuilder(), driftMin, driftMax);
    }
    if (versionMin.isPresent() || versionMax.isPresent()) {
      DatasetConstraints.Builder constraints = schema.getDatasetConstraintsBuilder();
      set(constraints.getNumExamplesVersionComparatorBuilder(), versionMin, versionMax);
    }
    if (!environments.isEmpty()) {
      schema.clearDefaultEnvironment();
      if (!environments.equals(List.of("none"))) {
        schema.addAllDefaultEnvironment(environments);
      }
    }
    ragged.ifPresent(schema::setRepresentVariableLengthAsRagged);
    fields.merge(schema);
    return finish(desk, path, before, edit.schema());
  }

  private static void set(
      NumericValueComparator.Builder comparator, Optional<Double> min, Optional<Double> max) {
    min.ifPresent(comparator::setMinFractionThreshold);
    max.ifPresent(comparator::setMaxFractionThreshold);
  }

  /** Refuses bounds that nothing fits. */
  static <T extends Comparable<T>> void checkOrder(
      String minFlag, Optional<T> min, String maxFlag, Optional<T> max) {
    if (min.isPresent() && max.isPresent() && min.get().compareTo(max.get()) > 0) {
      throw MillraceException.usage(
          minFlag
              + " "
              + min.get()
              + " "
              + maxFlag
              + " "
              + max.get()
              + " (expected: a minimum that is not above the maximum)");
    }
  }

  /** Checks the edited schema, writes it and shows the difference. */
  static int finish(SchemaDesk desk, String path, Schema before, Schema after) throws IOException {
    List<String> problems = new ArrayList<>(SchemaEdit.problems(after));
    problems.removeAll(SchemaEdit.problems(before));
    if (!problems.isEmpty()) {
      throw MillraceException.usage(
          path + ": " + String.join("; ", problems) + "; nothing was written");
    }
    SchemaDiff diff = SchemaDiff.between(before, after);
    if (!diff.isEmpty()) {
      desk.replace(path, after);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("changes", diff.json());
    desk.print(diff.isEmpty() ? "nothing changed\n" : diff.text(), json);
    return 0;
  }
}
