"""What the memory meter of tests says about tests whose truth is known."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

PROBE = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "src", "runtime", "probe")

SUITE = '''
import functools
import unittest

kept = []
by_key = {}


@functools.lru_cache(maxsize=None)
def cached(key):
    return bytearray(50_000)


class Node:
    pass


class Tests(unittest.TestCase):
    def test_list(self):
        kept.append(bytearray(20_000))

    def test_dict(self):
        by_key[len(by_key)] = bytearray(5_000)

    def test_lets_go(self):
        self.assertTrue([bytearray(1_000) for _ in range(100)])

    def test_cache(self):
        cached(1)

    def test_cycle(self):
        one, two = Node(), Node()
        one.other, two.other = two, one
        one.data = bytearray(10_000)

    @unittest.skip("not now")
    def test_skipped(self):
        kept.append(bytearray(20_000))

    def test_fails(self):
        self.fails_on_purpose = bytearray(1_000)
        self.fail("on purpose")
'''


class MeterTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="heatline-meter-")
        cls.addClassCleanup(folder.cleanup)
        with open(os.path.join(folder.name, "test_suite.py"), "w") as file:
            file.write(SUITE)
        runner = os.path.join(PROBE, "heatline_tests", "run_unittest.py")
        ended = subprocess.run(
            [sys.executable, runner, folder.name, "test_suite"],
            cwd=folder.name, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60,
        )
        cls.exit_code = ended.returncode
        cls.records, cls.events = [], []
        for name in sorted(os.listdir(folder.name)):
            if name.endswith(".jsonl"):
                with open(os.path.join(folder.name, name)) as file:
                    (cls.records if name.startswith("tests.") else cls.events).extend(map(json.loads, file))
        cls.tests = {record["id"].rpartition(".")[2]: record for record in cls.records if record["type"] == "test"}

    def grown(self, name):
        return [(os.path.basename(file), line, size) for file, line, size, _ in (self.tests[name]["traced"] or {"lines": []})["lines"]]

    def test_leaks_have_their_line_and_size(self):
        for name, source, size in (("test_list", "kept.append", 20_000), ("test_dict", "by_key[len", 5_000)):
            with self.subTest(name):
                line = 1 + next(at for at, text in enumerate(SUITE.splitlines()) if source in text)
                [(file, found, size_of_runs)] = self.grown(name)[:1]
                self.assertEqual((file, found), ("test_suite.py", line))
                self.assertAlmostEqual(size_of_runs / self.tests[name]["traced"]["runs"], size, delta=size * 0.05)

    def test_the_innocent_are_not_traced(self):
        for name in ("test_lets_go", "test_cache", "test_cycle", "test_skipped", "test_fails"):
            with self.subTest(name):
                self.assertIsNone(self.tests[name]["traced"])

    def test_outcomes_and_exit_code_are_those_of_unittest(self):
        outcomes = {name: record["outcome"] for name, record in self.tests.items()}
        self.assertEqual(outcomes.pop("test_skipped"), "skipped")
        self.assertEqual(outcomes.pop("test_fails"), "failed")
        self.assertEqual(set(outcomes.values()), {"passed"})
        self.assertEqual(self.exit_code, 1)

    def test_each_test_is_announced_before_it_runs(self):
        self.assertEqual([record["type"] for record in self.records], ["testStart", "test"] * 7)

    def test_progress_is_told(self):
        self.assertEqual(self.events[0]["type"], "progress")
        self.assertGreaterEqual(self.events[0]["samples"], 1)
