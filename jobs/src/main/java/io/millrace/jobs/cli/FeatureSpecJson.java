package io.millrace.jobs.cli;

import io.millrace.jobs.run.JsonSummary;
import io.millrace.records.spark.options.RecordType;
import io.millrace.records.spark.schema.FeatureSpec;
import io.millrace.records.spark.schema.ParsingSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What TensorFlow needs to parse records, as JSON: {@code features}, or {@code context} and {@code
 * feature_lists} of SequenceExamples, by name; each has {@code kind}, a class of {@code tf.io}, and
 * its arguments {@code dtype}, {@code shape} and {@code allow_missing} where it takes them.
 */
final class FeatureSpecJson {
  private FeatureSpecJson() {}

  static String of(ParsingSpec spec, RecordType type) {
    Map<String, Object> json = new LinkedHashMap<>();
    if (type == RecordType.SEQUENCE_EXAMPLE) {
      json.put("context", features(spec.features()));
      json.put("feature_lists", features(spec.lists()));
    } else {
      json.put("features", features(spec.features()));
    }
    return JsonSummary.write(json);
  }

  private static Map<String, Object> features(Map<String, FeatureSpec> features) {
    Map<String, Object> json = new LinkedHashMap<>();
    features.forEach((name, feature) -> json.put(name, feature(feature)));
    return json;
  }

  private static Map<String, Object> feature(FeatureSpec feature) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", feature.kind().toString());
    json.put("dtype", feature.dtype());
    if (feature.kind() != FeatureSpec.Kind.VAR_LEN) {
      json.put("shape", feature.shape());
    }
    if (feature.kind() == FeatureSpec.Kind.FIXED_LEN_SEQUENCE) {
      json.put("allow_missing", feature.allowMissing());
    }
    return json;
  }
}
