"""Reads the artefacts of a finished Millrace pipeline."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tensorflow as tf


@dataclass(frozen=True)
class PipelineRoot:
    """A pipeline root laid out as <root>/<node>/<output key>/<execution id>/..."""

    path: Path

    @property
    def metadata_db(self) -> Path:
        return self.path / "metadata.sqlite"

    def latest(self, node: str, key: str) -> Path:
        """The artefact of the newest execution that wrote this output."""
        outputs = self.path / node / key
        executions = [d for d in outputs.glob("*") if d.name.isdigit()]
        assert executions, f"{node} has written no output '{key}': {outputs} holds no execution"
        return max(executions, key=lambda d: int(d.name))

    def examples(self) -> Path:
        return self.latest("example-gen", "examples")

    def transformed_examples(self) -> Path:
        return self.latest("transform", "transformed_examples")

    def transform_graph(self) -> Path:
        return self.latest("transform", "transform_graph")

    def trained_model(self) -> Path:
        return self.latest("trainer", "model") / "Format-Serving"


def manifest(artefact: Path) -> dict:
    return json.loads((artefact / "manifest.json").read_text())["splits"]


def split_files(artefact: Path, split: str) -> list[Path]:
    return sorted((artefact / f"Split-{split}").iterdir())


def records(files: list[Path], limit: int | None = None) -> list[bytes]:
    """The records in file order; reading checks every checksum of the TFRecord framing."""
    data = tf.data.TFRecordDataset([str(f) for f in files], compression_type="GZIP")
    return list(data.take(-1 if limit is None else limit).as_numpy_iterator())


def smallest_split(artefact: Path) -> str:
    splits = manifest(artefact)
    return min(splits, key=lambda name: splits[name]["records"])


def sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def values(example: tf.train.Example, name: str) -> list:
    """The values of a feature; empty where the feature is missing."""
    if name not in example.features.feature:
        return []
    feature = example.features.feature[name]
    kind = feature.WhichOneof("kind")
    return list(getattr(feature, kind).value) if kind else []


class ServedModel:
    """A SavedModel called through its signatures."""

    def __init__(self, directory: Path) -> None:
        self._loaded = tf.saved_model.load(str(directory))
        self.signatures = self._loaded.signatures

    def predict(self, serialized: list[bytes], batch: int = 1000) -> np.ndarray:
        """Class probabilities of serialized raw examples."""
        signature = self.signatures["serving_default"]
        (name,) = signature.structured_input_signature[1]
        chunks = [serialized[i : i + batch] for i in range(0, len(serialized), batch)]
        return np.concatenate(
            [probabilities(signature(**{name: tf.constant(chunk)})) for chunk in chunks]
        )


def probabilities(outputs: dict[str, tf.Tensor]) -> np.ndarray:
    """The one output that holds a row of floats for each example."""
    matrices = [t.numpy() for t in outputs.values() if t.dtype.is_floating and t.shape.rank == 2]
    assert len(matrices) == 1, f"expected one matrix of floats among {sorted(outputs)}"
    return matrices[0]
