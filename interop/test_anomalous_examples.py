"""Statistics of anomalous examples by reason, against TFDV's validate_examples_in_tfrecord."""

from pathlib import Path

import tensorflow_data_validation as tfdv

FOLDER = Path(__file__).parent.parent / "transforms" / "target" / "interop" / "anomalous_examples"
ALL = "All Examples"


def test_statistics_by_reason_are_those_of_tfdv(tmp_path):
    options = tfdv.StatsOptions(schema=tfdv.load_schema_text(str(FOLDER / "schema.pbtxt")))
    theirs = tfdv.validate_examples_in_tfrecord(
        str(FOLDER / "data_tfrecord-*"), options, output_path=str(tmp_path / "theirs")
    )
    ours = tfdv.load_stats_binary(str(FOLDER / "FeatureStats.pb"))
    wanted = {d.name: d for d in theirs.datasets}
    found = {d.name: d for d in ours.datasets if d.name != ALL}
    assert found.keys() == wanted.keys()
    for reason, dataset in found.items():
        assert dataset.num_examples == wanted[reason].num_examples
        features = {f.path.step[0]: f for f in wanted[reason].features}
        for feature in dataset.features:
            other = features[feature.path.step[0]]
            assert feature.type == other.type
            assert feature.num_stats.mean == other.num_stats.mean
            assert feature.num_stats.max == other.num_stats.max
            assert feature.string_stats.unique == other.string_stats.unique
            tops = feature.string_stats.top_values
            assert [(v.value, v.frequency) for v in tops] == [
                (v.value, v.frequency) for v in other.string_stats.top_values
            ]


def test_tfdv_picks_the_slice_of_a_reason():
    ours = tfdv.load_stats_binary(str(FOLDER / "FeatureStats.pb"))
    reason = "tip_INT_TYPE_BIG_INT"
    assert tfdv.get_slice_stats(ours, reason).datasets[0].num_examples == 2
