"""Files of the run directory: one-line JSON without the json module, which a plain run has not loaded this early."""

import os
import time

try:
    from _json import encode_basestring_ascii as quote
except ImportError:
    from json.encoder import py_encode_basestring_ascii as quote

# The target may replace these; the probe goes on with the true ones.
_open, _write, _close, _replace, _getpid = os.open, os.write, os.close, os.replace, os.getpid
_fchmod = getattr(os, "fchmod", None)
_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOINHERIT", 0)
# A link in the place of a file of ours is not ours to follow.
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)


def encode(value):
    """JSON text of None, bool, int, float, str, list, tuple and dict; lone surrogates stay escapes."""
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, int):
        return "%d" % value
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, dict):
        return "{" + ",".join([quote(key) + ":" + encode(item) for key, item in value.items()]) + "}"
    return "[" + ",".join([encode(item) for item in value]) + "]"


def append(path, text):
    """Adds whole lines to a file in one write. Opens it anew each time: the target may close every descriptor."""
    descriptor = _open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | _BINARY | _NOFOLLOW, 0o600)
    try:
        data = text.encode("ascii")
        while data:
            data = data[_write(descriptor, data) :]
    finally:
        _close(descriptor)


def save(path, data):
    """Writes a file as a whole or not at all."""
    temporary = path + ".tmp"
    descriptor = _open(temporary, os.O_WRONLY | os.O_TRUNC | os.O_CREAT | _BINARY | _NOFOLLOW, 0o600)
    try:
        if _fchmod is not None:
            _fchmod(descriptor, 0o600)  # Whatever umask the target set.
        view = memoryview(data)
        while view:
            view = view[_write(descriptor, view) :]
    finally:
        _close(descriptor)
    _replace(temporary, path)


def emit(kind, **fields):
    """Appends one event; never raises: a full disk is not the target's trouble."""
    try:
        event = {"type": kind, "t": time.time(), "pid": _getpid()}
        event.update(fields)
        append(probe.settings.run_dir + os.sep + "events.jsonl", encode(event) + "\n")
    except Exception:
        pass


def note(level, code, message, remedy=None):
    text = {"level": level, "code": code, "message": message}
    if remedy is not None:
        text["remedy"] = remedy
    emit("note", note=text)


def saved(path, reason):
    emit("saved", file=path.rpartition(os.sep)[2], reason=reason)


def describe(error):
    return "%s: %s" % (type(error).__name__, error)
