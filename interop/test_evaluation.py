"""TFMA opens the evaluation, and its numbers are those of the model's own predictions."""

import numpy as np
import pytest
import tensorflow as tf
import tensorflow_model_analysis as tfma
from artefacts import ServedModel, manifest, records, split_files, values
from tensorflow_model_analysis.proto import config_pb2

TOLERANCE = 1e-6
ACCURACY = ("accuracy", "sparse_categorical_accuracy", "categorical_accuracy", "binary_accuracy")


@pytest.fixture(scope="module")
def evaluation(pipeline_root):
    return pipeline_root.latest("evaluator", "evaluation")


@pytest.fixture(scope="module")
def metrics(evaluation) -> dict[tuple, dict]:
    """Slice key -> metric name -> value, for the metrics of the whole output."""
    result = tfma.load_eval_result(str(evaluation))
    found = {}
    for slice_key, outputs in result.slicing_metrics:
        (output,) = outputs.values()
        found[slice_key] = {name: value.get("doubleValue") for name, value in output[""].items()}
    return found


@pytest.fixture(scope="module")
def config(evaluation) -> config_pb2.EvalConfig:
    return tfma.load_eval_result(str(evaluation)).config


@pytest.fixture(scope="module")
def predicted(pipeline_root, metrics):
    """The examples of the evaluated split and the class that the model gives each."""
    artefact = pipeline_root.examples()
    count = int(metrics[()]["example_count"])
    split = next((s for s, content in manifest(artefact).items() if content["records"] == count), None)
    assert split, f"{count} examples were evaluated, and no split has that many"
    serialized = records(split_files(artefact, split))
    classes = ServedModel(pipeline_root.trained_model()).predict(serialized).argmax(axis=1)
    return [tf.train.Example.FromString(s) for s in serialized], classes


def members(examples, slice_key: tuple) -> np.ndarray:
    """Which examples are in the slice."""

    def matches(example) -> bool:
        # A slice value may be read back as a number although the feature holds the text of it.
        return all(
            str(value) in {v.decode() if isinstance(v, bytes) else str(v) for v in values(example, column)}
            for column, value in slice_key
        )

    return np.array([matches(example) for example in examples])


def test_overall_and_every_configured_slice_are_present(metrics, config):
    assert () in metrics
    for spec in config.slicing_specs:
        if spec.feature_keys:
            assert any({c for c, _ in key} == set(spec.feature_keys) for key in metrics), spec


def test_counts_of_slices(metrics, predicted):
    examples, _ = predicted
    for slice_key, values_ in metrics.items():
        assert values_["example_count"] == members(examples, slice_key).sum(), slice_key


def test_accuracy_is_that_of_the_predictions(metrics, config, predicted):
    examples, classes = predicted
    labels = np.array([values(e, config.model_specs[0].label_key)[0] for e in examples])
    correct = labels == classes
    (name,) = [n for n in metrics[()] if n in ACCURACY]
    for slice_key, values_ in metrics.items():
        expected = correct[members(examples, slice_key)].mean()
        assert values_[name] == pytest.approx(expected, abs=TOLERANCE), slice_key


def test_blessing_follows_the_validation(pipeline_root, evaluation):
    result = tfma.load_validation_result(str(evaluation))
    blessing = pipeline_root.latest("evaluator", "blessing")
    assert [f.name for f in blessing.iterdir()] == ["BLESSED" if result.validation_ok else "NOT_BLESSED"]
    if not result.validation_ok:
        assert result.metric_validations_per_slice or result.missing_slices or result.missing_cross_slices
