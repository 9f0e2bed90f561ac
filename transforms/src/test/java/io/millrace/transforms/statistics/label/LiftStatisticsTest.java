package io.millrace.transforms.statistics.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.TextFormat;
import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.statistics.StatisticsOf;
import io.millrace.transforms.testing.ExampleFolder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.metadata.v0.CrossFeatureStatistics;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.LiftSeries;
import org.tensorflow.metadata.v0.Schema;

class LiftStatisticsTest {
  private static final String SCHEMA =
      """
      feature { name: 'x' type: BYTES } feature { name: 'y' type: BYTES }
      feature { name: 'w' type: FLOAT } feature { name: 'n' type: INT }
      """;

  /** Six examples; the figures of the tests follow from the definition, by hand. */
  private static final ExampleFolder.Filler SIX =
      (i, b) -> {
        List<String> xs =
            List.of(
                    List.of("a"),
                    List.of("a", "a"),
                    List.of("b"),
                    List.<String>of(),
                    List.of("b"),
                    List.of("a", "b"))
                .get(i);
        List<String> ys =
            List.of(
                    List.of("c"),
                    List.of("d"),
                    List.of("c"),
                    List.of("c"),
                    List.<String>of(),
                    List.of("c", "d"))
                .get(i);
        b.putBytesList("x", xs.stream().map(LiftStatisticsTest::bytes).toList());
        b.putBytesList("y", ys.stream().map(LiftStatisticsTest::bytes).toList());
        b.putFloats("w", new float[] {1, 2, 3, 4, 5, 1}[i]);
        b.putLongs("n", i + 1);
      };

  @Test
  void valuesCountOnceInAnExample() throws Exception {
    DatasetFeatureStatistics found = statistics(6, SIX, Map.of("label_feature", "y"), SCHEMA);
    assertThat(lines(found, "x"))
        .containsExactly("c 4: a 1.0 2/3, b 1.0 2/3", "d 2: a 2.0 2/3, b 1.0 1/3");
    assertThat(custom(found, "x"))
        .extracting(CustomStatistic::getName)
        .containsExactly("Lift (Y=c)", "Lift (Y=d)");
    assertThat(custom(found, "x").get(1).getRankHistogram().getBuckets(0).getSampleCount())
        .isEqualTo(2);
  }

  @Test
  void weightsAddSeriesOfTheirOwn() throws Exception {
    DatasetFeatureStatistics found =
        statistics(6, SIX, Map.of("lift", Map.of("label", "y"), "weight_feature", "w"), SCHEMA);
    // As TFDV: all examples are six, whatever they weigh.
    assertThat(lines(found, "x"))
        .containsExactly(
            "c 4: a 1.0 2/3, b 1.0 2/3",
            "d 2: a 2.0 2/3, b 1.0 1/3",
            "c 9.0: a " + 2 / 4.0 / (9 / 6.0) + " 2.0/4.0, b " + 4 / 9.0 / (9 / 6.0) + " 4.0/9.0",
            "d 3.0: a " + 3 / 4.0 / (3 / 6.0) + " 3.0/4.0, b " + 1 / 9.0 / (3 / 6.0) + " 1.0/9.0");
    assertThat(custom(found, "x")).isEmpty();
  }

  @Test
  void numericLabelsAreCutAndTheBestValuesListed() throws Exception {
    DatasetFeatureStatistics found =
        statistics(
            6,
            SIX,
            Map.of(
                "lift",
                Map.of(
                    "label",
                    "n",
                    "y_boundaries",
                    List.of(4, 2.5),
                    "min_x_count",
                    1,
                    "top_k_per_y",
                    1,
                    "output_custom_stats",
                    true)),
            SCHEMA);
    assertThat(lines(found, "x"))
        .containsExactly(
            "[-Infinity 2.5] 2: a 2.0 2/3",
            "[2.5 4.0] 1: b 2.0 1/3",
            "[4.0 Infinity] 3: b " + 2 / 3.0 / (3 / 6.0) + " 2/3");
    assertThat(custom(found, "x"))
        .extracting(CustomStatistic::getName)
        .containsExactly("Lift (Y=[-inf,2.5))", "Lift (Y=[2.5,4.0))", "Lift (Y=[4.0,inf])");
    found =
        statistics(
            6,
            SIX,
            Map.of("lift", Map.of("label", "n", "y_boundaries", List.of(4), "min_x_count", 3)),
            SCHEMA);
    assertThat(found.getCrossFeaturesList()).as("both come thrice").hasSize(1);
    assertThat(found.getCrossFeatures(0).getPathX().getStep(0)).isEqualTo("y");
  }

