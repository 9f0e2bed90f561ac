"""ML Metadata opens the store and finds the run in it."""

import json
import shutil
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from ml_metadata.metadata_store import metadata_store
from ml_metadata.proto import metadata_store_pb2 as pb

NODES = {
    "example-gen",
    "statistics-gen",
    "schema-gen",
    "example-validator",
    "transform",
    "trainer",
    "evaluator",
    "pusher",
}


@pytest.fixture(scope="module")
def store(pipeline_root, tmp_path_factory):
    """The store, opened for writing as users open it, on a copy that the client may change."""
    copy = tmp_path_factory.mktemp("metadata") / "metadata.sqlite"
    for suffix in ("", "-wal"):
        source = Path(f"{pipeline_root.metadata_db}{suffix}")
        if source.exists():
            shutil.copy(source, f"{copy}{suffix}")
    config = pb.ConnectionConfig()
    config.sqlite.filename_uri = str(copy)
    config.sqlite.connection_mode = pb.SqliteMetadataSourceConfig.READWRITE
    return metadata_store.MetadataStore(config)


def local_path(pipeline_root, uri: str) -> Path:
    parsed = urlparse(uri)
    assert parsed.scheme in ("", "file"), uri
    return pipeline_root.path / unquote(parsed.path)


def events_by_execution(store) -> dict[int, list[pb.Event]]:
    result: dict[int, list[pb.Event]] = {e.id: [] for e in store.get_executions()}
    for event in store.get_events_by_execution_ids(list(result)):
        result[event.execution_id].append(event)
    return result


def test_executions_are_complete(store):
    executions = store.get_executions()
    assert executions
    for execution in executions:
        assert execution.last_known_state in (pb.Execution.COMPLETE, pb.Execution.CACHED), execution


def test_artefacts_exist(store, pipeline_root):
    artefacts = [a for a in store.get_artifacts() if a.state == pb.Artifact.LIVE]
    assert artefacts
    for artefact in artefacts:
        assert local_path(pipeline_root, artefact.uri).exists(), artefact.uri


def test_contexts(store):
    kinds = ("pipeline", "pipeline_run", "node")
    names = {kind: {c.name for c in store.get_contexts_by_type(kind)} for kind in kinds}
    assert all(names.values()), names
    (pipeline,) = names["pipeline"]
    assert {f"{pipeline}.{node}" for node in NODES} <= names["node"]


def test_every_execution_belongs_to_its_contexts(store):
    kinds = {t.id: t.name for t in store.get_context_types()}
    for execution in store.get_executions():
        found = {kinds[c.type_id] for c in store.get_contexts_by_execution(execution.id)}
        assert {"pipeline", "pipeline_run", "node"} <= found, execution


def test_outputs_lie_where_their_events_say(store, pipeline_root):
    artefacts = {a.id: a for a in store.get_artifacts()}
    outputs = 0
    for execution, events in events_by_execution(store).items():
        for event in events:
            if event.type != pb.Event.OUTPUT:
                continue
            path = local_path(pipeline_root, artefacts[event.artifact_id].uri)
            assert path.parts[-2:] == (event.path.steps[0].key, str(execution)), path
            outputs += 1
    assert outputs


def test_pushed_model_descends_from_the_examples(store):
    """Walks the events from the newest pushed model back to the raw examples."""
    artefacts = {a.id: a for a in store.get_artifacts()}
    kinds = {t.id: t.name for t in store.get_artifact_types()}
    events = events_by_execution(store)
    producers = {e.artifact_id: x for x, es in events.items() for e in es if e.type == pb.Event.OUTPUT}
    pushed = [a for a in artefacts.values() if kinds[a.type_id] == "PushedModel"]
    assert pushed, sorted(kinds.values())

    seen, waiting = set(), [max(a.id for a in pushed)]
    while waiting:
        artefact = waiting.pop()
        if artefact not in seen:
            seen.add(artefact)
            made_by = events.get(producers.get(artefact), [])
            waiting += [e.artifact_id for e in made_by if e.type == pb.Event.INPUT]
    ancestors = {kinds[artefacts[i].type_id] for i in seen}
    assert {"Examples", "TransformGraph", "Model", "ModelBlessing"} <= ancestors


def test_examples_name_their_splits(store):
    for examples in store.get_artifacts_by_type("Examples"):
        assert json.loads(examples.properties["split_names"].string_value), examples
