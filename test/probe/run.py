"""Every test of the probe under the interpreter that runs this: `<python> test/probe/run.py [--only pattern]`.

The last line of the output is JSON: {"suite": "probe", "passed": n, "failed": n, "skipped": n}.
"""

import json
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))


def main():
    only = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else ""
    suite = unittest.TestSuite()
    for name in ("test_transparency", "test_endings", "test_truth", "test_meter"):
        for test in flat(unittest.defaultTestLoader.loadTestsFromName(name)):
            if only in test.id():
                suite.addTest(test)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=1).run(suite)
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    skipped = len(result.skipped)
    passed = result.testsRun - failed - skipped
    print(json.dumps({"suite": "probe", "passed": passed, "failed": failed, "skipped": skipped}))
    sys.exit(1 if failed or not passed else 0)


def flat(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from flat(test)
        else:
            yield test


if __name__ == "__main__":
    main()
