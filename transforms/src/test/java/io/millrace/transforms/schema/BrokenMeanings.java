package io.millrace.transforms.schema;

import java.util.List;

/** Natural language, images, times and other domains with a meaning. */
final class BrokenMeanings extends DatasetCases {
  BrokenMeanings() {
    semantics();
    language();
    derived();
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
}
