"""TFDV finds in broken datasets what we find, and infers and widens the same schemas.

The Java tests BrokenDatasetsTest and BrokenComparisonsTest write the datasets, the schemas and our answers.
"""

from pathlib import Path

import pytest
import tensorflow_data_validation as tfdv
from google.protobuf import text_format
from tensorflow_data_validation.api import validation_api
from tensorflow_metadata.proto.v0 import anomalies_pb2, schema_pb2, statistics_pb2

INTEROP = Path(__file__).parent.parent / "transforms" / "target" / "interop"
FOLDER = INTEROP / "anomalies"
COMPARISONS = sorted((INTEROP / "comparisons").glob("*/"))
CASES = sorted(p for p in FOLDER.iterdir() if p.is_dir()) if FOLDER.is_dir() else []

CATEGORIES = "integers that were counted as categories are read as integers, not as zeros"
PLACES = "the fraction of a nested feature is of the places where it could stand, not of the examples"
NAMED = "a feature may refer to an int_domain or a float_domain of the schema too"
OUT_OF_USE = "a weighted feature that is out of use is not looked at"

# Where we do what is right instead; docs/guide/schema.md says the same.
OTHER_ANOMALIES = {
    "bool-categories": CATEGORIES,
    "bool-float-inside": "a quantile strictly between 0 and 1 is no boolean",
    "dataset-high-only": "a maximum of examples counts without a minimum too",
    "domain-time-of-day": "time_of_day_domain is a domain of schema.proto",
    "language-other-message": "constraints that cannot be checked are told",
    "named-float": NAMED,
    "named-int": NAMED,
    "named-int-strings": NAMED,
    "spec-bool-equal": "two equal words of a bool_domain are told, not only mended",
    "spec-domain-repeats": "repeated values of a string_domain are told, not only mended",
    "spec-type-unknown": "TYPE_UNKNOWN is no type",
    "struct-fraction": PLACES,
    "unique-no-max": "a maximum that is not set is no limit",
    "weighted-collision-out": OUT_OF_USE,
    "weighted-deprecated": OUT_OF_USE,
}
OTHER_UPDATES = {
    "bool-categories": CATEGORIES,
    "bool-float-inside": OTHER_ANOMALIES["bool-float-inside"],
    "dataset-empty": "a dataset without examples changes nothing, instead of dropping every feature",
    "domain-time-of-day": OTHER_ANOMALIES["domain-time-of-day"],
    "language-other-message": OTHER_ANOMALIES["language-other-message"],
    "named-float": NAMED,
    "named-int": NAMED,
    "named-int-strings": NAMED,
    "struct-fraction": PLACES,
    "unique-no-max": OTHER_ANOMALIES["unique-no-max"],
    "weighted-collision-out": OUT_OF_USE,
}
CATEGORICAL_DOMAIN = "categorical integers get an int_domain; TFDV gives a string domain, which it refuses itself"
OTHER_SCHEMAS = {
    name: CATEGORICAL_DOMAIN
    for name in ("bool-categories", "int-categories", "unique-categories-low", "unique-categories-high")
}
# TFDV ends the whole process when it is asked.
ABORTS_UPDATING = {"sparse-deprecated": "of a sparse feature that is out of use"}
ABORTS_INFERRING = {"struct-orphan": "of a nested feature without the statistics of its parent"}


@pytest.fixture(params=CASES, ids=lambda p: p.name)
def case(request) -> Path:
    return request.param


def statistics(case: Path) -> statistics_pb2.DatasetFeatureStatisticsList:
    data = (case / "statistics.pb").read_bytes()
    return statistics_pb2.DatasetFeatureStatisticsList.FromString(data)


def schema(case: Path, name: str = "schema") -> schema_pb2.Schema:
    return text_format.Parse((case / f"{name}.pbtxt").read_text(), schema_pb2.Schema())


def seen(info: anomalies_pb2.AnomalyInfo) -> tuple:
    reasons = tuple((r.type, r.short_description) for r in info.reason)
    return tuple(info.path.step), info.severity, info.short_description, reasons


def summary(anomalies: anomalies_pb2.Anomalies) -> tuple:
    features = {name: seen(info) for name, info in anomalies.anomaly_info.items()}
    dataset = seen(anomalies.dataset_anomaly_info) if anomalies.HasField("dataset_anomaly_info") else None
    return features, dataset, anomalies.data_missing


def check(name: str, others: dict[str, str], ours, theirs) -> None:
    if name in others:
        # A difference that is gone must leave the list.
        assert ours != theirs, f"no longer differs: {others[name]}"
    else:
        assert ours == theirs


def test_there_are_enough_datasets():
    if not CASES:
        pytest.skip("BrokenDatasetsTest has written no datasets")
    assert len(CASES) >= 150
    assert {*OTHER_ANOMALIES, *OTHER_UPDATES, *OTHER_SCHEMAS, *ABORTS_UPDATING, *ABORTS_INFERRING} <= {c.name for c in CASES}


def test_anomalies(case):
    environment = (case / "environment").read_text() or None
    theirs = tfdv.validate_statistics(statistics(case), schema(case), environment=environment)
    ours = anomalies_pb2.Anomalies.FromString((case / "anomalies.pb").read_bytes())
    check(case.name, OTHER_ANOMALIES, summary(ours), summary(theirs))
    if case.name not in OTHER_ANOMALIES:
        for name, info in ours.anomaly_info.items():
            for mine, other in zip(info.reason, theirs.anomaly_info[name].reason):
                assert mine.description.startswith(other.description.strip()), name


def test_updated_schema(case):
    if case.name in ABORTS_UPDATING:
        return
    theirs = tfdv.update_schema(schema(case), statistics(case))
    check(case.name, OTHER_UPDATES, schema(case, "updated"), theirs)


@pytest.mark.parametrize("shapes", [True, False], ids=["shapes", "no-shapes"])
def test_inferred_schema(case, shapes):
    if case.name in ABORTS_INFERRING:
        return
    theirs = tfdv.infer_schema(statistics(case), infer_feature_shape=shapes)
    ours = schema(case, "inferred" if shapes else "inferred-without-shapes")
    check(case.name, OTHER_SCHEMAS, ours, theirs)


@pytest.mark.parametrize("case", COMPARISONS, ids=lambda p: p.name)
def test_comparisons(case):
    def control(name: str):
        file = case / f"{name}.pb"
        return statistics_pb2.DatasetFeatureStatisticsList.FromString(file.read_bytes()) if file.exists() else None

    theirs = validation_api.validate_statistics_internal(
        statistics(case),
        schema(case),
        serving_statistics=control("serving"),
        previous_span_statistics=control("previous"),
        previous_version_statistics=control("version"),
    )
    ours = anomalies_pb2.Anomalies.FromString((case / "anomalies.pb").read_bytes())
    assert summary(ours) == summary(theirs)
    measured = [{tuple(i.path.step): i for i in a.drift_skew_info} for a in (ours, theirs)]
    assert measured[0].keys() == measured[1].keys()
    for path, info in measured[0].items():
        for kind in ("drift_measurements", "skew_measurements"):
            pairs = list(zip(getattr(info, kind), getattr(measured[1][path], kind), strict=True))
            assert all(a.type == b.type and abs(a.value - b.value) < 1e-9 for a, b in pairs), path
