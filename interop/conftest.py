import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def pipeline_root():
    root = os.environ.get("MILLRACE_INTEROP_ROOT")
    if not root:
        pytest.skip("MILLRACE_INTEROP_ROOT names no finished pipeline root")
    from artefacts import PipelineRoot

    path = Path(root).resolve()
    assert path.is_dir(), f"MILLRACE_INTEROP_ROOT: {path} is not a folder"
    return PipelineRoot(path)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Ends the output with one line of counts that scripts can read."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return

    def count(*outcomes: str) -> int:
        return sum(len(reporter.stats.get(outcome, ())) for outcome in outcomes)

    print(f"{count('passed')} passed, {count('failed', 'error')} failed, {count('skipped')} skipped")
