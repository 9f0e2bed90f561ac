package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.TextFormat;
import io.millrace.records.Compression;
import io.millrace.records.TfRecordWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.metadata.v0.Anomalies;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.CommonStatistics;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.NumericStatistics;

/** {@code millrace statistics show} and {@code millrace anomalies show} on files. */
class StatisticsShowCommandTest extends CommandHarness {
  @TempDir Path folder;
  private Path artefact;
  private Path anomalies;

  @BeforeEach
  void writeArtefacts() throws IOException {
    artefact = folder.resolve("statistics");
    write(artefact.resolve("Split-train/FeatureStats.pb"), statistics(100).toByteArray());
    write(artefact.resolve("Split-eval/FeatureStats.pb"), statistics(50).toByteArray());
    anomalies = folder.resolve("anomalies");
    write(anomalies.resolve("Split-eval/SchemaDiff.pb"), anomalies().toByteArray());
  }

  @Test
  void showsTheSplitsOfAnArtefactAndSaysWhatItLeavesOut() {
    assertThat(millrace("statistics", "show", artefact.toString())).as(err).isZero();
    assertThat(out)
        .contains("train: 100 examples\n", "eval: 50 examples\n")
        .containsPattern("fare +train")
        .doesNotContain("company_Uber", "\u001b");
    assertThat(err).contains("2 slices are not shown: see --slice, --html or --json.");
  }

  @Test
  void jsonHasTheSlicesToo() throws IOException {
    assertThat(millrace("statistics", "show", artefact.toString(), "--json")).isZero();
    assertThat(json().get("datasets").findValuesAsText("name"))
        .containsExactly("train", "train · company_Uber", "eval", "eval · company_Uber");
    assertThat(
            millrace(
                "statistics",
                "show",
                artefact.toString(),
                "--json",
                "--split",
                "eval",
                "--slice",
                "company_Uber"))
        .isZero();
    assertThat(json().get("datasets").findValuesAsText("name"))
        .containsExactly("eval · company_Uber");
  }

  @Test
  void twoFilesAreNamedByWhereTheirPathsDiffer() throws IOException {
    Path today = folder.resolve("today/Split-train/FeatureStats.pb");
    write(today, statistics(70).toByteArray());
    Path train = artefact.resolve("Split-train/FeatureStats.pb");
    assertThat(millrace("statistics", "show", train.toString(), today.toString())).isZero();
    assertThat(out).contains("statistics · train: 100 examples", "today · train: 70 examples");
    Path eval = artefact.resolve("Split-eval/FeatureStats.pb");
    assertThat(millrace("statistics", "show", train.toString(), eval.toString())).isZero();
    assertThat(out).contains("\ntrain: 100 examples", "\neval: 50 examples");
  }

  @Test
  void readsWhatTfdvWritesAndOnceWrote() throws IOException {
    Path records = folder.resolve("old/train/stats_tfrecord");
    Files.createDirectories(records.getParent());
    try (TfRecordWriter writer =
        TfRecordWriter.create(Files.newOutputStream(records), Compression.NONE)) {
      writer.write(statistics(30).toByteArray());
    }
    assertThat(millrace("statistics", "show", folder.resolve("old").toString())).as(err).isZero();
    assertThat(out).contains("train: 30 examples");
    Path text = folder.resolve("stats.pbtxt");
    Files.writeString(text, TextFormat.printer().printToString(statistics(20)));
    assertThat(millrace("statistics", "show", text.toString())).as(err).isZero();
    assertThat(out).contains("statistics: 20 examples");
  }

  @Test
  void writesAPageOverTheLastOne() throws IOException {
    Path page = folder.resolve("page.html");
    Files.writeString(page, "old");
    assertThat(
            millrace(
                "statistics",
                "show",
                artefact.toString(),
                "--anomalies",
                anomalies.toString(),
                "--html",
                page.toString()))
        .as(err)
        .isZero();
    assertThat(out).isEmpty();
    assertThat(err).isEqualTo("Wrote " + page + "\n");
    assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>").contains("Column dropped");
  }

  @Test
  void showsSomeFeaturesWithDetails() {
    assertThat(millrace("statistics", "show", artefact.toString(), "--feature", "f?r*")).isZero();
    assertThat(out).contains("fare (float)", "mean 11.50").doesNotContain("tips");
    assertThat(millrace("statistics", "show", artefact.toString(), "--feature", "fair"))
        .isEqualTo(2);
    assertThat(err).contains("--feature fair: found no such feature among 2", "fare");
  }

  @Test
  void ordersFeatures() {
    assertThat(millrace("statistics", "show", artefact.toString(), "--sort", "max")).isZero();
    assertThat(out.indexOf("tips")).isLessThan(out.indexOf("fare"));
    assertThat(millrace("statistics", "show", artefact.toString(), "--sort", "size")).isEqualTo(2);
    assertThat(err).contains("--sort", "MISSING");
  }

  @Test
  void showsAnomaliesAloneAndBesideStatistics() throws IOException {
    assertThat(millrace("anomalies", "show", anomalies.toString())).as(err).isZero();
    assertThat(out)
        .contains("eval, ✖ 1 feature with anomalies", "✖ ERROR: Column dropped: It is missing");
    assertThat(
            millrace(
                "anomalies",
                "show",
                anomalies.toString(),
                "--statistics",
                artefact.toString(),
                "--json"))
        .isZero();
    assertThat(json().get("datasets").get(0).get("examples").asInt()).isEqualTo(50);
    assertThat(json().get("features").get(0).get("name").asText()).isEqualTo("company");
  }

