"""`datapackage.json`: an edition described for machines, as a Frictionless Data Package.

Version 2 of the standard, within what readers of version 1 understand. Source: https://datapackage.org/standard/.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from pipeline import warehouse
from pipeline.codebook import Field, Relation
from pipeline.places import sha256_of
from pipeline.schema import TABLES, Column, Table

PROFILE: Final = "https://datapackage.org/profiles/2.0/"
PARQUET: Final = "application/vnd.apache.parquet"
CSV: Final = "text/csv"
TITLE: Final = "Published US diplomatic cables"
DESCRIPTION: Final = (
    "US diplomatic cables as a public site released them from November 2010 on, one row per cable, paragraph, tag, "
    "addressee and reference, with every release kept apart. Derived from the published pages; not an official record."
)
SOURCES: Final = [{"title": "Cable pages and index pages of the public site, as the table releases names them"}]
CONTRIBUTORS: Final = [{"title": "The makers of this pipeline", "roles": ["wrangler"]}]

Json = dict[str, Any]

_WORD_TYPES: Final = {
    "boolean": "boolean",
    "integer": "integer",
    "number": "number",
    "decimal": "number",
    "date": "date",
    "time (UTC)": "datetime",
    "time": "datetime",
}


def describe_edition(edition: Path, edition_id: str | None = None) -> Json:
    """The descriptor of an edition's folder: a resource for each table, with its files as they lie there.

    ``describe_edition(folder)["resources"][0]["name"]`` is ``cables``. A table without a file has no resource, and no
    foreign key points to it. Sizes and hashes are given for resources of one file, as the standard has it. The version
    is the edition's id: the folder's name, unless another is given because the folder is still being made.
    """
    files = {
        table.name: found
        for table in TABLES.values()
        if (found := sorted(path for path in edition.glob(warehouse.table_glob(table)) if path.is_file()))
    }
    return _package(
        "cables",
        TITLE,
        [_table_resource(TABLES[name], edition, found, files.keys()) for name, found in files.items()],
        edition_id or edition.name,
    )


def describe_exports(folder: Path, relations: Iterable[Relation]) -> Json:
    """The descriptor of a folder of CSV exports: a resource for each relation that has a file there.

    The columns are those of the file, which a public export may have fewer of.
    """
    resources = [
        _csv_resource(relation, folder / f"{relation.name}.csv")
        for relation in relations
        if (folder / f"{relation.name}.csv").is_file()
    ]
    return _package("cables-exports", f"{TITLE}: exports", resources)


def write(edition: Path, edition_id: str | None = None) -> Path:
    """Write `datapackage.json` into an edition's folder, beside the tables, which must be there already."""
    path = edition / "datapackage.json"
    descriptor = describe_edition(edition, edition_id)
    path.write_text(json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def _package(name: str, title: str, resources: list[Json], edition: str | None = None) -> Json:
    # No licence is named: none has been chosen for the data set, and the standard lets it be absent.
    package: Json = {
        "$schema": f"{PROFILE}datapackage.json",
        "name": name,
        "title": title,
        "description": DESCRIPTION,
        "contributors": CONTRIBUTORS,
        "sources": SOURCES,
        "resources": resources,
    }
    if edition:
        package["version"] = edition
    return package


def _resource(name: str, description: str, folder: Path, files: list[Path]) -> Json:
    paths = [path.relative_to(folder).as_posix() for path in files]
    resource: Json = {
        "$schema": f"{PROFILE}dataresource.json",
        "name": name,
        "type": "table",
        "title": name,
        "description": description,
        "path": paths[0] if len(paths) == 1 else paths,
    }
    if len(files) == 1:
        resource["bytes"] = files[0].stat().st_size
        resource["hash"] = f"sha256:{sha256_of(files[0])}"
    return resource


def _table_resource(table: Table, edition: Path, files: list[Path], present: Iterable[str]) -> Json:
    resource = _resource(table.name, table.description, edition, files)
    resource |= {"format": "parquet", "mediatype": PARQUET, "schema": table_schema(table, set(present))}
    return resource


def table_schema(table: Table, present: set[str]) -> Json:
    """The Table Schema of one table; foreign keys only to tables that are `present`."""
    schema: Json = {
        "$schema": f"{PROFILE}tableschema.json",
        "fields": [_field(column, is_key=table.key == (column.name,)) for column in table.columns],
        "primaryKey": list(table.key),
    }
    foreign = [
        {
            "fields": [column],
            # The standard names a table's reference to itself by the empty string.
            "reference": {
                "resource": "" if parent == table.name else parent,
                "fields": list(TABLES[parent].key),
            },
        }
        for column, parent in table.parent_keys.items()
        if parent in present
    ]
    if foreign:
        schema["foreignKeys"] = foreign
    return schema


def _field(column: Column, is_key: bool) -> Json:
    field: Json = {"name": column.name, **_arrow_type(column.type), "description": column.description}
    if column.unit:
        field["unit"] = column.unit
    constraints: Json = {}
    if not column.nullable:
        constraints["required"] = True
    if is_key:
        constraints["unique"] = True
    if column.words:
        if pa.types.is_list(column.type):
            field["arrayItem"] = {**field.get("arrayItem", {}), "constraints": {"enum": list(column.words)}}
        else:
            constraints["enum"] = list(column.words)
    if constraints:
        field["constraints"] = constraints
    return field


def _arrow_type(arrow: pa.DataType) -> Json:
    """A column's logical type: ``timestamp[s, tz=UTC]`` is a datetime, a list of strings an array."""
    if pa.types.is_boolean(arrow):
        return {"type": "boolean"}
    if pa.types.is_integer(arrow):
        return {"type": "integer"}
    if pa.types.is_floating(arrow):
        return {"type": "number"}
    if pa.types.is_date(arrow):
        return {"type": "date"}
    if pa.types.is_timestamp(arrow):
        return {"type": "datetime"}
    if pa.types.is_list(arrow):
        return {"type": "array", "arrayItem": _arrow_type(arrow.value_type)}
    if pa.types.is_string(arrow):
        return {"type": "string"}
    raise TypeError(f"no Table Schema type stands for {arrow}")


def _csv_resource(relation: Relation, path: Path) -> Json:
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file), [])
    known = {field.name: field for field in relation.fields}
    resource = _resource(relation.name, relation.description, path.parent, [path])
    resource |= {
        "format": "csv",
        "mediatype": CSV,
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": {
            "$schema": f"{PROFILE}tableschema.json",
            "fields": [_csv_field(known[name]) if name in known else {"name": name, "type": "any"} for name in header],
            "missingValues": [""],
        },
    }
    return resource


def _csv_field(field: Field) -> Json:
    # A list is text in a CSV, its values joined with |; so is whatever else has no plain form.
    described: Json = {
        "name": field.name,
        "type": _WORD_TYPES.get(field.type, "string"),
        "description": field.description,
    }
    if field.unit:
        described["unit"] = field.unit
    if described["type"] == "datetime":
        described["format"] = "%Y-%m-%dT%H:%M:%SZ" if field.type == "time (UTC)" else "%Y-%m-%dT%H:%M:%S"
    if described["type"] == "boolean":
        described |= {"trueValues": ["true"], "falseValues": ["false"]}
    if field.words and field.type == "text":
        described["constraints"] = {"enum": list(field.words)}
    return described
