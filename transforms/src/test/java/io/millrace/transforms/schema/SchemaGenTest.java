package io.millrace.transforms.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.InputArtifact;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.files.SchemaFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;
import org.tensorflow.metadata.v0.Schema;

class SchemaGenTest {
  private static final Storage STORAGE = new HadoopStorage(new Configuration(false));
  private static final String COMMON =
      " common_stats { num_non_missing: 10 min_num_values: 1 max_num_values: 1 }";

  @TempDir Path folder;

  static Stream<TfdvCases.Case> cases() throws IOException {
    List<TfdvCases.Case> cases = TfdvCases.read("tfdv-infer.txt");
    assertThat(cases).hasSizeGreaterThan(30);
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void infersWhatTfdvInfers(TfdvCases.Case example) {
    DatasetFeatureStatisticsList statistics =
        example.parse("statistics", DatasetFeatureStatisticsList.newBuilder()).build();
    boolean shape = Boolean.parseBoolean(example.lines().get("shape"));
    assertThat(
            SchemaGen.infer(
                statistics.getDatasetsList(), new SchemaGenOptions(shape, 100, List.of())))
        .isEqualTo(example.parse("schema", Schema.newBuilder()).build());
  }

  @Test
  void laterSplitsWidenTheSchemaAndTheFolderHoldsOneFile() throws Exception {
    write("train", feature("a", "x", "y"));
    write("eval", feature("a", "x", "z") + feature("b", "q", "r"));
    ComponentResult result = run(SchemaGenOptions.DEFAULTS);
    assertThat(names(folder.resolve("schema"))).containsExactly("schema.pbtxt");
    Schema schema = SchemaFiles.read(STORAGE, folder.resolve("schema").toString());
    assertThat(schema.getStringDomain(0).getValueList()).containsExactly("x", "y", "z");
    assertThat(schema.getFeature(0).getShape().getDim(0).getSize()).isEqualTo(1);
    assertThat(schema.getFeature(1).getName()).isEqualTo("b");
    assertThat(schema.getFeature(1).getValueCount().getMax()).isEqualTo(1);
    assertThat(result.headline()).isEqualTo("2 features from the splits train, eval");
    assertThat(result.tables().get(0).rows().get(0))
        .containsExactly("a", "BYTES", "required", "shape [1]", "3 strings");
  }

  @Test
  void excludedSplitsAreNotRead() throws Exception {
    write("train", feature("a", "x", "y"));
    write("eval", feature("b", "q", "r"));
    run(new SchemaGenOptions(true, 100, List.of("eval")));
    assertThat(SchemaFiles.read(STORAGE, folder.resolve("schema").toString()).getFeatureList())
        .hasSize(1);
  }

  @Test
  void anEmptyLaterSplitChangesNothing() throws Exception {
    write("train", feature("a", "x", "y"));
    Path eval = Files.createDirectories(folder.resolve("statistics/Split-eval"));
    Files.write(eval.resolve("FeatureStats.pb"), parse("datasets { }").toByteArray());
    run(SchemaGenOptions.DEFAULTS);
    assertThat(
            SchemaFiles.read(STORAGE, folder.resolve("schema").toString())
                .getFeature(0)
                .hasLifecycleStage())
        .isFalse();
  }

  @Test
  void anEmptyFirstSplitIsADataError() throws Exception {
    Path train = Files.createDirectories(folder.resolve("statistics/Split-train"));
    Files.write(train.resolve("FeatureStats.pb"), parse("datasets { }").toByteArray());
    assertThatThrownBy(() -> run(SchemaGenOptions.DEFAULTS))
        .isInstanceOf(MillraceException.class)
        .hasMessageEndingWith("split 'train' has no records to infer a schema from");
  }

  @Test
  void brokenStatisticsAreADataErrorThatNamesTheFile() throws Exception {
    Path train = Files.createDirectories(folder.resolve("statistics/Split-train"));
    Files.write(train.resolve("FeatureStats.pb"), new byte[] {10, 99, 1});
    assertThatThrownBy(() -> run(SchemaGenOptions.DEFAULTS))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("Split-train/FeatureStats.pb: not a DatasetFeatureStatisticsList")
        .extracting(e -> ((MillraceException) e).category())
        .isEqualTo(MillraceException.Category.DATA);
  }

  @Test
  void aBrokenSchemaIsADataErrorWithItsLine() throws Exception {
    Files.writeString(folder.resolve("schema.pbtxt"), "feature {\n  nam: 'x'\n}\n");
    assertThatThrownBy(() -> SchemaFiles.read(STORAGE, folder.toString()))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("schema.pbtxt: not a schema in protobuf's text form: line 2:");
  }

  @Test
  void aNegativeDomainSizeIsAUsageError() {
    assertThatThrownBy(() -> new SchemaGenOptions(true, -1, List.of()))
        .isInstanceOf(MillraceException.class)
        .hasMessage("max_string_domain_size: -1 (expected: >= 0)");
  }

  @Test
  void aCuratedSchemaStaysAsItIsAndTheDifferenceIsProposed() throws Exception {
    write("train", feature("a", "x", "y"));
    Path curated = folder.resolve("mine.pbtxt");
    String text = "# mine\nfeature { name: 'a' type: BYTES string_domain { value: 'x' } }\n";
    Files.writeString(curated, text);
    Path proposal = folder.resolve("proposal.pbtxt");
    ComponentResult result =
        run(
            new SchemaGenOptions(
                true,
                100,
                List.of(),
                Optional.of(curated.toString()),
                Optional.of(proposal.toString()),
                List.of()));
    assertThat(folder.resolve("schema/schema.pbtxt")).hasContent(text);
    assertThat(names(folder.resolve("schema"))).containsExactly("schema.pbtxt");
    assertThat(SchemaFiles.at(STORAGE, proposal.toString()).getFeature(0).getStringDomain())
        .extracting(d -> d.getValueList())
        .isEqualTo(List.of("x", "y"));
    assertThat(result.headline())
        .isEqualTo("the curated schema " + curated + ", unchanged; 1 change proposed");
    assertThat(result.tables().get(0).rows())
        .containsExactly(List.of("feature a", "string_domain.value", "", "\"y\""));
  }

  @Test
  void suggestionsAreReportedAndNotApplied() throws Exception {
    write(
        "train", feature("a", "x", "y").replace("common_stats {", "common_stats { num_missing: 5"));
    ComponentResult result =
        run(
            new SchemaGenOptions(
                true,
                100,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(Suggestion.Kind.PRESENCE)));
    assertThat(result.tables().get(1).rows().get(0).get(0)).isEqualTo("a:presence");
    assertThat(
            SchemaFiles.read(STORAGE, folder.resolve("schema").toString())
                .getFeature(0)
                .getPresence()
                .hasMinFraction())
        .isFalse();
  }

  private ComponentResult run(SchemaGenOptions options) throws Exception {
    Path output = Files.createDirectories(folder.resolve("schema"));
    InputArtifact input =
        new InputArtifact(
            ArtifactType.EXAMPLE_STATISTICS, folder.resolve("statistics").toString(), Map.of(), 0);
    return new SchemaGen()
        .run(
            new ComponentContext<>(
                null,
                STORAGE,
                options,
                Map.of("statistics", input),
                Map.of("schema", output.toString()),
                Progress.silent()));
  }

  private void write(String split, String features) throws IOException {
    Path directory = Files.createDirectories(folder.resolve("statistics/Split-" + split));
    Files.write(
        directory.resolve("FeatureStats.pb"),
        parse("datasets { num_examples: 10 " + features + "}").toByteArray());
  }

  private static String feature(String name, String... values) {
    StringBuilder buckets = new StringBuilder();
    for (String value : values) {
      buckets.append("buckets { label: '" + value + "' sample_count: 5 } ");
    }
    return "features { path { step: '"
        + name
        + "' } type: STRING string_stats {"
        + COMMON
        + " rank_histogram { "
        + buckets
        + "} } } ";
  }

  private static DatasetFeatureStatisticsList parse(String text) {
    return new TfdvCases.Case("test", Map.of("s", text))
        .parse("s", DatasetFeatureStatisticsList.newBuilder())
        .build();
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }
}
