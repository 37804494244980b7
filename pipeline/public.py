"""What may leave the house: the same relations without body text and people's names.

A public export does not filter its result. It runs on a connection of its own on which the private columns do not
exist: every table that has some is covered by a temporary view without them, and names in views, macros and queries
find the temporary one first. What can be read there is public by construction, whatever the SQL looks like; what
needs a private column does not bind. A view that only passes such columns on is rewritten without them; one that
filters, groups or counts by them is left out as a whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import duckdb

from pipeline import warehouse
from pipeline.model import CablesError
from pipeline.schema import TABLES, Table
from pipeline.warehouse import quoted

PRIVATE: Final[dict[str, frozenset[str]]] = {
    name: private
    for name, table in TABLES.items()
    if (private := frozenset(c.name for c in table.columns if c.is_personal or c.is_body_text))
}
# Their rows are people: a title, a post and a day say who it was without the name.
PEOPLE: Final = frozenset({"officers", "signers"})
# Tags that are people, such as CLINTON, HILLARY, by what they are of; the vocabulary has few of them, but no other tag
# holds a comma. `tags` is covered first: what is read below is the cover.
PUBLIC_ROWS: Final = {
    "tags": "kind <> 'person' and not (kind = 'unknown' and contains(tag, ','))",
    "cable_tags": "tag in (select tag from tags)",
}
ROW_MAKERS: Final = frozenset({"range", "generate_series", "unnest"})

_MISSING: Final = re.compile(
    r'(?:Referenced column "(?P<bare>[^"]+)" not found|does not have a column named "(?P<qualified>[^"]+)")'
)
_CREATED: Final = re.compile(r'CREATE VIEW (?:"[^"]+"|\w+) AS ', re.IGNORECASE)

Node = dict[str, Any]


def sentence(error: duckdb.Error) -> str:
    """What the engine says, in its first line and without the name of the error's class."""
    return str(error).partition("\n")[0].partition("Error: ")[2] or str(error).partition("\n")[0]


@dataclass
class _Macros:
    """The data set's own macros: all of them, and those that reach nothing but public relations."""

    known: frozenset[str] = frozenset()
    open: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Public:
    """A connection without private columns, and what it lacks against the full one.

    `left_out` gives the reason for each relation that is not there; `names` are those that are.
    """

    connection: duckdb.DuckDBPyConnection
    names: frozenset[str]
    left_out: dict[str, str]
    _original: duckdb.DuckDBPyConnection = field(repr=False)
    _macros: _Macros = field(repr=False)

    def columns(self, name: str) -> list[str]:
        """The columns of a relation that may be published; none where the relation is left out."""
        if name not in self.names:
            return []
        return _columns(self.connection, name)

    def hidden(self, name: str) -> tuple[str, ...]:
        """The columns that a relation has in full and lacks here."""
        kept = set(self.columns(name))
        return tuple(column for column in _columns(self._original, name) if column not in kept)

    def require(self, query: str) -> None:
        """Raise CablesError where a query reaches past the public relations: qualified names, files, other tables.

        ``select name from posts`` passes; ``select * from main.officers`` and ``from 'paragraphs.parquet'`` do not.
        """
        tree = _tree(self.connection, query)
        if tree is None:
            raise CablesError("A public export takes a plain select; this statement cannot be traced.")
        outside = _outside(tree, self.names | PRIVATE.keys(), self._macros)
        if outside in self.left_out:
            raise CablesError(f"{self.left_out[outside]}.")
        if outside is not None:
            raise CablesError(f"A public export reads only the data set's own tables and views by name, not {outside}.")


def public_columns(table: Table) -> list[str]:
    """Columns of a table that may be published; none where its rows are people, or hold nothing but body text."""
    private = PRIVATE.get(table.name, frozenset())
    kept = [column.name for column in table.columns if column.name not in private]
    is_left_out = table.name in PEOPLE or (private and not set(kept) - set(table.key))
    return [] if is_left_out else kept


