"""TFDV's feature skew detector counts the same on the examples that the tests of transforms leave."""

from pathlib import Path

import apache_beam as beam
import pytest
import tensorflow as tf
from tensorflow_data_validation.skew import feature_skew_detector as skew
from tensorflow_data_validation.skew.protos import feature_skew_results_pb2 as results

CASES = Path(__file__).resolve().parents[1] / "transforms/target/interop/example_diff"


def examples(folder: Path) -> list[tf.train.Example]:
    files = sorted(str(f) for f in (folder / "Split-train").iterdir())
    data = tf.data.TFRecordDataset(files, compression_type="GZIP")
    return [tf.train.Example.FromString(r) for r in data.as_numpy_iterator()]


def ours(case: Path, name: str, message) -> list:
    file = case / f"out/SplitPair-train_train/{name}-00000-of-00001"
    return [message.FromString(r) for r in tf.data.TFRecordDataset(str(file)).as_numpy_iterator()]


def theirs(case: Path, tmp_path: Path) -> dict[str, list]:
    sinks = {
        skew.SKEW_RESULTS_KEY: (skew.skew_results_sink, skew.skew_results_iterator),
        skew.SKEW_PAIRS_KEY: (skew.skew_pair_sink, skew.skew_pair_iterator),
        skew.MATCH_STATS_KEY: (skew.match_stats_sink, skew.match_stats_iterator),
        skew.CONFUSION_KEY: (skew.confusion_count_sink, skew.confusion_count_iterator),
    }
    with beam.Pipeline() as p:
        base = p | "base" >> beam.Create(examples(case / "base"))
        test = p | "test" >> beam.Create(examples(case / "test"))
        found = (base, test) | skew.DetectFeatureSkewImpl(
            ["part", "id"],
            features_to_ignore=["ignored"],
            sample_size=1000,
            float_round_ndigits=1 if case.name == "rounded" else None,
            allow_duplicate_identifiers=case.name == "duplicates",
            confusion_configs=[skew.ConfusionConfig("word")],
        )
        for key, (sink, _) in sinks.items():
            _ = found[key] | f"write {key}" >> sink(str(tmp_path / key))
    return {key: list(iterator(str(tmp_path / key))) for key, (_, iterator) in sinks.items()}


def pairs(found) -> list[tuple]:
    return sorted(
        (
            tf.train.Example.FromString(p.base).SerializeToString(deterministic=True),
            tf.train.Example.FromString(p.test).SerializeToString(deterministic=True),
            tuple(sorted(p.base_only_features)),
            tuple(sorted(p.test_only_features)),
            tuple(sorted(p.matched_features)),
            tuple(sorted(p.mismatched_features)),
        )
        for p in found
    )


def text(messages) -> list[str]:
    return sorted(str(m) for m in messages)


@pytest.mark.parametrize("name", ["exact", "rounded", "duplicates"])
def test_skew_of_joined_examples_is_that_of_tfdv(name, tmp_path):
    case = CASES / name
    if not case.is_dir():
        pytest.skip("the tests of transforms have not run")
    expected = theirs(case, tmp_path)
    assert text(ours(case, "skew_stats", results.FeatureSkew)) == text(expected[skew.SKEW_RESULTS_KEY])
    assert text(ours(case, "match_stats", results.MatchStats)) == text(expected[skew.MATCH_STATS_KEY])
    assert text(ours(case, "confusion", results.ConfusionCount)) == text(expected[skew.CONFUSION_KEY])
    assert pairs(ours(case, "sample_pairs", results.SkewPair)) == pairs(expected[skew.SKEW_PAIRS_KEY])
