"""Ctrl-C during a query is an interruption, not a failure of the query."""

from __future__ import annotations

import subprocess
import sys

import pytest
from small_releases import ROOT

from pipeline.interrupts import interrupts_as_such

ASKING = """
import os, signal, threading
import duckdb
from pipeline.interrupts import interrupts_as_such
threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    with interrupts_as_such():
        duckdb.sql("select sum(a.range * b.range) from range(1000000) as a, range(1000000) as b").fetchall()
except KeyboardInterrupt:
    print("interrupted")
"""


def test_a_query_that_is_interrupted_raises_the_interrupt():
    done = subprocess.run([sys.executable, "-c", ASKING], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout == "interrupted\n", done.stderr


@pytest.mark.parametrize("cause", [None, ValueError("no interrupt")])
def test_what_fails_otherwise_fails_as_it_did(cause):
    with pytest.raises(RuntimeError, match="full"), interrupts_as_such():
        raise RuntimeError("full") from cause
