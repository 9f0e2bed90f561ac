"""What `millrace records schema --feature-spec` prints parses the records with TensorFlow's own operations."""

import json
import os
import subprocess
from pathlib import Path

import pytest
import tensorflow as tf

HOME = Path(__file__).resolve().parent.parent


def longs(*values):
    return tf.train.Feature(int64_list=tf.train.Int64List(value=values))


def floats(*values):
    return tf.train.Feature(float_list=tf.train.FloatList(value=values))


def texts(*values):
    return tf.train.Feature(bytes_list=tf.train.BytesList(value=[v.encode() for v in values]))


def steps(*features):
    return tf.train.FeatureList(feature=features)


def write(path, messages):
    with tf.io.TFRecordWriter(str(path)) as writer:
        for message in messages:
            writer.write(message.SerializeToString())
    return [m.SerializeToString() for m in messages]


def feature_spec(path, *arguments):
    if not list((HOME / "jobs" / "target").glob("runtime-classpath.txt")):
        message = "millrace-jobs is not built"
        if os.environ.get("MILLRACE_INTEROP_REQUIRED"):
            pytest.fail(message)
        pytest.skip(message)
    command = [str(HOME / "bin" / "millrace"), "records", "schema", str(path), "--feature-spec", "--quiet", *arguments]
    done = subprocess.run(
        [*command, "--master", "local[2]"],
        env={**os.environ, "MILLRACE_SKIP_BUILD": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-8000:]
    return json.loads(done.stdout)


def features(spec):
    """As the guide shows it."""
    return {
        name: getattr(tf.io, f["kind"])(dtype=tf.as_dtype(f["dtype"]), **{k: f[k] for k in ("shape", "allow_missing") if k in f})
        for name, f in spec.items()
    }


def test_examples_parse_with_the_specification(tmp_path):
    messages = [
        tf.train.Example(
            features=tf.train.Features(
                feature={
                    "id": longs(i - 1),
                    "vector": floats(i / 2, 1.0, -0.5),
                    "größe": texts(f"ü{i}"),
                    "ragged": longs(*range(i)),
                    "no_kind": tf.train.Feature(),
                    "kind_at_times": longs(i) if i == 1 else tf.train.Feature(),
                    "empty": floats(),
                    **({"sometimes": texts(str(i), "x")} if i else {}),
                }
            )
        )
        for i in range(3)
    ]
    records = write(tmp_path / "examples.tfrecord", messages)

    spec = feature_spec(tmp_path / "examples.tfrecord")

    assert list(spec) == ["features"]
    assert {n: f["kind"] for n, f in spec["features"].items() if f["kind"] != "VarLenFeature"} == {
        "id": "FixedLenFeature",
        "vector": "FixedLenFeature",
        "größe": "FixedLenFeature",
    }
    assert set(spec["features"]) == set(messages[1].features.feature)
    batch = tf.io.parse_example(records, features(spec["features"]))
    assert batch["id"].numpy().tolist() == [-1, 0, 1]
    assert batch["vector"].numpy().tolist() == [[0.0, 1.0, -0.5], [0.5, 1.0, -0.5], [1.0, 1.0, -0.5]]
    assert [v.decode() for v in batch["größe"].numpy()] == ["ü0", "ü1", "ü2"]
    assert tf.sparse.to_dense(batch["ragged"], -1).numpy().tolist() == [[-1, -1], [0, -1], [0, 1]]
    assert batch["kind_at_times"].values.numpy().tolist() == [1]
    assert batch["no_kind"].values.shape == (0,) and batch["empty"].values.shape == (0,)
    assert batch["sometimes"].values.numpy().tolist() == [b"1", b"x", b"2", b"x"]
    assert batch["sometimes"].indices.numpy()[:, 0].tolist() == [1, 1, 2, 2]


def test_sequence_examples_parse_with_the_specification(tmp_path):
    messages = [
        tf.train.SequenceExample(
            context=tf.train.Features(feature={"id": longs(i), "tags": texts(*"ab"[:i])}),
            feature_lists=tf.train.FeatureLists(
                feature_list={
                    "pairs": steps(*[floats(j, j / 2) for j in range(i + 1)]),
                    "words": steps(*[texts(f"w{j}") for j in range(i)]),
                    "ragged": steps(*[longs(*range(j)) for j in range(3)]),
                    **({"sometimes": steps(longs(i), longs(7))} if i == 2 else {}),
                }
            ),
        )
        for i in range(3)
    ]
    records = write(tmp_path / "sequences.tfrecord", messages)

    spec = feature_spec(tmp_path / "sequences.tfrecord", "--record-type", "SequenceExample")

    assert spec["context"]["id"] == {"kind": "FixedLenFeature", "dtype": "int64", "shape": []}
    assert spec["context"]["tags"] == {"kind": "VarLenFeature", "dtype": "string"}
    sequence = {"kind": "FixedLenSequenceFeature", "dtype": "float32", "shape": [2], "allow_missing": False}
    assert spec["feature_lists"]["pairs"] == sequence
    assert spec["feature_lists"]["ragged"] == {"kind": "VarLenFeature", "dtype": "int64"}
    for i, record in enumerate(records):
        context, lists = tf.io.parse_single_sequence_example(
            record, features(spec["context"]), features(spec["feature_lists"])
        )
        assert context["id"].numpy() == i
        assert context["tags"].values.numpy().tolist() == [b"a", b"b"][:i]
        assert lists["pairs"].numpy().tolist() == [[j, j / 2] for j in range(i + 1)]
        assert lists["words"].numpy().tolist() == [f"w{j}".encode() for j in range(i)]
        assert lists["ragged"].values.numpy().tolist() == [0, 0, 1]
        assert lists["sometimes"].numpy().tolist() == ([2, 7] if i == 2 else [])
