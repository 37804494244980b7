"""Words that the command, the log and the report share. Imported before anything heavy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def counted(value: int, noun: str, plural: str | None = None) -> str:
    """A number and its noun: ``1 cable``, ``1,862 cables``; the plural is given where it does not end in s."""
    return f"{value:,} {noun if value == 1 else plural or noun + 's'}"


def in_words(row: Mapping[str, Any]) -> str:
    """A row on one line: ``release_id 2010-12-22, counter 1862``; what is null is left out."""
    return ", ".join(f"{name} {value}" for name, value in row.items() if value is not None)
