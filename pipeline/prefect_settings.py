"""How Prefect is set before it is first imported, wherever the command is called from.

`pyproject.toml` says the same for whoever calls Prefect in this folder; what the environment says wins over both.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from pipeline.model import CablesError

DEFAULTS = {
    # Nothing is reported to anybody: neither by the server, nor by the client (for which there is no setting).
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # A run without a server starts one for itself, on this machine only.
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
    "PREFECT_SERVER_API_HOST": "127.0.0.1",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",  # 20 s is too short on a loaded machine
    # The name of the flow or task adds nothing to lines that say what they are about.
    "PREFECT_LOGGING_FORMATTERS_STANDARD_FLOW_RUN_FMT": "%(asctime)s | %(levelname)-7s | %(message)s",
    "PREFECT_LOGGING_FORMATTERS_STANDARD_TASK_RUN_FMT": "%(asctime)s | %(levelname)-7s | %(message)s",
}


def prepare() -> None:
    """Set what is not set. Must be called before `prefect` is imported; importing `flows` does."""
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)


def require_home() -> None:
    """Raise CablesError where Prefect could not keep its records: its own account of that fills several screens.

    A server that the user names keeps them itself.
    """
    if "PREFECT_API_URL" in os.environ:
        return
    home = Path(os.environ.get("PREFECT_HOME") or os.path.join(os.path.expanduser("~"), ".prefect"))  # noqa: PTH111, PTH118
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError as error:
        raise CablesError(
            f"Prefect, which runs the flow, cannot keep its records in {home} ({error.strerror}): name a folder that "
            f"can be written with PREFECT_HOME"
        ) from None
