"""Stand-ins for functions of `os`, `sys` and `signal` that leave no frame in the target's tracebacks."""

import os

import _functools


def before(real, action):
    """A callable that runs `action(*args)` and then `real(*args)`.

    It is a class: calling it runs `__new__` (ours, over before `real` begins) and then `__init__`, which is the
    built-in itself. When the built-in raises, the traceback holds the target's frames only.
    """

    class Twin(type):
        def __repr__(cls):
            return repr(real)

        def __eq__(cls, other):
            return other is cls or other is real

        def __hash__(cls):
            return hash(real)

    def new(cls, *args, **kwargs):
        try:
            action(*args, **kwargs)
        except Exception:
            pass
        return object.__new__(cls)

    body = {"__new__": new, "__init__": real, "__doc__": real.__doc__, "__module__": real.__module__}
    return Twin(real.__name__, (), body)


def around(real, enter):
    """A callable that runs `leave = enter()`, `real(*args)` and then `leave()`, and gives what `real` gave.

    No frame of ours is there while `real` runs, so its warnings and tracebacks name the target's line: the look-up of
    `__call__` runs `enter` before, and what it finds is dropped when the call is over, which runs `leave`.
    """
    class Leave:
        def __init__(self, leave):
            self.leave = leave

        def __del__(self):
            try:
                self.leave()
            except Exception:
                pass

    class Call:
        def __get__(self, twin, kind=None):
            found = _functools.partial(real)
            try:
                found.leave = Leave(enter())
            except Exception:
                pass
            return found

    class Twin:
        __call__ = Call()

        def __repr__(self):
            return repr(real)

        def __eq__(self, other):
            return other is self or other is real

        def __hash__(self):
            return hash(real)

    twin = Twin()
    for name in ("__name__", "__qualname__", "__doc__", "__module__", "__text_signature__", "__self__"):
        setattr(twin, name, getattr(real, name, None))
    return twin


class DefaultAction(int):
    """A signal handler that looks like SIG_DFL: runs `save()`, then lets the signal do what it does by default.

    `signal.getsignal` and `signal.signal` turn numbers into `Handlers` members by a dictionary look-up, which asks for
    the hash first; the C code, which must not take this for SIG_DFL, only compares.
    """

    def __new__(cls, save):
        handler = int.__new__(cls, 0)
        handler._save = save
        handler._hashed = False
        return handler

    def __hash__(self):
        self._hashed = True
        return hash(0)

    def __eq__(self, other):
        hashed, self._hashed = self._hashed, False
        return self is other or (hashed and int.__eq__(self, other))

    def __ne__(self, other):
        return not self == other

    def __call__(self, number, frame):
        import _signal

        try:
            self._save()
        finally:
            _signal.signal(number, _signal.SIG_DFL)
            os.kill(os.getpid(), number)


def unguard_default_action(names):
    """Gives the signals their default action back where the guard is still in its place."""
    import _signal

    for name in names:
        number = getattr(_signal, name, None)
        if number is not None and isinstance(_signal.getsignal(number), DefaultAction):
            _signal.signal(number, _signal.SIG_DFL)


def guard_default_action(names, save):
    """Puts `save` before the default action of these signals, where they still have it."""
    import _signal

    for name in names:
        number = getattr(_signal, name, None)
        if number is None or _signal.getsignal(number) != _signal.SIG_DFL:
            continue
        _signal.signal(number, DefaultAction(save))
