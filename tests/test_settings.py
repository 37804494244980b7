"""What can be set, and what holds where nothing is."""

from __future__ import annotations

import os

import pytest

from pipeline import settings
from pipeline.settings import load_settings, usable_cores


@pytest.mark.parametrize(
    ("share", "bound_to", "cores"),
    [
        ("200000 100000\n", 64, 2),
        ("150000 100000\n", 64, 2),  # a share of one and a half keeps two busy
        ("20000 100000\n", 64, 1),
        ("800000 100000\n", 4, 4),
        ("max 100000\n", 64, 64),
        ("", 3, 3),
        ("0 0\n", 3, 3),
        (None, 3, 3),
    ],
)
def test_workers_are_as_many_as_the_cores_that_may_be_used(share, bound_to, cores, tmp_path, monkeypatch):
    file = tmp_path / "cpu.max"
    if share is not None:
        file.write_text(share)
    monkeypatch.setattr(settings, "CONTAINER_SHARE", file)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: set(range(bound_to)), raising=False)
    monkeypatch.delenv("CABLES_WORKERS", raising=False)
    assert usable_cores() == cores
    assert load_settings().workers == cores


def test_the_environment_says_otherwise(monkeypatch):
    monkeypatch.setenv("CABLES_WORKERS", "7")
    assert load_settings().workers == 7
    assert load_settings(workers=3).workers == 3
