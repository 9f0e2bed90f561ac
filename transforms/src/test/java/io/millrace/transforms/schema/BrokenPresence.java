package io.millrace.transforms.schema;

import java.util.List;
import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;

/** How often features are there, where, and with how many values. */
final class BrokenPresence extends DatasetCases {
  BrokenPresence() {
    presence();
    valuesPerRecord();
    columns();
    environments();
  }

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
      declared("name-" + cases().size(), path, "feature { name: '" + name + "' type: BYTES }");
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
}
