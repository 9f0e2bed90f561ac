package io.millrace.transforms.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.TextFormat;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.statistics.accumulator.SplitAccumulator;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import io.millrace.transforms.testing.ExampleFolder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.Schema;

class GeneratorsTest {
  private static final Map<String, ?> DOMAINS = Map.of("enable_semantic_domain_stats", true);

  @ParameterizedTest
  @CsvSource({
    "yyyy-MM-dd, '', %Y-%m-%d",
    "yyyyMMdd, '', %Y%m%d",
    "MM/dd/yyyy, '', %m/%d/%Y",
    "dd-MMMM-yy, '', %d-%B-%y",
    "yyyy-MM-dd, T13:01:59, %Y-%m-%dT%H:%M:%S",
    "yyyy/MM/dd, ' 23:59:60.125', %Y/%m/%d %H:%M:%S.%f",
    "EEE MMM dd, ' 10:47:02 2018', %a %b %d %H:%M:%S %Y",
  })
  void datesAreFoundInTheirFormat(String format, String time, String directives) {
    DateTimeFormatter formatter = DateTimeFormatter.ofPattern(format, Locale.US);
    LocalDate first = LocalDate.of(2018, 11, 20);
    DatasetFeatureStatistics found =
        with(
            150,
            (i, b) -> b.putBytes("t", bytes(first.plusDays(i).format(formatter) + time)),
            DOMAINS);
    assertThat(feature(found, "t").getCustomStatsList())
        .extracting(CustomStatistic::getStr)
        .contains("time_domain {string_format: '" + directives + "'}");
    assertThat(number(found, "t", "time_match_ratio")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"15000, 5", "1500000000, 1", "1500000000000, 2", "1500000000000000, 3"})
  void integersNearTodayAreTimes(long value, int format) {
    DatasetFeatureStatistics found = with(120, (i, b) -> b.putLongs("t", value + i), DOMAINS);
    assertThat(text(found, "t", "domain_info"))
        .isEqualTo("time_domain {integer_format: " + format + "}");
  }

  @Test
  void textIsNaturalLanguageAndFewOrOtherValuesAreNot() {
    DatasetFeatureStatistics found =
        with(
            200,
            (i, b) -> {
              b.putBytes("text", bytes(i % 10 == 0 ? "x" : "the quick brown fox number " + i));
              b.putBytes("id", bytes("id-" + i));
              if (i < 99) {
                b.putBytes("few", bytes("the quick brown fox"));
              }
              b.putBytes("broken", i == 150 ? new byte[] {-1} : bytes("the quick brown fox"));
            },
            DOMAINS);
    assertThat(text(found, "text", "domain_info")).isEqualTo("natural_language_domain {}");
    assertThat(number(found, "text", "natural_language_match_rate")).isEqualTo(0.9);
    for (String name : List.of("id", "few", "broken")) {
      assertThat(feature(found, name).getCustomStatsList()).as(name).isEmpty();
    }
  }

  @Test
  void aSampleOfTheRowsIsLookedAt() {
    DatasetFeatureStatistics found =
        with(
            1000,
            (i, b) -> b.putBytes("t", bytes("2020-01-0" + (1 + i % 9))),
            Map.of(
                "enable_semantic_domain_stats", true, "semantic_domain_stats_sample_rate", 0.05));
    assertThat(feature(found, "t").getCustomStatsList()).isEmpty();
  }

  /** The figures follow from TFDV's definitions: rows without any of the parts do not count. */
  @Test
  void partsOfSparseAndWeightedFeaturesAreCompared() throws Exception {
    Schema schema =
        TextFormat.parse(
            """
            sparse_feature { name: "s" value_feature { name: "v" }
              index_feature { name: "i" } index_feature { name: "j" } }
            weighted_feature { name: "w" feature { step: "v" } weight_feature { step: "i" } }
            """,
            Schema.class);
    ExampleFolder.Filler filler =
        (i, b) -> {
          switch (i) {
            case 0 -> b.putLongs("v", 1, 2).putLongs("i", 1, 2).putLongs("j", 1, 2);
            case 1 -> b.putLongs("v", 1, 2, 3).putLongs("i", 1);
            case 2 -> b.putLongs("i", 1, 2).putLongs("j", 1);
            default -> b.putLongs("other", 1);
          }
        };
    DatasetFeatureStatistics found =
        StatisticsOf.examples(4, filler, Map.of(), schema).getDatasets(0);
    assertThat(number(found, "s", "missing_value")).isEqualTo(1);
    assertThat(ranks(found, "missing_index")).containsExactly("i 0", "j 1");
    assertThat(ranks(found, "min_length_diff")).containsExactly("i -2", "j -3");
    assertThat(ranks(found, "max_length_diff")).containsExactly("i 2", "j 1");
    assertThat(number(found, "w", "missing_value")).isEqualTo(1);
    assertThat(number(found, "w", "missing_weight")).isZero();
    assertThat(number(found, "w", "min_weight_length_diff")).isEqualTo(-2);
    assertThat(number(found, "w", "max_weight_length_diff")).isEqualTo(2);
  }

