"""``run_unittest.py <run directory> [unittest arguments]``: ``python -m unittest``, measured by TestMeter."""
import inspect
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from heatline_tests.meter import TestMeter  # noqa: E402

del sys.path[:2]
sys.path.insert(0, os.getcwd())  # as python -m unittest does


def measure_test_cases(meter):
    """Wraps ``TestCase.run``: suites keep their class and module fixtures around the repeated runs."""
    run_once = unittest.TestCase.run

    def run(test, result=None):
        if result is None:
            return run_once(test)
        file, line = _location(test)
        meter.measure(test.id(), file, line, lambda: _run_as_always(run_once, test, result), lambda: _run_again(run_once, test))
        return result

    unittest.TestCase.run = run


def _run_as_always(run_once, test, result):
    failed, skipped = len(result.failures) + len(result.errors), len(result.skipped)
    run_once(test, result)
    if len(result.failures) + len(result.errors) > failed:
        return "failed"
    return "skipped" if len(result.skipped) > skipped else "passed"


def _run_again(run_once, test):
    result = unittest.TestResult()
    run_once(test, result)
    return result.wasSuccessful()


def _location(test):
    method = getattr(type(test), test._testMethodName, None)
    code = getattr(inspect.unwrap(method), "__code__", None) if method else None
    return (code.co_filename, code.co_firstlineno) if code else ("", 0)


def main():
    run_dir, *args = sys.argv[1:]
    measure_test_cases(TestMeter(run_dir))
    unittest.main(module=None, argv=["python -m unittest", *args])


if __name__ == "__main__":
    main()
