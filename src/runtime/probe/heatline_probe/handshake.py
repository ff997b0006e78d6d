"""Tells the outside that this process is ready and, where asked to, waits for its go."""

import os
import sys
import time


def allow_tracers():
    """Yama's scope 1 lets only ancestors attach: py-spy is none, so this process allows any of the same user."""
    try:
        descriptor = os.open("/proc/sys/kernel/yama/ptrace_scope", os.O_RDONLY)
    except OSError:
        return
    try:
        scope = os.read(descriptor, 8).strip()
    finally:
        os.close(descriptor)
    if scope == b"1":
        set_ptracer_any()


def set_ptracer_any():
    """prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY) without the ctypes package; -> what prctl returned."""
    import _ctypes

    class Pointer(_ctypes._SimpleCData):
        _type_ = "P"

    PR_SET_PTRACER = 0x59616D61
    everything = Pointer((1 << (8 * _ctypes.sizeof(Pointer))) - 1)
    prctl = _ctypes.dlsym(_ctypes.dlopen(None, 0), "prctl")
    return _ctypes.call_function(prctl, (PR_SET_PTRACER, everything, 0, 0, 0))


def ready(waiting):
    probe.events.emit("ready", ppid=os.getppid(), waiting=waiting)


def wait_for_go(limit_ms):
    """-> what `go.<pid>` holds (None: nothing) when it exists; notes it when that took too long.

    Ctrl-C ends the process as Ctrl-C does.
    """
    path = probe.settings.run_dir + os.sep + "go.%d" % os.getpid()
    deadline = time.monotonic() + limit_ms / 1000.0
    try:
        while not _exists(path):
            if time.monotonic() > deadline:
                probe.events.note(
                    "warning", "go-timeout", "The profiler did not attach within %d ms; the program started without it." % limit_ms
                )
                return None
            time.sleep(0.003)
        return probe.settings.read_json(path)
    except KeyboardInterrupt:
        _die_of_interrupt()
    except (OSError, ValueError):
        return None  # It is there; what it says cannot be read.


def _exists(path):
    try:
        os.stat(path)
        return True
    except OSError:
        return False


def _die_of_interrupt():
    if sys.platform == "win32":
        os._exit(0xC000013A - (1 << 32))
    import _signal

    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    os.kill(os.getpid(), _signal.SIGINT)
