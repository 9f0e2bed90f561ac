"""TFDV counts the same examples, with the same options, as we do: exact fields are equal, the others within the
bounds that our statistics state.

The Java test StatisticsCasesTest writes the examples, the options, the schemas and our statistics.
"""

import json
import math
import re
from pathlib import Path

import pyarrow as pa
import numpy as np
import pytest
import tensorflow as tf
import tensorflow_data_validation as tfdv
from apache_beam.options.pipeline_options import PipelineOptions
from google.protobuf import text_format
from tensorflow_data_validation.statistics import stats_impl
from tensorflow_data_validation.statistics.generators.cross_feature_stats_generator import (
    CrossFeatureStatsGenerator,
)
from tensorflow_data_validation.statistics.generators.empty_value_counter_generator import (
    EmptyValueCounterGenerator,
)
from tensorflow_data_validation.statistics.generators.image_stats_generator import (
    ImageStatsGenerator,
)
from tensorflow_data_validation.statistics.generators.lift_stats_generator import LiftStatsGenerator
from tensorflow_data_validation.utils import slicing_util
from tensorflow_data_validation.utils.example_weight_map import ExampleWeightMap
from tensorflow_metadata.proto.v0 import schema_pb2, statistics_pb2
from tfx_bsl.coders import sequence_example_coder

FOLDER = Path(__file__).resolve().parents[1] / "transforms/target/interop/statistics"
CASES = sorted(p for p in FOLDER.iterdir() if p.is_dir()) if FOLDER.is_dir() else []

# TFDV's quantiles are within 1% of the values, ours within what they state.
RANK_ERROR = 0.01
# TFDV infers times and language from the first 100 values of a batch; names that it writes and we write alike.
DOMAIN_STATISTICS = ("domain_info", "natural_language_match_rate", "time_match_ratio")
OURS_ONLY = (
    "mutual_information",
    "adjusted_mutual_information",
    "normalized_adjusted_mutual_information",
    "mutual_information_standard_error",
    "mutual_information_num_examples",
    "value_counts",
    "quantiles_rank_error",
    "unique_relative_standard_error",
    "frequency_error",
    "weighted_frequency_error",
)


def theirs(case: Path) -> statistics_pb2.DatasetFeatureStatisticsList:
    options = json.loads((case / "options.json").read_text())
    schema = text_format.Parse((case / "schema.pbtxt").read_text(), schema_pb2.Schema())
    overrides = options.get("per_feature_weight_override", {})
    settings = tfdv.StatsOptions(
        schema=schema if schema.ByteSize() else None,
        weight_feature=options.get("weight_feature"),
        per_feature_weight_override={tfdv.FeaturePath([k]): v for k, v in overrides.items()} or None,
        enable_semantic_domain_stats=options.get("enable_semantic_domain_stats", False),
        vocab_paths={k: str(FOLDER.parents[2] / v) for k, v in options.get("vocab_paths", {}).items()} or None,
        label_feature=options.get("label_feature"),
        # Its lift fails on a batch without the label.
        desired_batch_size=1000 if "lift" in case.name else None,
        generators=generators(options, schema) or None,
        experimental_slice_functions=[slicer(spec) for spec in options.get("slicing_specs", [])] or None,
    )
    if (case / "table.csv").exists():
        return tfdv.generate_statistics_from_csv(str(case / "table.csv"), stats_options=settings)
    if (case / "sequences").exists():
        records = [r.numpy() for r in tf.data.TFRecordDataset(str(case / "sequences"))]
        decoder = sequence_example_coder.SequenceExamplesToRecordBatchDecoder("##SEQUENCE##")
        return stats_impl.generate_statistics_in_memory(decoder.DecodeBatch(records), settings)
    # The lift of TFDV 1.16.1 does not pass the type checks of the Beam that it wants.
    return tfdv.generate_statistics_from_tfrecord(
        str(case / "examples"), stats_options=settings, pipeline_options=PipelineOptions(pipeline_type_check=False)
    )


