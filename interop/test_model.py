"""TensorFlow in Python serves the exported model with the results that Java got."""

import base64
import json
import os
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
import tensorflow_transform as tft
from artefacts import ServedModel, probabilities, records, smallest_split, split_files

SAMPLE = 1000
TOLERANCE = 1e-5


@pytest.fixture(scope="module")
def model(pipeline_root) -> ServedModel:
    return ServedModel(pipeline_root.trained_model())


@pytest.fixture(scope="module")
def sample(pipeline_root) -> list[bytes]:
    examples = pipeline_root.examples()
    return records(split_files(examples, smallest_split(examples)), SAMPLE)


def test_serving_default_gives_probabilities(model, sample):
    predicted = model.predict(sample)
    assert predicted.shape[0] == len(sample)
    assert (predicted >= 0).all()
    np.testing.assert_allclose(predicted.sum(axis=1), 1.0, atol=TOLERANCE)


def test_one_example_gives_what_a_batch_gives(model, sample):
    np.testing.assert_allclose(model.predict(sample[:5], batch=1), model.predict(sample[:5]), atol=TOLERANCE)


def test_predictions_are_those_of_java(model):
    file = os.environ.get("MILLRACE_INTEROP_PREDICTIONS")
    if not file:
        pytest.skip("MILLRACE_INTEROP_PREDICTIONS names no file of predictions")
    rows = [json.loads(line) for line in Path(file).read_text().splitlines()]
    assert rows
    predicted = model.predict([base64.b64decode(row["example"]) for row in rows])
    np.testing.assert_allclose(predicted, [row["probabilities"] for row in rows], atol=TOLERANCE)


def raw_pixels(values: tf.Tensor, spec: tf.TensorSpec) -> tf.Tensor:
    """Images of the shape that a signature asks for, from encoded files or from plain bytes."""
    shape = [-1, *spec.shape[1:]]
    values = tf.reshape(values, [-1])
    size = int(np.prod([d for d in spec.shape[1:]]))
    if (tf.strings.length(values).numpy() == size).all():
        return tf.cast(tf.reshape(tf.io.decode_raw(values, tf.uint8), shape), spec.dtype)
    images = [tf.io.decode_image(v, expand_animations=False) for v in values]
    return tf.cast(tf.reshape(tf.stack(images), shape), spec.dtype)


def signature_input(spec: tf.TensorSpec, name: str, raw: dict, transformed: dict) -> tf.Tensor:
    """What stands for the named input: a transformed feature, or else the pixels of a raw one."""
    if name in transformed and transformed[name].dtype == spec.dtype:
        return tf.reshape(transformed[name], [-1, *spec.shape[1:]])
    assert name in raw, f"signature input '{name}' is neither a raw nor a transformed feature"
    if raw[name].dtype == tf.string and spec.dtype != tf.string:
        return raw_pixels(raw[name], spec)
    return tf.cast(tf.reshape(raw[name], [-1, *spec.shape[1:]]), spec.dtype)


def test_every_signature_on_tensors_gives_the_same(pipeline_root, model, sample):
    output = tft.TFTransformOutput(str(pipeline_root.transform_graph()))
    raw = tf.io.parse_example(tf.constant(sample), output.raw_feature_spec())
    transformed = output.transform_features_layer()(raw)
    others = [name for name in model.signatures if name != "serving_default"]
    assert others, "the model has no signature on tensors"
    expected = model.predict(sample)
    for name in others:
        signature = model.signatures[name]
        specs = signature.structured_input_signature[1]
        inputs = {key: signature_input(spec, key, raw, transformed) for key, spec in specs.items()}
        np.testing.assert_allclose(probabilities(signature(**inputs)), expected, atol=TOLERANCE, err_msg=name)


def test_pushed_model_is_the_trained_one(pipeline_root, model, sample):
    pushed = pipeline_root.latest("pusher", "pushed_model")
    (found,) = {file.parent for file in pushed.rglob("saved_model.pb")}
    np.testing.assert_array_equal(ServedModel(found).predict(sample), model.predict(sample))
