package io.millrace.transforms.schema;

import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;

/** Numbers of examples, and weights. */
final class BrokenTotals extends DatasetCases {
  BrokenTotals() {
    datasets();
    weights();
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