def generators(options: dict, schema: schema_pb2.Schema) -> list:
    wanted = [CrossFeatureStatsGenerator(sample_rate=1.0)] if options.get("all_cross_features") else []
    if options.get("count_empty_values"):
        wanted.append(EmptyValueCounterGenerator())
    if "lift" in options:
        lift = dict(options["lift"])
        x_features = lift.pop("x_features", None)
        overrides = options.get("per_feature_weight_override", {})
        weights = {tfdv.FeaturePath([k]): v for k, v in overrides.items()}
        wanted.append(
            LiftStatsGenerator(
                y_path=tfdv.FeaturePath([lift.pop("label")]),
                x_paths=x_features and [tfdv.FeaturePath([x]) for x in x_features],
                schema=schema,
                example_weight_map=ExampleWeightMap(options.get("weight_feature"), weights or None),
                **lift,
            )
        )
    return wanted


def slicer(spec: dict):
    if "slice_keys_sql" in spec:
        return dear_and_cheap
    features = {key: None for key in spec.get("feature_keys", [])}
    for key, value in spec.get("feature_values", {}).items():
        features[key] = [int(value)]
    return slicing_util.get_feature_value_slicer(features)


def dear_and_cheap(batch: pa.RecordBatch):
    """What the expression of the case slices-by-sql says."""
    dear = [fare[0] >= 100 for fare in batch.column(batch.schema.get_field_index("fare")).to_pylist()]
    yield "dear", batch.filter(pa.array(dear))
    yield "cheap", batch.filter(pa.array([not d for d in dear]))


def features(dataset) -> dict:
    return {tuple(f.path.step): f for f in dataset.features}


def close(a: float, b: float, relative: float = 1e-6) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=relative, abs_tol=1e-9)


@pytest.mark.skipif(not CASES, reason="the tests of transforms have not run")
def test_there_are_cases():
    assert len(CASES) >= 9


@pytest.mark.parametrize("case", CASES, ids=lambda p: p.name)
def test_statistics_are_those_of_tfdv(case):
    ours = statistics_pb2.DatasetFeatureStatisticsList.FromString((case / "stats.pb").read_bytes())
    expected = {d.name: d for d in theirs(case).datasets}
    assert {d.name for d in ours.datasets} == expected.keys()
    for dataset in ours.datasets:
        compare_datasets(dataset, expected[dataset.name])


def compare_datasets(a, b):
    assert a.num_examples == b.num_examples
    assert close(a.weighted_num_examples, b.weighted_num_examples)
    found, expected = features(a), features(b)
    assert found.keys() == expected.keys()
    for path, feature in found.items():
        compare_features((a.name, path), feature, expected[path])
    compare_crosses(crosses(a), crosses(b))
    compare_lifts(a.name, lifts(a), lifts(b))


def lifts(dataset) -> dict:
    return {
        (tuple(c.path_x.step), tuple(c.path_y.step)): c.categorical_cross_stats.lift
        for c in dataset.cross_features
        if c.HasField("categorical_cross_stats")
    }


def compare_lifts(where, found, expected):
    assert found.keys() == expected.keys(), where
    for pair, lift in found.items():
        for series in (*lift.lift_series, *expected[pair].lift_series):
            # Weights are floats: their sums differ in the last digits, by the order.
            for value in series.lift_values:
                value.lift = float(f"{value.lift:.9g}")
        assert lift == expected[pair], (where, pair)


def crosses(dataset) -> dict:
    """Those that some example has both features of; TFDV lists others too."""
    return {(tuple(c.path_x.step), tuple(c.path_y.step)): c for c in dataset.cross_features if c.count}


def compare_crosses(found, expected):
    assert found.keys() == expected.keys()
    for pair, cross in found.items():
        other = expected[pair]
        assert cross.count == other.count, pair
        # Theirs are sums of squares in 32 bits, which cancel.
        ours, theirs = cross.num_cross_stats, other.num_cross_stats
        deviations = abs(ours.covariance / ours.correlation) if ours.correlation else 1
        assert abs(ours.correlation - theirs.correlation) < 1e-5, pair
        assert abs(ours.covariance - theirs.covariance) < 1e-5 * max(1, deviations), pair


