package io.millrace.transforms.statistics.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.TextFormat;
import io.millrace.artifacts.MillraceException;
import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.schema.SchemaUpdate;
import io.millrace.transforms.statistics.StatisticsOf;
import io.millrace.transforms.statistics.generator.PerFeature;
import io.millrace.transforms.testing.ExampleFolder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.Histogram;
import org.tensorflow.metadata.v0.NaturalLanguageStatistics;
import org.tensorflow.metadata.v0.NaturalLanguageStatistics.TokenStatistics;
import org.tensorflow.metadata.v0.RankHistogram;
import org.tensorflow.metadata.v0.Schema;

class LanguageStatisticsTest {
  private static final Map<String, Vocabulary> WORDS =
      Map.of("v", Vocabulary.of(List.of("a", " bb ", "ccc", "é", "?")));

  @Test
  void stringsAreCoveredUnlessTheyStandForUnknownOnes() throws Exception {
    NaturalLanguageStatistics found =
        of(
            texts(List.of("a", "bb", "?", "-"), List.of(), List.of("é", "bb")),
            """
            coverage { excluded_string_tokens: "-" oov_string_tokens: "?" }
            sequence_length_constraints { excluded_string_value: "-" }
            token_constraints { string_value: "bb" } token_constraints { string_value: "no" }
            """);
    // Five tokens are not excluded, of which "?" is unknown; "é" is one character.
    assertThat(found.getFeatureCoverage()).isEqualTo(4 / 5.0);
    assertThat(found.getAvgTokenLength()).isEqualTo((1 + 2 + 1 + 2) / 4.0);
    assertThat(found.getMinSequenceLength()).isEqualTo(2);
    assertThat(found.getMaxSequenceLength()).isEqualTo(3);
    assertThat(found.getRankHistogram().getBucketsList())
        .extracting(RankHistogram.Bucket::getLabel, RankHistogram.Bucket::getSampleCount)
        .startsWith(tuple("bb", 2.0))
        .hasSize(3);
    TokenStatistics token = found.getTokenStatistics(0);
    assertThat(token.getFrequency()).isEqualTo(2);
    // The empty sequence counts.
    assertThat(token.getFractionOfSequences()).isEqualTo(2 / 3.0);
    assertThat(token.getPerSequenceMinFrequency()).isEqualTo(1);
    assertThat(token.getPerSequenceMaxFrequency()).isEqualTo(1);
    assertThat(token.getPerSequenceAvgFrequency()).isEqualTo(1);
    // The second of four and of two tokens: at 0.25 and 0.5, of ten buckets.
    assertThat(token.getPositions().getBucketsList())
        .extracting(Histogram.Bucket::getLowValue)
        .containsExactly(0.2, 0.5);
    assertThat(found.getTokenStatistics(1))
        .isEqualTo(TokenStatistics.newBuilder().setStringToken("no").build());
    assertThat(found.getReportedSequencesList())
        .containsExactly(
            "['a', 'bb', '?', '-']", "['é', 'bb']", "['a', 'bb', '?', '-']", "['é', 'bb']");
  }

