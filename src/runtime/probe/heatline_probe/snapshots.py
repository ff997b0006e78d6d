"""The file that tracemalloc.Snapshot.dump would write, made without the modules pickle and tracemalloc.

Importing them at the end of a program evaluates code, and CPython then forgets that a KeyboardInterrupt is to become
death by SIGINT. The pickle is protocol 2 (PEP 307); `tracemalloc.Snapshot.load` reads it.
"""


def snapshot(traces, limit, ours):
    """-> bytes. `traces` as `_tracemalloc._get_traces()` gives them; `ours`: folders whose allocations are left out."""
    writer = _Writer()
    write = writer.write
    write(b"\x80\x02ctracemalloc\nSnapshot\n)\x81}(")
    writer.text("traces")
    write(b"ctracemalloc\n_Traces\n)\x81}")
    writer.text("_traces")
    write(b"](")
    for trace in traces:
        frames = trace[2]
        if frames[0][0].startswith(ours):
            continue
        # Up to 3.8 a trace has no fourth field, the number of frames in all.
        write(b"(")
        writer.number(trace[0])
        writer.number(trace[1])
        writer.stack(frames)
        for number in trace[3:]:
            writer.number(number)
        write(b"t")
    write(b"esb")
    writer.text("traceback_limit")
    writer.number(limit)
    write(b"ub.")
    return b"".join(writer.parts)


class _Writer:
    """Equal stacks, frames and texts stand in the file once."""

    def __init__(self):
        self.parts = []
        self.write = self.parts.append
        self._memo = {}

    def number(self, value):
        if 0 <= value < 0x7FFFFFFF:
            self.write(b"J" + value.to_bytes(4, "little"))
        else:
            size = value.bit_length() // 8 + 1
            self.write(b"\x8a" + bytes((size,)) + value.to_bytes(size, "little", signed=True))

    def text(self, value):
        if not self._again(value):
            encoded = value.encode("utf-8", "surrogatepass")
            self.write(b"X" + len(encoded).to_bytes(4, "little") + encoded)
            self._remember(value)

    def stack(self, frames):
        if self._again(frames):
            return
        self.write(b"(")
        for frame in frames:
            if not self._again(frame):
                self.text(probe.tracing.absolute(frame[0]))
                self.number(frame[1])
                self.write(b"\x86")
                self._remember(frame)
        self.write(b"t")
        self._remember(frames)

    def _again(self, value):
        known = self._memo.get(value)
        if known is None:
            return False
        self.write(b"j" + known.to_bytes(4, "little"))
        return True

    def _remember(self, value):
        index = self._memo[value] = len(self._memo)
        self.write(b"r" + index.to_bytes(4, "little"))
