"""Settings: what a user may turn, each with its default, from the environment (`CABLES_...`)."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from pipeline.model import CablesError

PREFIX = "CABLES_"
CONTAINER_SHARE = Path("/sys/fs/cgroup/cpu.max")  # microseconds of work in microseconds of time, as cgroup v2 has them


def usable_cores() -> int:
    """Cores that this process may use: those it is bound to, and of a container no more than its share of them."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        work, time = CONTAINER_SHARE.read_text(encoding="ascii").split()
        share = math.ceil(int(work) / int(time))
    except (OSError, ValueError, ZeroDivisionError):  # no container, or one without a limit ("max")
        return cores
    return max(1, min(cores, share))


class Settings(BaseSettings):
    """What can be set by `CABLES_<NAME>` in the environment or in a file `.env` beside the project."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore")

    data: Path = Field(Path("data"), description="The data folder: raw/ below it is read, processed/ is written.")
    workers: int = Field(
        default_factory=usable_cores, ge=1, description="Worker processes that read pages; one a core by default."
    )
    batch_pages: int = Field(512, ge=1, description="Cable pages in one batch of work.")
    batch_bytes: int = Field(24 << 20, ge=1, description="Bytes of pages in one batch of work from an archive.")
    max_reject_share: float = Field(
        0.02, ge=0, le=1, description="A run stops if more of the pages than this is rejected."
    )
    keep_editions: int = Field(5, ge=1, description="Editions kept besides those in use; older ones are removed.")
    lock_wait_seconds: float = Field(0, ge=0, description="How long a run waits for another one before it gives up.")
    nightly_exports: tuple[str, ...] = Field((), description="Views that a nightly run exports; all of them if empty.")
    public_exports: bool = Field(False, description="Nightly exports leave out body text and people's names.")


def load_settings(**given: Any) -> Settings:
    """The settings of the environment, or as given. Raises CablesError, naming the variable, for one that is wrong."""
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        raise CablesError(
            f"{PREFIX}{name.upper()} cannot be {first['input']!r}: {first['msg'][:1].lower()}{first['msg'][1:]}"
        ) from None
    except SettingsError as error:  # what is no JSON where a list is asked for
        raise CablesError(
            f"a setting cannot be read ({error}): lists are written in JSON, such as {PREFIX}NIGHTLY_EXPORTS="
            """'["origin_totals"]'"""
        ) from None