def compare_features(where, a, b):
    assert a.type == b.type, where
    assert a.WhichOneof("stats") == b.WhichOneof("stats"), where
    custom(where, a, b)
    kind = a.WhichOneof("stats")
    if kind is None:
        return
    a_stats, b_stats = getattr(a, kind), getattr(b, kind)
    common(where, a_stats.common_stats, b_stats.common_stats)
    if kind == "num_stats":
        numbers(where, a, a_stats, b_stats)
    elif kind == "string_stats":
        strings(where, a, a_stats, b_stats)
    elif kind == "bytes_stats":
        for name in ("avg_num_bytes", "min_num_bytes", "max_num_bytes", "max_num_bytes_int"):
            assert getattr(a_stats, name) == getattr(b_stats, name), (where, name)


def common(where, a, b):
    for name in ("num_non_missing", "num_missing", "min_num_values", "max_num_values", "tot_num_values"):
        assert getattr(a, name) == getattr(b, name), (where, name)
    assert close(a.avg_num_values, b.avg_num_values), where
    assert list(a.presence_and_valency_stats) == list(b.presence_and_valency_stats), where
    weighted = (a.weighted_common_stats, b.weighted_common_stats)
    for name in ("num_non_missing", "num_missing", "avg_num_values", "tot_num_values"):
        assert close(*(getattr(w, name) for w in weighted)), (where, name)


def numbers(where, feature, a, b):
    infinite = math.isinf(a.min) or math.isinf(a.max)
    assert (a.num_zeros, a.min, a.max) == (b.num_zeros, b.min, b.max), where
    if not infinite:
        # Ours is the nearest double to the truth; theirs is a running mean, off by roundings of the largest value.
        rounding = 1e-12 * max(abs(a.min), abs(a.max))
        assert close(a.mean, b.mean) or abs(a.mean - b.mean) < rounding, (where, a.mean, b.mean)
        assert close(a.std_dev, b.std_dev), (where, a.std_dev, b.std_dev)
        weighted = (a.weighted_numeric_stats, b.weighted_numeric_stats)
        assert close(*(w.mean for w in weighted)) and close(*(w.std_dev for w in weighted)), where
    assert [(h.type, h.num_nan, len(h.buckets)) for h in a.histograms] == [
        (h.type, h.num_nan, len(h.buckets)) for h in b.histograms
    ], where
    ranks(where, feature, a, b)


def ranks(where, feature, a, b):
    """The boundaries of their quantiles have in ours the rank that they should have, within both bounds."""
    counts = next((c.rank_histogram for c in feature.custom_stats if c.name == "value_counts"), None)
    total = a.common_stats.tot_num_values - sum(h.num_nan for h in a.histograms[:1])
    if counts is None or not total:
        return
    values = sorted((float(x.label), x.sample_count) for x in counts.buckets)
    quantiles = [h for h in b.histograms if h.type == statistics_pb2.Histogram.QUANTILES][0].buckets
    for i, bucket in enumerate(quantiles[1:], 1):
        below = sum(count for value, count in values if value < bucket.low_value)
        until = sum(count for value, count in values if value <= bucket.low_value)
        wanted = total * i / len(quantiles)
        assert below - RANK_ERROR * total <= wanted <= until + RANK_ERROR * total, (where, i)


