"""Runs a command plainly or through the launcher of the probe, and reads what the run directory holds then."""

import json
import marshal
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
LAUNCHER = os.path.join(os.path.dirname(os.path.dirname(HERE)), "src", "runtime", "probe", "launch.py")
LIMIT_S = 60


class Ended:
    def __init__(self, process, output, errors, folder=None):
        self.code, self.output, self.errors = process.returncode, output, errors
        self.folder = folder

    @property
    def seen(self):
        return {"code": self.code, "stdout": self.output, "stderr": self.errors}

    def events(self, kind=None):
        return [event for event in read_lines(os.path.join(self.folder, "events.jsonl")) if kind in (None, event["type"])]

    def note_codes(self):
        return [event["note"]["code"] for event in self.events("note")]

    def files(self, prefix):
        """Whole ones: what was being written when its process was killed does not count."""
        return sorted(name for name in os.listdir(self.folder) if name.startswith(prefix) and not name.endswith(".tmp"))

    def stats(self):
        """-> the pstats dicts of all processes, the main one's first"""
        main = self.events("start")[0]["pid"]
        names = sorted(self.files("cprofile."), key=lambda name: (".%d." % main not in name, name))
        found = []
        for name in names:
            with open(os.path.join(self.folder, name), "rb") as file:
                found.append(marshal.load(file))
        return found

    def sampled(self, name=None):
        return Sampled(read_lines(os.path.join(self.folder, name or self.files("sampler.")[0])))


class Sampled:
    """A sampler file, read as its reader reads it."""

    def __init__(self, lines):
        self.meta = lines[0]
        self.frames, self.nodes, self.rows, self.threads, self.end = [], [], [], {}, None
        for line in lines:
            kind = line["type"]
            if kind == "frames":
                self.frames += line["frames"]
            elif kind == "nodes":
                self.nodes += line["nodes"]
            elif kind == "samples":
                self.rows += line["rows"]
            elif kind == "thread":
                self.threads[line["id"]] = line
            elif kind == "end":
                self.end = line

    @property
    def samples(self):
        return sum(row[2] for row in self.rows)

    def shares(self, file, column=3, total=False):
        """-> {line: share of all wall time}, own or with what the line called; recursion counts once."""
        whole = sum(row[column] for row in self.rows) or 1
        heat = {}
        for row in self.rows:
            lines, node = set(), row[1]
            while node >= 0:
                parent, frame = self.nodes[node]
                if os.path.basename(self.frames[frame][1]) == file:
                    lines.add(self.frames[frame][3])
                if not total:
                    break
                node = parent
            for line in lines:
                heat[line] = heat.get(line, 0) + row[column] / whole
        return heat


def read_lines(path):
    lines = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.endswith("\n"):
                lines.append(json.loads(line))
    return lines


def plain(argv, cwd, env=None, given=b""):
    process = subprocess.Popen(argv, cwd=cwd, env=clean(env), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    output, errors = process.communicate(given, timeout=LIMIT_S)
    return Ended(process, output, errors)


def clean(env):
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("HEATLINE", "PYTHON"))}
    environment["LC_ALL"] = "C.UTF-8"
    environment.update(env or {})
    return environment


def probed(argv, cwd, profiler="sampler", rate=200, wait_ms=0, frames=0, subprocesses=False, env=None, given=b"", on_start=None, folder=None, go=""):
    """Runs through the launcher; answers the handshake with `go` where it waits and that is not None. `on_start(process, pid)` may signal either."""
    folder = folder or tempfile.mkdtemp(prefix="heatline-run-")
    launch = {
        "runDir": folder, "runId": "test-run", "profiler": profiler, "argv": argv, "cwd": cwd, "env": env or {},
        "waitForGoMs": wait_ms, "samplerRateHz": rate, "allocationFrames": frames, "subprocesses": subprocesses,
    }
    path = os.path.join(tempfile.mkdtemp(prefix="heatline-launch-"), "launch.0.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(launch, file)
    command = [sys.executable, "-I", "-S", LAUNCHER, path]
    process = subprocess.Popen(command, env=clean(None), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    helper = None
    if wait_ms and go is not None or on_start:
        helper = threading.Thread(target=_attend, args=(process, folder, go if wait_ms else None, on_start), daemon=True)
        helper.start()
    try:
        output, errors = process.communicate(given, timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    finally:
        shutil.rmtree(os.path.dirname(path))
    if helper is not None:
        helper.join()
    return Ended(process, output, errors, folder)


def _attend(process, folder, go, on_start):
    ready = wait_for_event(folder, "ready", process)
    if ready is None:
        return
    if go is not None:
        path = os.path.join(folder, "go.%d" % ready["pid"])
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write(go)
        os.rename(path + ".new", path)
    if on_start:
        on_start(process, ready["pid"], folder)


def wait_for_event(folder, kind, process):
    path = os.path.join(folder, "events.jsonl")
    while process.poll() is None:
        if os.path.exists(path):
            for event in read_lines(path):
                if event["type"] == kind:
                    return event
        time.sleep(0.005)
    return None


def wait_for_file(path, limit_s=20):
    deadline = time.monotonic() + limit_s
    while not os.path.exists(path):
        if time.monotonic() > deadline:
            raise TimeoutError(path)
        time.sleep(0.005)
