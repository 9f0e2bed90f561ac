package io.millrace.transforms.schema;

/** Features in structs, and those that are made of others. */
final class BrokenStructs extends DatasetCases {
  BrokenStructs() {
    nested();
    composites();
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
}
