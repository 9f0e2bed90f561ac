package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;
import org.tensorflow.metadata.v0.Schema;

class SchemaCommandsTest extends CommandHarness {
  private static final String SCHEMA =
      """
      # Kept by hand.
      feature {
        name: "company"  # who drives
        type: BYTES
        string_domain { value: "red" }
      }
      feature { name: "fare" type: FLOAT presence { min_fraction: 1 } }
      """;

  @TempDir Path folder;
  private Path schema;
  private Path statistics;

  @BeforeEach
  void write() throws IOException {
    schema = Files.writeString(folder.resolve("schema.pbtxt"), SCHEMA);
    statistics = Files.createDirectories(folder.resolve("statistics/Split-train"));
    String text =
        "datasets { num_examples: 100 features { path { step: 'company' } type: STRING string_stats"
            + " { common_stats { num_non_missing: 100 min_num_values: 1 max_num_values: 1"
            + " tot_num_values: 100 } unique: 2 rank_histogram { buckets { label: 'red'"
            + " sample_count: 60 } buckets { label: 'blue' sample_count: 40 } } } } features { path"
            + " { step: 'fare' } type: FLOAT num_stats { common_stats { num_non_missing: 90"
            + " num_missing: 10 min_num_values: 1 max_num_values: 1 tot_num_values: 90 } min: 1.5"
            + " max: 20 } } }";
    Files.write(
        statistics.resolve("FeatureStats.pb"),
        TextFormat.parse(text, DatasetFeatureStatisticsList.class).toByteArray());
    statistics = statistics.getParent();
  }

  private int schema(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "schema";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return millrace(all);
  }

  private Schema read(Path path) throws IOException {
    return TextFormat.parse(Files.readString(path), Schema.class);
  }

  @Test
  void withoutACommandItIsTheSchemaOfPipelineFiles() throws Exception {
    assertThat(millrace("schema")).isZero();
    assertThat(json().has("$schema")).isTrue();
  }

  @Test
  void inferPrintsTheSchemaOrWritesItOnce() throws Exception {
    assertThat(schema("infer", statistics.toString())).isZero();
    assertThat(out).contains("name: \"fare\"");
    Path made = folder.resolve("made.pbtxt");
    assertThat(schema("infer", statistics.toString(), "--out", made.toString())).isZero();
    assertThat(read(made).getFeatureList()).hasSize(2);
    assertThat(schema("infer", statistics.toString(), "--out", made.toString())).isEqualTo(2);
    assertThat(err).contains("is there already");
  }

  @Test
  void diffEndsWithOneWhereThereIsADifference() throws Exception {
    assertThat(schema("diff", schema.toString(), schema.toString())).isZero();
    Path other = folder.resolve("other.pbtxt");
    Files.writeString(other, SCHEMA.replace("\"red\"", "\"red\" value: \"blue\""));
    assertThat(schema("diff", schema.toString(), other.toString())).isEqualTo(1);
    assertThat(out).isEqualTo("+ feature company: string_domain.value: \"blue\"\n");
    assertThat(schema("diff", schema.toString(), other.toString(), "--json")).isEqualTo(1);
    assertThat(json().at("/changes/0/after").asText()).isEqualTo("\"blue\"");
  }

  @Test
  void updateShowsTheDifferenceAndWritesOnlyWhenAsked() throws Exception {
    assertThat(schema("update", schema.toString(), "--statistics", statistics.toString())).isZero();
    assertThat(out)
        .isEqualTo(
            "+ feature company: string_domain.value: \"blue\"\n"
                + "~ feature fare: presence.min_fraction: 1 -> 0.9\n");
    assertThat(schema).hasContent(SCHEMA);
    assertThat(
            schema(
                "update", schema.toString(), "--statistics", statistics.toString(), "--in-place"))
        .isZero();
    assertThat(schema).content().startsWith("# Kept by hand.\n").contains("\"blue\"");
  }

  @Test
  void aFrozenSchemaIsNotWidenedInPlace() throws Exception {
    assertThat(schema("freeze", schema.toString(), "--in-place", "--note", "reviewed")).isZero();
    assertThat(schema)
        .content()
        .startsWith("# Kept by hand.\nfeature {\n  name: \"company\"  # who");
    assertThat(read(schema).getAnnotation().getComment(0)).endsWith(": reviewed");
    String[] update = {
      "update", schema.toString(), "--statistics", statistics.toString(), "--in-place"
    };
    assertThat(schema(update)).isEqualTo(2);
    assertThat(err).contains("the schema is frozen and stays as it is");
  }

  @Test
  void validateTellsWhatDoesNotFit() throws Exception {
    assertThat(schema("validate", schema.toString(), "--statistics", statistics.toString()))
        .isEqualTo(1);
    assertThat(out)
        .contains("train: company: ENUM_TYPE_UNEXPECTED_STRING_VALUES")
        .contains("found: 40 of 100 values outside the domain: \"blue\" 40")
        .contains("train: fare: FEATURE_TYPE_LOW_FRACTION_PRESENT");
    assertThat(
            schema(
                "validate",
                schema.toString(),
                "--statistics",
                statistics.toString(),
                "--environment",
                "SERVING"))
        .isEqualTo(2);
    assertThat(err).contains("environment 'SERVING' is none of the schema");
  }

