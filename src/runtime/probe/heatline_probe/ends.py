"""Every way a process ends or becomes two: normal exit, os._exit, exec, a deadly signal, fork."""

import os
import sys

_measurements = []
_guarded = _saving = False
_reached = False
#: True while os.fork or os.forkpty runs: the measurement goes on when they are over, not before.
_in_fork = False


def watch(measurement):
    """`measurement` has save(reason), forked(), before_fork() and after_fork_in_parent()."""
    _measurements.append(measurement)


def install(has_thread):
    """`has_thread`: a thread of ours stops for each fork."""
    import atexit

    # Registered before anything of the target's, so it runs after everything of the target's.
    atexit.register(_at_exit)
    for name, reason in (("_exit", "_exit"), ("execv", "exec"), ("execve", "exec")):
        real = getattr(os, name, None)
        if real is not None:
            setattr(os, name, probe.disguise.before(real, _saver(reason)))
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=_before_fork, after_in_parent=_after_fork_in_parent, after_in_child=_in_child)
        if has_thread:
            # CPython 3.12+ counts the threads of the process after the hooks, to warn of forking with several.
            for name in ("fork", "forkpty"):
                if hasattr(os, name):
                    setattr(os, name, probe.disguise.around(getattr(os, name), _around_fork))


def guard_signals():
    """Saves before a signal ends the process by its default action. What a sampler saw is on disk already.

    In the program itself a handler does it (guard.py): the signal comes from a person or a system, who cannot be asked
    to wait. Its children have the default action, and their parent asks them to save before it ends them (partings.py).
    """
    global _guarded
    if os.name != "posix":
        return
    _guarded = True
    if probe.settings.first:
        probe.guard.install(_saver("signal"))
    if probe.partings.available():
        probe.partings.watch_kill()
        if not probe.settings.first:
            probe.partings.listen(_saver("signal"))


def keeps_module(name):
    """Up to 3.9 a second import of atexit would throw our registration away, so the first one stays visible."""
    return name == "atexit" and sys.version_info < (3, 10)


def _save(reason):
    global _saving
    if _saving:
        return  # A signal, while it is being done.
    _saving = True
    for measurement in _measurements:
        try:
            measurement.save(reason)
        except Exception as error:
            probe.events.note("error", "profile-not-saved", "The profile could not be saved (%s)." % probe.events.describe(error))
    _saving = False
    if _guarded:
        probe.partings.stop_listening()


def _saver(reason):
    def save(*args, **kwargs):
        if not _reached:
            _save(reason)

    return save


def _at_exit():
    global _reached
    _save("exit")
    _reached = True


def _before_fork():
    for measurement in _measurements:
        _quietly(measurement.before_fork)
    _quietly(probe.guard.lift)


def _around_fork():
    global _in_fork
    _in_fork, parent = True, os.getpid()

    def leave():
        global _in_fork
        _in_fork = False
        if os.getpid() == parent:
            _after_fork_in_parent()

    return leave


def _after_fork_in_parent():
    if _in_fork:
        return
    _quietly(probe.guard.restore)
    for measurement in _measurements:
        _quietly(measurement.after_fork_in_parent)


def _in_child():
    global _saving
    if _reached:
        return
    _saving = False
    for measurement in _measurements:
        _quietly(measurement.forked)
    if _guarded:
        _quietly(_guard_child)


def _guard_child():
    probe.settings.first = False
    probe.guard.drop()
    if probe.partings.available():
        probe.partings.forked()
        probe.partings.listen(_saver("signal"))


def _quietly(action):
    try:
        action()
    except Exception:
        pass
