package io.millrace.transforms.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.TextFormat;
import io.millrace.artifacts.MillraceException;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.MalformedExampleException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.tensorflow.metadata.v0.Schema;

class InstanceValidatorTest {
  private static final String SCHEMA =
      """
      default_environment: "TRAINING"
      default_environment: "SERVING"
      feature { name: "company" type: BYTES presence { min_fraction: 1 min_count: 1 }
        value_count { min: 1 max: 1 } domain: "company" }
      feature { name: "fare" type: FLOAT presence { min_count: 1 }
        float_domain { min: 0 max: 100 disallow_nan: true } }
      feature { name: "hour" type: INT shape { dim { size: 1 } }
        int_domain { min: 0 max: 23 } }
      feature { name: "tip" type: INT presence { min_fraction: 1 } bool_domain {}
        not_in_environment: "SERVING" }
      feature { name: "note" type: BYTES }
      feature { name: "old" type: BYTES lifecycle_stage: DEPRECATED }
      string_domain { name: "company" value: "Blue" value: "Gelb" }
      """;

  @Test
  void anExampleThatFitsHasNoAnomalies() {
    assertThat(reasons(b -> {})).isEmpty();
    assertThat(reasons(b -> b.putNone("fare"))).isEmpty();
    assertThat(reasons(b -> b.putBytes("old", utf8("x")))).isEmpty();
  }

  @Test
  void whatDoesNotFitIsNamedByFeatureAndType() {
    assertThat(reasons(b -> b.putBytes("company", utf8("Rot"))))
        .containsExactly("company_ENUM_TYPE_UNEXPECTED_STRING_VALUES");
    assertThat(reasons(b -> b.putFloats("fare", -1f)))
        .containsExactly("fare_FLOAT_TYPE_SMALL_FLOAT");
    assertThat(reasons(b -> b.putFloats("fare", 5f, Float.NaN)))
        .containsExactly("fare_FLOAT_TYPE_HAS_NAN");
    assertThat(reasons(b -> b.putLongs("hour", 24))).containsExactly("hour_INT_TYPE_BIG_INT");
    assertThat(reasons(b -> b.putLongs("hour", 1, 2)))
        .containsExactly("hour_INVALID_FEATURE_SHAPE");
    assertThat(reasons(b -> b.putLongs("tip", 2))).containsExactly("tip_BOOL_TYPE_BIG_INT");
    assertThat(reasons(b -> b.putLongs("fare", 2))).contains("fare_UNEXPECTED_DATA_TYPE");
    assertThat(reasons(b -> b.putLongs("surprise", 2)))
        .containsExactly("surprise_SCHEMA_NEW_COLUMN");
    assertThat(reasons(b -> b.putBytes("company", new byte[] {(byte) 0xff})))
        .contains("company_ENUM_TYPE_INVALID_UTF8");
  }

  @Test
  void aFeatureThatEachExampleHasMayNotBeMissing() {
    assertThat(reasons(b -> b.putNone("company"))).containsExactly("company_SCHEMA_MISSING_COLUMN");
    byte[] none = new ExampleBuilder().toByteArray();
    assertThat(InstanceValidator.reasons(validator(Optional.empty()).validate(none)))
        .containsExactly("company_SCHEMA_MISSING_COLUMN", "tip_SCHEMA_MISSING_COLUMN");
  }

  @Test
  void environmentsDecideWhatMustBeThere() {
    byte[] example = example(b -> b.putNone("tip"));
    assertThat(validator(Optional.of("SERVING")).validate(example).getAnomalyInfoMap()).isEmpty();
    assertThat(validator(Optional.of("TRAINING")).validate(example).getAnomalyInfoMap())
        .containsOnlyKeys("tip");
    assertThatThrownBy(() -> validator(Optional.of("TESTING")))
        .isInstanceOf(MillraceException.class);
  }

  @Test
  void bytesThatAreNoExampleAreRefused() {
    assertThatThrownBy(() -> validator(Optional.empty()).validate(new byte[] {10, 99}))
        .isInstanceOf(MalformedExampleException.class);
  }

  @Test
  void theCompiledSchemaAcceptsNothingThatTheWholeValidationRefuses() {
    InstanceValidator quick = validator(Optional.empty());
    // A feature with a rule that is not compiled sends every example to the whole validation.
    Schema.Builder slow = schema().toBuilder();
    slow.addSparseFeatureBuilder()
        .setName("sparse")
        .addIndexFeature(
            org.tensorflow.metadata.v0.SparseFeature.IndexFeature.newBuilder().setName("note"));
    InstanceValidator whole = new InstanceValidator(slow.build(), Optional.empty());
    Random random = new Random(7);
    int anomalous = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] example = random(random);
      List<String> found = InstanceValidator.reasons(quick.validate(example));
      assertThat(found).isEqualTo(InstanceValidator.reasons(whole.validate(example)));
      anomalous += found.isEmpty() ? 0 : 1;
    }
    assertThat(anomalous).isBetween(200, 1900);
  }

  private static byte[] random(Random random) {
    return example(
        b -> {
          switch (random.nextInt(12)) {
            case 0 -> b.putBytes("company", utf8("Rot"));
            case 1 -> b.putFloats("fare", random.nextFloat() * 300 - 100);
            case 2 -> b.putLongs("hour", random.nextInt(40) - 8);
            case 3 -> b.putLongs("hour", 1, 2);
            case 4 -> b.putLongs("tip", random.nextInt(4) - 1);
            case 5 -> b.putFloats("fare", Float.POSITIVE_INFINITY);
            case 6 -> b.putBytes("note", new byte[] {(byte) 0xc0});
            case 7 -> b.putNone("company");
            case 8 -> b.putFloats("hour", 1);
            case 9 -> b.putLongs("other", 1);
            default -> b.putFloats("fare", 1, 2, random.nextFloat());
          }
        });
  }

  private static List<String> reasons(Consumer<ExampleBuilder> change) {
    return InstanceValidator.reasons(validator(Optional.empty()).validate(example(change)));
  }

  private static byte[] example(Consumer<ExampleBuilder> change) {
    ExampleBuilder builder =
        new ExampleBuilder()
            .putBytes("company", utf8("Gelb"))
            .putFloats("fare", 12.5f)
            .putLongs("hour", 7)
            .putLongs("tip", 1)
            .putBytes("note", utf8("schön"));
    change.accept(builder);
    return builder.toByteArray();
  }

  private static InstanceValidator validator(Optional<String> environment) {
    return new InstanceValidator(schema(), environment);
  }

  private static Schema schema() {
    try {
      return TextFormat.parse(SCHEMA, Schema.class);
    } catch (TextFormat.ParseException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
