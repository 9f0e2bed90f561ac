package io.millrace.transforms.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.SequenceExampleBuilder;
import io.millrace.transforms.statistics.accumulator.SplitAccumulator;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.tensorflow.metadata.v0.CommonStatistics;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.FeatureType;
import org.tensorflow.metadata.v0.ImageDomain;
import org.tensorflow.metadata.v0.IntDomain;
import org.tensorflow.metadata.v0.PresenceAndValencyStatistics;
import org.tensorflow.metadata.v0.Schema;

class SplitAccumulatorTest {
  private static final Schema NO_SCHEMA = Schema.getDefaultInstance();

  @Property(tries = 60)
  void mergedPartsEqualTheWhole(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 3000) int size,
      @ForAll @IntRange(min = 1, max = 6) int parts,
      @ForAll boolean kept) {
    StatisticsGenOptions options =
        options(
            Map.of(
                "weight_feature",
                "w",
                "slicing_specs",
                List.of(Map.of("feature_keys", List.of("c")))));
    List<byte[]> records = records(new Random(seed), size);
    SplitAccumulator whole = StatisticsOf.count(records, options, NO_SCHEMA, false);
    SplitAccumulator merged = new SplitAccumulator(whole.settings());
    for (int part = 0; part < parts; part++) {
      List<byte[]> some = new ArrayList<>();
      for (int i = part; i < size; i += parts) {
        some.add(records.get(i));
      }
      SplitAccumulator one = StatisticsOf.count(some, options, NO_SCHEMA, false);
      if (kept) {
        StateOutput out = new StateOutput();
        one.write(out);
        merged.mergeFrom(new StateInput(out.toByteArray()));
      } else {
        merged.merge(one);
      }
    }
    DatasetFeatureStatisticsList expected = DatasetMessage.of(whole, options);
    DatasetFeatureStatisticsList found = DatasetMessage.of(merged, options);
    assertThat(found.getDatasetsCount()).isEqualTo(expected.getDatasetsCount());
    for (int i = 0; i < expected.getDatasetsCount(); i++) {
      compare(found.getDatasets(i), expected.getDatasets(i));
    }
  }

  private static void compare(DatasetFeatureStatistics found, DatasetFeatureStatistics expected) {
    assertThat(found.getName()).isEqualTo(expected.getName());
    assertThat(found.getNumExamples()).isEqualTo(expected.getNumExamples());
    assertThat(found.getWeightedNumExamples())
        .isCloseTo(expected.getWeightedNumExamples(), within(1e-6));
    assertThat(found.getFeaturesCount()).isEqualTo(expected.getFeaturesCount());
    for (int i = 0; i < expected.getFeaturesCount(); i++) {
      FeatureNameStatistics f = found.getFeatures(i);
      FeatureNameStatistics e = expected.getFeatures(i);
      assertThat(f.getPath()).isEqualTo(e.getPath());
      assertThat(f.getType()).isEqualTo(e.getType());
      if (e.hasStringStats()) {
        assertThat(f.getStringStats().getUnique()).isEqualTo(e.getStringStats().getUnique());
        assertThat(f.getStringStats().getRankHistogram())
            .isEqualTo(e.getStringStats().getRankHistogram());
        assertThat(unweighted(f.getStringStats().getCommonStats()))
            .isEqualTo(unweighted(e.getStringStats().getCommonStats()));
      } else {
        // To the bit: moments do not depend on any order.
        assertThat(f.getNumStats().getMean()).isEqualTo(e.getNumStats().getMean());
        assertThat(f.getNumStats().getStdDev()).isEqualTo(e.getNumStats().getStdDev());
        assertThat(f.getNumStats().getMin()).isEqualTo(e.getNumStats().getMin());
        assertThat(f.getNumStats().getMax()).isEqualTo(e.getNumStats().getMax());
        assertThat(f.getNumStats().getNumZeros()).isEqualTo(e.getNumStats().getNumZeros());
        assertThat(f.getNumStats().getWeightedNumericStats().getMean())
            .isCloseTo(e.getNumStats().getWeightedNumericStats().getMean(), within(1e-9));
        assertThat(unweighted(f.getNumStats().getCommonStats()))
            .isEqualTo(unweighted(e.getNumStats().getCommonStats()));
      }
    }
  }

  private static CommonStatistics unweighted(CommonStatistics common) {
    return common.toBuilder().clearWeightedCommonStats().build();
  }

  /** Examples with a number, a category, some lists, some of it missing, and a weight. */
  private static List<byte[]> records(Random random, int size) {
    List<byte[]> records = new ArrayList<>();
    ExampleBuilder builder = new ExampleBuilder();
    for (int i = 0; i < size; i++) {
      builder.reset();
      builder.putFloats("w", random.nextInt(4) / 2f);
      builder.putBytes("c", bytes("c" + random.nextInt(5)));
      if (random.nextInt(3) > 0) {
        builder.putFloats("x", (float) random.nextGaussian());
      }
      long[] list = new long[random.nextInt(4)];
      for (int j = 0; j < list.length; j++) {
        list[j] = random.nextInt(50) - 20;
      }
      builder.putLongs("list", list);
      records.add(builder.toByteArray());
    }
    return records;
  }

  @Test
  void slicesHoldTheExamplesOfTheirValues() {
    DatasetFeatureStatisticsList list =
        StatisticsOf.examples(
            5000,
            (i, b) -> {
              b.putBytes("state", bytes(i % 2 == 0 ? "CA" : "NY"));
              b.putLongs("age", i % 3, 7);
              b.putFloats("x", i);
            },
            Map.of(
                "slicing_specs",
                List.of(
                    Map.of("feature_keys", List.of("state")),
                    Map.of(
                        "feature_keys", List.of("state"), "feature_values", Map.of("age", "2")))),
            NO_SCHEMA);
    assertThat(list.getDatasetsList().stream().map(d -> d.getName() + " " + d.getNumExamples()))
        .containsExactly(
            "All Examples 5000",
            "age_2_state_CA 833",
            "age_2_state_NY 833",
            "state_CA 2500",
            "state_NY 2500");
    assertThat(feature(list.getDatasets(3), "x").getNumStats().getMean()).isEqualTo(2499);
    assertThat(feature(list.getDatasets(4), "x").getNumStats().getMax()).isEqualTo(4999);
    assertThat(feature(list.getDatasets(4), "age").getNumStats().getCommonStats().getTotNumValues())
        .isEqualTo(5000);
  }

  @Test
  void anExampleBelongsToTheSliceOfEachOfItsValuesOnce() {
    DatasetFeatureStatisticsList list =
        StatisticsOf.examples(
            10,
            (i, b) -> b.putLongs("age", 7, i, 7),
            Map.of("slicing_specs", List.of(Map.of("feature_keys", List.of("age")))),
            NO_SCHEMA);
    assertThat(list.getDatasetsCount()).isEqualTo(11);
    assertThat(list.getDatasets(8).getName()).isEqualTo("age_7");
    assertThat(list.getDatasets(8).getNumExamples()).isEqualTo(10);
    assertThat(list.getDatasets(9).getNumExamples()).isEqualTo(1);
  }

  @Test
  void tooManySlicesAreADataError() {
    assertThatThrownBy(
            () ->
                StatisticsOf.examples(
                    3000,
                    (i, b) -> b.putLongs("id", i),
                    Map.of("slicing_specs", List.of(Map.of("feature_keys", List.of("id")))),
                    NO_SCHEMA))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("found more than 2000 slices, 'id_2000' among them");
  }

  @Test
  void weightsWeighCountsMeansAndQuantiles() {
    DatasetFeatureStatistics dataset =
        StatisticsOf.examples(
                4,
                (i, b) -> {
                  b.putFloats("w", i);
                  b.putLongs("x", i * 10L);
                  b.putBytes("s", bytes(i == 3 ? "heavy" : "light"));
                  if (i == 2) {
                    b.putFloats("rare", 5, 6);
                  }
                },
                Map.of("weight_feature", "w"),
                NO_SCHEMA)
            .getDatasets(0);
    assertThat(dataset.getWeightedNumExamples()).isEqualTo(6);
    // (1*10 + 2*20 + 3*30) / 6 and its variance.
    FeatureNameStatistics x = feature(dataset, "x");
    assertThat(x.getNumStats().getWeightedNumericStats().getMean())
        .isCloseTo(140 / 6.0, within(1e-12));
    assertThat(x.getNumStats().getWeightedNumericStats().getStdDev())
        .isCloseTo(Math.sqrt(3600 / 6.0 - 140 * 140 / 36.0), within(1e-9));
    assertThat(x.getNumStats().getWeightedNumericStats().getMedian()).isEqualTo(30);
    assertThat(x.getNumStats().getMedian()).isEqualTo(20);
    assertThat(feature(dataset, "s").getStringStats().getWeightedStringStats().getTopValuesList())
        .extracting(v -> v.getValue() + " " + v.getFrequency())
        .containsExactly("light 3.0", "heavy 3.0");
    CommonStatistics rare = feature(dataset, "rare").getNumStats().getCommonStats();
    assertThat(rare.getWeightedCommonStats().getNumNonMissing()).isEqualTo(2);
    assertThat(rare.getWeightedCommonStats().getNumMissing()).isEqualTo(4);
    assertThat(rare.getWeightedCommonStats().getTotNumValues()).isEqualTo(4);
    assertThat(rare.getWeightedCommonStats().getAvgNumValues()).isEqualTo(2);
  }

  @Test
  void anExampleWithoutWeightIsADataErrorThatNamesIt() {
    assertThatThrownBy(
            () ->
                StatisticsOf.examples(
                    2000,
                    (i, b) -> {
                      b.putLongs("x", i);
                      if (i != 1500) {
                        b.putFloats("w", 1);
                      }
                    },
                    Map.of("weight_feature", "w"),
                    NO_SCHEMA))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("test: record 1500: feature 'w': found no number, or several");
  }

  @Test
  void onlyAllowedFeaturesAreCounted() {
    DatasetFeatureStatistics dataset =
        StatisticsOf.examples(
                3,
                (i, b) -> {
                  b.putLongs("x", i);
                  b.putLongs("y", i);
                  b.putFloats("w", 1);
                },
                Map.of("feature_allowlist", List.of("x"), "weight_feature", "w"),
                NO_SCHEMA)
            .getDatasets(0);
    assertThat(dataset.getFeaturesList()).extracting(StatisticsFiles::name).containsExactly("x");
    assertThat(dataset.getWeightedNumExamples()).isEqualTo(3);
  }

  @Test
  void theSchemaMakesIntegersCategoriesAndBytesOpaque() {
    Schema schema =
        Schema.newBuilder()
            .addFeature(
                Feature.newBuilder()
                    .setName("x")
                    .setType(FeatureType.INT)
                    .setIntDomain(IntDomain.newBuilder().setIsCategorical(true)))
            .addFeature(
                Feature.newBuilder()
                    .setName("image")
                    .setType(FeatureType.BYTES)
                    .setImageDomain(ImageDomain.getDefaultInstance()))
            .build();
    DatasetFeatureStatistics dataset =
        StatisticsOf.examples(
                10,
                (i, b) -> {
                  b.putLongs("x", i % 2 * 100);
                  b.putBytes("image", new byte[i + 1]);
                },
                Map.of(),
                schema)
            .getDatasets(0);
    FeatureNameStatistics x = feature(dataset, "x");
    assertThat(x.getType()).isEqualTo(FeatureNameStatistics.Type.INT);
    assertThat(x.getStringStats().getUnique()).isEqualTo(2);
    assertThat(x.getStringStats().getAvgLength()).isEqualTo(2);
    assertThat(x.getStringStats().getRankHistogram().getBuckets(0).getLabel()).isEqualTo("100");
    FeatureNameStatistics image = feature(dataset, "image");
    assertThat(image.getType()).isEqualTo(FeatureNameStatistics.Type.BYTES);
    assertThat(image.getBytesStats().getMaxNumBytesInt()).isEqualTo(10);
    assertThat(image.getBytesStats().getMinNumBytes()).isEqualTo(1);
    assertThat(image.getBytesStats().getAvgNumBytes()).isEqualTo(5.5f);
  }

  /** The figures are those that TFDV 1.16.1 gives for the same sequences. */
  @Test
  void featureListsAreNestedAsInTfx() {
    List<byte[]> records = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      SequenceExampleBuilder builder = new SequenceExampleBuilder();
      builder.context().putLongs("id", i);
      builder.putLongsSteps("steps", List.of(new long[] {1, 2}, new long[] {3}, new long[0]));
      if (i > 0) {
        builder.putLongsSteps("other", List.of(new long[] {7}));
      }
      records.add(builder.toByteArray());
    }
    DatasetFeatureStatistics dataset = StatisticsOf.sequences(records);
    assertThat(dataset.getFeaturesList())
        .extracting(StatisticsFiles::name)
        .containsExactly("##SEQUENCE##", "##SEQUENCE##.other", "##SEQUENCE##.steps", "id");
    CommonStatistics struct = dataset.getFeatures(0).getStructStats().getCommonStats();
    assertThat(struct.getNumNonMissing()).isEqualTo(3);
    assertThat(struct.getTotNumValues()).isEqualTo(3);
    CommonStatistics other = dataset.getFeatures(1).getNumStats().getCommonStats();
    assertThat(other.getNumNonMissing()).isEqualTo(2);
    assertThat(other.getNumMissing()).isEqualTo(1);
    CommonStatistics steps = dataset.getFeatures(2).getNumStats().getCommonStats();
    assertThat(steps.getMinNumValues()).isEqualTo(3);
    assertThat(steps.getMaxNumValues()).isEqualTo(3);
    assertThat(steps.getTotNumValues()).isEqualTo(9);
    assertThat(steps.getPresenceAndValencyStatsList())
        .containsExactly(presence(3, 3, 3, 9), presence(9, 0, 2, 9));
    assertThat(dataset.getFeatures(2).getNumStats().getMean()).isEqualTo(2);
    assertThat(dataset.getFeatures(2).getCustomStatsList())
        .extracting(c -> c.getName())
        .contains("level_2_value_list_length_quantiles", "level_2_value_list_length_standard");
  }

  @Test
  void boundsOfErrorsAreStatedWhereNumbersAreNotExact() {
    DatasetFeatureStatistics dataset =
        StatisticsOf.examples(
            5000,
            (i, b) -> {
              b.putFloats("few", i % 10);
              b.putFloats("many", i);
              b.putBytes("id", bytes("id" + i));
            });
    assertThat(feature(dataset, "few").getCustomStatsList()).isEmpty();
    assertThat(feature(dataset, "many").getCustomStatsList())
        .extracting(c -> c.getName())
        .containsExactly(StatisticsFiles.RANK_ERROR);
    assertThat(feature(dataset, "id").getCustomStatsList())
        .extracting(c -> c.getName())
        .containsExactly(StatisticsFiles.UNIQUE_ERROR, StatisticsFiles.FREQUENCY_ERROR);
    assertThat(feature(dataset, "id").getStringStats().getUnique())
        .isCloseTo(5000L, within(5000L / 25));
  }

  private static PresenceAndValencyStatistics presence(long present, long min, long max, long all) {
    return PresenceAndValencyStatistics.newBuilder()
        .setNumNonMissing(present)
        .setMinNumValues(min)
        .setMaxNumValues(max)
        .setTotNumValues(all)
        .build();
  }

  private static FeatureNameStatistics feature(DatasetFeatureStatistics dataset, String name) {
    return dataset.getFeaturesList().stream()
        .filter(f -> StatisticsFiles.name(f).equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static StatisticsGenOptions options(Map<String, ?> values) {
    return OptionsBinder.bind(StatisticsGenOptions.class, values);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