  @Test
  void partsThatAreMergedGiveTheSame() {
    StatisticsGenOptions options = OptionsBinder.bind(StatisticsGenOptions.class, DOMAINS);
    Schema schema = Schema.getDefaultInstance();
    List<byte[]> records = new ArrayList<>();
    ExampleBuilder builder = new ExampleBuilder();
    for (int i = 0; i < 300; i++) {
      builder.reset();
      builder.putBytes("t", bytes("2020-01-0" + (1 + i % 9)));
      builder.putLongs("u", 1_500_000_000 + i);
      builder.putBytes("text", bytes("some words and number " + i));
      records.add(builder.toByteArray());
    }
    SplitAccumulator whole = StatisticsOf.count(records, options, schema, false);
    SplitAccumulator merged = new SplitAccumulator(whole.settings());
    for (int from = 0; from < 300; from += 60) {
      StateOutput out = new StateOutput();
      StatisticsOf.count(records.subList(from, from + 60), options, schema, false).write(out);
      merged.mergeFrom(new StateInput(out.toByteArray()));
    }
    assertThat(DatasetMessage.of(merged, options)).isEqualTo(DatasetMessage.of(whole, options));
    assertThat(text(DatasetMessage.of(merged, options).getDatasets(0), "u", "domain_info"))
        .isEqualTo("time_domain {integer_format: 1}");
  }

  @Test
  void pairsOfNumbersAreCorrelated() {
    DatasetFeatureStatistics found =
        with(
            2000,
            (i, b) -> {
              b.putLongs("a", i);
              b.putFloats("b", -2f * i + 5);
              b.putFloats("c", i % 2 == 0 ? Float.NaN : i % 4);
              b.putLongs("lists", i, i);
              b.putBytes("s", bytes("x"));
              if (i < 10) {
                b.putLongs("constant", 3);
              }
            },
            Map.of("all_cross_features", true, "cross_feature_sample_rate", 1));
    assertThat(found.getCrossFeaturesList())
        .extracting(c -> c.getPathX().getStep(0) + c.getPathY().getStep(0) + " " + c.getCount())
        .containsExactly(
            "ab 2000", "ac 1000", "aconstant 10", "bc 1000", "bconstant 10", "cconstant 5");
    assertThat(found.getCrossFeatures(0).getNumCrossStats().getCorrelation()).isEqualTo(-1);
    // The variance of 0 to 1999, times the slope.
    assertThat(found.getCrossFeatures(0).getNumCrossStats().getCovariance())
        .isEqualTo(-2 * (2000f * 2000 - 1) / 12);
    assertThat(found.getCrossFeatures(2).getNumCrossStats().getCorrelation()).isZero();
  }

  @Test
  void someOfTheRowsAreCrossedByDefault() {
    DatasetFeatureStatistics found =
        with(
            5000,
            (i, b) -> b.putLongs("x", i).putLongs("y", i * i % 7).putLongs("z", 1),
            Map.of("cross_features", List.of(Map.of("x", "y", "y", "x"))));
    assertThat(found.getCrossFeaturesCount()).isEqualTo(1);
    assertThat(found.getCrossFeatures(0).getPathX().getStep(0)).isEqualTo("y");
    assertThat(found.getCrossFeatures(0).getCount()).isBetween(350L, 650L);
  }

  @Test
  void generatorsOfTheUserAreFoundByTheirNames() {
    DatasetFeatureStatistics found =
        with(
            10,
            (i, b) -> b.putBytes("s", bytes("x".repeat(i))),
            Map.of(
                "generators", List.of("io.millrace.transforms.statistics.generator.TextLengths")));
    assertThat(number(found, "s", "bytes")).isEqualTo(45);
  }

  @Test
  void aGeneratorThatIsNoneIsAUsageError() {
    assertThatThrownBy(() -> with(1, (i, b) -> {}, Map.of("generators", List.of("com.example.X"))))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("generators: com.example.X: no such class");
    assertThatThrownBy(
            () -> with(1, (i, b) -> {}, Map.of("generators", List.of("java.lang.Object"))))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("java.lang.Object is no io.millrace.transforms.statistics.generator");
  }

  private static DatasetFeatureStatistics with(
      int count, ExampleFolder.Filler filler, Map<String, ?> options) {
    return StatisticsOf.examples(count, filler, options, Schema.getDefaultInstance())
        .getDatasets(0);
  }

  private static List<String> ranks(DatasetFeatureStatistics dataset, String name) {
    return custom(dataset, "s", name).getRankHistogram().getBucketsList().stream()
        .map(b -> b.getLabel() + " " + (int) b.getSampleCount())
        .toList();
  }

  private static String text(DatasetFeatureStatistics dataset, String feature, String name) {
    return custom(dataset, feature, name).getStr();
  }

  private static double number(DatasetFeatureStatistics dataset, String feature, String name) {
    return custom(dataset, feature, name).getNum();
  }

  private static CustomStatistic custom(
      DatasetFeatureStatistics dataset, String feature, String name) {
    return feature(dataset, feature).getCustomStatsList().stream()
        .filter(c -> c.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(feature(dataset, feature).getCustomStatsList()));
  }

  private static FeatureNameStatistics feature(DatasetFeatureStatistics dataset, String name) {
    return dataset.getFeaturesList().stream()
        .filter(f -> StatisticsFiles.name(f).equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
