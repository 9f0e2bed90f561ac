package io.millrace.transforms.validation;

import io.millrace.records.ExampleCursor;
import io.millrace.records.FeatureKind;
import io.millrace.transforms.schema.Reasons;
import io.millrace.transforms.schema.SchemaUpdate;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.metadata.v0.Anomalies;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.AnomalyInfo.Type;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.Schema;

/**
 * Validates single serialized tf.Examples against a schema, as TFDV's validate_instance does: by
 * the rules of statistics over the one example, without those that only make sense for many
 * (fractions and counts of examples, numbers of distinct values, skew, drift).
 *
 * <p>A feature is missing if the example does not have it or has it without a list. It is an
 * anomaly ({@code SCHEMA_MISSING_COLUMN}) if the schema's {@code min_fraction} is 1. TFDV goes by
 * how the example was decoded: with the schema it never misses a feature, without it misses each
 * that some example must have.
 *
 * <p>The schema is compiled once: an example that is fine costs no protobuf message. An instance
 * belongs to one thread.
 */
public final class InstanceValidator {
  /** What TFDV leaves out for single examples, and what only counts many. */
  private static final Set<Type> OF_MANY =
      EnumSet.of(
          Type.FEATURE_TYPE_LOW_FRACTION_PRESENT,
          Type.FEATURE_TYPE_LOW_NUMBER_PRESENT,
          Type.FEATURE_TYPE_NOT_PRESENT,
          Type.SCHEMA_TRAINING_SERVING_SKEW,
          Type.COMPARATOR_CONTROL_DATA_MISSING,
          Type.COMPARATOR_TREATMENT_DATA_MISSING,
          Type.COMPARATOR_L_INFTY_HIGH,
          Type.COMPARATOR_JENSEN_SHANNON_DIVERGENCE_HIGH,
          Type.COMPARATOR_LOW_NUM_EXAMPLES,
          Type.COMPARATOR_HIGH_NUM_EXAMPLES,
          Type.NO_DATA_IN_SPAN,
          Type.DATASET_LOW_NUM_EXAMPLES,
          Type.DATASET_HIGH_NUM_EXAMPLES);

  private final Schema schema;
  private final Optional<String> environment;
  private final CompiledSchema compiled;
  private final ExampleCursor cursor = new ExampleCursor();

  /**
   * Compiles a schema.
   *
   * @param environment the environment of the schema that the examples belong to
   * @throws io.millrace.artifacts.MillraceException (usage) if the schema does not name the
   *     environment
   */
  public InstanceValidator(Schema schema, Optional<String> environment) {
    this.schema = ofOneExample(schema);
    this.environment = environment;
    this.compiled = new CompiledSchema(this.schema, environment);
    // Refuses an unknown environment.
    SchemaUpdate.of(
        schema,
        org.tensorflow.metadata.v0.DatasetFeatureStatistics.getDefaultInstance(),
        SchemaUpdate.NEW_DOMAIN_SIZE,
        environment);
  }

  private static Schema ofOneExample(Schema schema) {
    Schema.Builder one = schema.toBuilder().clearDatasetConstraints();
    for (Feature.Builder feature : one.getFeatureBuilderList()) {
      boolean always = feature.getPresence().getMinFraction() >= 1;
      feature.clearPresence().clearUniqueConstraints();
      if (always) {
        feature.getPresenceBuilder().setMinFraction(1);
      }
    }
    return one.build();
  }

  /**
   * The anomalies of an example, without a baseline; empty if it is fine.
   *
   * @throws io.millrace.records.MalformedExampleException if the bytes are no tf.Example
   */
  public Anomalies validate(byte[] example) {
    return validate(example, 0, example.length);
  }

  /** The anomalies of an example that is part of an array; as {@link #validate(byte[])}. */
  public Anomalies validate(byte[] bytes, int offset, int length) {
    cursor.reset(bytes, offset, length);
    if (compiled.accepts(cursor, bytes)) {
      return Anomalies.getDefaultInstance();
    }
    cursor.reset(bytes, offset, length);
    SchemaUpdate update =
        SchemaUpdate.of(
            schema,
            InstanceStatistics.of(cursor, bytes, compiled),
            SchemaUpdate.NEW_DOMAIN_SIZE,
            environment);
    Anomalies.Builder anomalies =
        Anomalies.newBuilder().setAnomalyNameFormat(Anomalies.AnomalyNameFormat.SERIALIZED_PATH);
    update
        .anomalies()
        .forEach((key, info) -> kept(info).ifPresent(k -> anomalies.putAnomalyInfo(key, k)));
    return anomalies.getAnomalyInfoCount() == 0
        ? Anomalies.getDefaultInstance()
        : anomalies.build();
  }

  private static Optional<AnomalyInfo> kept(AnomalyInfo info) {
    Reasons reasons = new Reasons();
    for (AnomalyInfo.Reason reason : info.getReasonList()) {
      if (!OF_MANY.contains(reason.getType())) {
        reasons.add(reason.getType(), reason.getShortDescription(), reason.getDescription());
      }
    }
    return reasons.isEmpty()
        ? Optional.empty()
        : Optional.of(reasons.toAnomaly().toBuilder().setPath(info.getPath()).build());
  }

  /** The reasons in TFDV's form of slice keys, {@code fare_FLOAT_TYPE_HAS_NAN}, each once. */
  static List<String> reasons(Anomalies anomalies) {
    Set<String> keys = new LinkedHashSet<>();
    for (Map.Entry<String, AnomalyInfo> entry : anomalies.getAnomalyInfoMap().entrySet()) {
      for (AnomalyInfo.Reason reason : entry.getValue().getReasonList()) {
        keys.add(entry.getKey() + "_" + reason.getType().name());
      }
    }
    return List.copyOf(keys);
  }

  /** The kind of list that statistics of a type come from. */
  static FeatureKind kind(Feature feature) {
    return switch (feature.getType()) {
      case INT -> FeatureKind.INT64;
      case FLOAT -> FeatureKind.FLOAT;
      case BYTES -> FeatureKind.BYTES;
      default -> FeatureKind.NONE;
    };
  }
}
