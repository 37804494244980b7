"""What a build costs: pages a second and memory, a quiet night, a night in which little changed.

Each figure is taken in one run of this script, on a corpus of generated pages of real size (see corpus.py). A build is
measured twice: as the pipeline's steps alone, and as the command `cables run` with Prefect around them. Times are
medians; memory is that of one more run, for to be watched costs time: the sum over all processes of what each has for
itself plus its share of what is shared (PSS), sampled ten times a second.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple, Protocol

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks import corpus

STEPS = """
import sys
from pathlib import Path
from pipeline.places import DataFolder
from pipeline.run import Run
from pipeline.settings import Settings
with Run(DataFolder(Path(sys.argv[1])), Settings(), [Path(sys.argv[2])]) as run:
    for due in run.plan.due:
        run.read(due, lambda done, total: None)
    published = run.publish()
print(published.rows["cables"], published.written_count, published.linked_count)
"""


class Cost(NamedTuple):
    """What one command took."""

    seconds: float
    peak_bytes: int


def _children(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [p for child in task.read_text().split() for p in _children(int(child))]
        except OSError:
            continue
    return found


def _pss(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def measure(command: list[str], *, is_watched: bool) -> Cost:
    """Run a command, and if it is watched say how much memory it and all that it starts took.

    To be watched costs time: the system walks through all pages of a process to say what it has.
    """
    peak = 0
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, text=True)
        done = threading.Event()

        def watch() -> None:
            nonlocal peak
            while is_watched and not done.wait(0.1):
                peak = max(peak, sum(map(_pss, _children(process.pid))))

        watcher = threading.Thread(target=watch)
        watcher.start()
        code = process.wait()
        seconds = time.perf_counter() - start
        done.set()
        watcher.join()
        output.seek(0)
        text = output.read()
    if code != 0:
        raise SystemExit(f"{' '.join(command)} ended with {code}:\n{text}")
    return Cost(seconds, peak)


class Build(Protocol):
    """One way of running over a data folder with one source."""

    def __call__(self, data: Path, source: Path, *, is_watched: bool = False) -> Cost:
        """Run, and say what it took."""


def steps(data: Path, source: Path, *, is_watched: bool = False) -> Cost:
    """The pipeline's steps alone."""
    return measure([sys.executable, "-c", STEPS, str(data), str(source)], is_watched=is_watched)


def command(data: Path, source: Path, *, is_watched: bool = False) -> Cost:
    """The command, with Prefect, exports and report."""
    line = [sys.executable, "-m", "pipeline.cli", "run", str(source), "--data", str(data)]
    return measure(line, is_watched=is_watched)


def both(build: Build, work: Path, first: Path, later: Path, *, is_watched: bool = False) -> tuple[Cost, Cost]:
    """A full build of the first release in an empty folder, and upon it a run with the later one."""
    shutil.rmtree(work, ignore_errors=True)
    return build(work, first, is_watched=is_watched), build(work, later, is_watched=is_watched)


def tell(what: str, cost: Cost, pages: int) -> None:
    """One line of figures."""
    print(f"{what:<44}{cost.seconds:8.2f} s{pages / cost.seconds:10,.0f} pages/s{cost.peak_bytes / 2**20:8,.0f} MB")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=25_000)
    parser.add_argument("--repeat", type=int, default=3, help="runs of each kind, of which the median is given")
    parser.add_argument("--no-command", action="store_true", help="leave out the runs with Prefect")
    options = parser.parse_args()
    first, later = corpus.CORPORA / f"{options.pages}-20110301", corpus.CORPORA / f"{options.pages}-20110308"
    if not first.exists():
        corpus.make(first, options.pages)
    if not later.exists():
        corpus.next_release(first, later, share=0.01)
    work = corpus.CORPORA / "work"
    kinds = [("steps alone", steps)] + ([] if options.no_command else [("command", command)])
    middles: list[list[Cost]] = []
    for name, build in kinds:
        timed = [both(build, work, first, later) for _ in range(options.repeat)]
        watched = both(build, work, first, later, is_watched=True)
        middle = [
            Cost(statistics.median(cost.seconds for cost in costs), memory.peak_bytes)
            for costs, memory in zip(zip(*timed, strict=True), watched, strict=True)
        ]
        middles.append(middle)
        tell(f"{name}: full build", middle[0], options.pages)
        tell(f"{name}: every file changed, 1 % of the cables", middle[1], options.pages)
        print(f"{name}: the second takes {middle[1].seconds / middle[0].seconds:.2f} of the first")
    if not options.no_command:
        beyond = [whole.seconds - alone.seconds for alone, whole in zip(*middles, strict=True)]
        print(f"command: {beyond[0]:.1f} s and {beyond[1]:.1f} s of it are Prefect, exports and report")
    quiet = [command(work, later).seconds for _ in range(5)]
    print(f"command: nothing new {statistics.median(quiet):.2f} s (median of {len(quiet)})")
    shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
