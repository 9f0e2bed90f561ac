"""The data source against TensorFlow: what Python writes is read by Spark, what Spark writes is read by Python."""

import base64
import hashlib
import json
import os
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

HERE = Path(__file__).parent
HUGE_BYTES = 100 << 20


def feature(value):
    if value is None:
        return tf.train.Feature()
    if isinstance(value, list) and value and isinstance(value[0], int):
        return tf.train.Feature(int64_list=tf.train.Int64List(value=value))
    if isinstance(value, list) and value and isinstance(value[0], float):
        return tf.train.Feature(float_list=tf.train.FloatList(value=value))
    return tf.train.Feature(bytes_list=tf.train.BytesList(value=value))


def example(**features):
    return tf.train.Example(features=tf.train.Features(feature={k: feature(v) for k, v in features.items()}))


KINDS = [
    example(
        one_int=[i - 2],
        ints=[-(2**63), 2**63 - 1, 0, i],
        one_float=[i / 3],
        floats=[float("inf"), -0.0, 1e-45, float(i)],
        text=[f"row {i}".encode()],
        blob=[bytes([0xFF, 0xFE, i])],
        ragged=[float(v) for v in range(1, i + 2)],
        no_kind=None,
        **({"sometimes": [i]} if i % 2 else {}),
    )
    for i in range(5)
]
UNICODE = [example(**{"größe": [1], "名前": ["値".encode()], "🙂": [2.5], "": [7]})]
EMPTY_LISTS = [
    tf.train.Example(
        features=tf.train.Features(
            feature={
                "ints": tf.train.Feature(int64_list=tf.train.Int64List(value=values)),
                "floats": tf.train.Feature(float_list=tf.train.FloatList(value=values)),
                "strings": tf.train.Feature(bytes_list=tf.train.BytesList(value=[b"x"] * len(values))),
            }
        )
    )
    for values in ([], [1, 2], [3])
]
SEQUENCES = [
    tf.train.SequenceExample(
        context=tf.train.Features(feature={"id": feature([i]), "tags": feature([b"a", b"b"])}),
        feature_lists=tf.train.FeatureLists(
            feature_list={
                "tokens": tf.train.FeatureList(feature=[feature([f"t{j}".encode(), b"x"]) for j in range(i)]),
                "scores": tf.train.FeatureList(feature=[feature([j / 2, 1.0]) for j in range(i + 1)]),
                "ids": tf.train.FeatureList(
                    feature=[tf.train.Feature(int64_list=tf.train.Int64List(value=range(j))) for j in range(3)]
                ),
            }
        ),
    )
    for i in range(3)
]


def write(path, messages, compression=""):
    with tf.io.TFRecordWriter(str(path), options=compression) as writer:
        for message in messages:
            writer.write(message if isinstance(message, bytes) else message.SerializeToString(deterministic=True))


def read(folder, message, compression=""):
    files = sorted(str(f) for f in Path(folder).iterdir())
    assert [Path(f).name for f in files] == sorted(Path(f).name for f in files)
    return [message.FromString(r.numpy()) for r in tf.data.TFRecordDataset(files, compression_type=compression)]


@pytest.fixture(scope="module")
def golden(tmp_path_factory):
    folder = tmp_path_factory.mktemp("golden")
    write(folder / "kinds.tfrecord", KINDS)
    write(folder / "kinds.gz.tfrecord", KINDS, "GZIP")
    write(folder / "kinds.zlib.tfrecord", KINDS, "ZLIB")
    write(folder / "unicode.tfrecord", UNICODE)
    write(folder / "empty-lists.tfrecord", EMPTY_LISTS)
    write(folder / "sequences.tfrecord", SEQUENCES)
    (folder / "with-an-empty-file").mkdir()
    write(folder / "with-an-empty-file" / "a.tfrecord", [])
    write(folder / "with-an-empty-file" / "b.tfrecord", UNICODE)
    write(folder / "huge.tfrecord", [example(blob=[bytes(HUGE_BYTES)], id=[1])])
    return folder


