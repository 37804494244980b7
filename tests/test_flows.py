"""The nightly flow's own rules. That it runs on a server, on a schedule and on a worker: test_prefect_server."""

from __future__ import annotations

import signal
import subprocess
import sys
import warnings
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from filelock import FileLock
from prefect.settings import PREFECT_API_URL, get_current_settings, temporary_settings
from prefect.states import Failed

import flows.schedule
from flows import server
from flows.nightly import export, extract, is_from_outside, nightly, publish
from pipeline import prefect_settings
from pipeline.model import SourceError

ROOT = Path(__file__).parent.parent


def unreadable(error: OSError) -> SourceError:
    failure = SourceError("the source cannot be read")
    failure.__cause__ = error
    return failure


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (unreadable(OSError(5, "Input/output error")), True),  # a disk
        (unreadable(OSError(116, "Stale file handle")), True),  # a network share
        (OSError(110, "Connection timed out"), True),
        (SourceError("is damaged: it ends early"), False),
        (unreadable(OSError("not a gzipped file")), False),  # an unpacker's word, not the system's
        (unreadable(FileNotFoundError(2, "No such file or directory")), False),
        (unreadable(PermissionError(13, "Permission denied")), False),
        (OSError(28, "No space left on device"), False),
        (ValueError("a fault of ours"), False),
    ],
)
def test_only_what_may_be_back_is_read_again(failure, expected):
    assert is_from_outside(extract, None, Failed(message=str(failure), data=failure)) is expected


def test_only_reading_a_source_is_tried_again():
    assert extract.retries == 2
    assert publish.retries == 0
    assert export.retries == 0
    assert nightly.retries == 0


def test_nothing_a_task_is_given_or_gives_is_kept_by_prefect():
    for task in (extract, publish, export):
        assert not task.persist_result
        assert task.cache_policy.compute_key(None, {}, {}) is None


def test_the_server_that_the_user_names_is_used_and_gets_heartbeats():
    with temporary_settings({PREFECT_API_URL: "http://127.0.0.1:9/api"}):
        named = server.start_server(is_scheduling=False)
        assert named == server.Server("http://127.0.0.1:9/api", process=None)
        assert named.wait() == "http://127.0.0.1:9/api"
        with named.settings():
            assert get_current_settings().flows.heartbeat_frequency is not None


def test_a_run_on_a_server_of_its_own_sends_no_heartbeats():
    with subprocess.Popen([sys.executable, "-c", ""]) as process, server.Server("http://x/api", process).settings():
        assert get_current_settings().flows.heartbeat_frequency is None


def test_two_servers_that_start_at_once_get_two_ports(tmp_path, monkeypatch):
    claimed = str(tmp_path / "port.lock")
    monkeypatch.setattr(server, "USUAL_PORT", server.free_port())
    monkeypatch.setattr(server, "USUAL_PORT_CLAIM", FileLock(claimed))
    with FileLock(claimed):  # another one starts, and does not listen yet
        assert server.usual_port() != server.USUAL_PORT
    assert server.usual_port() == server.USUAL_PORT
    server.USUAL_PORT_CLAIM.release()


def test_importing_a_flow_sets_prefect_before_it_is_imported():
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import flows.nightly\n"
            "from prefect.settings import get_current_settings\n"
            "server = get_current_settings().server\n"
            "print(server.analytics_enabled, server.ephemeral.startup_timeout_seconds, server.api.host)",
        ],
        cwd="/",
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin", "HOME": "/tmp"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["False", "120", "127.0.0.1"]


def test_what_the_environment_says_wins(monkeypatch):
    monkeypatch.setenv("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "7")
    monkeypatch.delenv("DO_NOT_TRACK", raising=False)
    prefect_settings.prepare()
    import os

    assert os.environ["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"] == "7"
    assert os.environ["DO_NOT_TRACK"] == "1"


def test_the_deployment_is_the_nightly_flow_and_names_no_machine_path():
    text = (ROOT / "prefect.yaml").read_text(encoding="utf-8")
    project = yaml.safe_load(text)
    (deployment,) = project["deployments"]
    assert deployment["entrypoint"] == "flows/nightly.py:nightly"
    assert set(deployment["parameters"]) == set(nightly.parameters.properties)
    assert deployment["work_pool"]["name"] == "cables"
    assert "directory:" not in text
    sent = deployment["work_pool"]["job_variables"]["env"]
    assert sent.items() <= prefect_settings.DEFAULTS.items()


def test_the_pipeline_never_imports_prefect():
    for path in (ROOT / "pipeline").rglob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert not line.strip().startswith(("import prefect", "from prefect", "import flows")), path


@pytest.mark.parametrize("name", ["stop", "astop"])
def test_a_schedule_that_is_stopped_does_not_tell_what_prefect_forgets_to_await(monkeypatch, name):
    def stopped(**_given):
        warnings.warn(f"coroutine 'Runner.{name}' was never awaited", RuntimeWarning, stacklevel=1)

    monkeypatch.setattr(flows.schedule, "start_server", lambda **_: SimpleNamespace(wait=lambda: "http://127.0.0.1"))
    monkeypatch.setattr(flows.schedule.nightly, "serve", stopped)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        flows.schedule.serve("0 2 * * *", "data")
    assert told == []
