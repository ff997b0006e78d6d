"""Runs one test again and again and writes down what memory it keeps.

Each test becomes one line of ``tests.<pid>.jsonl`` in the run directory, written with a single append, so that a crash
of the interpreter keeps every test before it (a ``testStart`` line names the one that died):

    {"type": "test", "id": ..., "file": ..., "line": ..., "outcome": "passed", "wallNs": ..., "peakBytes": ...,
     "kept": [bytes kept after the 1st, 2nd, ... run, relative to before the 1st], "blocks": [...],
     "traced": {"runs": n, "bytes": total, "lines": [[file, line, bytes, blocks], ...]} or null}

The method is that of regrtest ``-R`` and psleak: run, collect garbage, read; caches fill during the first runs and then
stop, a leak does not stop. Only a test that still grows after the warm-up is traced line by line, with tracing started
afresh: its snapshots then hold nothing but what those runs allocated, which keeps them small and quick.
"""
import gc
import json
import os
import sys
import time
import tracemalloc
from array import array

WARM_UP_RUNS = 2  # imports, caches of re, functools and linecache
JUDGED_RUNS = 3  # an innocent test is run five times in all
SUSPECT_RUNS = 8  # more runs for a test that grew in each of the judged ones
TRACED_RUNS = 5
TRACED_FRAMES = 16
SLOW_TEST_NS = 2_000_000_000  # a test slower than this is judged by fewer runs
LINES_KEPT = 20
PROGRESS_SECONDS = 0.5

# what test runners keep for each test that they run is not the test's doing
_RUNNER_PARTS = ("_pytest", "pluggy", "pytest", "unittest", "heatline_tests", "xdist", "tracemalloc.py")


class TestMeter:
    def __init__(self, run_dir):
        self._run_dir = run_dir
        self._path = os.path.join(run_dir, "tests.%d.jsonl" % os.getpid())
        self._done = 0
        self._told = 0.0
        tracemalloc.start(1)

    def _tell_progress(self):
        self._done += 1
        now = time.monotonic()
        if now - self._told >= PROGRESS_SECONDS:
            self._told = now
            append_event(self._run_dir, {"type": "progress", "pid": os.getpid(), "samples": self._done})

    def measure(self, test_id, file, line, first_run, run_again):
        """Measures one test. ``first_run()`` runs it as always and returns its outcome; ``run_again()`` runs it once
        more out of sight and returns whether it passed."""
        append_line(self._path, {"type": "testStart", "id": test_id, "file": file, "line": line})
        before = _kept()
        if hasattr(tracemalloc, "reset_peak"):  # Python 3.9
            tracemalloc.reset_peak()
        started = time.perf_counter_ns()
        outcome = first_run()
        wall_ns = time.perf_counter_ns() - started
        peak = max(0, tracemalloc.get_traced_memory()[1] - before[0])
        readings = _Readings(WARM_UP_RUNS + JUDGED_RUNS + SUSPECT_RUNS)
        readings.read()
        traced = None
        if outcome == "passed":
            slow = wall_ns > SLOW_TEST_NS
            judged = JUDGED_RUNS - 1 if slow else JUDGED_RUNS
            complete = _repeat(run_again, readings, WARM_UP_RUNS - 1 + judged)
            if complete and readings.grew(judged) and not slow:
                complete = _repeat(run_again, readings, SUSPECT_RUNS)
            if complete and readings.grew(judged):
                traced = _trace(run_again)
            if not complete:
                outcome = "flaky"
        append_line(
            self._path,
            {
                "type": "test",
                "id": test_id,
                "file": file,
                "line": line,
                "outcome": outcome,
                "wallNs": wall_ns,
                "peakBytes": peak,
                "kept": [kept - before[0] for kept in readings.bytes[: readings.count]],
                "blocks": [blocks - before[1] for blocks in readings.blocks[: readings.count]],
                "traced": traced,
            },
        )
        self._tell_progress()


def append_event(run_dir, event):
    """One line of events.jsonl (runEventSchema in src/core/protocol/run.ts)."""
    append_line(os.path.join(run_dir, "events.jsonl"), dict(event, t=time.time()))


def append_line(path, record):
    """One write to a file opened for appending, so that lines of several processes never mix."""
    line = (json.dumps(record, ensure_ascii=True) + "\n").encode("ascii")
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(descriptor, line)
    finally:
        os.close(descriptor)


def _kept():
    """(bytes, blocks) alive after a collection."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0], sys.getallocatedblocks()


class _Readings:
    """Room made before the first run: a list that grows between two readings would be read as growth."""

    def __init__(self, size):
        self.bytes = array("q", bytes(8 * size))
        self.blocks = array("q", bytes(8 * size))
        self.count = 0

    def read(self):
        self.bytes[self.count], self.blocks[self.count] = _kept()
        self.count += 1

    def grew(self, runs):
        """regrtest's rule: a leak shows in every one of the last runs; one run that keeps nothing more acquits."""
        return all(self.bytes[n] > self.bytes[n - 1] for n in range(self.count - runs, self.count))


def _repeat(run_again, readings, count):
    for _ in range(count):
        if not run_again():
            return False
        readings.read()
    return True


def _trace(run_again):
    """Which lines keep more after each run; None where the test failed meanwhile."""
    tracemalloc.stop()
    tracemalloc.start(TRACED_FRAMES)
    try:
        first = _lines_after(run_again, 1)
        last = _lines_after(run_again, TRACED_RUNS)
    finally:
        tracemalloc.stop()
        tracemalloc.start(1)
    if first is None or last is None:
        return None
    grown = []
    for place, (size, blocks) in last.items():
        size_before, blocks_before = first.get(place, (0, 0))
        if size > size_before and blocks - blocks_before >= TRACED_RUNS - 1:
            grown.append([*place, size - size_before, blocks - blocks_before])
    grown.sort(key=lambda row: -row[2])
    return {"runs": TRACED_RUNS, "bytes": sum(row[2] for row in grown), "lines": grown[:LINES_KEPT]}


def _lines_after(run_again, runs):
    """{(file, line): [bytes, blocks]} alive after so many runs."""
    for _ in range(runs):
        if not run_again():
            return None
    gc.collect()
    lines = {}
    for trace in tracemalloc.take_snapshot().traces:
        frame = _blamed_frame(trace.traceback)
        if frame is not None:
            entry = lines.setdefault((frame.filename, frame.lineno), [0, 0])
            entry[0] += trace.size
            entry[1] += 1
    return lines


def _blamed_frame(traceback):
    """The innermost frame that is neither the runner's nor the standard library's; None for the runner's own memory."""
    innermost = traceback[-1]
    if _is_runner(innermost.filename):
        return None
    for frame in reversed(traceback):
        if _is_runner(frame.filename):
            return None  # the standard library at work for the runner, such as reading captured output back
        if not _is_library(frame.filename):
            return frame
    return innermost


def _is_runner(filename):
    parts = filename.replace("\\", "/").split("/")
    return any(part in _RUNNER_PARTS for part in parts[-4:])


_LIBRARY = tuple({os.path.dirname(os.__file__) + os.sep, os.path.dirname(os.path.realpath(os.__file__)) + os.sep})


def _is_library(filename):
    return filename.startswith(_LIBRARY) or filename.startswith("<")
