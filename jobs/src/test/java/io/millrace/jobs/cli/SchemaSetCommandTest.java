package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.Schema;

/** The flags of {@code schema set}, one after the other, and the fields that they set. */
class SchemaSetCommandTest extends CommandHarness {
  private static final String SCHEMA =
      """
      feature { name: "text" type: BYTES }
      feature { name: "number" type: INT }
      feature { name: "real" type: FLOAT }
      feature { name: "trip" type: STRUCT struct_domain { feature { name: "leg" type: INT } } }
      feature { name: "limited" type: INT int_domain { min: 1 max: 2 } }
      string_domain { name: "colours" value: "red" }
      """;

  @TempDir Path folder;
  private Path schema;

  @BeforeEach
  void write() throws IOException {
    schema = Files.writeString(folder.resolve("schema.pbtxt"), SCHEMA);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "text | --domain colours | domain: 'colours'",
        "text | --domain-kind URL | url_domain {}",
        "text | --domain-kind MID | mid_domain {}",
        "text | --domain-kind AUDIO | audio_domain {}",
        "text | --domain-kind VIDEO | video_domain {}",
        "text | --domain-kind CONTENT_CHUNK | content_chunk_domain {}",
        "text | --true-value yes --false-value no | bool_domain { true_value: 'yes' false_value: 'no' }",
        "number | --domain-kind BOOL | bool_domain {}",
        "text | --time-format %Y-%m-%d | time_domain { string_format: '%Y-%m-%d' }",
        "number | --time-format UNIX_SECONDS | time_domain { integer_format: UNIX_SECONDS }",
        "text | --time-of-day-format %H:%M | time_of_day_domain { string_format: '%H:%M' }",
        "number | --time-of-day-format PACKED_64_NANOS | time_of_day_domain { integer_format: PACKED_64_NANOS }",
        "text | --domain-kind IMAGE --max-image-bytes 10 --min-image-fraction 0.5 | image_domain { minimum_supported_image_fraction: 0.5 max_image_byte_size: 10 }",
        "number | --vocabulary v --min-coverage 0.5 --min-token-length 2 --min-sequence-length 1 --max-sequence-length 9 | natural_language_domain { vocabulary: 'v' coverage { min_coverage: 0.5 min_avg_token_length: 2 } sequence_length_constraints { min_sequence_length: 1 max_sequence_length: 9 } }",
        "real | --embedding-dim 16 | float_domain { is_embedding: true embedding_dim: 16 }",
        "number | --values-per-level 1..1,0..5,2..,3 | value_counts { value_count { min: 1 max: 1 } value_count { min: 0 max: 5 } value_count { min: 2 } value_count { min: 3 max: 3 } }",
        "real | --drift-jensen-shannon 0.1 --drift-source QUANTILES | drift_comparator { jensen_shannon_divergence { threshold: 0.1 source { type: QUANTILES } } }",
        "real | --skew-jensen-shannon 0.1 --skew-source STANDARD | skew_comparator { jensen_shannon_divergence { threshold: 0.1 source { type: STANDARD } } }",
        "limited | --unset int_domain.max | int_domain { min: 1 }",
        "limited | --unset int_domain --unset drift_comparator.infinity_norm.threshold |",
        "limited | --no-domain --min-unique 1 --max-unique 4 | unique_constraints { min: 1 max: 4 }",
        "number | --merge sequence_metadata{sequential_status:SEQUENTIAL_YES} --merge annotation{tag:'a'} | annotation { tag: 'a' } sequence_metadata { sequential_status: SEQUENTIAL_YES }",
      })
  void aFlagSetsItsField(String name, String flags, String expected) throws IOException {
    assertThat(set(name, flags.split(" "))).as(err).isZero();
    Feature.Builder wanted = Feature.newBuilder();
    TextFormat.merge(expected == null ? "" : expected, wanted);
    Feature found = feature(name);
    assertThat(found.toBuilder().clearName().clearType().build()).isEqualTo(wanted.build());
  }

  @Test
  void featuresInStructsAreRequiredInTheirGroup() throws IOException {
    assertThat(set("trip.leg", "--required-in-group", "--min", "1")).as(err).isZero();
    Feature leg = feature("trip").getStructDomain().getFeature(0);
    assertThat(leg.getGroupPresence().getRequired()).isTrue();
    assertThat(leg.getIntDomain().getMin()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limited | --time-format UNIX_DAYS | feature 'limited' has INT_DOMAIN (expected:"
            + " TIME_DOMAIN; take the other out with --no-domain)",
        "text | --unset int_domains | --unset int_domains: Feature has no field 'int_domains' (did"
            + " you mean int_domain?)",
        "text | --unset name.x | --unset name.x: name is no single message with fields of its own",
        "text | --merge colour:1 | (expected: fields of Feature in schema.proto, as text)",
        "number | --values-per-level 5..1 | --values-per-level: minimum 5 maximum 1 (expected: a"
            + " minimum that is not above the maximum)",
        "number | --values-per-level 1..2..3 | 1..2..3 (expected: N..N, N.., ..N or N)",
        "text | --min-image-fraction 2 | --min-image-fraction 2.0 (expected: 0 to 1)",
        "text | --domain none-such | nothing was written",
      })
  void whatCannotBeIsRefused(String name, String flags, String message) throws IOException {
    assertThat(set(name, flags.split(" "))).isEqualTo(2);
    assertThat(err).contains(message);
    assertThat(schema).hasContent(SCHEMA);
  }

  @Test
  void theDatasetHasAllOtherFieldsOfTheSchema() throws IOException {
    assertThat(
            dataset(
                "--default-environment",
                "A,B",
                "--version-max-ratio",
                "2",
                "--ragged",
                "--merge",
                "weighted_feature { name: 'w' feature { step: 'real' } weight_feature { step:"
                    + " 'number' } }"))
        .as(err)
        .isZero();
    Schema edited = read();
    assertThat(edited.getDefaultEnvironmentList()).containsExactly("A", "B");
    assertThat(edited.getRepresentVariableLengthAsRagged()).isTrue();
    assertThat(edited.getWeightedFeature(0).getName()).isEqualTo("w");
    assertThat(
            dataset(
                "--default-environment",
                "none",
                "--unset",
                "dataset_constraints.num_examples_version_comparator.max_fraction_threshold",
                "--unset",
                "weighted_feature"))
        .as(err)
        .isZero();
    assertThat(read().getDefaultEnvironmentList()).isEmpty();
    assertThat(read().getWeightedFeatureList()).isEmpty();
    assertThat(
            read()
                .getDatasetConstraints()
                .getNumExamplesVersionComparator()
                .hasMaxFractionThreshold())
        .isFalse();
  }

  private int set(String name, String... flags) {
    return run("feature", List.of(name), flags);
  }

  private int dataset(String... flags) {
    return run("dataset", List.of(), flags);
  }

  private int run(String what, List<String> names, String... flags) {
    List<String> arguments = new ArrayList<>(List.of("schema", "set", what));
    arguments.addAll(names);
    arguments.addAll(List.of("--schema", schema.toString()));
    arguments.addAll(List.of(flags));
    return millrace(arguments.toArray(String[]::new));
  }

  private Feature feature(String name) throws IOException {
    return read().getFeatureList().stream()
        .filter(f -> f.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Schema read() throws IOException {
    return TextFormat.parse(Files.readString(schema), Schema.class);
  }
}
