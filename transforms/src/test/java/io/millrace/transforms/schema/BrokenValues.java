package io.millrace.transforms.schema;

import java.util.List;

/** Values outside of what the schema allows. */
final class BrokenValues extends DatasetCases {
  BrokenValues() {
    strings();
    booleans();
    numbers();
    uniques();
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
}
