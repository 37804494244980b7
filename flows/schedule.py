"""The nightly flow, served on a schedule."""

from __future__ import annotations

import asyncio
import signal
import sys
import warnings

import httpx
from prefect.schedules import Cron
from prefect.server.schemas.schedules import CronSchedule
from prefect.types.entrypoint import EntrypointType

from flows.nightly import nightly
from flows.server import start_server
from pipeline.model import CablesError
from pipeline.terminal import console


def serve(cron: str, data: str) -> None:
    """Serve the nightly flow until the process is stopped; one run at a time.

    Raises CablesError for a cron that cannot be read and a server that is not there.
    """
    try:
        if len(cron.split()) > 5:  # a sixth would be seconds: a run each second
            raise ValueError(cron)
        schedule = Cron(cron, timezone="UTC")
        asyncio.run(CronSchedule(cron=cron, timezone="UTC").get_dates(1))  # of 30 February there is none
    except ValueError:
        raise CablesError(
            f'"{cron}" is no cron schedule, or one that never comes: give minute, hour, day, month and weekday, such '
            f'as "0 2 * * *"'
        ) from None
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # until Prefect sets its own
    # Prefect's own answer to SIGTERM forgets to await a coroutine, and Python would say so to the user.
    warnings.filterwarnings("ignore", "coroutine 'Runner.a?stop' was never awaited", RuntimeWarning)
    url = start_server(is_scheduling=True).wait()
    console.print(f'The nightly flow runs at "{cron}" UTC. Server: {url} (Ctrl-C ends it.)', highlight=False)
    try:
        nightly.serve(
            name="cables-nightly",
            schedule=schedule,
            parameters={"data": data},
            limit=1,
            print_starting_message=False,
            entrypoint_type=EntrypointType.MODULE_PATH,  # found from whatever folder this is called in
        )
    except httpx.HTTPError as error:
        raise CablesError(f"the Prefect server {url} cannot be used: {' '.join(str(error).split())}") from None
