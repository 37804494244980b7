"""A Prefect server of our own, on the loopback address, for as long as this process lives.

Prefect would start one itself for a single run. That one does not schedule, gets the Ctrl-C that is meant for the run
(which then waits a minute for an answer), and outlives a run that is killed.
"""

from __future__ import annotations

import atexit
import gc
import os
import runpy
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

from filelock import FileLock, Timeout
from prefect.context import refresh_global_settings_context
from prefect.settings import PREFECT_API_URL, temporary_settings

from pipeline.model import CablesError

HOST = "127.0.0.1"
USUAL_PORT = 4200  # where Prefect's dashboard is looked for
USUAL_PORT_CLAIM = FileLock(Path(tempfile.gettempdir(), f"cables-{USUAL_PORT}.lock"))  # held until this process ends
STARTUP_SECONDS = 120
STOP_SECONDS = 5


class Server(NamedTuple):
    """The address of a server's API; and its process, where it is one of our own."""

    url: str
    process: subprocess.Popen[bytes] | None = None

    def wait(self) -> str:
        """Wait until it answers, and give its address. Raises CablesError where ours does not start."""
        return self.url if self.process is None else wait_for(self.url, self.process)

    def settings(self) -> AbstractContextManager[object]:
        """Prefect's settings for a run on it.

        Heartbeats tell a server that a run has died. Ours ends with the run, whose end would wait for their thread,
        half a second on average.
        """
        if self.process is None:
            return nullcontext()
        return temporary_settings({"PREFECT_FLOWS_HEARTBEAT_FREQUENCY": None})


def start_server(*, is_scheduling: bool) -> Server:
    """Start a server where the user has named none; it goes on starting while the caller does something else.

    One that is scheduling shows the dashboard too.
    """
    named = PREFECT_API_URL.value()
    if named is not None:
        return Server(named)
    port = usual_port() if is_scheduling else free_port()
    url = f"http://{HOST}:{port}/api"
    # In a session of its own: Ctrl-C stops the run first, which still has something to tell the server.
    server = subprocess.Popen(  # noqa: S603 (this module, by this Python)
        [sys.executable, "-m", "flows.server", str(port), "scheduling" if is_scheduling else "temporary"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    # At the very end of the process: Prefect sends its last lines as late as that.
    atexit.register(stop, server)
    os.environ["PREFECT_API_URL"] = url
    refresh_global_settings_context()
    return Server(url, server)


def usual_port() -> int:
    """The port where the dashboard is looked for, or any that is free where that one is taken.

    It is claimed too: of two servers that start at once, each would find it free, and one would take the other for its
    own.
    """
    try:
        USUAL_PORT_CLAIM.acquire(blocking=False)
    except (Timeout, OSError):
        return free_port()
    return free_port(USUAL_PORT)


def free_port(wanted: int = 0) -> int:
    """The port wanted, or any that is free."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            found: int = probe.getsockname()[1]
            return found
    raise CablesError(f"no port is free on {HOST}")


def wait_for(url: str, server: subprocess.Popen[bytes]) -> str:
    """Wait until the server answers. Raises CablesError where it ends or is silent for too long."""
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise CablesError(
                f"the Prefect server that a run needs ended as it started (code {server.returncode}, see above); it "
                f"keeps its records in the folder that PREFECT_HOME names, which must be there to be written"
            )
        try:
            with urlopen(f"{url}/health", timeout=5) as answer:  # noqa: S310 (our own address)
                if answer.status == 200:
                    return url
        except (URLError, OSError):
            time.sleep(0.05)
    raise CablesError(f"the Prefect server that a run needs did not answer within {STARTUP_SECONDS} seconds")


def stop(server: subprocess.Popen[bytes]) -> None:
    """Stop the server, at once where it does not listen."""
    server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _end_with_parent() -> None:
    """End when the pipe from the process that started this one is closed, however that process ended."""
    sys.stdin.buffer.read()
    os._exit(1)


def main(port: str, kind: str) -> None:
    """Be the server."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if kind == "scheduling":
        sys.argv = ["prefect", "server", "start", "--host", HOST, "--port", port]
        runpy.run_module("prefect", run_name="__main__")
        return
    # What Prefect sets for the server of a single run: no dashboard, and only the services that keep its records.
    os.environ.update(PREFECT__SERVER_EPHEMERAL="1", PREFECT__SERVER_FINAL="1", PREFECT_UI_ENABLED="0")
    gc.disable()  # what is imported stays: looking for garbage in it takes a fifth of the start
    import uvicorn
    from prefect.server.api.server import create_app

    app = create_app()
    gc.enable()
    uvicorn.run(app, host=HOST, port=int(port), log_level="error", lifespan="on")


if __name__ == "__main__":
    main(*sys.argv[1:])