  @Test
  void withoutASchemaStringsAreCategoriesAndOthersByTheirNames() throws Exception {
    ExampleFolder.Filler filler =
        (i, b) -> {
          b.putBytes("s", bytes("s"));
          b.putFloats("f", i % 2 == 0 ? Float.NaN : -1.5f);
          b.putLongs("big", i % 2 == 0 ? Long.MIN_VALUE : -3);
          b.putLongs("y", i % 4 == 0 ? 5_000_000_000L : -1);
        };
    DatasetFeatureStatistics found =
        statistics(8, filler, Map.of("lift", Map.of("label", "y")), "");
    assertThat(found.getCrossFeaturesList()).hasSize(1);
    assertThat(lines(found, "s")).containsExactly("-1 6: s 1.0 6/8", "5000000000 2: s 1.0 2/8");
    found =
        statistics(
            8, filler, Map.of("lift", Map.of("label", "y", "x_features", List.of("big", "f"))), "");
    assertThat(lines(found, "f"))
        .containsExactly(
            "-1 6: -1.5 " + 4 / 4.0 / (6 / 8.0) + " 4/4", "5000000000 2: -1.5 0.0 0/4");
    assertThat(lines(found, "big").get(0))
        .isEqualTo(
            "-1 6: -3 " + 1 / (6 / 8.0) + " 4/4, -9223372036854775808 " + 2 / 4.0 / 0.75 + " 2/4");
  }

  @Test
  void oneClassHasALiftOfOneAndNoLabelNone() throws Exception {
    assertThat(
            lines(
                statistics(
                    9,
                    (i, b) -> b.putBytes("x", bytes("x" + i % 2)).putBytes("y", bytes("y")),
                    Map.of("label_feature", "y"),
                    SCHEMA),
                "x"))
        .containsExactly("y 9: x0 1.0 5/5, x1 1.0 4/4");
    assertThat(
            statistics(
                    2,
                    (i, b) -> b.putBytes("x", bytes("x")),
                    Map.of("lift", Map.of("label", "y")),
                    "")
                .getCrossFeaturesList())
        .isEmpty();
  }

  @Test
  void aLabelThatDoesNotFitIsAUsageError() {
    refused(Map.of(), SCHEMA, "lift: found no label");
    refused(
        Map.of("label", "z"),
        SCHEMA,
        "lift: label z is not in the schema (expected: one of [n, w, x, y]");
    refused(
        Map.of("label", "n"),
        SCHEMA,
        "lift: no y_boundaries for label n, which is not categorical");
    refused(
        Map.of("label", "y", "y_boundaries", List.of(1)), SCHEMA, "though label y is categorical");
    refused(Map.of("label", "w"), "", "lift: label w: found float (expected: strings or integers");
    refused(
        Map.of("label", "y", "y_boundaries", List.of(1)),
        "",
        "lift: label y: found bytes (expected: numbers");
    refused(Map.of("label", "y", "top_k_per_y", -1), "", "top_k_per_y: -1 (expected: >= 0)");
  }

  @Test
  void manyValuesAreCountedWithinTheirError() throws Exception {
    ExampleFolder.Filler filler =
        (i, b) ->
            b.putBytes("x", bytes(i % 2 == 0 ? "even" : "odd" + i))
                .putBytes("y", bytes(i % 4 == 0 ? "four" : "other"));
    DatasetFeatureStatistics found =
        statistics(20_000, filler, Map.of("label_feature", "y"), SCHEMA);
    double error =
        custom(found, "x").stream()
            .filter(c -> c.getName().equals(LiftStatistics.COUNT_ERROR))
            .findFirst()
            .orElseThrow()
            .getNum();
    assertThat(error).isBetween(1.0, 20_000.0 / 2048);
    LiftSeries four =
        found.getCrossFeatures(0).getCategoricalCrossStats().getLift().getLiftSeries(0);
    assertThat(four.getLiftValuesList()).hasSize(1);
    assertThat(four.getLiftValues(0).getXString()).isEqualTo("even");
    assertThat((double) four.getLiftValues(0).getXCount()).isBetween(10_000 - error, 10_000.0);
    assertThat(four.getLiftValues(0).getLift()).isBetween(1.8, 2.2);
  }

