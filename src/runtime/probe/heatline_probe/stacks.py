"""A call tree that grows while it is sampled, and the file that it is flushed to (`sampler.<pid>.jsonl`)."""

import os

_DEPTH_LIMIT = 500
_WHOLE_STACKS = 5000
_CUT = ("...", "<cut>", 0, 0)
# Rows in order of time are some 30 bytes each; a recording that goes on for hours holds sums from here on.
_MOST_ORDERED_ROWS = 500_000
# Samples of a thread that follow one another closer than this touch.
_TOUCHING_NS = 1000


class Stacks:
    """Frames and nodes get ids as they come; only what is new since the last flush is written."""

    def __init__(self, path, meta, has_cpu):
        self._path = path
        self._has_cpu = has_cpu
        self._pending = ['{"type":"meta",%s}\n' % probe.events.encode(meta)[1:-1]]
        self._threads = {}
        self._frames = {}
        self._codes = []
        self._nodes = {}
        self._whole = {}
        self._new_frames = []
        self._new_nodes = []
        self._rows = []
        # The last row of each thread while rows are in order of time, after that the row of each (thread, node).
        self._open_rows = {}
        self._ordered = _MOST_ORDERED_ROWS
        self.samples = 0

    def thread(self, ident, name):
        """-> index of a thread; a name that changes makes no new thread."""
        index = self._threads.get(ident)
        if index is None:
            index = self._threads[ident] = len(self._threads)
            line = {"type": "thread", "id": index, "name": name, "ident": ident}
            self._pending.append(probe.events.encode(line) + "\n")
        return index

    def forget_thread(self, ident):
        """Idents are reused: the next thread with this one is another thread."""
        self._threads.pop(ident, None)

    def add(self, thread, leaf, at_ns, wall_ns, cpu_ns):
        """`at_ns`: when the time that the sample stands for began, since the beginning."""
        node = self._node_of(leaf)
        self.samples += 1
        key = thread if self._ordered else (thread, node)
        row = self._open_rows.get(key)
        if row is None or (self._ordered and not (row[1] == node and at_ns - row[3] - row[5] < _TOUCHING_NS)):
            row = self._open_rows[key] = [thread, node, 0, 0, 0, at_ns]
            self._rows.append(row)
        row[2] += 1
        row[3] += wall_ns
        row[4] += cpu_ns

    def _node_of(self, frame):
        # `f_lasti` stands for the line, which is costly to work out; most looks find a stack that is known as a whole.
        key, path = [], []
        while frame is not None:
            key.append(id(frame.f_code))
            key.append(frame.f_lasti)
            path.append(frame)
            frame = frame.f_back
        key = tuple(key)
        node = self._whole.get(key)
        if node is None:
            node = self._add_nodes([(live.f_code, key[2 * i + 1], live) for i, live in enumerate(path)])
            if len(self._whole) < _WHOLE_STACKS:
                self._whole[key] = node
        return node

    def _add_nodes(self, path):
        """`path`: leaf to root."""
        nodes, parent = self._nodes, -1
        cut = len(path) - _DEPTH_LIMIT
        if cut > 0:
            # The root and the hot end are what one wants to see of a deep recursion.
            half = _DEPTH_LIMIT // 2
            path[half : half + cut] = [None]
        for step in reversed(path):
            key = (parent, 0, 0) if step is None else (parent, id(step[0]), step[1])
            node = nodes.get(key)
            if node is None:
                node = nodes[key] = len(nodes)
                self._new_nodes.append("[%d,%d]" % (parent, self._frame_of(step)))
            parent = node
        return parent

    def _frame_of(self, step):
        if step is None:
            frame = _CUT
        else:
            code, _, live = step
            self._codes.append(code)  # Keeps the id from being used again.
            first = code.co_firstlineno
            frame = (code.co_name, probe.tracing.absolute(code.co_filename), first, live.f_lineno or first)
        number = self._frames.get(frame)
        if number is None:
            number = self._frames[frame] = len(self._frames)
            self._new_frames.append(probe.events.encode(frame))
        return number

    def flush(self, elapsed_ns, last=None):
        """Appends what is new as whole lines, children never before parents; `last` is the end line."""
        lines = self._pending
        if self._new_frames:
            lines.append('{"type":"frames","frames":[%s]}\n' % ",".join(self._new_frames))
        if self._new_nodes:
            lines.append('{"type":"nodes","nodes":[%s]}\n' % ",".join(self._new_nodes))
        if self._rows:
            kept = [0, 1, 2, 3] + [4] * self._has_cpu + [5] * bool(self._ordered)
            shape = "[%s]" % ",".join(["%d"] * len(kept))
            rows = [shape % tuple([row[column] for column in kept]) for row in self._rows]
            lines.append('{"type":"samples","tNs":%d,"rows":[%s]}\n' % (elapsed_ns, ",".join(rows)))
            self._ordered = max(0, self._ordered - len(rows))
        if last is not None:
            lines.append(probe.events.encode(last) + "\n")
        self._pending, self._new_frames, self._new_nodes, self._rows = [], [], [], []
        self._open_rows = {}
        if lines:
            probe.events.append(self._path, "".join(lines))
