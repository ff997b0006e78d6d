"""Each program of cases.py runs plainly and under each kind of measurement; what one can see must be the same."""

import io
import os
import re
import shutil
import sys
import tempfile
import unittest
import zipfile

import cases
import harness

MODES = {
    "sampler": {"profiler": "sampler", "rate": 200},
    "cprofile": {"profiler": "cprofile", "rate": 0},
    "tracemalloc": {"profiler": "tracemalloc", "rate": 0, "frames": 4},
    "handshake": {"profiler": "py-spy", "rate": 0, "wait_ms": 20000},
    "sampler instead": {"profiler": "py-spy", "rate": 0, "wait_ms": 20000, "go": '{"profiler": "sampler", "samplerRateHz": 200}'},
}

#: Everything that may differ, with the reason; nothing else may.
EXEMPT = {
    # Up to 3.9 the exit hook lives in the first instance of the module: taking it out of sys.modules would let a second
    # import replace it. The module is a built-in, its being there changes nothing but this list.
    "atexit in sys.modules up to 3.9": lambda text: text.replace(b"'atexit', ", b"") if sys.version_info < (3, 10) else text,
    # Its stop() must be watched, which takes the module that a later import of tracemalloc will find.
    "_tracemalloc in sys.modules under tracemalloc": lambda text: text.replace(b"'_tracemalloc', ", b""),
    # A file that is not closed is told with where it was opened when that is known.
    "where a leaked object was allocated": lambda text: re.sub(
        rb"ResourceWarning: Enable tracemalloc .*\n|Object allocated at \(most recent call last\):\n(?:  .*\n)+", b"", text
    ),
    # An address of an object or of a thread differs between any two runs.
    "addresses": lambda text: re.sub(rb"0x[0-9a-f]{6,}", b"0x", text),
    # Process ids in warnings ("This process (pid=123) is multi-threaded"), times of a test runner.
    "process ids": lambda text: re.sub(rb"pid=\d+", b"pid=", text),
    # gh-111331: CPython from 3.13 on says this, rarely, when garbage with an exported buffer is collected; multiprocessing
    # makes such buffers, and a frame that a sampler looks at while it ends keeps them a moment longer.
    "garbage of multiprocessing from 3.13": lambda text: re.sub(
        rb"Exception ignored in: <_io\.BytesIO object at 0x>\nBufferError: Existing exports of data[^\n]*\n", b"", text
    ) if sys.version_info >= (3, 13) else text,
}


def comparable(ended):
    seen = ended.seen
    for stream in ("stdout", "stderr"):
        for exempt in EXEMPT.values():
            seen[stream] = exempt(seen[stream])
    return seen


class Transparency(unittest.TestCase):
    maxDiff = None

    def compare(self, case):
        folder = os.path.realpath(tempfile.mkdtemp(prefix="heatline-case-"))
        try:
            write_files(folder, case["files"])
            fill = lambda text: text.replace("{dir}", folder)
            argv = [sys.executable] + case["options"] + [fill(part) for part in case["argv"]]
            env = {key: fill(value) for key, value in case["env"].items()}
            harness.plain(argv, folder, env, case["given"])  # Byte code of imported files is written by the first run.
            expected = comparable(harness.plain(argv, folder, env, case["given"]))
            for name, mode in MODES.items():
                options = dict(mode, subprocesses=case["subprocesses"])
                with self.subTest(mode=name):
                    ended = harness.probed(argv, folder, env=env, given=case["given"], **options)
                    self.assertEqual(comparable(ended), expected)
                    self.assertTrue(ended.events("ready"), "the probe never ran")
                    self.assertEqual([code for code in ended.note_codes() if code in ("probe-failed", "sampler-failed")], [])
                    exits = ended.events("exit")
                    self.assertEqual(len(exits), 1)
                    self.assertEqual(exits[0]["exitCode"], expected["code"] if expected["code"] >= 0 else None)
                shutil.rmtree(ended.folder)
        finally:
            shutil.rmtree(folder)


def write_files(folder, files):
    for name, content in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if isinstance(content, tuple):
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w") as archive:
                for inner, text in content[1].items():
                    archive.writestr(zipfile.ZipInfo(inner), text)
            with open(path, "wb") as file:
                file.write(packed.getvalue())
        else:
            with open(path, "w", encoding="utf-8") as file:
                file.write(content)


def _add(name, case):
    def test(self):
        self.compare(case)

    test.__doc__ = name
    setattr(Transparency, "test_" + re.sub(r"\W+", "_", name), test)


for _name, _case in cases.CASES.items():
    _add(_name, _case)