  @Test
  void pairsThatNeverComeTogetherAreLeftOutWhereTheyAreTooMany() throws Exception {
    DatasetFeatureStatistics found =
        statistics(
            900,
            (i, b) -> b.putBytes("x", bytes("x" + i)).putBytes("y", bytes("y" + i % 300)),
            Map.of("label_feature", "y"),
            SCHEMA);
    assertThat(found.getCrossFeatures(0).getCategoricalCrossStats().getLift().getLiftSeriesList())
        .hasSize(300)
        .allSatisfy(series -> assertThat(series.getLiftValuesCount()).isEqualTo(3));
  }

  @Test
  void theOrderOfExamplesAndTheirPartsDoNotShow() {
    Random random = new Random(9);
    List<long[]> rows = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      rows.add(random.longs(4, 0, 12).toArray());
    }
    LiftStatistics generator =
        LiftStatistics.of(LiftOptions.of("y"), null, Schema.getDefaultInstance(), "w", Map.of());
    DatasetFeatureStatistics whole =
        StatisticsOf.inParts(generator, 400, 400, filler(List.copyOf(rows)));
    assertThat(whole.getCrossFeaturesCount()).isEqualTo(1);
    Collections.shuffle(rows, random);
    for (int part : new int[] {400, 90, 3}) {
      assertThat(StatisticsOf.inParts(generator, 400, part, filler(rows))).isEqualTo(whole);
    }
  }

  private static ExampleFolder.Filler filler(List<long[]> rows) {
    return (i, b) ->
        b.putBytesList("x", List.of(bytes("x" + rows.get(i)[0]), bytes("x" + rows.get(i)[1])))
            .putLongs("y", rows.get(i)[2])
            .putLongs("w", rows.get(i)[3]);
  }

  private static void refused(Map<String, ?> lift, String schema, String message) {
    assertThatThrownBy(() -> statistics(6, SIX, Map.of("lift", lift), schema))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining(message);
  }

  private static DatasetFeatureStatistics statistics(
      int count, ExampleFolder.Filler filler, Map<String, ?> options, String schema)
      throws TextFormat.ParseException {
    return StatisticsOf.examples(count, filler, options, TextFormat.parse(schema, Schema.class))
        .getDatasets(0);
  }

  /** A line for each series: the label and its count, then value, lift and counts. */
  private static List<String> lines(DatasetFeatureStatistics dataset, String feature) {
    return dataset.getCrossFeaturesList().stream()
        .filter(c -> c.getPathX().getStep(0).equals(feature))
        .map(CrossFeatureStatistics::getCategoricalCrossStats)
        .flatMap(c -> c.getLift().getLiftSeriesList().stream())
        .map(
            s ->
                (s.hasYInt()
                        ? "" + s.getYInt()
                        : s.hasYBucket()
                            ? "["
                                + s.getYBucket().getLowValue()
                                + " "
                                + s.getYBucket().getHighValue()
                                + "]"
                            : s.getYString())
                    + " "
                    + (s.hasWeightedYCount() ? "" + s.getWeightedYCount() : "" + s.getYCount())
                    + ": "
                    + String.join(
                        ", ",
                        s.getLiftValuesList().stream()
                            .map(
                                v ->
                                    (v.hasXInt() ? "" + v.getXInt() : v.getXString())
                                        + " "
                                        + v.getLift()
                                        + " "
                                        + (v.hasWeightedXCount()
                                            ? v.getWeightedXAndYCount()
                                                + "/"
                                                + v.getWeightedXCount()
                                            : v.getXAndYCount() + "/" + v.getXCount()))
                            .toList()))
        .toList();
  }

  private static List<CustomStatistic> custom(DatasetFeatureStatistics dataset, String feature) {
    return dataset.getFeaturesList().stream()
        .filter(f -> f.getPath().getStep(0).equals(feature))
        .flatMap(f -> f.getCustomStatsList().stream())
        .filter(c -> c.getName().toLowerCase(Locale.ROOT).startsWith("lift"))
        .toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