def strings(where, feature, a, b):
    assert a.invalid_utf8_count == b.invalid_utf8_count, where
    assert close(a.avg_length, b.avg_length), where
    errors = {c.name: c.num for c in feature.custom_stats}
    unique_error = 3 * errors.get("unique_relative_standard_error", 0)
    assert close(a.unique, b.unique, unique_error or 1e-12), (where, a.unique, b.unique)
    if "frequency_error" not in errors:
        assert merged(a.rank_histogram) == merged(b.rank_histogram), where
        if not a.invalid_utf8_count:
            assert list(a.top_values) == list(b.top_values), where
            assert a.rank_histogram == b.rank_histogram, where
        weighted = (a.weighted_string_stats, b.weighted_string_stats)
        assert [v.value for v in weighted[0].top_values] == [v.value for v in weighted[1].top_values], where
        for x, y in zip(*(w.top_values for w in weighted)):
            assert close(x.frequency, y.frequency), where
    else:
        frequencies = {v.value: v.frequency for v in b.top_values}
        for value in a.top_values:
            if value.value in frequencies:
                low = frequencies[value.value] - errors["frequency_error"]
                assert low <= value.frequency <= frequencies[value.value], where


def merged(histogram) -> dict:
    """Values that are not UTF-8 have one entry in ours, and in theirs one each, all of the same label."""
    counts = {}
    for bucket in histogram.buckets:
        counts[bucket.label] = counts.get(bucket.label, 0) + bucket.sample_count
    return counts


def shared(feature) -> list:
    """The custom statistics that TFDV may write too; of images the formats only, where it looks for domains."""
    image = any(c.str == "image_domain {}" for c in feature.custom_stats)
    allowed = ("image_format_histogram",) if image else ()
    return [
        c
        for c in feature.custom_stats
        if c.name not in OURS_ONLY and (not c.name.startswith("image_") or c.name in allowed)
    ]


@pytest.mark.skipif(not CASES, reason="the tests of transforms have not run")
def test_sizes_of_images_are_those_of_tfdv():
    """TFDV writes them on request only, since it decodes the images for them."""
    case = FOLDER / "images"
    ours = statistics_pb2.DatasetFeatureStatisticsList.FromString((case / "stats.pb").read_bytes())
    generator = ImageStatsGenerator(enable_size_stats=True)
    images = {}
    for record in tf.data.TFRecordDataset(str(case / "examples")):
        for name, feature in tf.train.Example.FromString(record.numpy()).features.feature.items():
            if feature.HasField("bytes_list"):
                images.setdefault((name,), []).append(list(feature.bytes_list.value))
    compared = 0
    for path, feature in features(ours.datasets[0]).items():
        # What only begins as a bitmap cannot be decoded, and TFDV fails.
        if path not in images or path == ("looks",):
            continue
        values = pa.array(images[path], pa.large_list(pa.binary()))
        filled = generator.add_input(generator.create_accumulator(), tfdv.FeaturePath(path), values)
        expected = {c.name: c for c in generator.extract_output(filled).custom_stats}
        found = {c.name: c for c in feature.custom_stats if c.name in expected}
        assert found == expected, path
        compared += "image_max_width" in expected
    assert compared == 4


def custom(where, a, b):
    ours = {c.name: c for c in shared(a)}
    theirs = {c.name: c for c in b.custom_stats}
    assert ours.keys() == theirs.keys(), where
    for name, statistic in ours.items():
        other = theirs[name]
        if name == "nl_statistics":
            language(where, statistic, other)
        elif name in DOMAIN_STATISTICS:
            assert statistic.str == other.str, (where, name)
            assert close(statistic.num, other.num, 0.05), (where, name)
        elif name.startswith("level_"):
            assert len(statistic.histogram.buckets) == len(other.histogram.buckets), (where, name)
        elif name.startswith("Lift ("):
            labels = [[x.label for x in c.rank_histogram.buckets] for c in (statistic, other)]
            assert labels[0] == labels[1], (where, name)
            counts = [[x.sample_count for x in c.rank_histogram.buckets] for c in (statistic, other)]
            assert counts[0] == pytest.approx(counts[1]), (where, name)
        else:
            assert statistic == other, (where, name)


