"""What interrupts or ends a process does so, whatever failure a library makes of it."""

from __future__ import annotations

import signal
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


FAILING = """
from prefect.exceptions import TerminationSignal
from pipeline.interrupts import end_if_terminated
try:
    try:
        {first}
    except BaseException:
        raise ValueError("Task run is not set")
except ValueError as error:
    end_if_terminated(error)
end_if_terminated(None)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "code"), [("raise TerminationSignal(15)", -signal.SIGTERM), ("raise OSError('gone')", 0)]
)
def test_a_failure_that_a_termination_led_to_ends_the_process_as_that_does(first, code):
    done = subprocess.run([sys.executable, "-c", FAILING.format(first=first)], check=False)
    assert done.returncode == code
