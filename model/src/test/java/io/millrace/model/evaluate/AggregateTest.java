package io.millrace.model.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Accumulators: figures by hand and by brute force, and the merge law. */
class AggregateTest {
  private static final int[] TOP_K = {1, 2};
  private static final SliceKeys KEYS = new SliceKeys(List.of(List.of("label")));

  @Test
  void figuresByHand() {
    MetricAccumulator counted = new MetricAccumulator(2);
    // Truth and probabilities of five examples of three classes.
    add(counted, 0, 0.7f, 0.2f, 0.1f);
    add(counted, 0, 0.3f, 0.6f, 0.1f);
    add(counted, 1, 0.1f, 0.8f, 0.1f);
    add(counted, 1, 0.2f, 0.3f, 0.5f);
    add(counted, 1, 0.5f, 0.1f, 0.4f);

    SliceMetrics metrics = SliceMetrics.of(SliceKey.OVERALL, counted, List.of(1, 2));
    assertThat(metrics.examples()).isEqualTo(5);
    assertThat(metrics.value("accuracy")).isEqualTo(2 / 5.0);
    assertThat(metrics.value("top_1_accuracy")).isEqualTo(2 / 5.0);
    assertThat(metrics.value("top_2_accuracy")).isEqualTo(4 / 5.0);
    double loss =
        -(Math.log(0.7) + Math.log(0.3) + Math.log(0.8) + Math.log(0.3) + Math.log(0.1)) / 5;
    assertThat(metrics.value("loss")).isCloseTo(loss, within(1e-6));
    assertThat(value(metrics, "precision", 0)).isEqualTo(1 / 2.0);
    assertThat(value(metrics, "recall", 0)).isEqualTo(1 / 2.0);
    assertThat(value(metrics, "precision", 1)).isEqualTo(1 / 2.0);
    assertThat(value(metrics, "recall", 1)).isEqualTo(1 / 3.0);
    assertThat(value(metrics, "f1_score", 1)).isEqualTo(2 / 5.0);
    assertThat(value(metrics, "precision", 2)).isZero();
    assertThat(value(metrics, "recall", 2)).isNaN();
    assertThat(value(metrics, "f1_score", 2)).isZero();
    assertThat(metrics.value("macro_precision")).isCloseTo((0.5 + 0.5) / 3, within(1e-15));
    assertThat(metrics.value("macro_recall")).isCloseTo((1 / 2.0 + 1 / 3.0) / 3, within(1e-15));
    assertThat(metrics.value("macro_f1_score")).isCloseTo((1 / 2.0 + 2 / 5.0) / 3, within(1e-15));
    assertThat(cells(counted)).containsExactly("0>0:1", "0>1:1", "1>0:1", "1>1:1", "1>2:1");
  }

  @Test
  void withoutExamplesNothingIsDefined() {
    SliceMetrics metrics = SliceMetrics.of(SliceKey.OVERALL, new MetricAccumulator(0), List.of());
    assertThat(metrics.value("example_count")).isZero();
    assertThat(metrics.value("accuracy")).isNaN();
    assertThat(metrics.value("loss")).isNaN();
    assertThat(metrics.value("macro_recall")).isNaN();
    assertThat(metrics.classes()).isEmpty();
  }

  @Test
  void oneRowWithoutPredictionCountsAsWrongAndLeavesNoLoss() {
    MetricAccumulator counted = new MetricAccumulator(2);
    add(counted, 0, 0.7f, 0.2f, 0.1f);
    add(counted, 2, Float.NaN, 0.2f, 0.1f);
    assertThat(counted.accuracy()).isEqualTo(0.5);
    assertThat(counted.topKAccuracy(1)).isEqualTo(0.5);
    assertThat(counted.meanLoss()).isNaN();
    assertThat(cells(counted)).containsExactly("0>0:1", "2>-1:1");
  }

  @Test
  void theSumOfLossesStaysExactOverManyExamples() {
    MetricAccumulator counted = new MetricAccumulator(0);
    Prediction prediction = new Prediction();
    prediction.read(new float[] {0.9f, 0.1f}, 0, 2, 0);
    for (int i = 0; i < 1_000_000; i++) {
      counted.add(0, prediction, new int[0]);
    }
    assertThat(counted.meanLoss()).isCloseTo(prediction.loss(), within(5e-13));
  }

