"""CPU time and state of other threads (Linux)."""

import os
import sys
import time

_open, _read, _close = os.open, os.read, os.close
_clock = getattr(time, "clock_gettime_ns", None)


def available():
    if not sys.platform.startswith("linux") or _clock is None:
        return False
    try:
        import _thread

        return _clock(_clock_id(_thread.get_native_id())) >= 0
    except (OSError, AttributeError, OverflowError):
        return False


def is_asleep(native_id):
    """Whether a thread waits for something, be it the GIL; a thread that only waits for a processor does not."""
    try:
        descriptor = _open("/proc/self/task/%d/stat" % native_id, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        text = _read(descriptor, 256)
    except OSError:
        return False
    finally:
        _close(descriptor)
    # "tid (name) S ...", where the name may hold anything (proc_pid_stat(5)).
    return text[text.rfind(b")") + 2 :][:1] in b"SD"


def _clock_id(native_id):
    """The scheduler clock of a thread: ((~tid) << 3) | CPUCLOCK_PERTHREAD | CPUCLOCK_SCHED (linux/posix-timers.h).

    pthread_getcpuclockid computes the same from a pthread handle, which would be a dangling pointer for a dead thread;
    the kernel answers a dead thread id with EINVAL.
    """
    return (~native_id << 3) | 4 | 2


def of_thread(native_id):
    """CPU ns of a thread of this process; None where it is gone."""
    try:
        return _clock(_clock_id(native_id))
    except OSError:
        return None


def native_id(ident, main_ident):
    """The kernel's id of a Python thread; None for threads that `threading` does not know."""
    if ident == main_ident:
        return os.getpid()
    threading = sys.modules.get("threading")
    thread = getattr(threading, "_active", {}).get(ident) if threading is not None else None
    return getattr(thread, "_native_id", None)


def name(ident, main_ident):
    threading = sys.modules.get("threading")
    thread = getattr(threading, "_active", {}).get(ident) if threading is not None else None
    found = getattr(thread, "_name", None)
    return found if isinstance(found, str) else "MainThread" if ident == main_ident else "Thread %d" % ident
