"""`datapackage.json` validates, and says of each file what is true."""

from __future__ import annotations

import csv
import hashlib
import json
from datetime import UTC, date, datetime

import duckdb
import frictionless
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import warehouse
from pipeline.codebook import describe
from pipeline.datapackage import describe_edition, describe_exports, table_schema, write
from pipeline.export import export_all
from pipeline.schema import CABLES, POSTS, TABLES

TAG = {"tag": "PREL", "kind": "subject", "meaning": "=External relations", "country": None, "is_known": True}


@pytest.fixture
def edition(tmp_path):
    """An edition's folder: every table has a file, and those cut by year have two."""
    folder = tmp_path / "2010-12-22-abc"
    for table in TABLES.values():
        rows = [TAG] if table.name == "tags" else []
        years = ("2009", "2010") if table.partition == "year" else ("whole",)
        for year in years:
            path = folder / warehouse.table_glob(table).replace("*", year)
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(pa.Table.from_pylist(rows, schema=table.arrow), path)
    return folder


def problems(descriptor) -> list[str]:
    """What frictionless finds wrong: in the descriptor itself, and again in what it made of it."""
    try:
        package = frictionless.Package.from_descriptor(json.loads(json.dumps(descriptor)))
    except frictionless.FrictionlessException as error:
        return [error.error.note, *(reason.note for reason in error.reasons)]
    return [error.note for error in frictionless.Package.metadata_validate(package.to_descriptor())]


def test_the_descriptor_of_an_edition_is_valid(edition):
    assert problems(describe_edition(edition)) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda package: package["resources"][0]["schema"]["fields"][0].update(type="words"),
        lambda package: package["resources"][0].pop("path"),
        lambda package: package["resources"][0].update(path="/etc/passwd"),
        lambda package: package["resources"][0]["schema"].update(primaryKey=["nothing"]),
        lambda package: package["resources"][0]["schema"]["foreignKeys"][0].update(fields=["nothing"]),
        lambda package: package["resources"][0].pop("name"),
    ],
)
def test_the_validator_notices_a_descriptor_that_is_wrong(edition, spoil):
    package = describe_edition(edition)
    spoil(package)
    assert problems(package) != []


def test_every_table_is_a_resource_with_all_its_files_and_columns(edition):
    package = describe_edition(edition)
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert package["version"] == "2010-12-22-abc"
    assert [resource["name"] for resource in package["resources"]] == list(TABLES)
    for resource in package["resources"]:
        paths = [resource["path"]] if isinstance(resource["path"], str) else resource["path"]
        assert all((edition / path).is_file() for path in paths)
        assert resource["format"] == "parquet"
        assert resource["mediatype"] == "application/vnd.apache.parquet"
        table = TABLES[resource["name"]]
        assert resource["description"] == table.description
        assert [field["name"] for field in resource["schema"]["fields"]] == [c.name for c in table.columns]
        assert resource["schema"]["primaryKey"] == list(table.key)
    listed = {path for r in package["resources"] for path in ([r["path"]] if isinstance(r["path"], str) else r["path"])}
    assert listed == {path.relative_to(edition).as_posix() for path in edition.rglob("*.parquet")}