  @Test
  void suggestionsAreAppliedByName() throws Exception {
    String[] suggest = {"suggest", schema.toString(), "--statistics", statistics.toString()};
    assertThat(schema(suggest)).isZero();
    assertThat(out).contains("fare:range").contains("float_domain { min: 1.5 max: 20.0 }");
    assertThat(schema).hasContent(SCHEMA);
    assertThat(
            schema(
                "suggest",
                schema.toString(),
                "--statistics",
                statistics.toString(),
                "--apply",
                "fare:range"))
        .isZero();
    assertThat(read(schema).getFeature(1).getFloatDomain().getMax()).isEqualTo(20f);
    assertThat(
            schema(
                "suggest",
                schema.toString(),
                "--statistics",
                statistics.toString(),
                "--apply",
                "fare:rnge"))
        .isEqualTo(2);
  }

  @Test
  void setChangesOneFeatureAndKeepsTheCommentsOfTheOthers() throws Exception {
    String at = schema.toString();
    assertThat(
            schema(
                "set",
                "feature",
                "fare",
                "--schema",
                at,
                "--min-fraction",
                "0.9",
                "--min",
                "0",
                "--max",
                "500",
                "--disallow-nan",
                "--drift-jensen-shannon",
                "0.1"))
        .isZero();
    assertThat(out)
        .isEqualTo(
            """
            + feature fare: float_domain.min: 0
            + feature fare: float_domain.max: 500
            + feature fare: float_domain.disallow_nan: true
            ~ feature fare: presence.min_fraction: 1 -> 0.9
            + feature fare: drift_comparator.jensen_shannon_divergence.threshold: 0.1
            """);
    assertThat(schema).content().contains("# who drives");
    assertThat(
            schema(
                "set",
                "feature",
                "company",
                "--schema",
                at,
                "--add-value",
                "blue",
                "--remove-value",
                "red",
                "--min-domain-mass",
                "0.99",
                "--max-unique",
                "9",
                "--min-values",
                "1",
                "--max-values",
                "3",
                "--stage",
                "beta"))
        .isZero();
    assertThat(read(schema).getFeature(0).getStringDomain().getValueList()).containsExactly("blue");
  }

  @Test
  void setRefusesWhatCannotBe() throws Exception {
    String at = schema.toString();
    assertThat(schema("set", "feature", "fares", "--schema", at, "--min", "0")).isEqualTo(2);
    assertThat(err).contains("the schema has no feature 'fares' (did you mean fare?)");
    assertThat(schema("set", "feature", "fare", "--schema", at, "--min-fraction", "2"))
        .isEqualTo(2);
    assertThat(err).contains("--min-fraction 2.0 (expected: 0 to 1)");
    assertThat(schema("set", "feature", "fare", "--schema", at, "--min", "3", "--max", "2"))
        .isEqualTo(2);
    assertThat(schema("set", "feature", "fare", "--schema", at, "--type", "STRUCT", "--min", "1"))
        .isEqualTo(2);
    assertThat(err).contains("nothing was written");
    assertThat(schema("set", "feature", "fare", "--schema", at, "--not-in-environment", "X"))
        .isEqualTo(2);
    assertThat(schema).hasContent(SCHEMA);
  }

  @Test
  void setDatasetNamesEnvironmentsAndCounts() throws Exception {
    String at = schema.toString();
    assertThat(
            schema(
                "set",
                "dataset",
                "--schema",
                at,
                "--default-environment",
                "TRAINING,SERVING",
                "--min-examples",
                "10",
                "--drift-min-ratio",
                "0.5"))
        .isZero();
    assertThat(schema("set", "feature", "fare", "--schema", at, "--not-in-environment", "SERVING"))
        .isZero();
    Schema edited = read(schema);
    assertThat(edited.getDefaultEnvironmentList()).containsExactly("TRAINING", "SERVING");
    assertThat(edited.getDatasetConstraints().getMinExamplesCount()).isEqualTo(10);
    assertThat(edited.getFeature(1).getNotInEnvironmentList()).containsExactly("SERVING");
  }

  @Test
  void importMakesAnArtefactOfASoundSchema() throws Exception {
    Path artefact = folder.resolve("artefact");
    assertThat(schema("import", schema.toString(), artefact.toString())).isZero();
    assertThat(artefact.resolve("schema.pbtxt")).hasContent(SCHEMA);
    Path wrong = Files.writeString(folder.resolve("wrong.pbtxt"), "feature { name: 'x' }");
    assertThat(schema("import", wrong.toString(), folder.resolve("b").toString())).isEqualTo(1);
    assertThat(err).contains("feature x: unspecified type");
  }

  @Test
  void showIsATable() throws Exception {
    assertThat(schema("show", schema.toString())).isZero();
    assertThat(out).contains("company  BYTES  optional  any     1 strings");
  }
}
