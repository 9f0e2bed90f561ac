package io.millrace.transforms.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

  /** Where TFDV mends two equal words without a word. */
  private static final Set<String> OTHER_ANOMALIES = Set.of("bool same");

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
    if (OTHER_ANOMALIES.contains(example.title())) {
      return;
    }
    Map<String, AnomalyInfo> others = new TreeMap<>(expected.getAnomalyInfoMap());
    found.anomalies().forEach((path, info) -> assertSameButLonger(info, others.remove(path)));
    assertThat(others).isEmpty();
    assertThat(found.dataMissing()).isEqualTo(expected.getDataMissing());
    assertSameButLonger(
        found.datasetAnomaly().orElse(AnomalyInfo.getDefaultInstance()),
        expected.getDatasetAnomalyInfo());
  }

  /** Descriptions begin with TFDV's, all else is equal. */
  private static void assertSameButLonger(AnomalyInfo ours, AnomalyInfo theirs) {
    assertThat(theirs).isNotNull();
    assertThat(ours.getReasonList())
        .hasSameSizeAs(theirs.getReasonList())
        .zipSatisfy(
            theirs.getReasonList(),
            (found, expected) -> {
              assertThat(found.getDescription()).startsWith(expected.getDescription().strip());
              assertThat(found.toBuilder().clearDescription().build())
                  .isEqualTo(expected.toBuilder().clearDescription().build());
            });
    assertThat(ours.toBuilder().clearDescription().clearReason().build())
        .isEqualTo(theirs.toBuilder().clearDescription().clearReason().build());
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
        .isEqualTo(
            "The dataset has 6 examples, which is more than expected. (found: 6; expected: at most"
                + " 5)");
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

  private static SchemaUpdate update(TfdvCases.Case example) {
    DatasetFeatureStatistics statistics =
        example.parse("statistics", DatasetFeatureStatisticsList.newBuilder()).getDatasets(0);
    Schema schema = example.parse("schema", Schema.newBuilder()).build();
    return SchemaUpdate.of(schema, statistics, SchemaGenOptions.DEFAULTS.maxStringDomainSize());
  }
}
