package io.millrace.transforms.statistics.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.statistics.StatisticsOf;
import io.millrace.transforms.testing.ExampleFolder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.Schema;

class MutualInformationTest {
  /** By hand: shuffled, two pairs match with a chance of 1/3, which gives one bit, else none. */
  @Test
  void twoEqualFeaturesOfFourExamples() {
    PairTable table = new PairTable(new int[] {0, 0, 1, 1}, new int[] {1, 1, 0, 0});
    assertThat(table.information()).isEqualTo(1, within(1e-12));
    assertThat(table.adjusted()).isEqualTo(2 / 3.0, within(1e-12));
    assertThat(table.normalized()).isEqualTo(1, within(1e-12));
    // No variance; one degree of freedom: sqrt(1 / 2) / (4 ln 2) (1 - 4/8)^0.5.
    assertThat(table.error(8)).isEqualTo(0.5 / 4 / Math.log(2), within(1e-12));
    assertThat(table.error(4)).isZero();
  }

  @Test
  void uniqueValuesAndOneClassSayNothing() {
    PairTable unique = new PairTable(new int[] {0, 1, 2, 3}, new int[] {0, 0, 1, 1});
    assertThat(unique.information()).isEqualTo(1, within(1e-12));
    assertThat(unique.adjusted()).isEqualTo(0, within(1e-12));
    PairTable one = new PairTable(new int[] {0, 1, 0, 1}, new int[] {0, 0, 0, 0});
    assertThat(List.of(one.information(), one.adjusted(), one.normalized(), one.error(9)))
        .containsOnly(0.0);
  }

  @Test
  void missingValuesNanAndListsAreCategories() {
    Map<String, Double> found =
        information(
            statistics(
                8,
                (i, b) -> {
                  b.putLongs("y", i % 2);
                  if (i % 2 == 0) {
                    b.putBytes("missing", bytes("a"));
                  }
                  b.putFloats("nan", i % 2 == 0 ? Float.NaN : 3);
                  List<byte[]> pair = List.of(bytes("a"), bytes("b"));
                  b.putBytesList("list", i % 2 == 0 ? pair : List.of(pair.get(1), pair.get(0)));
                  b.putFloats("mean", i % 2 == 0 ? new float[] {1, 3} : new float[] {2, 2, 2});
                  b.putBytes("left", bytes("x"));
                },
                Map.of("label", "y", "features_to_ignore", List.of("left"))));
    assertThat(found.get("missing")).isEqualTo(1, within(1e-12));
    assertThat(found.get("nan")).isEqualTo(1, within(1e-12));
    assertThat(found.get("list")).isEqualTo(0, within(1e-12));
    assertThat(found.get("mean")).isEqualTo(0, within(1e-12));
    assertThat(found).doesNotContainKeys("left", "y");
  }

  @Test
  void manyNumbersAreCutIntoEqualShares() {
    Map<String, Double> found =
        information(
            statistics(
                1000,
                (i, b) -> b.putFloats("x", i / 7f).putLongs("y", i / 500),
                Map.of("label", "y", "num_buckets", 4)));
    assertThat(found.get("x")).isEqualTo(1, within(1e-12));
  }

  @Test
  void aSampleIsWithinItsError() {
    ExampleFolder.Filler filler =
        (i, b) -> b.putLongs("x", i % 10).putLongs("y", (i % 10 + i / 10 % 3) / 4);
    double whole = information(statistics(20_000, filler, Map.of("label", "y"))).get("x");
    DatasetFeatureStatistics sampled =
        statistics(20_000, filler, Map.of("label", "y", "max_rows", 1000));
    double error = values(sampled, MutualInformation.ERROR).get("x");
    assertThat(values(sampled, MutualInformation.ROWS).get("x")).isEqualTo(1000);
    assertThat(error).isBetween(0.001, 0.05);
    assertThat(information(sampled).get("x")).isEqualTo(whole, within(3 * error));
  }

  @Test
  void partsThatAreMergedGiveTheSameAndSoDoesTheOrderWhereAllFit() {
    Random random = new Random(4);
    List<Integer> rows = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      rows.add(random.nextInt(1000));
    }
    for (int maxRows : new int[] {100, 5000}) {
      MutualInformation generator =
          MutualInformation.of(
              new MutualInformationOptions(Optional.of("y"), List.of(), maxRows, 8),
              null,
              Schema.getDefaultInstance(),
              7);
      DatasetFeatureStatistics whole = StatisticsOf.inParts(generator, 600, 600, filler(rows));
      assertThat(information(whole)).hasSize(2);
      for (int part : new int[] {250, 11}) {
        assertThat(StatisticsOf.inParts(generator, 600, part, filler(rows))).isEqualTo(whole);
      }
      if (maxRows > 600) {
        List<Integer> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, random);
        assertThat(
                values(
                    StatisticsOf.inParts(generator, 600, 99, filler(shuffled)),
                    MutualInformation.INFORMATION))
            .allSatisfy(
                (name, value) ->
                    assertThat(value).isEqualTo(information(whole).get(name), within(1e-12)));
      }
    }
  }

  @Test
  void aLabelIsNeeded() {
    assertThatThrownBy(() -> statistics(1, (i, b) -> b.putLongs("y", 1), Map.of()))
        .isInstanceOf(MillraceException.class)
        .hasMessage("mutual_information: found no label (expected: label, or label_feature)");
    assertThatThrownBy(() -> statistics(1, (i, b) -> {}, Map.of("label", "y", "max_rows", 1)))
        .hasMessageContaining("max_rows: 1 (expected: 2 to 262144)");
    assertThat(information(statistics(1, (i, b) -> b.putLongs("x", 1), Map.of("label", "y"))))
        .isEmpty();
  }

  private static ExampleFolder.Filler filler(List<Integer> rows) {
    return (i, b) ->
        b.putFloats("x", rows.get(i) / 3f)
            .putBytes("s", bytes("s" + rows.get(i) % 5))
            .putLongs("y", rows.get(i) % 3);
  }

  private static DatasetFeatureStatistics statistics(
      int count, ExampleFolder.Filler filler, Map<String, ?> options) {
    return StatisticsOf.examples(
            count, filler, Map.of("mutual_information", options), Schema.getDefaultInstance())
        .getDatasets(0);
  }

  private static Map<String, Double> information(DatasetFeatureStatistics dataset) {
    return values(dataset, MutualInformation.INFORMATION);
  }

  private static Map<String, Double> values(DatasetFeatureStatistics dataset, String name) {
    Map<String, Double> found = new HashMap<>();
    dataset
        .getFeaturesList()
        .forEach(
            f ->
                f.getCustomStatsList().stream()
                    .filter(c -> c.getName().equals(name))
                    .map(CustomStatistic::getNum)
                    .forEach(v -> found.put(f.getPath().getStep(0), v)));
    return found;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
