"""The nightly flow on a real Prefect server: served on a schedule, and deployed to a worker."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from pipeline.places import DataFolder

ROOT = Path(__file__).parent.parent
CABLES = (sys.executable, "-m", "pipeline.cli")
PREFECT = (sys.executable, "-m", "prefect")
PATIENCE = 240

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("prefect")]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "CABLES", "DO_NOT"))}
    return kept | {
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PYTHONPATH": str(ROOT),
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        "CI": "",
    }


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A data folder with the shipped corpus."""
    shutil.copytree(ROOT / "data" / "raw", tmp_path / "data" / "raw")
    return DataFolder(tmp_path / "data")


@contextmanager
def running(*command: str, log: Path, env: dict[str, str], cwd: Path = ROOT) -> Iterator[subprocess.Popen[bytes]]:
    """A process of ours, which ends with the test."""
    with log.open("wb") as file:
        process = subprocess.Popen(command, env=env, cwd=cwd, stdout=file, stderr=file, start_new_session=True)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                try:
                    process.wait(30)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def until(answer: Callable[[], Any], what: str, log: Path, seconds: float = PATIENCE) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = answer()
        if found:
            return found
        time.sleep(0.3)
    pytest.fail(f"{what}: not within {seconds} s\n{log.read_text()[-3000:]}")


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def ask(url: str, path: str, question: dict[str, Any]) -> Any:
    request = urllib.request.Request(
        f"{url}/{path}", json.dumps(question).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listening_addresses(port: int) -> set[str]:
    """Local addresses on which a port listens, in the kernel's notation."""
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        path = Path(table)
        for line in path.read_text().splitlines()[1:] if path.exists() else ():
            local, state = line.split()[1], line.split()[3]
            address, _, hexadecimal = local.rpartition(":")
            if state == "0A" and int(hexadecimal, 16) == port:
                found.add(address)
    return found


def exported(folder: DataFolder) -> bool:
    return folder.latest_id() is not None and folder.exported_id() == folder.latest_id()


def states(url: str) -> list[str]:
    return [run["state"]["type"] for run in ask(url, "flow_runs/filter", {})]


def ended(url: str) -> list[str]:
    """States of the runs that are over, however they ended."""
    return [state for state in states(url) if state in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")]


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_a_schedule_runs_publishes_and_stops_leaving_no_process(environment, folder, tmp_path, ending):
    log = tmp_path / "schedule.log"
    elsewhere = tmp_path / "elsewhere"  # the flow is found from whatever folder the command is called in
    elsewhere.mkdir()
    command = (*CABLES, "schedule", "--cron", "* * * * *", "--data", str(folder.path))
    with running(*command, log=log, env=environment, cwd=elsewhere) as process:
        port = until(lambda: announced_port(log), "the server", log)
        url = f"http://127.0.0.1:{port}/api"
        if ending == signal.SIGINT:  # one of the two waits for the minute
            until(lambda: ended(url), "a scheduled run", log)
            assert set(ended(url)) == {"COMPLETED"}
            assert exported(folder)
        if Path("/proc/net/tcp").exists():
            assert listening_addresses(port) == {"0100007F"}  # 127.0.0.1 and nothing else
        process.send_signal(ending)
        assert process.wait(60) == 0
        until(lambda: not answers(url), "the server's end", log, 30)
    words = log.read_text()
    assert "telemetry" not in words.lower()
    assert "Traceback" not in words
    assert "never awaited" not in words


def announced_port(log: Path) -> int | None:
    words = "".join(log.read_text().split())
    _, found, rest = words.partition("Server:http://127.0.0.1:")
    return int(rest.partition("/")[0]) if found and "/api" in rest else None


def test_a_worker_runs_the_deployed_flow_at_its_hour(environment, folder, tmp_path):
    port = free_port()
    url = f"http://127.0.0.1:{port}/api"
    environment |= {"PREFECT_API_URL": url}
    logs = {name: tmp_path / f"{name}.log" for name in ("server", "worker")}

    def prefect(*arguments: str) -> str:
        done = subprocess.run(
            (*PREFECT, *arguments), env=environment, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    with ExitStack() as processes:
        start_server = (*PREFECT, "server", "start", "--host", "127.0.0.1", "--port", str(port))
        processes.enter_context(running(*start_server, log=logs["server"], env=environment))
        until(lambda: answers(url), "the server", logs["server"])
        prefect("work-pool", "create", "--type", "process", "cables")
        prefect("--no-prompt", "deploy", "--all")
        start_worker = (*PREFECT, "worker", "start", "--pool", "cables")
        processes.enter_context(running(*start_worker, log=logs["worker"], env=environment))
        run = ("nightly/cables-nightly", "--start-in", "5 seconds", "--param", f'data="{folder.path}"')
        prefect("deployment", "run", *run)
        until(lambda: ended(url), "a scheduled run on the worker", logs["worker"])
        assert ended(url) == ["COMPLETED"], logs["worker"].read_text()[-3000:]
        assert folder.manifest()["rows"]["releases"] == 3
        assert exported(folder)
        kept = {artifact["key"]: artifact["data"] for artifact in ask(url, "artifacts/filter", {})}
        (deployment,) = ask(url, "deployments/filter", {})
        assert [schedule["schedule"]["cron"] for schedule in deployment["schedules"]] == ["0 2 * * *"]
        upcoming = {
            "deployments": {"id": {"any_": [deployment["id"]]}},
            "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
        }
        until(lambda: ask(url, "flow_runs/filter", upcoming), "runs scheduled by the cron", logs["server"])
    assert "Fill rates" in kept["nightly-summary"]
    assert "| cables | " in kept["nightly-summary"]
    assert "| added |" in kept["nightly-changes"]
    assert "paragraphs_are_counted" in kept["nightly-quality"]
    assert "telemetry" not in logs["server"].read_text().lower()
    assert "Traceback" not in logs["worker"].read_text()
    assert not answers(url)
