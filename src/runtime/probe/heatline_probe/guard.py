"""Saves before SIGTERM or SIGHUP ends the program by its default action, as far as that can be done unseen.

The handlers are those of the program's own process only. A child must be born with the default action: CPython forgets
signals that came between fork and its own work in the child, so a worker that is ended at once would live for ever.
"""

import os

_NAMES = ("SIGTERM", "SIGHUP")
_installed = ()
_lifted = []
_sigaction = None


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


def install(save):
    """Where the two signals still have their default action. `save` runs first."""
    global _installed
    import _signal

    numbers = [getattr(_signal, name, None) for name in _NAMES]
    _installed = [number for number in numbers if number is not None and _signal.getsignal(number) == _signal.SIG_DFL]
    for number in _installed:
        _signal.signal(number, DefaultAction(save))
    _find_sigaction()


def _find_sigaction():
    """The C function: signal.signal works in the main thread only, and programs fork in others, too."""
    global _sigaction
    try:
        import _ctypes

        class Byte(_ctypes._SimpleCData):
            _type_ = "c"

        class Action(_ctypes.Array):  # struct sigaction, which is smaller everywhere; zeros are the default action.
            _type_ = Byte
            _length_ = 256

        address = _ctypes.dlsym(_ctypes.dlopen(None, 0), "sigaction")
        call, by_reference = _ctypes.call_function, _ctypes.byref
    except (ImportError, OSError, AttributeError):
        return

    def sigaction(number, action):
        """Sets the action, None: the default one. -> the action before."""
        before = Action()
        call(address, (number, by_reference(action or Action()), by_reference(before)))
        return before

    _sigaction = sigaction


def lift():
    """Before a fork."""
    if _sigaction is None:
        return
    import _signal

    for number in _installed:
        if isinstance(_signal.getsignal(number), DefaultAction):
            _lifted.append((number, _sigaction(number, None)))


def restore():
    """After it, in the parent."""
    while _lifted:
        _sigaction(*_lifted.pop())


def drop():
    """After it, in the child: Python learns of the default action that the kernel has already."""
    global _installed
    import _signal

    for number in _installed:
        if isinstance(_signal.getsignal(number), DefaultAction):
            _signal.signal(number, _signal.SIG_DFL)
    _installed = ()
    del _lifted[:]
