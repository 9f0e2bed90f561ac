package io.millrace.transforms.schema;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TypeRegistry;
import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.statistics.StatisticsOf;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;
import org.tensorflow.metadata.v0.NaturalLanguageStatistics;
import org.tensorflow.metadata.v0.Schema;

/** Datasets and the schemas that they are validated by, in the short form that tests write. */
abstract class DatasetCases {
  private static final TypeRegistry TYPES =
      TypeRegistry.newBuilder().add(NaturalLanguageStatistics.getDescriptor()).build();

  /** One value in each of ten records. */
  static final String COMMON =
      "num_non_missing: 10 min_num_values: 1 max_num_values: 1 avg_num_values: 1 tot_num_values: 10";

  /** Lists of two lists of one to three values. */
  static final String NESTED =
      COMMON
          + " presence_and_valency_stats { num_non_missing: 10 min_num_values: 2 max_num_values: 2"
          + " tot_num_values: 20 } presence_and_valency_stats { num_non_missing: 20"
          + " min_num_values: 1 max_num_values: 3 tot_num_values: 40 }";

  private static final DatasetFeatureStatistics COMPUTED =
      StatisticsOf.examples(100, DatasetCases::record);

  private final Map<String, BrokenDatasets.Case> cases = new LinkedHashMap<>();

  /** By their names. */
  final Map<String, BrokenDatasets.Case> cases() {
    return cases;
  }

  private static void record(int i, ExampleBuilder record) {
    record.putLongs("age", i - 10);
    record.putLongs("flag", i % 2);
    record.putFloats("fare", i / 4f);
    record.putBytes("company", bytes(List.of("red", "green", "blue", "o'dd \"q\"\n").get(i % 4)));
    record.putBytes("code", bytes(String.valueOf(i % 7)));
    record.putBytes("price", bytes(i / 8.0 + ""));
    record.putBytes("yes", bytes(i % 3 == 0 ? "true" : "false"));
    record.putFloats("unit", i % 2);
    record.putFloats("odd", i % 10 == 0 ? Float.NaN : i % 10 == 1 ? Float.POSITIVE_INFINITY : i);
    record.putFloats("half", i == 5 ? 0.5f : i % 2);
    record.putBytes("raw", i % 50 == 0 ? new byte[] {(byte) 0xff, 1} : bytes("text"));
    record.putLongs("lists", new long[1 + i % 3]);
    record.putLongs("pairs", new long[] {i, 2 * i});
    record.putLongs("empties", new long[i % 2]);
    record.putBytes("many", bytes("value " + i));
    if (i % 10 != 0) {
      record.putLongs("rare", i);
    }
    if (i % 100 == 3) {
      record.putBytes("once", bytes("x"));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static <B extends Message.Builder> B parse(String text, B builder) {
    try {
      TextFormat.Parser.newBuilder().setTypeRegistry(TYPES).build().merge(text, builder);
      return builder;
    } catch (TextFormat.ParseException e) {
      throw new IllegalStateException(text + ": " + e.getMessage(), e);
    }
  }

  final void add(String name, DatasetFeatureStatisticsList statistics, String schema, String in) {
    BrokenDatasets.Case broken =
        new BrokenDatasets.Case(
            name, statistics, parse(schema, Schema.newBuilder()).build(), Optional.ofNullable(in));
    if (cases.put(name, broken) != null) {
      throw new IllegalStateException("two cases are named " + name);
    }
  }

  /** Features of the records, with an entry each. */
  final void computed(String name, String features, String schema) {
    Set<String> wanted = Set.of(features.split(" "));
    DatasetFeatureStatistics.Builder part = COMPUTED.toBuilder().clearFeatures();
    COMPUTED.getFeaturesList().stream()
        .filter(f -> wanted.contains(f.getPath().getStep(0)))
        .forEach(part::addFeatures);
    add(name, DatasetFeatureStatisticsList.newBuilder().addDatasets(part).build(), schema, null);
  }

  /** One feature of the records; its entry without the name. */
  final void one(String name, String feature, String entry) {
    computed(name, feature, "feature { name: '" + feature + "' " + entry + " }");
  }

  /** Statistics that are written down. */
  final void declared(String name, String statistics, String schema) {
    declared(name, statistics, schema, null);
  }

  final void declared(String name, String features, String schema, String environment) {
    String dataset = "datasets { num_examples: 10 " + features + " }";
    add(
        name,
        parse(dataset, DatasetFeatureStatisticsList.newBuilder()).build(),
        schema,
        environment);
  }

  static String stats(String path, String type, String common, String rest) {
    return stats(path, type, common, rest, "");
  }

  static String stats(String path, String type, String common, String rest, String more) {
    StringBuilder steps = new StringBuilder();
    for (String step : path.split("/")) {
      steps.append("step: '").append(step).append("' ");
    }
    String kind =
        switch (type) {
          case "STRING" -> "string_stats";
          case "CATEGORICAL" -> "string_stats";
          case "BYTES" -> "bytes_stats";
          case "STRUCT" -> "struct_stats";
          default -> "num_stats";
        };
    return "features { path { %s} type: %s %s { common_stats { %s } %s } %s } "
        .formatted(steps, type.equals("CATEGORICAL") ? "INT" : type, kind, common, rest, more);
  }

  static String strings(String... values) {
    StringBuilder text = new StringBuilder("unique: " + values.length + " rank_histogram { ");
    for (String value : values) {
      text.append("buckets { label: '" + value + "' sample_count: " + 10 / values.length + " } ");
    }
    return text + "}";
  }

  static String custom(String name, String value) {
    return "custom_stats { name: '" + name + "' " + value + " } ";
  }
}