  @Test
  void numbersAreCoveredByTheVocabulary() throws Exception {
    NaturalLanguageStatistics found =
        of(
            (i, b) -> {
              if (i == 0) {
                b.putLongs("t", 0, 1, 1, 7);
              } else if (i == 1) {
                b.putLongs("t", 4, 2);
              }
            },
            """
            vocabulary: "v" coverage { oov_string_tokens: "?" excluded_int_tokens: 2 }
            token_constraints { int_value: 1 } token_constraints { string_value: "bb" }
            sequence_length_constraints { excluded_int_value: 1 }
            """);
    // Of 0, 1, 1, 7 and 4 the last two have no token, or the one for unknown ones.
    assertThat(found.getFeatureCoverage()).isEqualTo(3 / 5.0);
    assertThat(found.getAvgTokenLength()).isEqualTo(5 / 3.0);
    assertThat(found.getMinSequenceLength()).isEqualTo(2);
    assertThat(found.getMaxSequenceLength()).isEqualTo(2);
    assertThat(found.getTokenStatisticsList())
        .extracting(TokenStatistics::getPerSequenceMaxFrequency)
        .containsExactly(2.0, 2.0);
    assertThat(found.getTokenStatisticsList())
        .extracting(TokenStatistics::getPerSequenceMinFrequency)
        .containsExactly(0.0, 0.0);
    // An example without the feature is no sequence.
    assertThat(found.getTokenStatistics(0).getFractionOfSequences()).isEqualTo(0.5);
    // 4 is "?" and 2 is "ccc", which coverage excludes but this figure does not.
    assertThat(found.getReportedSequencesList()).startsWith("['?', 'ccc']", "['a', 'bb', 'bb', 7]");
  }

  @Test
  void anomaliesFollow() throws Exception {
    Schema schema =
        schema(
            """
            coverage { min_coverage: 0.9 min_avg_token_length: 2 oov_string_tokens: "?" }
            token_constraints { string_value: "a" max_per_sequence: 1 min_fraction_of_sequences: 1 }
            """);
    DatasetFeatureStatistics statistics =
        statistics(3, texts(List.of("a", "a", "?"), List.of("b"), List.of("a")), schema);
    AnomalyInfo found =
        SchemaUpdate.of(schema, statistics, 400, Optional.empty()).anomalies().get("t");
    assertThat(found.getReasonList())
        .extracting(AnomalyInfo.Reason::getType)
        .containsExactly(
            AnomalyInfo.Type.FEATURE_COVERAGE_TOO_LOW,
            AnomalyInfo.Type.FEATURE_COVERAGE_TOO_SHORT_AVG_TOKEN_LENGTH,
            AnomalyInfo.Type.SEQUENCE_VALUE_TOO_SMALL_FRACTION,
            AnomalyInfo.Type.SEQUENCE_VALUE_TOO_MANY_OCCURRENCES);
    assertThat(found.getDescription())
        .contains("Fraction of tokens in the vocabulary: 0.8 is lower than")
        .contains("Average token length is: 1 which is lower than")
        .contains("Fraction of sequences with value: a is: 0.666667 which is lower than")
        .contains("Value: a occurs at most: 2 times");
  }

  @Test
  void aDomainThatSaysNothingAndOtherTypesHaveNone() throws Exception {
    assertThat(custom(statistics(3, texts(List.of("a")), schema("")))).isEmpty();
    assertThat(
            custom(
                statistics(
                    1, (i, b) -> b.putFloats("t", 1), schema("coverage { min_coverage: 1 }"))))
        .isEmpty();
  }

