"""The file that tracemalloc.Snapshot.dump would write, made without the modules pickle and tracemalloc.

Importing them at the end of a program evaluates code, and CPython then forgets that a KeyboardInterrupt is to become
death by SIGINT. The pickle is protocol 2 (PEP 307); `tracemalloc.Snapshot.load` reads it.
"""

#: Items between a mark and its APPENDS, as pickle has it: readers keep them on a stack.
_BATCH = 1000


def snapshot(traces, limit, ours):
    """-> bytes. `traces` as `_tracemalloc._get_traces()` gives them; `ours`: folders whose allocations are left out."""
    stacks = _Stacks()
    out = bytearray(b"\x80\x02ctracemalloc\nSnapshot\n)\x81}(")
    out += _text("traces") + b"ctracemalloc\n_Traces\n)\x81}" + _text("_traces") + b"]"
    known = {}  # By identity: blocks that were allocated by the same stack share its tuple.
    count = 0
    for trace in traces:
        frames = trace[2]
        stack = known.get(id(frames))
        if stack is None:
            known[id(frames)] = stack = b"" if frames[0][0].startswith(ours) else stacks.reference(frames)
            first = stacks.taken()
        else:
            first = stack
        if not stack:
            continue
        # Up to 3.8 a trace has no fourth field, the number of frames in all.
        rest = _number(trace[3]) if len(trace) > 3 else b""
        out += (b"((" if count % _BATCH == 0 else b"(") + _number(trace[0]) + _number(trace[1]) + first + rest + b"t"
        count += 1
        if count % _BATCH == 0:
            out += b"e"
    out += (b"e" if count % _BATCH else b"") + b"sb" + _text("traceback_limit") + _number(limit) + b"ub."
    return out


class _Stacks:
    """Equal stacks, frames and file names stand in the file once: what comes again is a reference to the memo."""

    def __init__(self):
        self._memo = {}
        self._written = b""

    def reference(self, frames):
        """-> what stands for a stack from its second time on; `taken` is what stands for it at its first."""
        known = self._memo.get(frames)
        if known is not None:
            self._written = known
            return known
        parts = [b"("]
        for frame in frames:
            part = self._memo.get(frame)
            if part is None:
                file = self._memo.get(frame[0])
                if file is None:
                    file = _text(probe.tracing.absolute(frame[0])) + self._remember(frame[0])
                part = file + _number(frame[1]) + b"\x86"
                part += self._remember(frame)
            parts.append(part)
        parts.append(b"t")
        parts.append(self._remember(frames))
        self._written = b"".join(parts)
        return self._memo[frames]

    def taken(self):
        written, self._written = self._written, b""
        return written

    def _remember(self, value):
        index = len(self._memo).to_bytes(4, "little")
        self._memo[value] = b"j" + index
        return b"r" + index


def _text(value):
    encoded = value.encode("utf-8", "surrogatepass")
    return b"X" + len(encoded).to_bytes(4, "little") + encoded


def _number(value):
    if value < 0x7FFFFFFF:
        return b"J" + value.to_bytes(4, "little")
    size = value.bit_length() // 8 + 1
    return b"\x8a" + bytes((size,)) + value.to_bytes(size, "little")
