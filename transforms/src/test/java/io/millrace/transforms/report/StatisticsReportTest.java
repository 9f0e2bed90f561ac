package io.millrace.transforms.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.tensorflow.metadata.v0.Anomalies;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.FeatureNameStatistics;

/** What the JSON document and the text say. */
class StatisticsReportTest {
  private static final TextStyle PLAIN = new TextStyle(120, false, false);

  @Test
  void theDocumentHoldsEveryDatasetAndFeature() throws IOException {
    JsonNode json = json(SampleStatistics.trips());
    assertThat(json.get("schema_version").asInt()).isEqualTo(1);
    assertThat(json.get("label_feature").asText()).isEqualTo("tips_over_20_percent");
    assertThat(json.get("datasets").findValuesAsText("name"))
        .containsExactly("train", "eval", "train · company=Blue Cabs");
    assertThat(json.get("datasets").get(0).get("examples").asInt()).isEqualTo(10_000);
    assertThat(json.get("datasets").get(0).get("weighted_examples").asInt()).isEqualTo(15_000);
    assertThat(json.get("datasets").get(1).get("anomaly").get("summary").asText())
        .isEqualTo("Low num examples in dataset.");
    JsonNode fare = feature(json, "fare");
    assertThat(fare.get("datasets")).hasSize(3);
    JsonNode train = fare.get("datasets").get(0);
    assertThat(train.get("type").asText()).isEqualTo("FLOAT");
    assertThat(train.get("present").asInt()).isEqualTo(10_000);
    assertThat(train.get("missing").asInt()).isEqualTo(200);
    assertThat(train.get("numbers").get("histogram")).hasSize(10);
    assertThat(train.get("numbers").get("quantiles").get(9).get(1).asDouble())
        .isEqualTo(train.get("numbers").get("max").asDouble());
    assertThat(train.get("weighted").get("mean").asDouble())
        .isEqualTo(train.get("numbers").get("mean").asDouble() + 1);
    assertThat(feature(json, "place.pickup.community").get("path")).hasSize(3);
    assertThat(json.get("cross_features").get(0).get("x").asText()).isEqualTo("fare");
    assertThat(json.get("images")).hasSize(2);
  }

  @Test
  void anomaliesAndMeasurementsStandWithTheirFeature() throws IOException {
    JsonNode json = json(SampleStatistics.trips());
    JsonNode eval = feature(json, "fare").get("datasets").get(1);
    assertThat(eval.get("anomaly").get("severity").asText()).isEqualTo("WARNING");
    assertThat(eval.get("anomaly").get("reasons").get(0).get("type").asText())
        .isEqualTo("COMPARATOR_JENSEN_SHANNON_DIVERGENCE_HIGH");
    assertThat(eval.get("skew").get(0).toString())
        .isEqualTo("{\"measure\":\"JENSEN_SHANNON_DIVERGENCE\",\"value\":0.312,\"threshold\":0.1}");
    assertThat(eval.get("distances").toString())
        .isEqualTo(
            "[{\"against\":\"serving\",\"measure\":\"kolmogorov_smirnov\",\"value\":0.41,"
                + "\"tail\":0.02,\"note\":\"from sketches\",\"threshold\":0.2},"
                + "{\"against\":\"serving\",\"measure\":\"wasserstein\",\"value\":6.1,"
                + "\"lower\":5.9,\"upper\":6.5,\"tail\":0.02,\"note\":\"from sketches\"}]");
    JsonNode dropped = feature(json, "company");
    assertThat(dropped.get("datasets").get(0).isNull()).isTrue();
    assertThat(dropped.get("datasets").get(1).has("type")).isFalse();
  }

  @Test
  void numbersThatAreNotFiniteAreStrings() throws IOException {
    JsonNode cell = feature(json(HostileStatistics.report()), "not finite").get("datasets").get(0);
    assertThat(cell.get("numbers").get("mean").asText()).isEqualTo("NaN");
    assertThat(cell.get("numbers").get("histogram").toString())
        .isEqualTo("[[\"-Infinity\",\"-Infinity\",1],[1,2,4],[\"Infinity\",\"Infinity\",1]]");
    assertThat(cell.get("numbers").get("nan").asInt()).isEqualTo(3);
  }

  @Test
  void theDocumentForProgramsIsWholeAndWithoutLoneSurrogates() throws IOException {
    JsonNode json = json(HostileStatistics.report());
    JsonNode many = json.get("features").get(1).get("datasets").get(0).get("strings");
    assertThat(many.get("top_values")).hasSize(10_000);
    assertThat(many.get("top_values").get(0).get(0).asText()).hasSize(10_000);
    assertThat(json.get("features").get(2).get("name").asText()).isEqualTo("a\uFFFDb");
  }

  @Test
  void aFeatureWithoutValuesHasNoNumbers() throws IOException {
    JsonNode cell = feature(json(HostileStatistics.report()), "no values").get("datasets").get(0);
    assertThat(cell.has("numbers")).isFalse();
    assertThat(cell.get("present").asInt()).isZero();
  }