  @Test
  void anomaliesComeWithTheDistancesThatWereMeasured() throws IOException {
    write(
        anomalies.resolve("distances.json"),
        """
        {"version": 1, "comparisons": [{"split": "eval", "against": "previous", "control": "x",
          "features": [{"feature": "fare", "weighted": false, "measures": {
              "kolmogorov_smirnov":
                {"value": 0.25, "lower": 0.2, "upper": 0.3, "threshold": 0.1, "exceeded": true},
              "wasserstein": {"value": 2, "lower": 1, "upper": null, "threshold": null}},
            "tail": {"treatment": 0.5, "control": 0}, "note": "from sketches"}]}]}
        """
            .getBytes(StandardCharsets.UTF_8));
    assertThat(millrace("anomalies", "show", anomalies.toString())).as(err).isZero();
    assertThat(out)
        .contains(
            "feature  dataset  against         KS   W  tail  its tail",
            "fare     eval     previous  ✖~0.2500  ~2   50%         -");
    String split = anomalies.resolve("Split-eval").toString();
    assertThat(millrace("anomalies", "show", split, "--details", "--width", "200")).isZero();
    assertThat(out)
        .contains(
            "distance from previous: ✖ kolmogorov_smirnov 0.2500 (0.2000 to 0.3000) > 0.1000,"
                + " wasserstein 2 (1 to ∞), 50% of the values are not listed, 0% of those of"
                + " previous, from sketches");
    String file = anomalies.resolve("Split-eval/SchemaDiff.pb").toString();
    assertThat(millrace("anomalies", "show", file, "--json")).isZero();
    JsonNode distance = null;
    for (JsonNode feature : json().get("features")) {
      if (feature.get("name").asText().equals("fare")) {
        distance = feature.get("datasets").get(0).get("distances").get(0);
      }
    }
    assertThat(distance.get("upper").asDouble()).isEqualTo(0.3);
    write(anomalies.resolve("distances.json"), "{\"version\": 7}".getBytes(StandardCharsets.UTF_8));
    assertThat(millrace("anomalies", "show", anomalies.toString())).isEqualTo(1);
    assertThat(err).contains("distances.json: found version 7 (expected: distances of version 1");
  }

  @Test
  void sayWhatIsWrongWithAPath() throws IOException {
    assertThat(millrace("statistics", "show", folder.resolve("none").toString())).isEqualTo(2);
    assertThat(err).contains("none: no such file or folder (expected: statistics as");
    Files.createDirectory(folder.resolve("empty"));
    assertThat(millrace("statistics", "show", folder.resolve("empty").toString())).isEqualTo(2);
    assertThat(err).contains("empty: found no FeatureStats.pb or stats_tfrecord");
    Path noise = folder.resolve("noise.pb");
    Files.writeString(noise, "this is not a message");
    assertThat(millrace("statistics", "show", noise.toString())).isEqualTo(1);
    assertThat(err).contains("noise.pb: not a DatasetFeatureStatisticsList");
    assertThat(millrace("statistics", "show", artefact.toString(), "--split", "tran")).isEqualTo(2);
    assertThat(err).contains("--split tran: found none of that name", "train");
    assertThat(
            millrace(
                "statistics",
                "show",
                artefact.resolve("Split-train").toString(),
                "--anomalies",
                anomalies.toString()))
        .isEqualTo(2);
    assertThat(err).contains("found the splits [eval] (expected: of [train], the splits shown)");
  }

  @Test
  void helpHasExamples() {
    assertThat(millrace("statistics", "show", "--help")).isZero();
    assertThat(out).contains("Examples:", "millrace statistics show statistics/3 --sort missing");
    assertThat(millrace("anomalies", "show", "--help")).isZero();
    assertThat(out).contains("Examples:", "millrace anomalies show anomalies/4");
  }

  private static void write(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private static DatasetFeatureStatisticsList statistics(int examples) {
    DatasetFeatureStatistics whole =
        DatasetFeatureStatistics.newBuilder()
            .setName("All Examples")
            .setNumExamples(examples)
            .addFeatures(numbers("fare", examples, 11.5))
            .addFeatures(numbers("tips", examples, 20))
            .build();
    return DatasetFeatureStatisticsList.newBuilder()
        .addDatasets(whole)
        .addDatasets(whole.toBuilder().setName("company_Uber").setNumExamples(3))
        .build();
  }

  private static FeatureNameStatistics numbers(String name, int examples, double mean) {
    FeatureNameStatistics.Builder feature =
        FeatureNameStatistics.newBuilder().setType(FeatureNameStatistics.Type.FLOAT);
    feature.getPathBuilder().addStep(name);
    return feature
        .setNumStats(
            NumericStatistics.newBuilder()
                .setCommonStats(
                    CommonStatistics.newBuilder()
                        .setNumNonMissing(examples)
                        .setTotNumValues(examples))
                .setMean(mean)
                .setMax(mean * 2))
        .build();
  }

  private static Anomalies anomalies() {
    AnomalyInfo.Builder dropped =
        AnomalyInfo.newBuilder()
            .setSeverity(AnomalyInfo.Severity.ERROR)
            .setShortDescription("Column dropped")
            .setDescription("It is missing");
    dropped.getPathBuilder().addStep("company");
    return Anomalies.newBuilder().putAnomalyInfo("company", dropped.build()).build();
  }
}