@pytest.fixture(scope="module")
def results(golden, tmp_path_factory):
    home = os.environ.get("SPARK_HOME")
    jars = sorted((HERE / ".." / "records" / "target").glob("millrace-records-*.jar"))
    jars = [j for j in jars if "tests" not in j.name and "sources" not in j.name]
    if not home or not jars:
        message = "SPARK_HOME names no Spark distribution, or millrace-records is not built"
        if os.environ.get("MILLRACE_INTEROP_REQUIRED"):
            pytest.fail(message)
        pytest.skip(message)
    folder = tmp_path_factory.mktemp("results")
    # The distribution brings its own pyspark, which must not be looked for in this environment.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    submit = [f"{home}/bin/spark-submit", "--master", "local[2]", "--driver-memory", "2g", "--jars", str(jars[0])]
    done = subprocess.run(
        [*submit, "--conf", "spark.ui.enabled=false", str(HERE / "records_job.py"), str(golden), str(folder)],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-8000:]
    return folder


@pytest.fixture(scope="module")
def told(results):
    return json.loads((results / "told.json").read_text())


def values(message):
    """The values of an Example as the data source should tell them: None where there is no kind."""
    out = {}
    for name, f in message.features.feature.items():
        kind = f.WhichOneof("kind")
        out[name] = None if kind is None else list(getattr(f, kind).value)
    return out


def same(found, expected):
    if isinstance(found, dict):
        found = base64.b64decode(found["b64"])
    if isinstance(found, list):
        return len(found) == len(expected) and all(same(f, e) for f, e in zip(found, expected))
    if isinstance(found, str):
        return found.encode() == expected
    if isinstance(found, float):
        return struct.pack("<f", found) == struct.pack("<f", expected)
    return found == expected


@pytest.mark.parametrize(
    "name, messages",
    [("kinds", KINDS), ("kinds.gz", KINDS), ("kinds.zlib", KINDS), ("unicode", UNICODE), ("empty-lists", EMPTY_LISTS)],
)
def test_spark_reads_what_tensorflow_writes(told, name, messages):
    rows = told[name]["rows"]
    assert len(rows) == len(messages)
    for row, message in zip(rows, messages):
        expected = values(message)
        assert expected.keys() <= row.keys()
        for column, found in row.items():
            wanted = expected.get(column)
            if wanted is None:
                assert found is None, column
            elif isinstance(found, list):
                assert same(found, wanted), (column, found, wanted)
            else:
                assert len(wanted) == 1 and same(found, wanted[0]), (column, found, wanted)


def test_the_schema_is_inferred_as_documented(told):
    types = {f["name"]: f["type"] for f in told["kinds"]["schema"]["fields"]}
    assert list(types) == sorted(types)
    simple = {k: v for k, v in types.items() if isinstance(v, str)}
    assert simple == {
        "blob": "binary",
        "no_kind": "string",
        "one_float": "float",
        "one_int": "long",
        "sometimes": "long",
        "text": "string",
    }
    assert {k: v["elementType"] for k, v in types.items() if not isinstance(v, str)} == {
        "floats": "float",
        "ints": "long",
        "ragged": "float",
    }


@pytest.mark.parametrize("name, compression", [("kinds", ""), ("kinds.gz", "GZIP"), ("kinds.zlib", "ZLIB"), ("unicode", ""), ("empty-lists", "")])
def test_tensorflow_reads_what_spark_writes(results, name, compression):
    messages = {"unicode": UNICODE, "empty-lists": EMPTY_LISTS}.get(name, KINDS)
    found = read(results / name, tf.train.Example, compression)
    assert [values(m) for m in found] == [
        {k: v for k, v in values(m).items() if v is not None} for m in messages
    ]


def test_bytes_are_those_of_deterministic_serialization(results):
    # No name here is the start of another: there Python's runtime (upb) departs from the order of C++'s.
    (file,) = (results / "kinds").iterdir()
    for record, message in zip(tf.data.TFRecordDataset(str(file)), KINDS, strict=True):
        expected = tf.train.Example.FromString(message.SerializeToString())
        del expected.features.feature["no_kind"]
        assert record.numpy() == expected.SerializeToString(deterministic=True)


