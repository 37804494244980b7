"""How Prefect is set before it is first imported, wherever the command is called from.

`pyproject.toml` says the same for whoever calls Prefect in this folder; a user's own settings win over both.
"""

from __future__ import annotations

import os

DEFAULTS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",  # nothing is reported to anybody
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_SERVER_API_HOST": "127.0.0.1",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",  # 20 s is too short on a loaded machine
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "DO_NOT_TRACK": "1",
}


def prepare() -> None:
    """Set what is not set. Must be called before `prefect` is imported."""
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
