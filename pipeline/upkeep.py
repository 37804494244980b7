"""The data folder kept in order: links swapped in one step, what a dead run left removed, old editions pruned.

Imported by every run before it knows whether there is work, so what is heavy is imported where it is used.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

from pipeline.model import CablesError
from pipeline.places import DataFolder, is_database


def build_warehouse(folder: DataFolder, edition_id: str) -> None:
    """Make the edition's DuckDB file: views over its Parquet files, ready to open."""
    from pipeline import warehouse

    folder.warehouses.mkdir(parents=True, exist_ok=True)
    warehouse.build(folder.editions / edition_id, folder.warehouses / f"{edition_id}.duckdb")


def swap_link(link: Path, target: Path) -> None:
    """Point a link elsewhere in one step: whoever opens it finds the old target or the new one, never none.

    Raises CablesError where a folder stands in its place.
    """
    if link.is_dir() and not link.is_symlink():
        raise CablesError(
            f"{link} is a folder where a link belongs (was the data folder copied with its links followed?): remove "
            f"it, it holds nothing that {link.parent / 'editions'} does not hold, and run again"
        )
    aside = link.with_name(f".{link.name}.{os.getpid()}")
    aside.unlink(missing_ok=True)
    aside.symlink_to(target)
    aside.replace(link)


def recover(folder: DataFolder) -> list[str]:
    """Tidy up after a run that died: half-made editions and staging go, an edition published but not linked is linked.

    Called with the lock held. Says in words what was done.
    """
    done = []
    if folder.editions.is_dir():
        for path in sorted(folder.editions.glob(".*.making")):
            shutil.rmtree(path)
            done.append(f"removed the half-made edition {path.name.strip('.').removesuffix('.making')}")
    for path in sorted(folder.processed.glob(".staging-*")):
        shutil.rmtree(path)
        done.append(f"removed what a run had left at {path.name}")
    ids = folder.edition_ids()
    half_made = [*folder.processed.glob(".latest.*"), *folder.processed.glob(".warehouse.duckdb.*")]
    half_made += [path for path in folder.warehouses.glob("*.duckdb") if path.stem not in ids and not is_open(path)]
    for path in [*half_made, *folder.warehouses.glob(".*.duckdb.*"), *folder.processed.glob(".seen.json.*")]:
        path.unlink()
    is_whole = bool(ids) and not folder.lacking(ids[-1])  # of one that is damaged the run itself tells
    if ids and folder.latest_id() != ids[-1]:
        if is_whole:
            build_warehouse(folder, ids[-1])
        swap_link(folder.latest, Path("editions") / ids[-1])
        done.append(f"linked the edition {ids[-1]}, which a run had published but not linked")
    if is_whole:
        name = f"{ids[-1]}.duckdb"
        database = folder.warehouses / name
        if not is_database(database, folder.editions / ids[-1]):
            wrong = "led to where the data folder was before" if is_database(database) else "was missing or damaged"
            build_warehouse(folder, ids[-1])
            done.append(f"made the warehouse again, which {wrong}")
        if not folder.warehouse.is_symlink() or folder.warehouse.readlink().name != name:
            swap_link(folder.warehouse, Path("warehouses") / name)
    return done


def prune(folder: DataFolder, keep: int) -> list[str]:
    """Remove editions beyond the newest `keep`; never the latest, and never one whose warehouse somebody has open."""
    removed = []
    latest = folder.latest_id()
    for edition_id in folder.edition_ids()[:-keep]:
        database = folder.warehouses / f"{edition_id}.duckdb"
        if edition_id == latest or is_open(database):
            continue
        # Out of sight first: an edition is there whole or not at all.
        aside = folder.editions / f".{edition_id}.making"
        (folder.editions / edition_id).rename(aside)
        database.unlink(missing_ok=True)
        shutil.rmtree(aside)
        removed.append(edition_id)
    return removed


def is_open(database: Path) -> bool:
    """Whether some process has this DuckDB file open: DuckDB holds a lock on what it has opened."""
    if not database.exists():
        return False
    with database.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        fcntl.lockf(file, fcntl.LOCK_UN)
    return False
