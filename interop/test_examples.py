"""tf.data reads the examples, and every example is in the split that TFX would give it."""

import bisect
import hashlib
import itertools
import os

import pytest
import tensorflow as tf
from artefacts import manifest, records, sha256, split_files

BUCKETS = dict(
    (name, int(size))
    for name, size in (
        part.split(":") for part in os.environ.get("MILLRACE_INTEROP_BUCKETS", "train:4,eval:1").split(",")
    )
)


@pytest.fixture(params=["examples", "transformed_examples"])
def artefact(request, pipeline_root):
    return getattr(pipeline_root, request.param)()


def test_folder_holds_only_what_the_manifest_lists(artefact):
    listed = {f"Split-{s}/{f['name']}" for s, split in manifest(artefact).items() for f in split["files"]}
    found = {str(f.relative_to(artefact)) for f in artefact.rglob("*") if f.is_file()}
    own = {"manifest.json"} | ({"ingestion.json"} if artefact.parent.name == "examples" else set())
    assert found == listed | own


def test_file_names_are_those_of_tfx(artefact, request):
    stem = {"examples": "data_tfrecord", "transformed_examples": "transformed_examples"}[artefact.parent.name]
    for split, content in manifest(artefact).items():
        count = len(content["files"])
        expected = [f"{stem}-{i:05d}-of-{count:05d}.gz" for i in range(count)]
        assert [f.name for f in split_files(artefact, split)] == expected


def test_sizes_and_digests_are_those_of_the_manifest(artefact):
    for split, content in manifest(artefact).items():
        for entry in content["files"]:
            file = artefact / f"Split-{split}" / entry["name"]
            assert file.stat().st_size == entry["bytes"], file
            assert sha256(file) == entry["sha256"], file


def test_every_record_is_read_and_parses(artefact):
    for split, content in manifest(artefact).items():
        total = 0
        for entry in content["files"]:
            read = records([artefact / f"Split-{split}" / entry["name"]])
            assert len(read) == entry["records"], entry["name"]
            for record in read:
                assert tf.train.Example.FromString(record).features.feature
            total += len(read)
        assert total == content["records"], split


def test_splits_are_those_of_tfx_hash_buckets(pipeline_root):
    artefact = pipeline_root.examples()
    names, bounds = list(BUCKETS), list(itertools.accumulate(BUCKETS.values()))
    assert set(manifest(artefact)) == set(names)
    for split in names:
        for record in records(split_files(artefact, split)):
            key = tf.train.Example.FromString(record).SerializeToString(deterministic=True)
            bucket = int(hashlib.sha256(key).hexdigest(), 16) % bounds[-1]
            assert names[bisect.bisect(bounds, bucket)] == split


def test_both_artefacts_hold_the_same_number_of_examples(pipeline_root):
    def counts(artefact):
        return {name: split["records"] for name, split in manifest(artefact).items()}

    assert counts(pipeline_root.examples()) == counts(pipeline_root.transformed_examples())
