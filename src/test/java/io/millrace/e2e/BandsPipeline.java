package io.millrace.e2e;

/** A small pipeline with every component, on the images of {@link IdxFiles}. */
final class BandsPipeline {
  private BandsPipeline() {}

  /** The components of its file. */
  static String components(String input, String destination) {
    return """
        components:
          example-gen:
            options: {input: %s, format: idx, hash_buckets: {train: 4, eval: 1}, shards: 2}
          statistics-gen:
            inputs: {examples: example-gen}
            options: {label_feature: label}
          schema-gen:
            inputs: {statistics: statistics-gen}
          example-validator:
            inputs: {statistics: statistics-gen, schema: schema-gen}
          transform:
            inputs: {examples: example-gen, schema: schema-gen}
            options:
              features:
                image: [decode_raw, {reshape: [28, 28, 1]}, scale_to_0_1]
                label: []
          trainer:
            inputs: {transformed_examples: transform, transform_graph: transform}
            options:
              input: image
              label: label
              layers: [Flatten, {Dense: {units: 16, activation: relu}}, {Dense: 4}]
              epochs: 4
              batch_size: 32
              learning_rate: 0.01
              seed: 1
          evaluator:
            inputs: {examples: example-gen, model: trainer}
            options:
              label: label
              slices: [[label]]
              thresholds: {accuracy: {lower_bound: 0.9}}
          pusher:
            inputs: {model: trainer, blessing: evaluator}
            options: {push_destination: %s}
        """
        .formatted(input, destination);
  }
}
