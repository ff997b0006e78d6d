"""tracemalloc from the target's first line on; at the end what is alive is kept."""

import os


class Allocations:
    """The memory of this process; forked children are not measured."""

    def __init__(self, frames):
        self._frames = frames
        self._pid = os.getpid()
        self._saved = False
        self._tracer = self._stop = None

    def begin(self):
        # Not earlier: a built-in module that was forgotten (start.py) and is imported again is another one.
        import _tracemalloc

        self._tracer = _tracemalloc
        if _tracemalloc.is_tracing():
            # PYTHONTRACEMALLOC or -X tracemalloc: the target's own choice of how many frames stands.
            self._frames = _tracemalloc.get_traceback_limit()
        # The module tracemalloc takes these over by name when it is first imported, which is later than now.
        self._stop = _tracemalloc.stop
        _tracemalloc.stop = probe.disguise.before(_tracemalloc.stop, self._stopped)
        _tracemalloc.clear_traces = probe.disguise.before(_tracemalloc.clear_traces, self._cleared)
        _tracemalloc.start(self._frames)

    def _stopped(self):
        if self._tracer.is_tracing() and os.getpid() == self._pid:
            self.save("stopped")
            probe.events.note(
                "warning",
                "tracemalloc-stopped",
                "The program stopped tracemalloc itself: what is shown was alive at that moment.",
                "Measure it without its own tracemalloc.stop().",
            )

    def _cleared(self):
        if os.getpid() == self._pid:
            probe.events.note(
                "warning",
                "tracemalloc-cleared",
                "The program called tracemalloc.clear_traces(): what it allocated before is not shown.",
            )

    def save(self, reason):
        """Writes what is alive now; goes on only where the process may (an exec that fails)."""
        if os.getpid() != self._pid or self._tracer is None or not self._tracer.is_tracing():
            return
        traces = self._tracer._get_traces()
        alive, peak = self._tracer.get_traced_memory()
        path = probe.settings.run_dir + os.sep + "tracemalloc.%d.snapshot" % self._pid
        limit = self._tracer.get_traceback_limit()
        if reason != "exec":
            self._stop()  # Writing allocates, and would be traced: ten times as slow.
        ours = probe.folder, probe.site_folder
        probe.events.save(path, probe.snapshots.snapshot(traces, limit, ours))
        if not self._saved:
            self._saved = True
            probe.events.note("info", "memory-peak", _about_peak(alive, peak))
        probe.events.saved(path, reason)

    def before_fork(self):
        pass

    def after_fork_in_parent(self):
        pass

    def forked(self):
        """In the child: what it inherited is the parent's."""
        self._pid = -1


def _about_peak(alive, peak):
    return "At the end %s of traced memory were alive, at most %s at once; lines show what was alive at the end." % (
        _megabytes(alive),
        _megabytes(peak),
    )


def _megabytes(size_bytes):
    return "%.1f MiB" % (size_bytes / 1048576.0)
