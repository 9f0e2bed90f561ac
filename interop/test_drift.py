"""TFDV measures the same skew and drift, and words it the same, on the pairs that the tests of transforms leave."""

import math
from pathlib import Path

import pytest
import tensorflow_data_validation as tfdv
from tensorflow_data_validation.api import validation_api
from tensorflow_metadata.proto.v0 import anomalies_pb2

CASES = Path(__file__).resolve().parents[1] / "transforms/target/interop/drift"
EQUAL = 1e-9


def cases() -> list[Path]:
    return sorted(p for p in CASES.glob("*") if p.is_dir())


def load(case: Path, name: str):
    file = case / f"{name}.pb"
    return tfdv.load_stats_binary(str(file)) if file.exists() else None


def measurements(anomalies) -> dict:
    return {
        (tuple(info.path.step), kind, m.type): (m.value, m.threshold)
        for info in anomalies.drift_skew_info
        for kind in ("drift", "skew")
        for m in getattr(info, f"{kind}_measurements")
    }


def test_there_are_cases():
    if not CASES.is_dir():
        pytest.skip("the tests of transforms have not run")
    assert len(cases()) >= 70


@pytest.mark.parametrize("case", cases(), ids=lambda p: p.name)
def test_skew_and_drift_are_those_of_tfdv(case):
    ours = anomalies_pb2.Anomalies.FromString((case / "anomalies.pb").read_bytes())
    theirs = validation_api.validate_statistics_internal(
        load(case, "current"),
        tfdv.load_schema_text(str(case / "schema.pbtxt")),
        previous_span_statistics=load(case, "previous"),
        serving_statistics=load(case, "serving"),
        previous_version_statistics=load(case, "version"),
    )
    found, expected = measurements(ours), measurements(theirs)
    assert found.keys() == expected.keys()
    for key, (value, threshold) in expected.items():
        assert math.isclose(found[key][0], value, rel_tol=0, abs_tol=EQUAL), key
        assert found[key][1] == threshold
    assert comparisons(ours.anomaly_info) == comparisons(theirs.anomaly_info)
    assert texts(ours.dataset_anomaly_info) == texts(theirs.dataset_anomaly_info)


def comparisons(infos) -> dict:
    found = {name: texts(info) for name, info in infos.items()}
    return {name: reasons for name, reasons in found.items() if reasons}


def texts(info) -> list[tuple]:
    name = anomalies_pb2.AnomalyInfo.Type.Name
    return [
        (name(r.type), r.short_description, r.description)
        for r in info.reason
        if name(r.type).startswith("COMPARATOR")
    ]
