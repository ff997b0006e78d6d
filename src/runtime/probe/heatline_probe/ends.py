"""Every way a process ends or becomes two: normal exit, os._exit, exec, a deadly signal, fork.

A measurement registers `save(reason)` and `forked()`; this file calls them."""

import os
import sys

_measurements = []
_reached = False


def watch(measurement):
    """`measurement` has save(reason), forked(), before_fork() and after_fork_in_parent()."""
    _measurements.append(measurement)


def install(guard_signals):
    import atexit

    # Registered before anything of the target's, so it runs after everything of the target's.
    atexit.register(_at_exit)
    for name, reason in (("_exit", "_exit"), ("execv", "exec"), ("execve", "exec")):
        real = getattr(os, name, None)
        if real is not None:
            setattr(os, name, probe.disguise.before(real, _saver(reason)))
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=_before_fork, after_in_parent=_after_fork_in_parent, after_in_child=_in_child)
    if guard_signals and os.name == "posix":
        probe.disguise.guard_default_action(("SIGTERM", "SIGHUP"), _saver("signal"))


def keeps_module(name):
    """Up to 3.9 a second import of atexit would throw our registration away, so the first one stays visible."""
    return name == "atexit" and sys.version_info < (3, 10)


def _save(reason):
    for measurement in _measurements:
        try:
            measurement.save(reason)
        except Exception as error:
            probe.events.note("error", "profile-not-saved", "The profile could not be saved (%s)." % probe.events.describe(error))


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


def _after_fork_in_parent():
    for measurement in _measurements:
        _quietly(measurement.after_fork_in_parent)


def _in_child():
    global _reached
    if not _reached:
        for measurement in _measurements:
            _quietly(measurement.forked)


def _quietly(action):
    try:
        action()
    except Exception:
        pass