  /** aggregate(a ∪ b) = merge(aggregate(a), aggregate(b)) for any partition in any order. */
  @Property(tries = 200)
  void mergingPartitionsGivesWhatOnePassGives(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 300) int examples,
      @ForAll @IntRange(min = 1, max = 40) int classes,
      @ForAll @IntRange(min = 1, max = 7) int partitions) {
    Random random = new Random(seed);
    Aggregate whole = aggregate(classes);
    List<Aggregate> parts = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      parts.add(aggregate(classes));
    }
    BruteForce expected = new BruteForce(classes);
    float[] row = new float[classes];
    for (int i = 0; i < examples; i++) {
      for (int c = 0; c < classes; c++) {
        // Few values, so that ties occur; a NaN now and then.
        row[c] = random.nextInt(500) == 0 ? Float.NaN : random.nextInt(5) / 4f;
      }
      int label = random.nextInt(classes);
      add(whole, label, row, i);
      add(parts.get(random.nextInt(partitions)), label, row, i);
      expected.add(label, row);
    }
    while (parts.size() > 1) {
      Aggregate a = parts.remove(random.nextInt(parts.size()));
      Aggregate b = parts.remove(random.nextInt(parts.size()));
      parts.add(a.merge(b));
    }

    assertThat(describe(parts.get(0))).isEqualTo(describe(whole));
    expected.requireEqual(whole);
  }

  private static Aggregate aggregate(int classes) {
    return new Aggregate(classes, new SliceTable(1000, TOP_K.length), new WorstErrors(5));
  }

  private static void add(MetricAccumulator counted, int label, float... row) {
    Prediction prediction = new Prediction();
    prediction.read(row, 0, row.length, label);
    counted.add(label, prediction, TOP_K);
  }

  private static void add(Aggregate aggregate, int label, float[] row, int record) {
    Prediction prediction = new Prediction();
    prediction.read(row, 0, row.length, label);
    byte[] overall = {-1, -1, -1, -1};
    byte[] slice = {0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, (byte) label};
    slice[4] = (byte) io.millrace.records.FeatureKind.INT64.ordinal();
    aggregate.slices().slice(overall, overall.length).add(label, prediction, TOP_K);
    aggregate.slices().slice(slice, slice.length).add(label, prediction, TOP_K);
    boolean wrong =
        prediction.predicted() != label && prediction.predicted() != ConfusionCounts.NO_PREDICTION;
    if (wrong && aggregate.errors().wants(prediction.confidence())) {
      aggregate
          .errors()
          .add(
              new WorstError(
                  label,
                  prediction.predicted(),
                  prediction.confidence(),
                  prediction.labelProbability(),
                  "f",
                  record,
                  null,
                  0,
                  0,
                  0));
    }
  }

  private static double value(SliceMetrics metrics, String name, int classId) {
    return metrics.values().get(new MetricId(name, classId));
  }

  private static List<String> cells(MetricAccumulator counted) {
    List<String> cells = new ArrayList<>();
    counted.confusion().forEach((a, p, n) -> cells.add(a + ">" + p + ":" + n));
    return cells;
  }

  private static List<String> describe(Aggregate aggregate) {
    List<String> all = new ArrayList<>();
    if (aggregate.slices().size() == 0) {
      return all;
    }
    EvaluationResult result = EvaluationResult.of(aggregate, KEYS, List.of(1, 2), List.of());
    for (SliceMetrics slice : result.slices()) {
      all.add(slice.key().text() + " " + slice.values());
      slice.confusion().forEach((a, p, n) -> all.add(a + ">" + p + ":" + n));
    }
    result.errors().forEach(e -> all.add(e.toString()));
    return all;
  }

  /** The same figures with maps and doubles. */
  private static final class BruteForce {
    private final int classes;
    private final TreeMap<String, Long> cells = new TreeMap<>();
    private final List<Double> confidences = new ArrayList<>();
    private long examples;
    private long correct;
    private long top2;
    private double loss;

    BruteForce(int classes) {
      this.classes = classes;
    }

    void add(int label, float[] row) {
      examples++;
      boolean nan = false;
      int best = 0;
      int above = 0;
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        nan |= Float.isNaN(row[c]);
        best = row[c] > row[best] ? c : best;
        above += row[c] > row[label] ? 1 : 0;
        sum += Math.min(Math.max(row[c], 1e-7), 1 - 1e-7);
      }
      cells.merge(label + ">" + (nan ? -1 : best), 1L, Long::sum);
      if (nan) {
        loss = Double.NaN;
        return;
      }
      correct += best == label ? 1 : 0;
      top2 += above < 2 ? 1 : 0;
      loss += Math.log(sum) - Math.log(Math.min(Math.max(row[label], 1e-7), 1 - 1e-7));
      if (best != label) {
        confidences.add((double) row[best]);
      }
    }

    void requireEqual(Aggregate aggregate) {
      if (examples == 0) {
        assertThat(aggregate.slices().size()).isZero();
        return;
      }
      MetricAccumulator overall = aggregate.slices().value(0);
      assertThat(overall.examples()).isEqualTo(examples);
      assertThat(overall.accuracy()).isEqualTo((double) correct / examples);
      assertThat(overall.topKAccuracy(1)).isEqualTo((double) top2 / examples);
      if (Double.isNaN(loss)) {
        assertThat(overall.meanLoss()).isNaN();
      } else {
        assertThat(overall.meanLoss()).isCloseTo(loss / examples, within(1e-9));
      }
      TreeMap<String, Long> found = new TreeMap<>();
      overall.confusion().forEach((a, p, n) -> found.put(a + ">" + p, n));
      assertThat(found).isEqualTo(cells);
      confidences.sort(java.util.Comparator.reverseOrder());
      assertThat(aggregate.errors().sorted().stream().map(WorstError::confidence))
          .containsExactlyElementsOf(confidences.subList(0, Math.min(5, confidences.size())));
    }
  }
}
