"""What the launch file asks for, and the environment as the target would have it without us."""

import os
import sys

try:
    from _json import make_scanner
except ImportError:
    make_scanner = None

run_dir = ""
profiler = ""
wait_for_go_ms = 0
sampler_rate_hz = 0
allocation_frames = 0
subprocesses = False
#: True in the process that the launcher started, False in Python children of it.
first = False
#: Relative file names in code objects are relative to this.
start_folder = ""

_OURS = ("HEATLINE_LAUNCH", "HEATLINE_PYTHONPATH", "HEATLINE_FIRST")


def take_out_of_environment():
    """Reads our variables and puts the environment back: PYTHONPATH as it was, HEATLINE_RUN stays."""
    global launch_file, first
    launch_file = os.environ.get("HEATLINE_LAUNCH")
    first = os.environ.get("HEATLINE_FIRST") == "1"
    before = os.environ.get("HEATLINE_PYTHONPATH")
    if launch_file is None:
        _drop_site_from_path(before)
        raise LookupError("HEATLINE_LAUNCH is not set")
    read(launch_file)
    if subprocesses and os.name == "posix":
        # Children that inherit the environment (not a copy of os.environ) are followed: the real environment keeps our
        # variables, os.environ does not show them.
        os.unsetenv("HEATLINE_FIRST")
        data, key = os.environ._data, os.environ.encodekey
        for name in _OURS:
            data.pop(key(name), None)
        if before is None:
            data.pop(key("PYTHONPATH"), None)
        else:
            data[key("PYTHONPATH")] = os.environ.encodevalue(before)
    else:
        _drop_site_from_path(before)
        for name in _OURS:
            os.environ.pop(name, None)


def _drop_site_from_path(before):
    if before is None:
        os.environ.pop("PYTHONPATH", None)
    else:
        os.environ["PYTHONPATH"] = before


def read(path):
    global run_dir, wait_for_go_ms, subprocesses, start_folder
    launch = read_json(path)
    run_dir = os.path.abspath(launch["runDir"])
    wait_for_go_ms = launch["waitForGoMs"] if first else 0
    subprocesses = launch["subprocesses"]
    take(launch)
    try:
        start_folder = os.getcwd()
    except OSError:
        start_folder = ""


def take(launch):
    """Which profiler measures, and how: from a launch file, as it was first or as it was changed."""
    global profiler, sampler_rate_hz, allocation_frames
    profiler = launch["profiler"]
    sampler_rate_hz = launch["samplerRateHz"]
    allocation_frames = launch.get("allocationFrames", 0)


def read_json(path):
    """-> what a JSON file holds; None where it is empty."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        parts = []
        while True:
            part = os.read(descriptor, 65536)
            if not part:
                break
            parts.append(part)
    finally:
        os.close(descriptor)
    text = b"".join(parts).decode("utf-8").strip()
    return _parse(text) if text else None


class _Context:
    """What the C scanner of the json module wants to know; json itself would load re, enum and functools."""

    strict = True
    object_hook = object_pairs_hook = None
    parse_float = float
    parse_int = int
    memo = {}

    @staticmethod
    def parse_constant(name):
        return float(name.replace("Infinity", "inf"))


def _parse(text):
    if make_scanner is None:
        import json

        return json.loads(text)
    return make_scanner(_Context)(text, 0)[0]
