package io.millrace.transforms.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.MillraceException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.metadata.v0.Anomalies;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.DatasetConstraints;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.FeatureType;
import org.tensorflow.metadata.v0.Path;
import org.tensorflow.metadata.v0.Schema;
import org.tensorflow.metadata.v0.StringStatistics;
import org.tensorflow.metadata.v0.UniqueConstraints;

class SchemaUpdateTest {
  /** Where TFDV deprecates every feature because the dataset is empty. */
  private static final Set<String> OTHER_UPDATE = Set.of("data missing");

  static Stream<TfdvCases.Case> cases() throws IOException {
    List<TfdvCases.Case> cases = TfdvCases.read("tfdv-validate.txt");
    assertThat(cases).hasSizeGreaterThan(100);
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anomaliesAreThoseOfTfdv(TfdvCases.Case example) {
    Anomalies expected = example.parse("anomalies", Anomalies.newBuilder()).build();
    SchemaUpdate found = update(example);
    assertThat(found.anomalies()).isEqualTo(expected.getAnomalyInfoMap());
    assertThat(found.dataMissing()).isEqualTo(expected.getDataMissing());
    assertThat(found.datasetAnomaly().orElse(AnomalyInfo.getDefaultInstance()))
        .isEqualTo(expected.getDatasetAnomalyInfo());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void widenedSchemaIsThatOfTfdv(TfdvCases.Case example) {
    Schema expected = example.parse("updated", Schema.newBuilder()).build();
    Schema found = update(example).updated();
    if (OTHER_UPDATE.contains(example.title())) {
      assertThat(found).isEqualTo(example.parse("schema", Schema.newBuilder()).build());
    } else {
      assertThat(found).isEqualTo(expected);
    }
  }

  @Test
  void aMaximumWithoutAMinimumOfExamplesCounts() {
    Schema schema =
        Schema.newBuilder()
            .setDatasetConstraints(DatasetConstraints.newBuilder().setMaxExamplesCount(5))
            .build();
    DatasetFeatureStatistics statistics =
        DatasetFeatureStatistics.newBuilder().setNumExamples(6).build();
    assertThat(SchemaUpdate.of(schema, statistics, 100).datasetAnomaly().orElseThrow())
        .extracting(AnomalyInfo::getDescription)
        .isEqualTo("The dataset has 6 examples, which is more than expected.");
  }

  @Test
  void aMaximumOfUniquesThatIsNotSetIsNoLimit() {
    Schema schema =
        Schema.newBuilder()
            .addFeature(
                Feature.newBuilder()
                    .setName("a")
                    .setType(FeatureType.BYTES)
                    .setUniqueConstraints(UniqueConstraints.newBuilder().setMin(1)))
            .build();
    StringStatistics.Builder strings = StringStatistics.newBuilder().setUnique(3);
    strings.getCommonStatsBuilder().setNumNonMissing(3);
    DatasetFeatureStatistics statistics =
        DatasetFeatureStatistics.newBuilder()
            .setNumExamples(3)
            .addFeatures(
                FeatureNameStatistics.newBuilder()
                    .setPath(Path.newBuilder().addStep("a"))
                    .setType(FeatureNameStatistics.Type.STRING)
                    .setStringStats(strings))
            .build();
    assertThat(SchemaUpdate.of(schema, statistics, 100).anomalies()).isEmpty();
  }

  @Test
  void nestedFeaturesAreADataError() {
    DatasetFeatureStatistics statistics =
        DatasetFeatureStatistics.newBuilder()
            .setNumExamples(3)
            .addFeatures(
                FeatureNameStatistics.newBuilder()
                    .setPath(Path.newBuilder().addStep("a").addStep("b")))
            .build();
    assertThatThrownBy(() -> SchemaUpdate.of(Schema.getDefaultInstance(), statistics, 100))
        .isInstanceOf(MillraceException.class)
        .hasMessage(
            "statistics: feature 'a.b' is nested (expected: the flat features of tf.Example)");
  }

  private static SchemaUpdate update(TfdvCases.Case example) {
    DatasetFeatureStatistics statistics =
        example.parse("statistics", DatasetFeatureStatisticsList.newBuilder()).getDatasets(0);
    Schema schema = example.parse("schema", Schema.newBuilder()).build();
    return SchemaUpdate.of(schema, statistics, SchemaGenOptions.DEFAULTS.maxStringDomainSize());
  }
}
