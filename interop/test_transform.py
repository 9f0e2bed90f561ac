"""TFT opens the transform graph, and its graph gives the transformed examples that Spark wrote."""

import numpy as np
import pytest
import tensorflow as tf
import tensorflow_transform as tft
from artefacts import records, smallest_split, split_files

SAMPLE = 200
TOLERANCE = 1e-6


@pytest.fixture(scope="module")
def transform_output(pipeline_root) -> tft.TFTransformOutput:
    return tft.TFTransformOutput(str(pipeline_root.transform_graph()))


def matrix(columns: dict[str, tf.Tensor]) -> np.ndarray:
    """One row of numbers per example, features in name order; a string counts as its 24-bit hash."""
    parts = []
    for name in sorted(columns):
        column = columns[name]
        if column.dtype == tf.string:
            column = tf.strings.to_hash_bucket_fast(column, 1 << 24)
        parts.append(tf.reshape(tf.cast(column, tf.float64), [column.shape[0], -1]).numpy())
    return np.concatenate(parts, axis=1)


def test_specs(transform_output, pipeline_root):
    raw, transformed = transform_output.raw_feature_spec(), transform_output.transformed_feature_spec()
    assert raw and transformed
    split = smallest_split(pipeline_root.examples())
    pairs = ((pipeline_root.examples(), raw), (pipeline_root.transformed_examples(), transformed))
    for artefact, spec in pairs:
        sample = records(split_files(artefact, split), SAMPLE)
        assert tf.io.parse_example(tf.constant(sample), spec).keys() == spec.keys()


def by_layer(transform_output: tft.TFTransformOutput, serialized: list[bytes]) -> dict[str, tf.Tensor]:
    """As a Keras user applies the graph, eagerly."""
    parsed = tf.io.parse_example(tf.constant(serialized), transform_output.raw_feature_spec())
    return transform_output.transform_features_layer()(parsed)


def by_raw_features(transform_output: tft.TFTransformOutput, serialized: list[bytes]) -> dict[str, tf.Tensor]:
    """As an input function applies the graph; a TF1-style SavedModel can only be imported into a graph."""
    v1 = tf.compat.v1
    with tf.Graph().as_default(), v1.Session() as session:
        parsed = tf.io.parse_example(tf.constant(serialized), transform_output.raw_feature_spec())
        outputs = transform_output.transform_raw_features(parsed)
        session.run([v1.global_variables_initializer(), v1.tables_initializer()])
        results = session.run(outputs)
    return {name: tf.constant(value) for name, value in results.items()}


@pytest.mark.parametrize("transform", [by_layer, by_raw_features])
def test_graph_gives_the_transformed_examples(transform, transform_output, pipeline_root):
    split = smallest_split(pipeline_root.examples())
    spec = transform_output.transformed_feature_spec()
    dense = {name: s for name, s in spec.items() if isinstance(s, tf.io.FixedLenFeature)}
    assert dense, "no dense feature to compare"

    raw = records(split_files(pipeline_root.examples(), split), SAMPLE)
    outputs = transform(transform_output, raw)
    assert outputs.keys() == spec.keys()
    expected = matrix({name: outputs[name] for name in dense})

    written = records(split_files(pipeline_root.transformed_examples(), split))
    actual = matrix(tf.io.parse_example(tf.constant(written), dense))

    # Shards may be in another order: a projection finds the candidates, then whole rows are compared.
    direction = np.random.default_rng(0).normal(size=expected.shape[1])
    projected, slack = actual @ direction, TOLERANCE * np.abs(direction).sum()
    for index, row in enumerate(expected):
        scale = np.maximum(1.0, np.abs(row))
        near = actual[np.abs(projected - row @ direction) <= slack * scale.max()]
        found = (np.abs(near - row) <= TOLERANCE * scale).all(axis=1).any()
        assert found, f"the transformed examples of {split} lack what raw example {index} becomes"
