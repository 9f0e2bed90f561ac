package io.millrace.transforms.schema;

import java.util.List;

/** Schemas that are wrong on their own, types that differ, and domains that features share. */
final class BrokenSchemas extends DatasetCases {
  BrokenSchemas() {
    specifications();
    types();
    schemaDomains();
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
}
