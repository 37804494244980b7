"""The README's commands run, its queries give what it prints, and its lists are complete."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest
import yaml
from typer.main import get_command
from typer.testing import CliRunner

from docs.build import CORPUS, PROJECT, Runner, fences
from pipeline.cli import app
from pipeline.schema import TABLES
from tests.documents import assert_prints_what_stands_below, block_cases, read

pytestmark = pytest.mark.xdist_group("documents")

README = "README.md"
SERVES = {"schedule"}
STARTS_A_FLOW = {"run"}
DRAWS = {"report"}


def shell_lines():
    return [line for code in fences(read(README), "sh") for line in code.splitlines() if line.strip()]


def cables_lines():
    return [shlex.split(line)[1:] for line in shell_lines() if line.startswith("cables ")]


def named(arguments):
    return " ".join(arguments)


@pytest.fixture
def folder(shipped, tmp_path):
    """Where the commands are run: its `data/` holds the edition of the shipped corpus."""
    place = Runner(shipped, tmp_path / "here").folder
    with contextlib.chdir(place):
        yield place


@pytest.mark.parametrize(("number", "block"), block_cases(README))
def test_a_query_gives_the_output_that_stands_below_it(number, block, shipped):
    assert_prints_what_stands_below(README, shipped, number, block)


def test_it_answers_five_questions():
    assert len(fences(read(README), "sql")) == 5


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(line, id=named(line), marks=[pytest.mark.slow] if line[0] in DRAWS else [])
        for line in cables_lines()
        if line[0] not in SERVES | STARTS_A_FLOW
    ],
)
def test_a_command_runs(arguments, folder):
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    if "-o" in arguments:
        assert (folder / arguments[arguments.index("-o") + 1]).stat().st_size > 0


@pytest.mark.parametrize("arguments", [a for a in cables_lines() if a[0] in SERVES], ids=named)
def test_a_command_that_serves_has_the_options_that_the_readme_names(arguments):
    result = CliRunner().invoke(app, [arguments[0], "--help"], env={"COLUMNS": "200", "NO_COLOR": "1"})
    assert result.exit_code == 0
    plain = re.sub(r"\x1b\[[0-9;]*m", "", result.output)
    assert all(word in plain for word in arguments if word.startswith("--"))


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [a for a in cables_lines() if a[0] in STARTS_A_FLOW], ids=named)
def test_a_release_of_ones_own_is_published_in_the_folder_named(arguments, tmp_path):
    newest = max(PROJECT.glob(CORPUS))
    shutil.copy(newest, tmp_path / arguments[1])
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "PREFECT_HOME": str(tmp_path / "prefect")}
    result = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *arguments],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    data = tmp_path / arguments[arguments.index("--data") + 1]
    assert (data / "processed/latest/manifest.json").is_file()
    assert (data / "processed/warehouse.duckdb").is_file()
    for name in ("changes.csv", "data_dictionary.csv", "report.html"):
        assert (data / "processed/exports" / name).is_file()
    assert "`data/processed/exports/` | every view as CSV, the data dictionary, `changes.csv`, `report.html`" in read(
        README
    )


def test_its_make_targets_are_in_the_makefile():
    targets = set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named_targets = set(re.findall(r"`make ([a-z]+)`", read(README)))
    named_targets |= {line.split()[1] for line in shell_lines() if line.startswith("make ")}
    assert {"run", "test"} <= named_targets
    assert named_targets <= targets


def test_its_table_of_commands_has_every_command_and_no_other():
    listed = re.findall(r"^\| `cables ([a-z]+)` \| \S", read(README), re.MULTILINE)
    assert sorted(listed) == sorted(get_command(app).commands)


def test_its_table_of_tables_has_every_table_and_no_other():
    rows = re.search(r"\| table \| one row per \|\n(.*?)\n\n", read(README), re.DOTALL)
    listed = [name for row in rows[1].splitlines()[1:] for name in re.findall(r"`(\w+)`", row.split("|")[1])]
    assert sorted(listed) == sorted(TABLES)


def test_its_settings_are_settings():
    from pipeline.settings import Settings

    listed = set(re.findall(r"`CABLES_([A-Z_]+)`", read(README)))
    assert listed - {name.upper() for name in Settings.model_fields} == set()


def test_places_that_come_with_the_project_are_there():
    rows = re.search(r"\| place \| what \|\n(.*?)\n\n", read(README), re.DOTALL)
    places = [name for row in rows[1].splitlines()[1:] for name in re.findall(r"`([^`]+)`", row.split("|")[1])]
    assert [place for place in places if "processed" not in place and not (PROJECT / place).is_dir()] == []


def test_the_tables_and_the_warehouse_lie_where_it_says(folder):
    for place in ("latest", "warehouse.duckdb", "editions"):
        assert f"`data/processed/{place}" in read(README)
        assert (folder / "data/processed" / place).exists()


def test_the_work_pool_is_the_one_that_the_deployment_names():
    configured = (PROJECT / "prefect.yaml").read_text(encoding="utf-8")
    deployment = yaml.safe_load(configured)["deployments"][0]
    pool = deployment["work_pool"]["name"]
    lines = [line for line in shell_lines() if line.startswith("prefect ")]
    assert len(lines) == 4
    assert [line for line in lines if f"#   {line}\n" not in configured] == []
    assert f"prefect work-pool create --type process {pool}" in lines
    assert f"prefect worker start --pool {pool}" in lines
    cron = next(line for line in cables_lines() if line[0] == "schedule")[-1]
    assert cron == deployment["schedules"][0]["cron"]
