"""TFRecorder's documented parse function reads its sample as Millrace ingests it."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

HERE = Path(__file__).resolve().parent
RECORDS = Path(
    os.environ.get(
        "MILLRACE_INTEROP_TFRECORDER", HERE.parent / "transforms/target/tfrecorder-sample/data.tfrecord.gz"
    )
)
SAMPLE = HERE.parent.parent / "shared/data/tfrecorder-sample"

# The features of TFRecorder's transformed schema, all scalars.
FEATURES = {
    "image": tf.io.FixedLenFeature([], tf.string),
    "image_channels": tf.io.FixedLenFeature([], tf.int64),
    "image_height": tf.io.FixedLenFeature([], tf.int64),
    "image_name": tf.io.FixedLenFeature([], tf.string),
    "image_width": tf.io.FixedLenFeature([], tf.int64),
    "label": tf.io.FixedLenFeature([], tf.int64),
    "split": tf.io.FixedLenFeature([], tf.string),
}


def parse(record):
    parsed = tf.io.parse_single_example(record, FEATURES)
    pixels = tf.io.decode_raw(tf.io.decode_base64(parsed["image"]), tf.uint8)
    shape = [parsed["image_height"], parsed["image_width"], parsed["image_channels"]]
    return tf.reshape(pixels, shape), parsed


@pytest.fixture(scope="module")
def images():
    if not RECORDS.is_file() or not SAMPLE.is_dir():
        pytest.skip("no TFRecorder sample: mvn test -pl transforms -am writes its records")
    dataset = tf.data.TFRecordDataset(str(RECORDS), compression_type="GZIP").map(parse)
    return {parsed["image_name"].numpy().decode(): (image.numpy(), parsed) for image, parsed in dataset}


def rows():
    with open(SAMPLE / "data.csv", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_has_its_record(images):
    assert sorted(images) == sorted(Path(row["image_uri"]).name for row in rows())
    for row in rows():
        _, parsed = images[Path(row["image_uri"]).name]
        assert parsed["split"].numpy().decode() == row["split"]
        assert parsed["label"].numpy() == {"goat": 0, "cat": 1}[row["label"]]


def test_pixels_are_those_of_pillow(images):
    for row in rows():
        image, _ = images[Path(row["image_uri"]).name]
        expected = np.asarray(Image.open(SAMPLE / row["image_uri"]))
        assert image.shape == expected.shape
        # Decoders of JPEG may differ in rounding.
        assert np.abs(image.astype(int) - expected.astype(int)).max() <= 3, row
