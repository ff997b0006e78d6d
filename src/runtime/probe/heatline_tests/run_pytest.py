"""``run_pytest.py <run directory> [pytest arguments]``: pytest as ``python -m pytest`` runs it, measured by TestMeter.

The plugin is handed over as an object: nothing is installed into the user's environment, and the user's own
configuration and arguments hold.
"""
import importlib.util
import inspect
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from heatline_tests.meter import TestMeter, append_event  # noqa: E402

del sys.path[:2]  # the package's folder, and this script's, which Python itself put there
sys.path.insert(0, os.getcwd())  # as python -m pytest does


class MemoryPlugin:
    def __init__(self, meter):
        self._meter = meter

    def pytest_runtest_protocol(self, item, nextitem):
        """Runs the item as pytest does, then again with its fixtures of wider scope kept."""
        import pytest
        from _pytest.runner import runtestprotocol

        file, line, _ = item.location
        path = os.path.join(str(item.config.rootdir), file)
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)

        def first_run():
            return _outcome(runtestprotocol(item, log=True, nextitem=item.parent))

        def run_again():
            try:
                return _outcome(runtestprotocol(item, log=False, nextitem=item.parent)) == "passed"
            except pytest.exit.Exception:
                return False

        self._meter.measure(item.nodeid, path, (line or 0) + 1, first_run, run_again)
        _teardown_exact(item, nextitem)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True


def _say_missing(run_dir):
    message = "pytest cannot be imported by %s." % sys.executable
    sys.stderr.write("Heatline: %s\n" % message)
    note = {
        "level": "error",
        "code": "pytest-missing",
        "message": message,
        "remedy": "Install it in that environment (`pip install pytest`), or choose another interpreter.",
    }
    append_event(run_dir, {"type": "note", "pid": os.getpid(), "note": note})


def _outcome(reports):
    for report in reports:
        if report.failed:
            return "failed" if report.when == "call" else "error"
    return "skipped" if any(report.skipped for report in reports) else "passed"


def _teardown_exact(item, nextitem):
    state = item.session._setupstate
    if "item" in inspect.signature(state.teardown_exact).parameters:  # pytest 6
        state.teardown_exact(item, nextitem)
    else:
        state.teardown_exact(nextitem)


def main():
    run_dir, *args = sys.argv[1:]
    try:
        import pytest
    except ImportError:
        _say_missing(run_dir)
        return 4
    if importlib.util.find_spec("xdist"):
        args = ["-n0", *args]  # memory is measured in this process
    sys.argv = [pytest.__file__, *args]
    return int(pytest.main(args, plugins=[MemoryPlugin(TestMeter(run_dir))]))


if __name__ == "__main__":
    sys.exit(main())
