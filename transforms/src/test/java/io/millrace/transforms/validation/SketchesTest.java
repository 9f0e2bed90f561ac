package io.millrace.transforms.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.statistics.StatisticsFiles;
import io.millrace.transforms.statistics.StatisticsOf;
import io.millrace.transforms.statistics.sketch.FrequentItems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;

class SketchesTest {
  private static final Storage STORAGE = new HadoopStorage(new Configuration(false));
  private static final String TRAIN = "train";

  /** Of two exponential distributions of means 1 and 2. */
  private static final double KOLMOGOROV_SMIRNOV = 0.25;

  private static final int WORDS = 60_000;

  @TempDir Path folder;

  @Test
  void numbersWithManyValuesAreComparedByTheirSketches() throws IOException {
    FeatureDistances sketched = measure(true);
    FeatureDistances coarse = measure(false);
    assertThat(sketched.note()).isEqualTo("from sketches: the bounds hold with 99% confidence");
    assertThat(coarse.note()).isEqualTo("from histograms: see the bounds");
    Bounded fine = sketched.values().get(Measure.KOLMOGOROV_SMIRNOV);
    Bounded rough = coarse.values().get(Measure.KOLMOGOROV_SMIRNOV);
    assertThat(fine.value()).isCloseTo(KOLMOGOROV_SMIRNOV, within(0.02));
    assertThat(fine.upper() - fine.lower()).isLessThan((rough.upper() - rough.lower()) / 3);
    assertThat(fine.lower()).isGreaterThanOrEqualTo(rough.lower());
    assertThat(fine.upper()).isLessThanOrEqualTo(rough.upper());
    assertThat(sketched.values().get(Measure.WASSERSTEIN).value()).isCloseTo(1, within(0.05));
  }

  @Test
  void sketchesOfAnotherNumberOfExamplesAreNotUsed() throws IOException {
    String uri = artefact("one", 1);
    DatasetView other =
        new DatasetView(
            StatisticsFiles.read(STORAGE, uri, TRAIN).toBuilder().setNumExamples(7).build(),
            Sketches.of(STORAGE, uri, TRAIN));
    assertThat(other.shape(other.keys().iterator().next())).isEmpty();
  }

  @Test
  void stringsWithMoreValuesThanTheSketchKeepsStateBoundsThatHold() {
    Map<String, Double> first = new HashMap<>();
    Map<String, Double> second = new HashMap<>();
    FeatureDistances found =
        new DistanceMeter(new DatasetView(words(first, 0)), new DatasetView(words(second, 7)))
            .measure()
            .get(0);
    assertThat(found.note()).contains("with counts that may be too low");
    ValueDistances exact =
        new ValueDistances(
            new ListedValues(first, WORDS, first.size(), 0),
            new ListedValues(second, WORDS, second.size(), 0));
    assertThat(first.size()).isGreaterThan(FrequentItems.DEFAULT_LIMIT);
    assertHolds(found, Measure.L_INFTY, exact.infinity());
    assertHolds(found, Measure.NORMALIZED_ABSOLUTE_DIFFERENCE, exact.normalizedAbsolute());
    assertHolds(found, Measure.JENSEN_SHANNON_DIVERGENCE, exact.jensenShannon());
    assertHolds(found, Measure.POPULATION_STABILITY_INDEX, exact.stability());
  }

  private static void assertHolds(FeatureDistances found, Measure measure, Bounded exact) {
    Bounded bounds = found.values().get(measure);
    assertThat(exact.value()).isBetween(bounds.lower(), bounds.upper());
    assertThat(bounds.upper() - bounds.lower()).isPositive();
  }

  /** Words whose frequency falls with the square root of their number. */
  private static DatasetFeatureStatistics words(Map<String, Double> counts, int moved) {
    Random random = new Random(moved);
    return StatisticsOf.examples(
        WORDS,
        (i, b) -> {
          int word = (int) (10_000 * Math.pow(random.nextDouble(), 2));
          String text = "w" + (word < 20 ? word + moved : word);
          counts.merge(text, 1.0, Double::sum);
          b.putBytes("x", text.getBytes(StandardCharsets.UTF_8));
        });
  }

  private FeatureDistances measure(boolean sketches) throws IOException {
    DatasetView first = view(artefact("first" + sketches, 1), sketches);
    DatasetView second = view(artefact("second" + sketches, 2), sketches);
    return new DistanceMeter(first, second).measure().get(0);
  }

  private static DatasetView view(String uri, boolean sketches) {
    return new DatasetView(
        StatisticsFiles.read(STORAGE, uri, TRAIN),
        sketches ? Sketches.of(STORAGE, uri, TRAIN) : Sketches.NONE);
  }

  private String artefact(String name, double mean) throws IOException {
    String uri = Files.createDirectories(folder.resolve(name)).toString();
    Random random = new Random((long) mean);
    StatisticsOf.artefact(
        STORAGE,
        uri,
        TRAIN,
        20_000,
        (i, b) -> b.putFloats("x", (float) (-mean * Math.log(1 - random.nextDouble()))));
    return uri;
  }
}
