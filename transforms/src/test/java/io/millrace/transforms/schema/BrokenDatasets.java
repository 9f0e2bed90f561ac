package io.millrace.transforms.schema;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TypeRegistry;
import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.statistics.StatisticsOf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;
import org.tensorflow.metadata.v0.NaturalLanguageStatistics;
import org.tensorflow.metadata.v0.Schema;

/**
 * Datasets that do not fit their schema, for every anomaly that there is. Where the engine has the
 * statistic it has computed it from records; the others are written down.
 */
final class BrokenDatasets {
  /** One of them; {@code environment} if it is validated in one. */
  record Case(
      String name,
      DatasetFeatureStatisticsList statistics,
      Schema schema,
      Optional<String> environment) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final TypeRegistry TYPES =
      TypeRegistry.newBuilder().add(NaturalLanguageStatistics.getDescriptor()).build();

  /** One value in each of ten records. */
  private static final String COMMON =
      "num_non_missing: 10 min_num_values: 1 max_num_values: 1 avg_num_values: 1 tot_num_values: 10";

  /** Lists of two lists of one to three values. */
  private static final String NESTED =
      COMMON
          + " presence_and_valency_stats { num_non_missing: 10 min_num_values: 2 max_num_values: 2"
          + " tot_num_values: 20 } presence_and_valency_stats { num_non_missing: 20"
          + " min_num_values: 1 max_num_values: 3 tot_num_values: 40 }";

  private static final DatasetFeatureStatistics COMPUTED =
      StatisticsOf.examples(100, BrokenDatasets::record);

  private final Map<String, Case> cases = new LinkedHashMap<>();

  private BrokenDatasets() {}

