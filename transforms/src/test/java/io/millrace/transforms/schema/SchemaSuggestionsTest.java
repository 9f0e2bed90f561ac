package io.millrace.transforms.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.TextFormat;
import io.millrace.transforms.statistics.StatisticsOf;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.Schema;

class SchemaSuggestionsTest {
  private static final DatasetFeatureStatistics STATISTICS =
      StatisticsOf.examples(
          200,
          (i, record) -> {
            record.putLongs("age", i - 5);
            record.putFloats("fare", i / 10f);
            record.putLongs("at", 1_600_000_000L + i);
            record.putBytes("id", bytes("AB-%04d".formatted(i)));
            record.putBytes("day", bytes("2024-%02d-%02d".formatted(1 + i % 12, 1 + i % 7)));
            record.putBytes("free", bytes("x".repeat(i % 7) + (char) ('!' + i % 60) + i));
            if (i % 10 != 0) {
              record.putLongs("rare", i % 2);
            }
          });

  private static final Schema SCHEMA = SchemaInference.of(STATISTICS, SchemaGenOptions.DEFAULTS);

  @Test
  void manyValuesAreUniqueWithinTheErrorOfTheirEstimate() {
    DatasetFeatureStatistics ids =
        StatisticsOf.examples(
            20_000,
            (i, b) -> {
              b.putBytes("id", ("id" + i).getBytes(StandardCharsets.UTF_8));
              b.putBytes("twice", ("id" + i % 10_000).getBytes(StandardCharsets.UTF_8));
            });
    Schema schema = SchemaInference.of(ids, SchemaGenOptions.DEFAULTS);
    Map<String, Suggestion> found =
        SchemaSuggestions.of(schema, ids, EnumSet.of(Suggestion.Kind.UNIQUE)).stream()
            .collect(Collectors.toMap(Suggestion::name, s -> s));
    assertThat(found).containsOnlyKeys("id:unique");
    assertThat(found.get("id:unique").evidence())
        .startsWith("about ")
        .endsWith(" distinct among 20000 values");
    Schema unique = found.get("id:unique").applyTo(schema);
    assertThat(SchemaUpdate.of(unique, ids, 100).anomalies()).isEmpty();
  }

  @Test
  void rulesBeyondInferenceAreSuggestedWithTheirEvidence() {
    Map<String, Suggestion> found = suggestions(SCHEMA);
    assertThat(found)
        .containsOnlyKeys(
            "age:range",
            "at:date",
            "fare:range",
            "fare:non_negative",
            "free:unique",
            "id:pattern",
            "id:unique",
            "rare:presence");
    assertThat(found.get("age:range").changeText()).isEqualTo("int_domain { min: -5 max: 194 }");
    assertThat(found.get("age:range").evidence()).startsWith("-5 to 194 among 200 values");
    assertThat(found.get("at:date").changeText())
        .isEqualTo("time_domain { integer_format: UNIX_SECONDS }");
    assertThat(found.get("id:pattern").changeText())
        .isEqualTo("annotation { tag: \"millrace:pattern=[A-Z]{2}\\\\-[0-9]{4}\" }");
    assertThat(found.get("rare:presence").evidence())
        .isEqualTo(
            "present in 180 of 200 examples, missing in 20: a fraction of 0.9, at least 0.8595"
                + " with a probability of 95%");
    assertThat(found.get("id:unique").evidence()).isEqualTo("200 distinct among 200 values");
  }

  @Test
  void daysInASmallDomainAreFoundOnceTheDomainIsGone() {
    Schema.Builder open = SCHEMA.toBuilder();
    open.getFeatureBuilderList().stream()
        .filter(f -> f.getName().equals("day"))
        .forEach(f -> f.clearDomainInfo());
    assertThat(suggestions(open.build()).get("day:date").changeText())
        .isEqualTo("time_domain { string_format: \"%Y-%m-%d\" }");
  }

  @Test
  void anAppliedSuggestionIsCheckedAndNotMadeAgain() throws Exception {
    Schema applied = suggestions(SCHEMA).get("id:pattern").applyTo(SCHEMA);
    applied = suggestions(SCHEMA).get("id:unique").applyTo(applied);
    assertThat(suggestions(applied)).doesNotContainKeys("id:pattern", "id:unique");
    assertThat(SchemaUpdate.of(applied, STATISTICS, 100).anomalies()).isEmpty();
    DatasetFeatureStatistics other =
        StatisticsOf.examples(10, (i, r) -> r.putBytes("id", bytes(i < 8 ? "AB-0001" : "ab")));
    Schema only = TextFormat.parse("feature { name: 'id' type: BYTES }", Schema.class);
    for (Suggestion each :
        List.of(suggestions(SCHEMA).get("id:pattern"), suggestions(SCHEMA).get("id:unique"))) {
      only = each.applyTo(only);
    }
    assertThat(SchemaUpdate.of(only, other, 100).anomalies().get("id").getReasonList())
        .extracting(r -> r.getType().name() + ": " + r.getDescription())
        .containsExactly(
            "CUSTOM_VALIDATION: Some values do not match the pattern of the schema. (found: 2 of 10"
                + " values: \"ab\" 2; expected: [A-Z]{2}\\-[0-9]{4})",
            "CUSTOM_VALIDATION: Some values occur more than once. (found: 2 distinct among 10"
                + " values: \"AB-0001\" 8, \"ab\" 2; expected: all distinct)");
  }

  @Test
  void onlyWhatIsAskedForIsSuggested() {
    assertThat(SchemaSuggestions.of(SCHEMA, STATISTICS, EnumSet.of(Suggestion.Kind.PRESENCE)))
        .extracting(Suggestion::name)
        .containsExactly("rare:presence");
  }

  @Test
  void boundsAreThoseOfTheFormulas() {
    // Wilson: (0.9 + z^2/400 - z sqrt(0.09/200 + z^2/160000)) / (1 + z^2/200), z = 1.644854.
    assertThat(Bounds.share(180, 200)).isCloseTo(0.859593, within(1e-5));
    // Wilks: 93 values give 95% with a probability of 95%.
    assertThat(Bounds.between(93)).isCloseTo(0.95, within(1e-3));
    assertThat(Bounds.between(1)).isZero();
    assertThat(Bounds.above(59)).isCloseTo(0.9505, within(1e-4));
  }

  private static Map<String, Suggestion> suggestions(Schema schema) {
    return SchemaSuggestions.of(schema, STATISTICS, EnumSet.allOf(Suggestion.Kind.class)).stream()
        .collect(Collectors.toMap(Suggestion::name, s -> s));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
