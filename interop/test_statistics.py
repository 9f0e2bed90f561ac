"""TFDV opens statistics, schema and anomalies, and comes to the same results from the same data."""

import math

import pytest
import tensorflow_data_validation as tfdv
from artefacts import manifest
from tensorflow_metadata.proto.v0 import anomalies_pb2, schema_pb2, statistics_pb2

# Sums are taken in another order, and averages are stored as 32-bit floats.
RELATIVE = 1e-6
# Distinct values may come from a sketch.
RELATIVE_UNIQUE = 0.03
EXACT_COUNTS = ("num_non_missing", "num_missing", "min_num_values", "max_num_values", "tot_num_values")


@pytest.fixture(scope="module")
def splits(pipeline_root) -> list[str]:
    return list(manifest(pipeline_root.examples()))


@pytest.fixture(scope="module")
def ours(pipeline_root, splits):
    artefact = pipeline_root.latest("statistics-gen", "statistics")
    return {s: tfdv.load_stats_binary(str(artefact / f"Split-{s}" / "FeatureStats.pb")) for s in splits}


@pytest.fixture(scope="module")
def theirs(pipeline_root, splits):
    artefact = pipeline_root.examples()
    return {
        s: tfdv.generate_statistics_from_tfrecord(str(artefact / f"Split-{s}" / "*.gz")) for s in splits
    }


@pytest.fixture(scope="module")
def schema(pipeline_root) -> schema_pb2.Schema:
    return tfdv.load_schema_text(str(pipeline_root.latest("schema-gen", "schema") / "schema.pbtxt"))


def features(statistics) -> dict[tuple, statistics_pb2.FeatureNameStatistics]:
    (dataset,) = statistics.datasets
    return {tuple(f.path.step): f for f in dataset.features}


def stats_of(feature):
    return getattr(feature, feature.WhichOneof("stats"))


def close(a: float, b: float, relative: float = RELATIVE) -> bool:
    return a == b or math.isclose(a, b, rel_tol=relative, abs_tol=1e-9)


def test_counts(ours, theirs):
    for split in ours:
        assert ours[split].datasets[0].num_examples == theirs[split].datasets[0].num_examples
        assert features(ours[split]).keys() == features(theirs[split]).keys()


def test_types_presence_and_valency(ours, theirs):
    for split in ours:
        reference = features(theirs[split])
        for path, feature in features(ours[split]).items():
            other = reference[path]
            assert feature.type == other.type, path
            assert feature.WhichOneof("stats") == other.WhichOneof("stats"), path
            a, b = stats_of(feature).common_stats, stats_of(other).common_stats
            for name in EXACT_COUNTS:
                assert getattr(a, name) == getattr(b, name), (split, path, name)
            assert close(a.avg_num_values, b.avg_num_values), (split, path)


def test_numbers(ours, theirs):
    for split in ours:
        reference = features(theirs[split])
        for path, feature in features(ours[split]).items():
            if feature.WhichOneof("stats") != "num_stats":
                continue
            a, b = feature.num_stats, reference[path].num_stats
            assert (a.min, a.max, a.num_zeros) == (b.min, b.max, b.num_zeros), (split, path)
            assert close(a.mean, b.mean) and close(a.std_dev, b.std_dev), (split, path, a.mean, b.mean)
            assert [h.type for h in a.histograms] == [h.type for h in b.histograms], (split, path)
            for h, g in zip(a.histograms, b.histograms):
                assert (h.num_nan, len(h.buckets)) == (g.num_nan, len(g.buckets)), (split, path)
                total, other_total = (sum(x.sample_count for x in y.buckets) for y in (h, g))
                assert close(total, other_total, 1e-3), (split, path)


def test_strings(ours, theirs):
    for split in ours:
        reference = features(theirs[split])
        for path, feature in features(ours[split]).items():
            if feature.WhichOneof("stats") != "string_stats":
                continue
            a, b = feature.string_stats, reference[path].string_stats
            assert close(a.avg_length, b.avg_length), (split, path)
            assert a.invalid_utf8_count == b.invalid_utf8_count, (split, path)
            assert close(a.unique, b.unique, RELATIVE_UNIQUE), (split, path)
            if b.unique <= 1000:
                assert list(a.top_values) == list(b.top_values), (split, path)


def in_name_order(schema: schema_pb2.Schema) -> schema_pb2.Schema:
    """The schema with its lists sorted: their order carries no meaning."""
    result = schema_pb2.Schema()
    result.CopyFrom(schema)
    result.feature.sort(key=lambda f: f.name)
    result.string_domain.sort(key=lambda d: d.name)
    return result


def test_schema_is_the_one_that_tfdv_infers(ours, schema):
    first, *rest = ours.values()
    inferred = tfdv.infer_schema(first, infer_feature_shape=True)
    for statistics in rest:
        inferred = tfdv.update_schema(inferred, statistics)
    assert in_name_order(schema) == in_name_order(inferred)


def reasons(anomalies) -> dict[str, set[int]]:
    return {name: {r.type for r in info.reason} for name, info in anomalies.anomaly_info.items()}


def test_anomalies_are_those_that_tfdv_finds(pipeline_root, ours, schema):
    artefact = pipeline_root.latest("example-validator", "anomalies")
    for split, statistics in ours.items():
        file = artefact / f"Split-{split}" / "SchemaDiff.pb"
        written = anomalies_pb2.Anomalies.FromString(file.read_bytes())
        assert reasons(written) == reasons(tfdv.validate_statistics(statistics, schema)), split
        assert in_name_order(written.baseline) == in_name_order(schema), split
