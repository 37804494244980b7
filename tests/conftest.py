"""What many tests share: data folders, quick editions, and the edition of the corpus that the project ships."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from small_releases import ROOT, run

import pipeline.edition
from pipeline.places import DataFolder

# A shell that runs the tests in the background has them ignore Ctrl-C, and so would every command that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A machine that does ten things at once is no failure of the code under test.
hypothesis_settings.register_profile("patient", deadline=None)
hypothesis_settings.load_profile("patient")


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of whoever runs the tests says nothing in them."""
    for name in [name for name in os.environ if name.startswith("CABLES_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    """An empty data folder."""
    folder = DataFolder(tmp_path / "data")
    folder.raw.mkdir(parents=True)
    return folder


DESCRIBE = pipeline.edition.describe


@pytest.fixture(scope="module")
def undescribed() -> Iterator[None]:
    """Editions without their codebook, which takes half of the time of a small one."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pipeline.edition, "describe", lambda *_: None)
        yield


@pytest.fixture
def tables_only(undescribed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Editions that are neither checked nor given a warehouse: for tests that make dozens and compare their tables."""
    monkeypatch.setattr(pipeline.edition.warehouse, "attach", lambda *_, **__: None)
    monkeypatch.setattr(pipeline.edition.warehouse, "run_checks", lambda *_: [])
    monkeypatch.setattr(pipeline.edition.datapackage, "write", lambda *_: None)
    monkeypatch.setattr(pipeline.edition, "build_warehouse", lambda *_: None)


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """The edition of the three releases that the project ships, made once; not to be changed."""
    folder = DataFolder(tmp_path_factory.mktemp("shipped"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pipeline.edition, "describe", DESCRIBE)
        run(folder, *sorted((ROOT / "data" / "raw").glob("*.tar.xz")))
    return folder
