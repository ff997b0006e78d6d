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
