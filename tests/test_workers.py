"""Worker processes, and what the process that starts them does without."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
import pyarrow as pa, duckdb
from pipeline.workers import without_pandas
with without_pandas():
    table = pa.table({"number": [1, None]})
    with duckdb.connect() as con:
        con.register("rows", table)
        con.execute("select * from rows where number = ?", [1]).fetchall()
    assert "pandas" not in sys.modules
assert table.to_pandas()["number"].sum() == 1
import pandas
assert pa.array(pandas.Series([2, 3])).to_pylist() == [2, 3]
assert duckdb.sql("select 4 as number").df()["number"].tolist() == [4]
"""


def test_neither_arrow_nor_duckdb_imports_pandas_in_a_run_and_both_give_frames_afterwards():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
