"""One cable, for a reader: its row, what belongs to it, and its text put together again."""

from __future__ import annotations

from typing import Any

import duckdb

from pipeline.analyst import suggestion
from pipeline.model import CablesError
from pipeline.parse.identity import canonical_id

# What belongs to a cable, each as one line.
RELATED = {
    "tags": "select list(tag order by position) from cable_tags where cable_id = ?",
    "action": "select list(name order by position) from recipients where cable_id = ? and role = 'action'",
    "info": "select list(name order by position) from recipients where cable_id = ? and role = 'info'",
    "references": "select list(coalesce(target_id, value) order by position) from cable_references where cable_id = ?",
    "classified_by": """
        select list(concat_ws(', ', name, title) order by position) from officers where cable_id = ?
    """,
    "signers": "select list(name order by position) from signers where cable_id = ?",
    "articles": "select list(url order by position) from articles where cable_id = ?",
}


def find_cable(con: duckdb.DuckDBPyConnection, text: str) -> dict[str, Any]:
    """The cable of that reference id, in any spelling, with what belongs to it.

    Raises CablesError, with the nearest ids, where the edition lacks it.
    """
    cable_id = canonical_id(text)
    rows = con.execute("select * from cables where cable_id = ?", [cable_id]).to_arrow_table().to_pylist()
    if not rows:
        known = [row[0] for row in con.execute("select cable_id from cables").fetchall()]
        raise CablesError(f"there is no cable {cable_id} in this edition{suggestion(cable_id, known)}")
    cable: dict[str, Any] = rows[0]
    for name, query in RELATED.items():
        found = con.execute(query, [cable_id]).fetchone()
        cable[name] = found[0] if found is not None else None
    return cable


def cable_text(con: duckdb.DuckDBPyConnection, cable_id: str) -> str:
    """The body, put together again from its paragraphs."""
    found = con.execute("select text from cable_texts where cable_id = ?", [cable_id]).fetchone()
    return str(found[0]) if found is not None else ""