def relations_read(con: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    """Names of the relations that a select names, in no order; none where it is no select."""
    tree = _tree(con, query)
    return sorted({node["table_name"] for node in _nodes(tree) if node.get("type") == "BASE_TABLE"}) if tree else []


def open_public(con: duckdb.DuckDBPyConnection) -> Public:
    """Open the public side of a connection. The caller closes `Public.connection`; the given one is not changed."""
    return _Builder(con).build()


class _Builder:
    """Lays the temporary views, one pass over the relations in the order in which they read one another."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        place = con.execute("select current_database(), current_schema()").fetchone()
        assert place is not None
        self.database, self.schema = str(place[0]), str(place[1])
        self.con = con
        self.cursor = con.cursor()
        # Temporary views live in another catalog; the names must still be looked up where the caller looks them up.
        self.cursor.execute("use " + quoted(self.database) + "." + quoted(self.schema))
        self.names: set[str] = set()
        self.left_out: dict[str, str] = {}
        self.macros = _Macros()

    def build(self) -> Public:
        here = [self.database, self.schema]
        stored = self.cursor.execute(
            "select table_name from duckdb_tables() where database_name = ? and schema_name = ? order by all", here
        ).fetchall()
        views: dict[str, str] = dict(
            self.cursor.execute(
                "select view_name, sql from duckdb_views() "
                "where database_name = ? and schema_name = ? and not internal order by all",
                here,
            ).fetchall()
        )
        tables = [str(name) for (name,) in stored] + [name for name in views if name in TABLES]
        for name in sorted(tables, key=lambda name: (name != "tags", name)):
            self._cover(name)
        pending = {name: sql for name, sql in views.items() if name not in TABLES}
        macros = self.cursor.execute(
            "select function_name, macro_definition from duckdb_functions() "
            "where database_name = ? and schema_name = ? and macro_definition is not null and not internal",
            here,
        ).fetchall()
        self._learn_macros(macros)
        while pending:
            ready = [name for name in pending if not self._reads(pending[name]) & (pending.keys() - {name})]
            for name in ready or list(pending):
                self._rebuild(name, pending.pop(name))
        self._learn_macros(macros)
        return Public(self.cursor, frozenset(self.names), dict(self.left_out), self.con, self.macros)

    def _cover(self, name: str) -> None:
        """Hide a table's private columns and rows; of one that has nothing else, leave only the key, to be counted."""
        if name not in TABLES:
            self.left_out[name] = f"{name} is left out of public exports: without the schema nobody knows what it holds"
            return
        if name not in PRIVATE and name not in PUBLIC_ROWS:
            self.names.add(name)
            return
        present = set(_columns(self.cursor, name))
        kept = [column for column in public_columns(TABLES[name]) if column in present]
        if not set(kept) - set(TABLES[name].key):
            what = "people" if name in PEOPLE else "body text"
            self.left_out[name] = f"{name} is left out of public exports: it holds nothing but {what}"
            kept = list(TABLES[name].key)
        else:
            self.names.add(name)
        full = ".".join(quoted(part) for part in (self.database, self.schema, name))
        created = ["create temp view", quoted(name), "as from", full, "select", ", ".join(map(quoted, kept))]
        if name in PUBLIC_ROWS:
            created += ["where", PUBLIC_ROWS[name]]
        self.cursor.execute(" ".join(created))

    def _learn_macros(self, macros: list[tuple[str, str]]) -> None:
        """Find the macros that may be called: those that reach only relations known so far, and one another."""
        self.macros.known = frozenset(name.lower() for name, _ in macros)
        growing = True
        while growing:
            growing = False
            for name, definition in macros:
                tree = _tree(self.cursor, definition) or _tree(self.cursor, "select " + definition)
                closed = tree is None or _outside(tree, self.names | PRIVATE.keys(), self.macros) is not None
                if not closed and name.lower() not in self.macros.open:
                    self.macros.open.add(name.lower())
                    growing = True

    def _reads(self, created: str) -> set[str]:
        return set(relations_read(self.cursor, _CREATED.sub("", created, count=1)))

    def _rebuild(self, name: str, created: str) -> None:
        """Keep a view as it is, rewrite it without the columns that are not there, or leave it out."""
        found = _CREATED.match(created)
        text = created[found.end() :].rstrip().rstrip(";") if found else ""
        tree = _tree(self.cursor, text)
        outside = "something that cannot be traced" if tree is None else self._outside(tree)
        if tree is None or outside is not None:
            self.left_out[name] = f"{name} is left out of public exports: it reads {outside}"
            return
        missing = set(_declared_private(name))
        rewritten = False
        problem = None if missing else self._bind(text)
        while missing or problem is not None:
            lacking = _MISSING.search(problem or "")
            if lacking is not None:
                missing.add(lacking["bare"] or lacking["qualified"])
            if not missing or not _Pruning(missing, self._aggregates).prune(tree):
                needed = ", ".join(sorted(missing)) or "private columns"
                self.left_out[name] = f"{name} is left out of public exports: it cannot be made without {needed}"
                return
            missing, rewritten = set(), True
            text = self._text(tree)
            problem = self._bind(text)
        if rewritten:
            self.cursor.execute("create temp view " + quoted(name) + " as " + text)
        self.names.add(name)

    def _outside(self, tree: Node) -> str | None:
        return _outside(tree, self.names | PRIVATE.keys(), self.macros)

    def _bind(self, text: str) -> str | None:
        """What is wrong with a select on this connection; None where it can be run."""
        try:
            self.cursor.execute("from (" + text + ") limit 0")
        except (duckdb.BinderException, duckdb.CatalogException, duckdb.NotImplementedException) as error:
            return str(error)
        return None

    def _text(self, tree: Node) -> str:
        row = self.cursor.execute("select json_deserialize_sql(?::json)", [json.dumps(tree)]).fetchone()
        assert row is not None
        return str(row[0]).rstrip().rstrip(";")

    @cached_property
    def _aggregates(self) -> frozenset[str]:
        rows = self.cursor.execute(
            "select distinct function_name from duckdb_functions() where function_type = 'aggregate'"
        ).fetchall()
        return frozenset(str(name) for (name,) in rows)


def _columns(con: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    return [str(column[0]) for column in con.execute("from " + quoted(name) + " limit 0").description or []]


def _declared_private(view: str) -> tuple[str, ...]:
    """What the view's own header calls private."""
    return next((found.private for found in warehouse.views() if found.name == view), ())


def _tree(con: duckdb.DuckDBPyConnection, query: str) -> Node | None:
    """The engine's own syntax tree of one select; None where it is anything else."""
    row = con.execute("select json_serialize_sql(?::varchar)", [query.rstrip().rstrip(";")]).fetchone()
    tree: Node = json.loads(row[0]) if row else {"error": True}
    return None if tree.get("error") or len(tree["statements"]) != 1 else tree


def _nodes(tree: object) -> Iterator[Node]:
    """Every object of a syntax tree."""
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            yield node
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)


def _outside(tree: Node, names: frozenset[str] | set[str], macros: _Macros) -> str | None:
    """What a select reads that is neither a relation of the data set, by its bare name, nor made of nothing."""
    within = {entry["key"] for node in _nodes(tree) if "cte_map" in node for entry in node["cte_map"]["map"]}
    known = {name.lower() for name in names | within}
    for node in _nodes(tree):
        kind = node.get("type")
        if kind == "BASE_TABLE":
            path = [part for part in (node["catalog_name"], node["schema_name"], node["table_name"]) if part]
            # `recurring.x` is what a recursive query `x ... using key` has found so far.
            if path[0].lower() == "recurring" and path[-1] in within:
                continue
            if len(path) > 1 or path[0].lower() not in known:
                return ".".join(path)
        elif kind == "TABLE_FUNCTION":
            function = node["function"]
            if function.get("schema") or function["function_name"].lower() not in ROW_MAKERS | macros.open:
                return f"{function['function_name']}()"
        elif kind == "FUNCTION":
            called = node["function_name"].lower()
            if called in macros.known and (called not in macros.open or node.get("schema")):
                return f"{called}()"
        elif kind == "SHOW_REF":
            return "the catalog"
    return None


class _Pruning:
    """Removes from every select list what mentions a missing column, where the rows stay the same without it."""

    def __init__(self, missing: set[str], aggregates: frozenset[str]) -> None:
        self.missing = missing
        self.aggregates = aggregates
        self.removed = 0

    def prune(self, tree: Node) -> bool:
        """True where something was removed and nothing else depends on its place; the tree is changed."""
        return self._walk(tree, fixed=False) and self.removed > 0

    def _walk(self, node: object, fixed: bool) -> bool:
        if isinstance(node, list):
            return all(self._walk(item, fixed) for item in node)
        if not isinstance(node, dict):
            return True
        if node.get("type") == "SELECT_NODE":
            unwanted = [item for item in node["select_list"] if self._mentions(item)]
            if unwanted:
                if fixed or len(unwanted) == len(node["select_list"]) or not self._is_free(node, unwanted):
                    return False
                node["select_list"] = [item for item in node["select_list"] if item not in unwanted]
                self.removed += len(unwanted)
        # The two sides of a union are matched by place, and so is a subquery inside an expression.
        fixed = fixed or node.get("type") == "SET_OPERATION_NODE" or node.get("class") == "SUBQUERY"
        return all(self._walk(value, fixed) for value in node.values())

    def _mentions(self, item: Node) -> bool:
        return item.get("alias") in self.missing or any(
            node.get("class") == "COLUMN_REF" and node["column_names"][-1] in self.missing for node in _nodes(item)
        )

    def _is_free(self, select: Node, unwanted: list[Node]) -> bool:
        """Whether the select has the same rows, in the same order, without these items."""
        if select["aggregate_handling"] != "STANDARD_HANDLING":
            return False
        by_place = list(select["group_expressions"])
        for modifier in select["modifiers"]:
            if modifier["type"] == "DISTINCT_MODIFIER":
                return False
            by_place.extend(order["expression"] for order in modifier.get("orders", ()))
        first = min(place for place, item in enumerate(select["select_list"], 1) if item in unwanted)
        for expression in by_place:
            if expression.get("type") == "STAR":
                return False
            if expression.get("class") == "CONSTANT" and not _is_before(expression, first):
                return False
        called = {node.get("function_name") for item in unwanted for node in _nodes(item) if "function_name" in node}
        return "unnest" not in called and (bool(select["group_expressions"]) or not called & self.aggregates)


def _is_before(constant: Node, place: int) -> bool:
    """Whether a number in `order by 1` or `group by 1` means an item before that place of the select list."""
    value = constant["value"].get("value")
    return isinstance(value, int) and value < place
