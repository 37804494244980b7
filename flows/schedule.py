"""The nightly flow, served on a schedule."""

from __future__ import annotations

from prefect.schedules import Cron

from flows.nightly import nightly


def serve(cron: str, data: str) -> None:
    """Serve the nightly flow until the process is stopped; one run at a time."""
    nightly.serve(
        name="cables-nightly",
        schedule=Cron(cron, timezone="UTC"),
        parameters={"data": data},
        limit=1,
        print_starting_message=True,
    )