def test_sequence_examples_go_both_ways(results, told):
    assert read(results / "sequences", tf.train.SequenceExample) == SEQUENCES
    for row, message in zip(told["sequences"]["rows"], SEQUENCES):
        assert row["id"] == message.context.feature["id"].int64_list.value[0]
        assert row["tags"] == ["a", "b"]
        lists = message.feature_lists.feature_list
        assert row["tokens"] == [[v.decode() for v in f.bytes_list.value] for f in lists["tokens"].feature]
        assert row["ids"] == [list(f.int64_list.value) for f in lists["ids"].feature]


def test_tensorflow_parses_sequences_with_its_own_op(results):
    (file,) = (results / "sequences").iterdir()
    records = [r for r in tf.data.TFRecordDataset(str(file))]
    context, lists = tf.io.parse_single_sequence_example(
        records[2],
        context_features={"id": tf.io.FixedLenFeature([], tf.int64)},
        sequence_features={"scores": tf.io.FixedLenSequenceFeature([2], tf.float32)},
    )
    assert context["id"].numpy() == 2
    assert lists["scores"].numpy().tolist() == [[0.0, 1.0], [0.5, 1.0], [1.0, 1.0]]


def test_a_file_without_records_is_harmless(told):
    assert told["with-an-empty-file"] == {"columns": sorted(values(UNICODE[0])), "count": 1}


def test_a_record_of_100_mib_goes_both_ways(results, told):
    assert told["huge"] == [{"n": HUGE_BYTES, "digest": hashlib.sha256(bytes(HUGE_BYTES)).hexdigest()}]
    (message,) = read(results / "huge", tf.train.Example)
    assert len(message.features.feature["blob"].bytes_list.value[0]) == HUGE_BYTES


def test_raw_records_keep_their_bytes(golden, results, told):
    assert told["raw"] == {"columns": ["byteArray"], "count": len(KINDS)}
    (file,) = (results / "raw").iterdir()
    assert file.read_bytes() == (golden / "kinds.tfrecord").read_bytes()


def test_every_spark_type_parses_with_tf_io(results):
    (file,) = (results / "types").iterdir()
    assert file.name == "data_tfrecord-00000-of-00001.gz"
    records = [r.numpy() for r in tf.data.TFRecordDataset(str(file), compression_type="GZIP")]
    scalars = {
        **{n: tf.int64 for n in ("long", "int", "short", "boolean", "date", "timestamp")},
        "float": tf.float32,
        **{n: tf.string for n in ("string", "binary", "decimal")},
    }
    spec = {n: tf.io.FixedLenFeature([], t) for n, t in scalars.items()}
    spec |= {"longs": tf.io.FixedLenFeature([2], tf.int64), "floats": tf.io.FixedLenFeature([2], tf.float32)}
    spec |= {"strings": tf.io.FixedLenFeature([1], tf.string), "sometimes": tf.io.VarLenFeature(tf.int64)}
    spec |= {"maybe_empty": tf.io.VarLenFeature(tf.int64)}
    batch = tf.io.parse_example(records, spec)
    assert batch["long"].numpy().tolist() == [0, 1, 2, 3]
    assert batch["boolean"].numpy().tolist() == [1, 0, 1, 0]
    assert batch["float"].numpy().tolist() == [0.0, 0.25, 0.5, 0.75]
    assert batch["date"].numpy().tolist() == [20778] * 4
    assert batch["timestamp"].numpy().tolist() == [1795262400000000] * 4
    assert batch["decimal"].numpy().tolist() == [b"0.00", b"1.00", b"2.00", b"3.00"]
    assert np.array_equal(batch["floats"].numpy(), [[i / 2, (i + 1) / 2] for i in range(4)])
    assert batch["sometimes"].values.numpy().tolist() == [0, 2, 3]
    third = tf.train.Example.FromString(records[2]).features.feature
    assert third["maybe_empty"].WhichOneof("kind") == "int64_list" and not third["maybe_empty"].int64_list.value
    assert "sometimes" not in tf.train.Example.FromString(records[1]).features.feature
