"""A child that its parent ends by SIGTERM, such as a worker of a multiprocessing pool, is asked to save first (Linux).

A handler for SIGTERM itself would harm a child: Python runs handlers between two instructions, so a signal that comes
just before a lock is waited for is only seen when the lock is free, and the parent may wait for the child until then.
So SIGTERM keeps its default action, and `os.kill` in the parent first sends a real-time signal that means "save" until
the child has done so, a second at most.
"""

import os
import sys
import time

_kill, _unlink = os.kill, os.unlink
_PATIENCE_S = 1.0
_PAUSE_S = 0.002
_marker = None


def _ask_signal():
    import _signal

    return _signal.SIGRTMAX - 3


def available():
    return sys.platform.startswith("linux")


def listen(save):
    """In a child: from now on it saves when it is asked to. The marker tells its parent so."""
    global _marker
    import _signal

    number = _ask_signal()
    if _signal.getsignal(number) != _signal.SIG_DFL:
        return  # The program uses it.

    def asked(number, frame):
        if _marker is not None:
            save()

    _signal.signal(number, asked)
    _marker = _marker_of(os.getpid())
    probe.events.save(_marker, _start_of("self"))


def stop_listening():
    """What there is has been saved: the parent need not ask, or waits no longer."""
    global _marker
    if _marker is not None:
        path, _marker = _marker, None
        try:
            _unlink(path)
        except OSError:
            pass


def forked():
    """The marker is the parent's."""
    global _marker
    _marker = None


def watch_kill():
    """In every process that may have children: its SIGTERM to one of them is preceded by the question."""
    os.kill = probe.disguise.before(os.kill, _ask_first)


def _ask_first(pid, number):
    import _signal

    if number != _signal.SIGTERM or pid <= 0:
        return
    deadline = time.monotonic() + _PATIENCE_S
    while _listens(pid) and time.monotonic() < deadline:
        _kill(pid, _ask_signal())
        time.sleep(_PAUSE_S)


def _listens(pid):
    """Whether this very process (pids are used again) left the marker and still has the handler: exec takes it away."""
    try:
        with open(_marker_of(pid), "rb") as file:
            if file.read() != _start_of(pid):
                return False
        with open("/proc/%d/status" % pid, "rb") as file:
            caught = [line for line in file if line.startswith(b"SigCgt:")]
        return bool(int(caught[0].split()[1], 16) >> (_ask_signal() - 1) & 1)
    except (OSError, IndexError, ValueError):
        return False


def _start_of(pid):
    """When a process began, in clock ticks since boot (proc_pid_stat(5), field 22)."""
    with open("/proc/%s/stat" % pid, "rb") as file:
        text = file.read()
    return text[text.rfind(b")") + 2 :].split()[19]


def _marker_of(pid):
    return probe.settings.run_dir + os.sep + "listens.%d" % pid