  static List<Case> all() {
    BrokenDatasets all = new BrokenDatasets();
    all.presence();
    all.valuesPerRecord();
    all.specifications();
    all.types();
    all.strings();
    all.booleans();
    all.numbers();
    all.schemaDomains();
    all.uniques();
    all.columns();
    all.environments();
    all.nested();
    all.composites();
    all.semantics();
    all.language();
    all.derived();
    all.datasets();
    all.weights();
    return new ArrayList<>(all.cases.values());
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

  // The shape of cases.

  private static <B extends Message.Builder> B parse(String text, B builder) {
    try {
      TextFormat.Parser.newBuilder().setTypeRegistry(TYPES).build().merge(text, builder);
      return builder;
    } catch (TextFormat.ParseException e) {
      throw new IllegalStateException(text + ": " + e.getMessage(), e);
    }
  }

  private void add(String name, DatasetFeatureStatisticsList statistics, String schema, String in) {
    Case broken =
        new Case(
            name, statistics, parse(schema, Schema.newBuilder()).build(), Optional.ofNullable(in));
    if (cases.put(name, broken) != null) {
      throw new IllegalStateException("two cases are named " + name);
    }
  }

  /** Features of the records, with an entry each. */
  private void computed(String name, String features, String schema) {
    Set<String> wanted = Set.of(features.split(" "));
    DatasetFeatureStatistics.Builder part = COMPUTED.toBuilder().clearFeatures();
    COMPUTED.getFeaturesList().stream()
        .filter(f -> wanted.contains(f.getPath().getStep(0)))
        .forEach(part::addFeatures);
    add(name, DatasetFeatureStatisticsList.newBuilder().addDatasets(part).build(), schema, null);
  }

  /** One feature of the records; its entry without the name. */
  private void one(String name, String feature, String entry) {
    computed(name, feature, "feature { name: '" + feature + "' " + entry + " }");
  }

  /** Statistics that are written down. */
  private void declared(String name, String statistics, String schema) {
    declared(name, statistics, schema, null);
  }

  private void declared(String name, String features, String schema, String environment) {
    String dataset = "datasets { num_examples: 10 " + features + " }";
    add(
        name,
        parse(dataset, DatasetFeatureStatisticsList.newBuilder()).build(),
        schema,
        environment);
  }

  private static String stats(String path, String type, String common, String rest) {
    return stats(path, type, common, rest, "");
  }

  private static String stats(String path, String type, String common, String rest, String more) {
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

  private static String strings(String... values) {
    StringBuilder text = new StringBuilder("unique: " + values.length + " rank_histogram { ");
    for (String value : values) {
      text.append("buckets { label: '" + value + "' sample_count: " + 10 / values.length + " } ");
    }
    return text + "}";
  }

  // Cases.

  private void presence() {
    one("presence-count", "rare", "type: INT presence { min_count: 95 }");
    one("presence-fraction", "rare", "type: INT presence { min_fraction: 0.95 }");
    one("presence-always", "rare", "type: INT presence { min_fraction: 1 }");
    one("presence-both", "rare", "type: INT presence { min_count: 91 min_fraction: 0.901 }");
    one("presence-kept", "rare", "type: INT presence { min_count: 90 min_fraction: 0.9 }");
    one("presence-once", "once", "type: BYTES presence { min_count: 2 min_fraction: 0.5 }");
    declared(
        "presence-none-count",
        stats("a", "STRING", "num_missing: 10", ""),
        "feature { name: 'a' type: BYTES presence { min_count: 1 } }");
    declared(
        "presence-none-fraction",
        stats("a", "INT", "num_missing: 10", ""),
        "feature { name: 'a' type: INT presence { min_fraction: 0.1 } }");
    declared(
        "presence-none-optional",
        stats("a", "INT", "num_missing: 10", ""),
        "feature { name: 'a' type: FLOAT presence { min_count: 0 } }");
    add(
        "presence-almost-one",
        parse(
                "datasets { num_examples: 1000000 "
                    + stats(
                        "a",
                        "INT",
                        "num_non_missing: 999997 num_missing: 3 min_num_values: 1"
                            + " max_num_values: 1 tot_num_values: 999997",
                        "")
                    + "}",
                DatasetFeatureStatisticsList.newBuilder())
            .build(),
        "feature { name: 'a' type: INT presence { min_fraction: 1 } }",
        null);
    declared(
        "presence-group",
        stats(
            "a",
            "INT",
            "num_non_missing: 5 num_missing: 5 min_num_values: 1 max_num_values: 1",
            ""),
        "feature { name: 'a' type: INT group_presence { required: true } }");
  }

  private void valuesPerRecord() {
    one("values-few", "lists", "type: INT value_count { min: 2 }");
    one("values-many", "lists", "type: INT value_count { min: 1 max: 2 }");
    one("values-both", "lists", "type: INT value_count { min: 2 max: 2 }");
    one("values-empty", "empties", "type: INT value_count { min: 1 max: 1 }");
    one("values-kept", "lists", "type: INT value_count { min: 1 max: 3 }");
    one("values-levels-one", "lists", "type: INT value_counts { value_count { min: 2 max: 2 } }");
    one(
        "values-levels-two",
        "lists",
        "type: INT value_counts { value_count { min: 1 } value_count { min: 1 } }");
    one("shape-lengths", "lists", "type: INT shape { dim { size: 2 } }");
    one("shape-missing", "rare", "type: INT shape { dim { size: 1 } }");
    one("shape-empty", "empties", "type: INT shape { dim { size: 1 } }");
    one("shape-size", "pairs", "type: INT shape { dim { size: 3 } }");
    one("shape-product", "pairs", "type: INT shape { dim { size: 2 } dim { size: 2 } }");
    one("shape-scalar", "age", "type: INT shape { }");
    one("shape-kept", "pairs", "type: INT shape { dim { size: 1 } dim { size: 2 } }");
    String nested = stats("a", "INT", NESTED, "min: 1 max: 5");
    declared(
        "nested-value-count", nested, "feature { name: 'a' type: INT value_count { min: 1 } }");
    declared(
        "nested-one-level",
        nested,
        "feature { name: 'a' type: INT value_counts { value_count { min: 1 } } }");
    declared(
        "nested-three-levels",
        nested,
        "feature { name: 'a' type: INT value_counts { value_count { } value_count { }"
            + " value_count { } } }");
    declared(
        "nested-few",
        nested,
        "feature { name: 'a' type: INT value_counts { value_count { min: 3 } value_count { min: 2 }"
            + " } }");
    declared(
        "nested-many",
        nested,
        "feature { name: 'a' type: INT value_counts { value_count { max: 1 } value_count { max: 2 }"
            + " } }");
    declared(
        "nested-shape-lengths",
        nested,
        "feature { name: 'a' type: INT shape { dim { size: 2 } dim { size: 3 } } }");
    String fixed = NESTED.replace("max_num_values: 3", "max_num_values: 1");
    declared(
        "nested-shape-size",
        stats("a", "FLOAT", fixed, ""),
        "feature { name: 'a' type: FLOAT shape { dim { size: 2 } dim { size: 3 } } }");
    declared(
        "nested-shape-missing",
        stats(
            "a",
            "FLOAT",
            fixed.replace("num_non_missing: 20", "num_non_missing: 19 num_missing: 1"),
            ""),
        "feature { name: 'a' type: FLOAT shape { dim { size: 2 } dim { size: 1 } } }");
    declared(
        "nested-shape-kept",
        stats("a", "FLOAT", fixed, ""),
        "feature { name: 'a' type: FLOAT shape { dim { size: 2 } dim { size: 1 } } }");
  }

  private void specifications() {
    one("spec-fraction-low", "age", "type: INT presence { min_fraction: -0.5 }");
    one("spec-fraction-high", "age", "type: INT presence { min_fraction: 1.5 }");
    one("spec-values-negative", "lists", "type: INT value_count { min: -1 }");
    one("spec-values-crossed", "lists", "type: INT value_count { min: 3 max: 1 }");
    declared(
        "spec-levels",
        stats("a", "INT", NESTED, ""),
        "feature { name: 'a' type: INT value_counts { value_count { min: -1 } value_count { min: 5"
            + " max: 2 } } }");
    one("spec-shape-zero", "pairs", "type: INT shape { dim { size: 0 } }");
    one("spec-shape-negative", "pairs", "type: INT shape { dim { size: 2 } dim { size: -1 } }");
    String mass = "distribution_constraints { min_domain_mass: 0.5 }";
    one("spec-mass-none", "age", "type: INT " + mass);
    one("spec-mass-bool", "flag", "type: INT bool_domain { } " + mass);
    one("spec-mass-int", "age", "type: INT int_domain { } " + mass);
    one("spec-mass-float", "fare", "type: FLOAT float_domain { } " + mass);
    one("spec-mass-url", "company", "type: BYTES url_domain { } " + mass);
    one("spec-mass-time", "age", "type: INT time_domain { } " + mass);
    one("spec-mass-mid", "company", "type: BYTES mid_domain { } " + mass);
    one("spec-mass-language", "company", "type: BYTES natural_language_domain { } " + mass);
    declared(
        "spec-mass-image",
        stats("a", "BYTES", COMMON, ""),
        "feature { name: 'a' type: BYTES image_domain { } " + mass + " }");
    declared(
        "spec-mass-struct",
        stats("a", "STRUCT", COMMON, ""),
        "feature { name: 'a' type: STRUCT struct_domain { } " + mass + " }");
    one("spec-type-missing", "age", "presence { min_count: 1 }");
    one("spec-type-missing-domain", "company", "string_domain { value: 'red' }");
    one("spec-type-unknown", "age", "type: TYPE_UNKNOWN");
    one("spec-domain-missing", "company", "type: BYTES domain: 'nowhere'");
    one(
        "spec-several",
        "lists",
        "type: INT presence { min_fraction: 2 } value_count { min: -1 } " + mass);
    one(
        "spec-domain-repeats",
        "company",
        "type: BYTES string_domain { value: 'red' value: 'red' }");
    one(
        "spec-bool-equal",
        "yes",
        "type: BYTES bool_domain { true_value: 'true' false_value: 'true' }");
    declared(
        "spec-name-missing",
        stats("", "INT", COMMON, "").replace("step: ''", "step: \"\""),
        "feature { type: INT presence { min_count: 1 } }");
    computed(
        "spec-name-missing-required",
        "age",
        "feature { name: 'age' type: INT } feature { type: STRUCT presence { min_count: 1 } }");
  }

  private void types() {
    one("type-int-float", "age", "type: FLOAT");
    one("type-int-bytes", "age", "type: BYTES");
    one("type-int-struct", "age", "type: STRUCT");
    one("type-float-int", "fare", "type: INT");
    one("type-float-bytes", "fare", "type: BYTES");
    one("type-bytes-int", "company", "type: INT");
    one("type-bytes-float", "company", "type: FLOAT");
    one("type-int-float-range", "age", "type: FLOAT float_domain { max: 3 }");
    one("type-float-int-range", "fare", "type: INT int_domain { max: 3 }");
    declared(
        "type-struct-int", stats("a", "STRUCT", COMMON, ""), "feature { name: 'a' type: INT }");
    one("domain-bool-struct", "age", "type: STRUCT bool_domain { }");
    one("domain-int-float", "fare", "type: FLOAT int_domain { min: 100 }");
    one("domain-float-int", "age", "type: INT float_domain { min: 100 }");
    computed(
        "domain-name-int",
        "age",
        "feature { name: 'age' type: INT domain: 'd' } string_domain { name: 'd' }");
    one("domain-strings-int", "age", "type: INT string_domain { value: 'a' }");
    one("domain-strings-float", "fare", "type: FLOAT string_domain { value: 'a' }");
    one("domain-struct-int", "age", "type: INT struct_domain { }");
    one("domain-language-float", "fare", "type: FLOAT natural_language_domain { }");
    one("domain-image-int", "age", "type: INT image_domain { }");
    one("domain-mid-int", "age", "type: INT mid_domain { }");
    one("domain-url-int", "age", "type: INT url_domain { }");
    one("domain-time-float", "fare", "type: FLOAT time_domain { }");
    one("domain-time-of-day", "age", "type: INT time_of_day_domain { }");
    String bytes = stats("a", "BYTES", COMMON, "max_num_bytes_int: 10");
    for (String domain :
        List.of(
            "int_domain { }",
            "float_domain { }",
            "bool_domain { }",
            "string_domain { value: 'x' }",
            "time_domain { }",
            "mid_domain { }",
            "url_domain { }",
            "natural_language_domain { }")) {
      declared(
          "bytes-" + domain.substring(0, domain.indexOf(' ')).replace('_', '-'),
          bytes,
          "feature { name: 'a' type: BYTES " + domain + " }");
    }
    declared(
        "bytes-domain",
        bytes,
        "feature { name: 'a' type: BYTES domain: 'd' } string_domain { name: 'd' value: 'x' }");
  }

  private void strings() {
    String domain = "string_domain { value: 'red' value: 'green' %s }";
    one("strings-two", "company", "type: BYTES " + domain.formatted(""));
    one("strings-one", "company", "type: BYTES " + domain.formatted("value: 'blue'"));
    one("strings-all", "many", "type: BYTES " + domain.formatted(""));
    one("strings-empty-domain", "company", "type: BYTES string_domain { }");
    computed(
        "strings-named",
        "company",
        "feature { name: 'company' type: BYTES domain: 'd' } string_domain { name: 'd' value: 'red' }");
    computed(
        "strings-shared",
        "company many",
        "feature { name: 'company' type: BYTES domain: 'd' } feature { name: 'many' type: BYTES"
            + " domain: 'd' } string_domain { name: 'd' value: 'red' }");
    for (String mass : List.of("0", "0.25", "0.5", "0.500001", "0.75", "1")) {
      one(
          "strings-mass-" + mass,
          "company",
          "type: BYTES distribution_constraints { min_domain_mass: "
              + mass
              + " } "
              + domain.formatted(""));
    }
    one("strings-utf8", "raw", "type: BYTES string_domain { value: 'text' }");
    computed(
        "strings-utf8-shared",
        "raw company",
        "feature { name: 'raw' type: BYTES domain: 'd' } feature { name: 'company' type: BYTES"
            + " domain: 'd' } string_domain { name: 'd' value: 'text' } string_domain { name: 'e' }");
    declared(
        "strings-percent",
        "features { path { step: 'a' } type: STRING string_stats { common_stats {"
            + " num_non_missing: 1000 min_num_values: 1 max_num_values: 1 tot_num_values: 1000 }"
            + " unique: 3 rank_histogram { buckets { label: 'x' sample_count: 990 } buckets {"
            + " label: 'y' sample_count: 8 } buckets { label: 'z' sample_count: 2 } } } }",
        "feature { name: 'a' type: BYTES string_domain { value: 'x' } }");
  }

  private void booleans() {
    one("bool-small", "age", "type: INT bool_domain { }");
    declared(
        "bool-big",
        stats("a", "INT", COMMON, "max: 2"),
        "feature { name: 'a' type: INT bool_domain { } }");
    declared(
        "bool-only-small",
        stats("a", "INT", COMMON, "min: -1"),
        "feature { name: 'a' type: INT bool_domain { } }");
    one("bool-strings", "yes", "type: BYTES bool_domain { true_value: 'true' }");
    one("bool-strings-none", "yes", "type: BYTES bool_domain { }");
    one(
        "bool-strings-others",
        "company",
        "type: BYTES bool_domain { true_value: 'y' false_value: 'n' }");
    one(
        "bool-strings-kept",
        "yes",
        "type: BYTES bool_domain { true_value: 'true' false_value: 'false' }");
    one("bool-float-range", "fare", "type: FLOAT bool_domain { }");
    one("bool-float-inside", "half", "type: FLOAT bool_domain { }");
    one("bool-float-nan", "odd", "type: FLOAT bool_domain { }");
    one("bool-float-kept", "unit", "type: FLOAT bool_domain { }");
    one("bool-kept", "flag", "type: INT bool_domain { }");
    declared(
        "bool-float-nan-only",
        stats("a", "FLOAT", COMMON, "max: 1 histograms { num_nan: 2 }"),
        "feature { name: 'a' type: FLOAT bool_domain { } }");
    declared(
        "bool-float-low",
        stats("a", "FLOAT", COMMON, "min: -0.5 max: 1"),
        "feature { name: 'a' type: FLOAT bool_domain { } }");
    declared(
        "bool-categories",
        stats("a", "CATEGORICAL", COMMON, strings("0", "5")),
        "feature { name: 'a' type: INT bool_domain { } }");
  }

  private void numbers() {
    one("int-small", "age", "type: INT int_domain { min: 0 }");
    one("int-big", "age", "type: INT int_domain { max: 50 }");
    one("int-both", "age", "type: INT int_domain { min: 0 max: 50 }");
    one("int-kept", "age", "type: INT int_domain { min: -10 max: 89 }");
    one("int-strings", "company", "type: BYTES int_domain { }");
    one("int-strings-range", "code", "type: BYTES int_domain { min: 1 max: 5 }");
    one("int-strings-float", "price", "type: BYTES int_domain { }");
    declared(
        "int-categories",
        stats("a", "CATEGORICAL", COMMON, strings("3", "5")),
        "feature { name: 'a' type: INT int_domain { min: 4 max: 4 is_categorical: true } }");
    declared(
        "int-beyond",
        stats("a", "INT", COMMON, "min: 1 max: 2e19"),
        "feature { name: 'a' type: INT int_domain { max: 4 } }");
    one("float-small", "fare", "type: FLOAT float_domain { min: 0.125 }");
    one("float-big", "fare", "type: FLOAT float_domain { max: 10.7 }");
    one("float-both", "fare", "type: FLOAT float_domain { min: 1 max: 2 }");
    one("float-kept", "fare", "type: FLOAT float_domain { min: 0 max: 24.75 }");
    one("float-nan", "odd", "type: FLOAT float_domain { disallow_nan: true }");
    one("float-inf", "odd", "type: FLOAT float_domain { disallow_inf: true }");
    one(
        "float-nan-inf",
        "odd",
        "type: FLOAT float_domain { disallow_nan: true disallow_inf: true }");
    one("float-inf-range", "odd", "type: FLOAT float_domain { max: 10 }");
    one("float-strings", "company", "type: BYTES float_domain { }");
    one("float-strings-range", "price", "type: BYTES float_domain { min: 1 max: 3 }");
    declared(
        "float-strings-nan",
        stats("a", "STRING", COMMON, strings("nan", "inf")),
        "feature { name: 'a' type: BYTES float_domain { disallow_nan: true disallow_inf: true } }");
  }

  private void schemaDomains() {
    computed(
        "named-int",
        "age",
        "feature { name: 'age' type: INT domain: 'd' } int_domain { name: 'd' min: 0 max: 50 }");
    computed(
        "named-float",
        "fare",
        "feature { name: 'fare' type: FLOAT domain: 'd' } float_domain { name: 'd' max: 5 }");
    computed(
        "named-int-float",
        "fare",
        "feature { name: 'fare' type: FLOAT domain: 'd' } int_domain { name: 'd' }");
    computed(
        "named-int-strings",
        "code",
        "feature { name: 'code' type: BYTES domain: 'd' } int_domain { name: 'd' max: 5 }");
  }

  private void uniques() {
    one("unique-low", "company", "type: BYTES unique_constraints { min: 5 max: 9 }");
    one("unique-high", "company", "type: BYTES unique_constraints { min: 1 max: 3 }");
    one("unique-kept", "company", "type: BYTES unique_constraints { min: 4 max: 4 }");
    one("unique-number", "age", "type: INT unique_constraints { min: 1 max: 9 }");
    one("unique-float", "fare", "type: FLOAT unique_constraints { min: 1 max: 9 }");
    declared(
        "unique-categories-low",
        stats("a", "CATEGORICAL", COMMON, strings("3", "5")),
        "feature { name: 'a' type: INT unique_constraints { min: 3 max: 4 } }");
    declared(
        "unique-categories-high",
        stats("a", "CATEGORICAL", COMMON, strings("3", "5")),
        "feature { name: 'a' type: INT unique_constraints { min: 1 max: 1 } }");
    one("unique-no-max", "company", "type: BYTES unique_constraints { min: 1 }");
  }

  private void columns() {
    computed("new-one", "age fare", "feature { name: 'age' type: INT }");
    computed("new-all", "age fare company code yes many raw flag", "");
    computed(
        "missing-count",
        "age",
        "feature { name: 'age' type: INT } feature { name: 'gone' presence { min_count: 1 } type: INT }");
    computed(
        "missing-fraction",
        "age",
        "feature { name: 'age' type: INT } feature { name: 'gone' presence { min_fraction: 0.1 }"
            + " type: BYTES domain: 'd' } string_domain { name: 'd' }");
    computed(
        "missing-optional",
        "age",
        "feature { name: 'age' type: INT } feature { name: 'gone' type: INT }");
    for (String stage :
        List.of("PLANNED", "ALPHA", "BETA", "PRODUCTION", "DEPRECATED", "DEBUG_ONLY", "DISABLED")) {
      String name = stage.toLowerCase(java.util.Locale.ROOT).replace('_', '-');
      one("stage-" + name, "age", "type: BYTES lifecycle_stage: " + stage);
      computed(
          "stage-missing-" + name,
          "age",
          "feature { name: 'age' type: INT } feature { name: 'gone' presence { min_count: 1 }"
              + " type: INT lifecycle_stage: "
              + stage
              + " }");
    }
    one("stage-deprecated-flag", "age", "type: BYTES deprecated: true");
    declared(
        "empty-statistics",
        "features { path { step: 'a' } }",
        "feature { name: 'a' type: INT presence { min_count: 1 } }");
    for (String name : List.of("a.b", "(a.b)", "it\\'s", "a b", "(a", "()")) {
      String path =
          "features { path { step: '"
              + name
              + "' } num_stats { common_stats { "
              + COMMON
              + " } } }";
      declared("name-" + cases.size(), path, "feature { name: '" + name + "' type: BYTES }");
    }
    declared(
        "by-name",
        "features { name: 'a' type: STRUCT struct_stats { common_stats { "
            + COMMON
            + " } } }"
            + " features { name: 'a.b' num_stats { common_stats { "
            + COMMON
            + " } } }",
        "feature { name: 'a' type: STRUCT struct_domain { feature { name: 'b' type: FLOAT } } }");
    computed(
        "several-features",
        "age fare company lists",
        "feature { name: 'age' type: INT int_domain { max: 5 } value_count { min: 2 } }"
            + " feature { name: 'fare' type: INT } feature { name: 'lists' type: INT shape { dim {"
            + " size: 1 } } } feature { name: 'gone' type: INT presence { min_count: 1 } }");
  }

  private void environments() {
    String both = " default_environment: 'TRAINING' default_environment: 'SERVING'";
    String present = stats("a", "INT", COMMON, "");
    String other = stats("b", "INT", COMMON, "");
    String required =
        "feature { name: 'b' type: INT } feature { name: 'a' type: INT presence { min_count: 1 } %s }";
    declared(
        "env-excluded",
        present,
        "feature { name: 'a' type: INT not_in_environment: 'SERVING' }" + both,
        "SERVING");
    declared(
        "env-not-default",
        present,
        "feature { name: 'a' type: INT in_environment: 'TRAINING' } default_environment: 'SERVING'",
        "SERVING");
    declared(
        "env-included",
        present,
        "feature { name: 'a' type: FLOAT in_environment: 'SERVING' not_in_environment: 'SERVING' }"
            + both,
        "SERVING");
    declared("env-missing-required", other, required.formatted("") + both, "SERVING");
    declared(
        "env-missing-excluded",
        other,
        required.formatted("not_in_environment: 'SERVING'") + both,
        "SERVING");
    declared(
        "env-missing-other",
        other,
        required.formatted("not_in_environment: 'SERVING'") + both,
        "TRAINING");
    declared("env-none", other, required.formatted("not_in_environment: 'SERVING'") + both);
    declared(
        "env-several",
        stats("a", "INT", NESTED, ""),
        "feature { name: 'a' type: FLOAT value_count { min: 2 } not_in_environment: 'SERVING' }"
            + both,
        "SERVING");
    declared(
        "env-empty",
        stats("a", "INT", "num_missing: 10", ""),
        "feature { name: 'a' type: INT presence { min_count: 1 } not_in_environment: 'SERVING' }"
            + both,
        "SERVING");
    declared(
        "env-nested",
        stats("a", "STRUCT", COMMON, "") + stats("a/b", "INT", COMMON, ""),
        "feature { name: 'a' type: STRUCT struct_domain { feature { name: 'b' type: INT"
            + " not_in_environment: 'SERVING' } feature { name: 'c' type: INT presence { min_count:"
            + " 1 } not_in_environment: 'SERVING' } } }"
            + both,
        "SERVING");
  }

  private void nested() {
    String struct = stats("a", "STRUCT", COMMON, "");
    String inner = struct + stats("a/b", "INT", COMMON, "min: 1 max: 9");
    String entry = "feature { name: 'a' type: STRUCT struct_domain { feature { %s } } }";
    declared("struct-new", inner + stats("a/c", "STRING", COMMON, strings("x", "y")), "");
    declared(
        "struct-new-inner",
        inner + stats("a/c", "STRING", COMMON, strings("x", "y")),
        entry.formatted("name: 'b' type: INT"));
    declared("struct-new-without-domain", inner, "feature { name: 'a' type: STRUCT }");
    declared("struct-type", inner, entry.formatted("name: 'b' type: FLOAT"));
    declared(
        "struct-range", inner, entry.formatted("name: 'b' type: INT int_domain { min: 5 max: 6 }"));
    declared(
        "struct-missing", struct, entry.formatted("name: 'b' type: INT presence { min_count: 1 }"));
    declared(
        "struct-missing-parent",
        stats("z", "INT", COMMON, ""),
        "feature { name: 'z' type: INT } "
            + entry.formatted("name: 'b' type: INT presence { min_count: 1 }"));
    declared(
        "struct-deprecated",
        inner,
        "feature { name: 'a' type: STRUCT lifecycle_stage: DEPRECATED struct_domain { feature { name: 'b' type: FLOAT } } }");
    declared(
        "struct-parent-type", inner, "feature { name: 'a' type: INT presence { min_count: 20 } }");
    declared(
        "struct-parent-count",
        inner,
        "feature { name: 'a' type: STRUCT presence { min_count: 20 } struct_domain { feature { name: 'b' type: FLOAT } } }");
    declared(
        "struct-orphan",
        stats("a/b", "INT", COMMON, ""),
        "feature { name: 'a' type: STRUCT struct_domain { feature { name: 'b' type: FLOAT } } }");
    declared(
        "struct-deep",
        struct
            + stats("a/b.c", "STRUCT", COMMON, "")
            + stats("a/b.c/d", "STRING", COMMON, strings("x", "y")),
        entry.formatted(
                "name: 'b.c' type: STRUCT struct_domain { feature { name: 'd' type: BYTES domain: 'd' } }")
            + " string_domain { name: 'd' value: 'x' }");
    declared(
        "struct-deep-new",
        struct
            + stats("a/b", "STRUCT", COMMON, "")
            + stats("a/b/c", "STRING", COMMON, strings("x", "y"))
            + stats("a/b/d", "INT", NESTED, "max: 1"),
        "feature { name: 'a' type: STRUCT }");
    declared(
        "struct-shape",
        struct + stats("a/b", "INT", NESTED, ""),
        entry.formatted("name: 'b' type: INT shape { dim { size: 2 } }"));
    declared(
        "struct-fraction",
        struct
            + stats(
                "a/b",
                "INT",
                "num_non_missing: 15 num_missing: 15 min_num_values: 1 max_num_values: 1 tot_num_values: 15",
                ""),
        entry.formatted("name: 'b' type: INT presence { min_fraction: 0.9 }"));
    declared(
        "struct-fraction-low",
        struct
            + stats(
                "a/b",
                "INT",
                "num_non_missing: 5 num_missing: 5 min_num_values: 1 max_num_values: 1 tot_num_values: 5",
                ""),
        entry.formatted("name: 'b' type: INT presence { min_fraction: 0.9 }"));
    declared(
        "struct-sparse",
        struct
            + "features { path { step: 'a' step: 's' } custom_stats { name: 'missing_value' num: 4 } }",
        "feature { name: 'a' type: STRUCT struct_domain { sparse_feature { name: 's' } } }");
  }

  private static String custom(String name, String value) {
    return "custom_stats { name: '" + name + "' " + value + " } ";
  }

  private void composites() {
    String schema =
        "sparse_feature { name: 's' value_feature { name: 'v' } index_feature { name: 'i' }"
            + " index_feature { name: 'j' } %s }";
    String features = "features { path { step: 's' } %s }";
    String bucket =
        "rank_histogram { buckets { label: 'i' sample_count: %s } buckets { label: 'j' sample_count: %s } }";
    String value = custom("missing_value", "num: 4");
    String index = custom("missing_index", bucket.formatted(3, 0));
    String longer = custom("max_length_diff", bucket.formatted(2, 1));
    String shorter = custom("min_length_diff", bucket.formatted(0, -2));
    declared("sparse-value", features.formatted(value), schema.formatted(""));
    declared("sparse-index", features.formatted(index), schema.formatted(""));
    declared("sparse-longer", features.formatted(longer), schema.formatted(""));
    declared("sparse-shorter", features.formatted(shorter), schema.formatted(""));
    declared(
        "sparse-all", features.formatted(value + index + longer + shorter), schema.formatted(""));
    declared(
        "sparse-kept",
        features.formatted(custom("missing_value", "num: 0") + custom("other", "num: 3")),
        schema.formatted(""));
    declared(
        "sparse-deprecated",
        features.formatted(value),
        schema.formatted("lifecycle_stage: DEPRECATED"));
    String collision = stats("s", "STRING", COMMON, strings("x", "y"));
    declared(
        "sparse-collision", collision, schema.formatted("") + " feature { name: 's' type: BYTES }");
    declared(
        "sparse-collision-out",
        collision,
        schema.formatted("lifecycle_stage: DISABLED") + " feature { name: 's' type: INT }");
    String weighted =
        "weighted_feature { name: 's' feature { step: 'v' } weight_feature { step: 'w' } %s }";
    String weight = custom("missing_weight", "num: 3");
    String most = custom("max_weight_length_diff", "num: 2");
    String least = custom("min_weight_length_diff", "num: -2");
    declared("weighted-value", features.formatted(value), weighted.formatted(""));
    declared("weighted-weight", features.formatted(weight), weighted.formatted(""));
    declared("weighted-longer", features.formatted(most), weighted.formatted(""));
    declared("weighted-shorter", features.formatted(least), weighted.formatted(""));
    declared(
        "weighted-all", features.formatted(value + weight + most + least), weighted.formatted(""));
    declared(
        "weighted-kept",
        features.formatted(custom("missing_value", "num: 0")),
        weighted.formatted(""));
    declared(
        "weighted-deprecated",
        features.formatted(value),
        weighted.formatted("lifecycle_stage: DEPRECATED"));
    declared(
        "weighted-collision",
        collision,
        weighted.formatted("") + " feature { name: 's' type: BYTES }");
    declared("weighted-collision-sparse", collision, weighted.formatted("") + schema.formatted(""));
    declared(
        "weighted-collision-out",
        collision,
        weighted.formatted("lifecycle_stage: DISABLED") + " feature { name: 's' type: INT }");
  }

  private void semantics() {
    String entry = "feature { name: 'a' type: %s }";
    for (String domain :
        List.of(
            "image_domain {}",
            "natural_language_domain {}",
            "url_domain {}",
            "mid_domain {}",
            "time_domain { string_format: \"%Y-%m-%d\" }")) {
      declared(
          "semantic-" + domain.substring(0, domain.indexOf(' ')).replace('_', '-'),
          stats("a", "STRING", COMMON, "", custom("domain_info", "str: '" + domain + "'")),
          entry.formatted("BYTES"));
    }
    declared(
        "semantic-time-int",
        stats(
            "a",
            "INT",
            COMMON,
            "min: 5 max: 9",
            custom("domain_info", "str: 'time_domain { integer_format: UNIX_DAYS }'")),
        entry.formatted("INT"));
    declared(
        "semantic-two",
        stats(
            "a",
            "STRING",
            COMMON,
            "",
            custom("domain_info", "str: 'url_domain {}'")
                + custom("domain_info", "str: 'mid_domain {}'")),
        entry.formatted("BYTES"));
    declared(
        "semantic-no-domain",
        stats("a", "STRING", COMMON, "", custom("domain_info", "str: 'name: \"x\"'")),
        entry.formatted("BYTES"));
    declared(
        "semantic-unreadable",
        stats("a", "STRING", COMMON, "", custom("domain_info", "str: 'what {'")),
        entry.formatted("BYTES"));
    declared(
        "semantic-known",
        stats(
            "a",
            "STRING",
            COMMON,
            strings("x", "y"),
            custom("domain_info", "str: 'url_domain {}'")),
        entry.formatted("BYTES string_domain { value: 'x' value: 'y' }"));
    declared(
        "semantic-new",
        stats(
            "a",
            "STRING",
            COMMON,
            strings("x", "y"),
            custom("domain_info", "str: 'url_domain {}'")),
        "");
    String formats =
        custom(
            "image_format_histogram",
            "rank_histogram { buckets { label: 'JPEG' sample_count: 3 } buckets { label: 'UNKNOWN' sample_count: 7 } }");
    String image = "feature { name: 'a' type: BYTES image_domain { %s } }";
    declared(
        "image-fraction",
        stats("a", "BYTES", COMMON, "", formats),
        image.formatted("minimum_supported_image_fraction: 0.85"));
    declared(
        "image-fraction-kept",
        stats("a", "BYTES", COMMON, "", formats),
        image.formatted("minimum_supported_image_fraction: 0.3"));
    declared(
        "image-fraction-unknown",
        stats("a", "BYTES", COMMON, ""),
        image.formatted("minimum_supported_image_fraction: 0.3"));
    declared(
        "image-bytes",
        stats("a", "BYTES", COMMON, "max_num_bytes_int: 2000"),
        image.formatted("max_image_byte_size: 1999"));
    declared(
        "image-both",
        stats("a", "BYTES", COMMON, "max_num_bytes_int: 2000", formats),
        image.formatted("max_image_byte_size: 1 minimum_supported_image_fraction: 1"));
  }

  private void language() {
    String found =
        custom(
            "nl_statistics",
            "any { [type.googleapis.com/tensorflow.metadata.v0.NaturalLanguageStatistics] {"
                + " feature_coverage: 0.125 avg_token_length: 1.5 token_statistics { string_token:"
                + " 'x' fraction_of_sequences: 0.25 per_sequence_min_frequency: 1"
                + " per_sequence_max_frequency: 7 } token_statistics { int_token: 7"
                + " fraction_of_sequences: 0.5 per_sequence_min_frequency: 2"
                + " per_sequence_max_frequency: 3 } } }");
    String with = stats("a", "STRING", COMMON, "", found);
    String without = stats("a", "STRING", COMMON, "");
    String entry = "feature { name: 'a' type: BYTES natural_language_domain { %s } }";
    declared("language-coverage", with, entry.formatted("coverage { min_coverage: 0.5 }"));
    declared("language-length", with, entry.formatted("coverage { min_avg_token_length: 3.25 }"));
    declared(
        "language-few",
        with,
        entry.formatted("token_constraints { string_value: 'x' min_per_sequence: 2 }"));
    declared(
        "language-many",
        with,
        entry.formatted("token_constraints { int_value: 7 max_per_sequence: 2 }"));
    declared(
        "language-seldom",
        with,
        entry.formatted("token_constraints { string_value: 'x' min_fraction_of_sequences: 0.3 }"));
    declared(
        "language-often",
        with,
        entry.formatted("token_constraints { int_value: 7 max_fraction_of_sequences: 0.3 }"));
    declared(
        "language-all",
        with,
        entry.formatted(
            "coverage { min_coverage: 0.5 min_avg_token_length: 3.25 } token_constraints { string_value: 'x' min_per_sequence: 2 max_per_sequence: 3 min_fraction_of_sequences: 0.3 } token_constraints { int_value: 7 max_per_sequence: 2 }"));
    declared(
        "language-kept",
        with,
        entry.formatted(
            "coverage { min_coverage: 0.125 } token_constraints { string_value: 'x' min_per_sequence: 1 }"));
    declared(
        "language-other-token",
        with,
        entry.formatted("token_constraints { string_value: 'y' min_per_sequence: 1 }"));
    declared(
        "language-no-value", with, entry.formatted("token_constraints { min_per_sequence: 1 }"));
    declared(
        "language-coverage-unknown", without, entry.formatted("coverage { min_coverage: 0.5 }"));
    declared(
        "language-token-unknown",
        without,
        entry.formatted("token_constraints { string_value: 'y' min_per_sequence: 1 }"));
    declared(
        "language-nothing",
        without,
        entry.formatted("sequence_length_constraints { min_sequence_length: 4 }"));
    declared(
        "language-other-message",
        stats(
            "a",
            "STRING",
            COMMON,
            "",
            custom("nl_statistics", "any { type_url: 'type.googleapis.com/x.Y' }")),
        entry.formatted("coverage { min_coverage: 0.5 }"));
  }

  private void derived() {
    String found = stats("a", "INT", COMMON, "", "validation_derived_source { deriver_name: 'd' }");
    declared("derived-unset", found, "feature { name: 'a' type: INT }");
    declared("derived-unset-beta", found, "feature { name: 'a' type: INT lifecycle_stage: BETA }");
    declared("derived-new", found, "");
    String entry =
        "feature { name: 'a' type: INT validation_derived_source { deriver_name: 'd' } %s }";
    declared("derived-kept", found, entry.formatted("lifecycle_stage: VALIDATION_DERIVED"));
    declared("derived-stage", found, entry.formatted("lifecycle_stage: PRODUCTION"));
    declared("derived-no-stage", stats("a", "INT", COMMON, ""), entry.formatted(""));
    declared("derived-type", found, entry.formatted("").replace("INT", "FLOAT"));
  }

  private void datasets() {
    computed(
        "dataset-low",
        "age",
        "feature { name: 'age' type: INT } dataset_constraints { min_examples_count: 101 }");
    computed(
        "dataset-high",
        "age",
        "feature { name: 'age' type: INT } dataset_constraints { min_examples_count: 1 max_examples_count: 99 }");
    computed(
        "dataset-high-only",
        "age",
        "feature { name: 'age' type: INT } dataset_constraints { max_examples_count: 99 }");
    computed(
        "dataset-kept",
        "age",
        "feature { name: 'age' type: INT } dataset_constraints { min_examples_count: 100 max_examples_count: 100 }");
    add(
        "dataset-empty",
        parse("datasets { }", DatasetFeatureStatisticsList.newBuilder()).build(),
        "feature { name: 'a' type: INT presence { min_count: 1 } }",
        null);
    String two =
        "datasets { name: '%s' num_examples: 5 } datasets { name: '%s' num_examples: 10 "
            + stats("a", "INT", COMMON, "")
            + " }";
    add(
        "dataset-slices",
        parse(two.formatted("x", "All Examples"), DatasetFeatureStatisticsList.newBuilder())
            .build(),
        "feature { name: 'a' type: FLOAT }",
        null);
  }

  private void weights() {
    String weights =
        " weighted_common_stats { num_non_missing: %s num_missing: %s avg_num_values: 1 tot_num_values: %s }";
    String common = COMMON + weights.formatted("3.5", "6.5", "3.5");
    String numbers = "weighted_num_examples: 10 " + stats("a", "INT", common, "min: 1 max: 1");
    declared("weights-count", numbers, "feature { name: 'a' type: INT presence { min_count: 4 } }");
    declared(
        "weights-fraction",
        numbers,
        "feature { name: 'a' type: INT presence { min_fraction: 0.9 } }");
    declared(
        "weights-dataset",
        numbers.replace("weighted_num_examples: 10", "weighted_num_examples: 7.5"),
        "feature { name: 'a' type: INT } dataset_constraints { min_examples_count: 8 }");
    declared("weights-shape", numbers, "feature { name: 'a' type: INT shape { dim { size: 1 } } }");
    declared(
        "weights-none",
        "weighted_num_examples: 10 "
            + stats("a", "INT", COMMON + weights.formatted("0", "10", "0"), ""),
        "feature { name: 'a' type: INT presence { min_count: 1 } }");
    declared(
        "weights-small",
        "weighted_num_examples: 1 "
            + stats("a", "INT", COMMON + weights.formatted("0.5", "0.5", "0.5"), ""),
        "");
    declared(
        "weights-strings",
        "weighted_num_examples: 10 "
            + stats(
                "a",
                "STRING",
                COMMON + weights.formatted("10", "0", "10"),
                strings("x", "y")
                    + " weighted_string_stats { rank_histogram { buckets { label: 'x' sample_count: 9 } buckets { label: 'z' sample_count: 1 } } }"),
        "feature { name: 'a' type: BYTES distribution_constraints { min_domain_mass: 0.95 } string_domain { value: 'x' value: 'y' } }");
    declared(
        "weights-partial",
        numbers + stats("b", "INT", COMMON, ""),
        "feature { name: 'a' type: INT presence { min_count: 11 } } feature { name: 'b' type: INT }");
  }
}