def language(where, a, b):
    found, expected = (statistics_pb2.NaturalLanguageStatistics() for _ in range(2))
    assert a.any.Unpack(found) and b.any.Unpack(expected), where
    for name in ("feature_coverage", "avg_token_length", "max_sequence_length"):
        assert close(getattr(found, name), getattr(expected, name), 1e-12), (where, name)
    # They take a length of 0 for none yet.
    assert found.min_sequence_length in (0, expected.min_sequence_length), where
    assert found.rank_histogram == expected.rank_histogram, where
    assert tokens(found) == tokens(expected), where
    for name in ("token_length_histogram", "sequence_length_histogram"):
        ours, theirs = getattr(found, name).buckets, getattr(expected, name).buckets
        # Theirs are within 1% of the ranks: at the border of two lengths they may take the other one.
        assert [x.high_value for x in ours] == pytest.approx([x.high_value for x in theirs], abs=1), (where, name)
        assert close(sum(x.sample_count for x in ours), sum(x.sample_count for x in theirs)), (where, name)
    # Of equal sequences theirs are those that came first.
    assert len(found.reported_sequences) == len(expected.reported_sequences), where


def tokens(statistics) -> dict:
    return {(t.string_token, t.int_token): t.SerializeToString(deterministic=True) for t in statistics.token_statistics}


@pytest.mark.parametrize("name", ["language"])
def test_anomalies_follow_from_our_statistics_as_from_those_of_tfdv(name):
    case = FOLDER / name
    if not case.is_dir():
        pytest.skip("the tests of transforms have not run")
    schema = text_format.Parse((case / "schema.pbtxt").read_text(), schema_pb2.Schema())
    ours = statistics_pb2.DatasetFeatureStatisticsList.FromString((case / "stats.pb").read_bytes())
    found = [anomalies(tfdv.validate_statistics(s, schema)) for s in (ours, theirs(case))]
    assert found[0] == found[1]
    told = (case / "anomalies.txt").read_text()
    assert found[0] == set(re.sub(r" \(found: [^)]*\)", "", told).splitlines())
    assert len(found[0]) >= 3


def anomalies(message) -> set:
    return {f"{path}: {info.description}" for path, info in message.anomaly_info.items()}


def test_information_is_that_of_tfdv_and_of_scikit_learn():
    case = FOLDER / "information"
    if not case.is_dir():
        pytest.skip("the tests of transforms have not run")
    adjusted_mutual_info_score = pytest.importorskip("sklearn.metrics").adjusted_mutual_info_score
    # It imports scikit-learn, too.
    from tensorflow_data_validation.utils import mutual_information_util

    spec = {name: tf.io.FixedLenFeature([], tf.string) for name in ("y", "s", "noise")}
    spec["x"] = tf.io.FixedLenFeature([], tf.float32)
    rows = [tf.io.parse_single_example(r, spec) for r in tf.data.TFRecordDataset(str(case / "examples"))]
    values = {name: np.array([row[name].numpy() for row in rows]) for name in spec}
    ours = statistics_pb2.DatasetFeatureStatisticsList.FromString((case / "stats.pb").read_bytes())
    found = {f.path.step[0]: {c.name: c.num for c in f.custom_stats} for f in ours.datasets[0].features}
    for name in ("s", "noise"):
        pair = [values["y"]], [values[name]], [True], [True]
        information = found[name]["mutual_information"]
        assert information == pytest.approx(mutual_information_util.mutual_information(*pair), abs=1e-9)
        assert found[name]["mutual_information_num_examples"] == len(rows)
        assert found[name]["mutual_information_standard_error"] == 0
        expected = adjusted_mutual_info_score(values["y"], values[name], average_method="max")
        assert found[name]["normalized_adjusted_mutual_information"] == pytest.approx(max(0, expected), abs=1e-9)
        # Theirs subtracts one shuffle, ours the mean of all.
        shuffled = mutual_information_util.adjusted_mutual_information(*pair, seed=3)
        assert found[name]["adjusted_mutual_information"] == pytest.approx(shuffled, abs=0.02)
    # Theirs is of the numbers' neighbours, ours of 32 buckets.
    theirs = mutual_information_util.adjusted_mutual_information(
        [values["y"]], [values["x"].astype(float)], [True], [False], seed=3
    )
    assert found["x"]["adjusted_mutual_information"] == pytest.approx(theirs, abs=0.1)