def test_a_resource_of_one_file_has_its_size_and_hash_and_one_of_several_has_not(edition):
    package = {resource["name"]: resource for resource in describe_edition(edition)["resources"]}
    content = (edition / "tags.parquet").read_bytes()
    assert package["tags"]["bytes"] == len(content)
    assert package["tags"]["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert package["cables"]["path"] == ["cables/2009.parquet", "cables/2010.parquet"]
    assert "hash" not in package["cables"]


def test_a_table_without_files_is_no_resource_and_nothing_points_to_it(edition):
    (edition / "posts.parquet").unlink()
    package = describe_edition(edition)
    assert "posts" not in [resource["name"] for resource in package["resources"]]
    keys = [key for resource in package["resources"] for key in resource["schema"].get("foreignKeys", [])]
    assert keys
    assert "posts" not in [key["reference"]["resource"] for key in keys]
    assert problems(package) == []


def test_fields_carry_what_the_schema_says():
    fields = {field["name"]: field for field in table_schema(CABLES, {"posts"})["fields"]}
    assert fields["cable_id"]["constraints"] == {"required": True, "unique": True}
    assert fields["classification_level"]["constraints"]["enum"] == ["UNCLASSIFIED", "CONFIDENTIAL", "SECRET"]
    assert "constraints" not in fields["subject"]
    assert fields["sent_at"]["type"] == "datetime"
    assert fields["sent_at"]["unit"] == "minute"
    assert fields["caveats"]["type"] == "array"
    assert fields["caveats"]["arrayItem"]["type"] == "string"
    assert {name: field["type"] for name, field in fields.items() if field["type"] == "boolean"}.keys() == {
        column.name for column in CABLES.columns if column.type == pa.bool_()
    }
    kinds = {field["name"]: field["type"] for field in table_schema(POSTS, set())["fields"]}
    assert kinds["latitude"] == "number"


def test_foreign_keys_are_those_of_the_schema():
    assert table_schema(CABLES, {"posts"})["foreignKeys"] == [
        {"fields": ["post_code"], "reference": {"resource": "posts", "fields": ["post_code"]}}
    ]
    assert "foreignKeys" not in table_schema(CABLES, set())


def test_no_licence_is_claimed(edition):
    assert "licenses" not in describe_edition(edition)


def test_the_file_is_written_beside_the_tables(edition):
    path = write(edition, "2011-01-01-def")
    assert path == edition / "datapackage.json"
    written = json.loads(path.read_text(encoding="utf-8"))
    assert written == describe_edition(edition, "2011-01-01-def")
    assert frictionless.Package(str(path)).resource_names == list(TABLES)


# --- the CSV exports -------------------------------------------------------------------------------------------------


@pytest.fixture
def exported(tmp_path):
    """A folder of exports with one view whose columns are of every type, and its descriptor."""
    with duckdb.connect() as con:
        con.execute(
            "create table seen (cable_id varchar, said varchar, sent_at timestamptz, day date, words integer, "
            "share double, is_known boolean, caveats varchar[])"
        )
        moment = datetime(2009, 9, 22, 14, 28, tzinfo=UTC)
        con.execute(
            "insert into seen values ('09ZENDA1', ?, ?, ?, 3, 0.25, true, ['A', 'B']), "
            "('09ZENDA2', null, null, null, null, null, null, [])",
            ['=1+1, "quoted"\r\nnext', moment, date(2009, 9, 22)],
        )
        con.execute("create view seen_again as from seen")
        export_all(con, tmp_path / "exports")
        yield tmp_path / "exports", [describe(con, "seen_again"), describe(con, "seen")]


def test_the_rows_of_exported_files_are_what_their_descriptor_says(exported):
    folder, relations = exported
    export_all_names = [relation.name for relation in relations if (folder / f"{relation.name}.csv").is_file()]
    descriptor = describe_exports(folder, relations)
    assert [resource["name"] for resource in descriptor["resources"]] == export_all_names
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["title", "note"])
    rows = frictionless.Package(str(folder / "datapackage.json")).get_resource("seen_again").read_rows()
    first, second = (row.to_dict() for row in rows)
    assert first["said"] == '\'=1+1, "quoted"\r\nnext'
    assert first["sent_at"].replace(tzinfo=UTC) == datetime(2009, 9, 22, 14, 28, tzinfo=UTC)
    assert (first["day"], first["words"], float(first["share"])) == (date(2009, 9, 22), 3, 0.25)
    assert first["is_known"] is True
    assert first["caveats"] == "A|B"
    assert [value for name, value in second.items() if name != "cable_id"] == [None] * 7


def test_a_file_whose_rows_are_not_as_described_is_found(exported):
    folder, relations = exported
    path = folder / "seen_again.csv"
    with path.open(encoding="utf-8", newline="") as file:
        heading, row, *_ = csv.reader(file)
    row[heading.index("sent_at")] = "22/09/2009"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heading, row])
    (folder / "datapackage.json").write_text(json.dumps(describe_exports(folder, relations)), encoding="utf-8")
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert [title for (title,) in report.flatten(["title"])] == ["Type Error"]