  @Test
  void theOrderOfExamplesAndTheirPartsDoNotShow() throws Exception {
    Random random = new Random(5);
    List<List<String>> sequences = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      List<String> tokens = new ArrayList<>();
      for (int k = random.nextInt(9); k > 0; k--) {
        tokens.add("t" + random.nextInt(60));
      }
      sequences.add(tokens);
    }
    LanguageStatistics generator =
        LanguageStatistics.of(
            schema("coverage { oov_string_tokens: 't1' } token_constraints { string_value: 't2' }"),
            10,
            10,
            1000,
            Map.of());
    PerFeature all = new PerFeature(generator);
    DatasetFeatureStatistics whole =
        StatisticsOf.inParts(all, 500, 500, sequences(List.copyOf(sequences)));
    assertThat(custom(whole)).hasSize(1);
    Collections.shuffle(sequences, random);
    for (int part : new int[] {500, 120, 7}) {
      assertThat(StatisticsOf.inParts(all, 500, part, sequences(sequences))).isEqualTo(whole);
    }
  }

  @Test
  void tooManyTokensLeaveAnErrorThatIsStated() throws Exception {
    DatasetFeatureStatistics found =
        statistics(
            3000,
            (i, b) -> b.putBytesList("t", List.of(bytes("often"), bytes("x" + i), bytes("y" + i))),
            schema("coverage { oov_string_tokens: '?' }"));
    double error =
        custom(found).stream()
            .filter(c -> c.getName().equals(LanguageStatistics.FREQUENCY_ERROR))
            .findFirst()
            .orElseThrow()
            .getNum();
    RankHistogram.Bucket first = message(found).getRankHistogram().getBuckets(0);
    assertThat(first.getLabel()).isEqualTo("often");
    assertThat(first.getSampleCount()).isBetween(3000 - error, 3000.0);
    assertThat(error).isBetween(1.0, 9000.0 / 2048);
  }

  @Test
  void textIsWrittenAsPythonDoes() throws Exception {
    // What repr() of Python 3.11 gives.
    NaturalLanguageStatistics found =
        of(
            texts(List.of("it's", "\"'", "a\n\t\\", "\u0001\u00ad\u200b", "né €\uD83D\uDE00")),
            "coverage { oov_string_tokens: '?' }");
    assertThat(found.getReportedSequences(0))
        .isEqualTo("[\"it's\", '\"\\'', 'a\\n\\t\\\\', '\\x01\\xad\\u200b', 'né €\uD83D\uDE00']");
    found = of(texts(List.of("x".repeat(3000))), "coverage { oov_string_tokens: '?' }");
    assertThat(found.getReportedSequences(0)).hasSize(1024).endsWith("x…");
  }

  @Test
  void partsOfOtherRulesAreNotMerged() throws Exception {
    LanguageStatistics one =
        LanguageStatistics.of(schema("vocabulary: 'v'"), 10, 10, 100, Map.of());
    LanguageStatistics other =
        LanguageStatistics.of(schema("vocabulary: 'w'"), 10, 10, 100, Map.of());
    assertThat(one.countsBy()).isNotEqualTo(other.countsBy());
    assertThat(one.countsBy())
        .isEqualTo(LanguageStatistics.of(schema("vocabulary: 'v'"), 10, 5, 9, WORDS).countsBy());
    assertThatThrownBy(() -> new TokenCounts(10).merge(new TokenCounts(20)))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining(
            "num_histogram_buckets: found statistics of tokens with 10 and with 20");
  }

  private static NaturalLanguageStatistics of(ExampleFolder.Filler filler, String domain)
      throws Exception {
    return message(statistics(3, filler, schema(domain)));
  }

  private static NaturalLanguageStatistics message(DatasetFeatureStatistics statistics)
      throws Exception {
    return custom(statistics).get(0).getAny().unpack(NaturalLanguageStatistics.class);
  }

  private static List<CustomStatistic> custom(DatasetFeatureStatistics statistics) {
    return statistics.getFeatures(0).getCustomStatsList().stream()
        .filter(c -> c.getName().startsWith("nl_"))
        .toList();
  }

  private static DatasetFeatureStatistics statistics(
      int count, ExampleFolder.Filler filler, Schema schema) {
    return StatisticsOf.examples(count, filler, Map.of(), schema, WORDS).getDatasets(0);
  }

  private static Schema schema(String domain) throws TextFormat.ParseException {
    return TextFormat.parse(
        "feature { name: 't' type: BYTES natural_language_domain { " + domain + " } }",
        Schema.class);
  }

  @SafeVarargs
  private static ExampleFolder.Filler texts(List<String>... sequences) {
    return sequences(Arrays.asList(sequences));
  }

  private static ExampleFolder.Filler sequences(List<List<String>> sequences) {
    return (i, b) -> put(b, sequences.get(Math.min(i, sequences.size() - 1)));
  }

  private static void put(ExampleBuilder builder, List<String> tokens) {
    builder.putBytesList("t", tokens.stream().map(LanguageStatisticsTest::bytes).toList());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
