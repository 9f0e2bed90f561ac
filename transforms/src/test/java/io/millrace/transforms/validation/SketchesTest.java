package io.millrace.transforms.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.statistics.StatisticsFiles;
import io.millrace.transforms.statistics.StatisticsOf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SketchesTest {
  private static final Storage STORAGE = new HadoopStorage(new Configuration(false));
  private static final String TRAIN = "train";

  /** Of two exponential distributions of means 1 and 2. */
  private static final double KOLMOGOROV_SMIRNOV = 0.25;

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
