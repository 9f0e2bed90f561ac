"""Our .proto files describe exactly the messages of the original packages."""

import importlib
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from google.protobuf import descriptor_pb2

REPOSITORY = Path(__file__).resolve().parents[1]
FOREIGN = ("tensorflow_metadata", "tensorflow_data_validation", "tensorflow_model_analysis", "tensorflow_serving", "ml_metadata")


def our_files() -> dict[str, Path]:
    """Import path of each .proto file of a foreign format -> the source root it stands in."""
    roots = REPOSITORY.glob("*/src/main/proto")
    found = {str(f.relative_to(root)): root for root in roots for f in root.rglob("*.proto")}
    return {name: root for name, root in sorted(found.items()) if name.split("/")[0] in FOREIGN}


@pytest.fixture(scope="module")
def compiled(tmp_path_factory) -> dict[str, descriptor_pb2.FileDescriptorProto]:
    files = our_files()
    output = tmp_path_factory.mktemp("descriptors") / "ours.binpb"
    includes = {str(root) for root in files.values()}
    includes.add(str(Path(importlib.util.find_spec("grpc_tools").origin).parent / "_proto"))
    # A process of its own: protoc crashes in one that holds the protobuf of tfx_bsl or pyarrow.
    protoc = [sys.executable, "-m", "grpc_tools.protoc", f"--descriptor_set_out={output}"]
    subprocess.run([*protoc, *(f"-I{i}" for i in sorted(includes)), *files], check=True)
    return {f.name: f for f in descriptor_pb2.FileDescriptorSet.FromString(output.read_bytes()).file}


def original(name: str) -> descriptor_pb2.FileDescriptorProto:
    if name.startswith("tensorflow_model_analysis"):
        # The generated modules of this package need their imports to be loaded first.
        from google.protobuf import wrappers_pb2  # noqa: F401
    module = importlib.import_module(name.removesuffix(".proto").replace("/", ".") + "_pb2")
    result = descriptor_pb2.FileDescriptorProto()
    module.DESCRIPTOR.CopyToProto(result)
    return result


def flatten(file: descriptor_pb2.FileDescriptorProto) -> dict[str, object]:
    """Everything that makes the format, by full name; declaration order does not count."""
    facts: dict[str, object] = {
        "syntax": file.syntax or "proto2",
        "package": file.package,
        "imports": sorted(file.dependency),
    }

    def enum(scope: str, e: descriptor_pb2.EnumDescriptorProto) -> None:
        facts[f"{scope}{e.name}"] = ("enum", e.options.allow_alias)
        for value in e.value:
            facts[f"{scope}{e.name}.{value.name}"] = value.number

    def message(scope: str, m: descriptor_pb2.DescriptorProto) -> None:
        scope = f"{scope}{m.name}."
        facts[scope] = ("message", m.options.map_entry, len(m.extension_range))
        for field in m.field:
            oneof = m.oneof_decl[field.oneof_index].name if field.HasField("oneof_index") else None
            packed = field.options.packed if field.options.HasField("packed") else None
            facts[scope + field.name] = (
                field.number,
                descriptor_pb2.FieldDescriptorProto.Type.Name(field.type),
                descriptor_pb2.FieldDescriptorProto.Label.Name(field.label),
                field.type_name,
                field.default_value,
                oneof,
                packed,
                field.proto3_optional,
                field.options.deprecated,
            )
        for e in m.enum_type:
            enum(scope, e)
        for nested in m.nested_type:
            message(scope, nested)

    for e in file.enum_type:
        enum("", e)
    for m in file.message_type:
        message("", m)
    return facts


@pytest.mark.parametrize("name", our_files())
def test_descriptor_equals_the_original(name, compiled):
    assert flatten(compiled[name]) == flatten(original(name))


def test_the_formats_are_all_there():
    ours = set(our_files())
    assert {f"tensorflow_metadata/proto/v0/{n}.proto" for n in ("schema", "statistics", "anomalies")} <= ours
    assert {
        f"tensorflow_model_analysis/proto/{n}.proto"
        for n in ("config", "metrics_for_slice", "validation_result")
    } <= ours
