"""Words that the command, the log and the report share. Imported before anything heavy."""

from __future__ import annotations


def counted(value: int, noun: str, plural: str | None = None) -> str:
    """A number and its noun: ``1 cable``, ``1,862 cables``; the plural is given where it does not end in s."""
    return f"{value:,} {noun if value == 1 else plural or noun + 's'}"