  @Test
  void theTextHasALineForEachFeatureAndDatasetThatFitsTheWidth() {
    for (int width : List.of(40, 80, 100, 120, 200)) {
      String text = SampleStatistics.trips().text(new TextStyle(width, false, false));
      assertThat(text.lines().mapToInt(l -> l.codePointCount(0, l.length())).max().orElse(0))
          .as(text)
          .isLessThanOrEqualTo(Math.max(width, 45));
    }
    assertThat(SampleStatistics.trips().text(PLAIN))
        .contains("train: 10,000 examples (weighted 15,000)")
        .contains("eval: 5,000 examples (weighted 7,500), ✖ 3 features with anomalies")
        .containsPattern("trip_miles +train +float +!33.4% +!24.5% ")
        .contains("✖ ERROR in eval: Column dropped: Column is completely missing")
        .containsPattern("feature +dataset +against +KS +W")
        .containsPattern("fare +eval +serving +✖0.4100 +~6.100")
        .contains("skew in eval: JENSEN_SHANNON_DIVERGENCE 0.3120 > 0.1")
        .doesNotContain("\u001b");
  }

  @Test
  void detailsHaveBarsQuantilesAndCustomStatistics() {
    String text =
        SampleStatistics.trips()
            .withFeatures(name -> name.equals("fare") || name.startsWith("p"))
            .text(new TextStyle(100, false, true));
    assertThat(text)
        .contains("quantiles 1.029 | ")
        .contains("distance in eval from serving: ✖ kolmogorov_smirnov 0.4100 > 0.2000")
        .containsPattern("wasserstein\\s+6.100 \\(5.900\\s+to\\s+6.500\\)")
        .containsPattern("Credit Card █{40} +58\\.2% 5,882")
        .contains("image_format_histogram: JPEG 900, PNG 77", "image_max_width: 1,024")
        .doesNotContain("trip_miles");
  }

  @Test
  void onlyColorHasEscapeSequencesWhateverTheDataAre() {
    assertThat(HostileStatistics.report().text(new TextStyle(100, false, true)))
        .doesNotContain("\u001b", "\u202E", "\u0000")
        .contains("<U+202E>", "<U+001B>");
    assertThat(SampleStatistics.trips().text(new TextStyle(100, true, false)))
        .contains("\u001b[1;31m");
  }

  @Test
  void featuresAreInTheOrderAskedFor() {
    StatisticsReport trips = SampleStatistics.trips();
    assertThat(trips.featureNames()).startsWith("fare", "tips_over_20_percent").endsWith("company");
    assertThat(trips.withOrder(FeatureOrder.NAME).featureNames()).isSorted();
    assertThat(trips.withOrder(FeatureOrder.MISSING).featureNames())
        .startsWith("comment", "trip_miles", "fare");
    assertThat(trips.withOrder(FeatureOrder.ANOMALIES).featureNames().subList(0, 3))
        .containsExactly("payment_type", "company", "fare");
    assertThat(trips.withOrder(FeatureOrder.MAX).featureNames().get(0)).isEqualTo("fare");
  }

  @Test
  void anomaliesWithoutStatisticsCountNoExamples() throws IOException {
    AnomalyInfo old = AnomalyInfo.newBuilder().setDescription("only a description").build();
    StatisticsReport report =
        StatisticsReport.of(
            "Anomalies",
            List.of(
                new NamedDataset(
                    "eval",
                    DatasetFeatureStatistics.getDefaultInstance(),
                    Optional.of(Anomalies.newBuilder().putAnomalyInfo("fare", old).build()))));
    assertThat(json(report).get("datasets").get(0).has("examples")).isFalse();
    assertThat(report.text(PLAIN))
        .contains("eval, ✖ 1 feature with anomalies")
        .contains("✖ UNKNOWN: only a description");
  }

  @Test
  void twoDatasetsOfOneNameAreRefused() {
    NamedDataset train = NamedDataset.of("train", DatasetFeatureStatistics.getDefaultInstance());
    assertThatThrownBy(() -> StatisticsReport.of("Statistics", List.of(train, train)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("datasets: two are called train");
  }

  @Test
  void documentsThatCanRunScriptsAreNoImages() {
    assertThatThrownBy(() -> new SampleImage("photo", "image/svg+xml", new byte[0], ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mediaType: image/svg+xml");
  }

  @Test
  void featuresByNameOnlyAreFoundToo() throws IOException {
    DatasetFeatureStatistics byName =
        DatasetFeatureStatistics.newBuilder()
            .addFeatures(FeatureNameStatistics.newBuilder().setName("old"))
            .build();
    List<String> names = new ArrayList<>();
    json(StatisticsReport.of("", List.of(NamedDataset.of("a", byName))))
        .get("features")
        .forEach(f -> names.add(f.get("name").asText()));
    assertThat(names).containsExactly("old");
  }

  private static JsonNode json(StatisticsReport report) throws IOException {
    return new ObjectMapper().readTree(report.json());
  }

  private static JsonNode feature(JsonNode json, String name) {
    return StreamSupport.stream(json.get("features").spliterator(), false)
        .filter(f -> f.get("name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
