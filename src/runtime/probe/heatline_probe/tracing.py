"""cProfile's engine, enabled before the target's first line, saved as pstats would save it."""

import os
import sys

import _lsprof
import marshal

_SHARED_BY_ALL_THREADS = sys.version_info >= (3, 12)
_THREAD_STARTERS = ("start_new_thread", "start_joinable_thread", "start_new")
_LIMIT_OF_FILES = 64


class Tracing:
    """One profile of this process; not active any more once a profiler of the target's own took over."""

    def __init__(self):
        self._profiler = _lsprof.Profiler()
        self._pid = os.getpid()
        self._active = False
        self._enabling = False
        self._saving = False

    def begin(self):
        self._watch_rivals()
        try:
            self._enable()
        except ValueError as error:
            self._active = False
            probe.events.note(
                "error",
                "profiler-busy",
                "cProfile could not start because another profiler is active in the program (%s)." % error,
                "Profile with py-spy or the sampler instead, or switch the other profiler off.",
            )

    def _enable(self):
        # The flag goes first: nothing of ours runs after the profiler is on.
        self._enabling = True
        if _SHARED_BY_ALL_THREADS:
            self._profiler.enable()
            self._enabling = False
            self._active = True
        else:
            self._active = True
            self._profiler.enable()

    def _watch_rivals(self):
        """A profiler of the target's own must work as it does without us: ours steps aside when it starts."""
        if _SHARED_BY_ALL_THREADS:
            # _lsprof.c itself asks for its tool through this attribute, so cProfile in the target comes by here too.
            monitoring = sys.monitoring
            monitoring.use_tool_id = probe.disguise.before(monitoring.use_tool_id, self._tool_wanted)
            real_set = sys.setprofile

            def taken_over(function, *args):
                # Calls that are watched already would tell the new function of the return of setprofile itself.
                if function is not None:
                    self.step_aside()
                    sys.setprofile = real_set

            sys.setprofile = probe.disguise.before(real_set, taken_over)
        else:
            self._hide_from_getprofile()

    def _tool_wanted(self, tool_id, *name):
        if tool_id == sys.monitoring.PROFILER_ID and not self._enabling:
            self.step_aside()

    def _hide_from_getprofile(self):
        real_get, real_set = sys.getprofile, sys.setprofile

        def getprofile():
            found = real_get()
            return None if found is self._profiler else found

        def taken_over(*args):
            self.step_aside()
            sys.setprofile = real_set

        sys.getprofile = getprofile
        sys.setprofile = probe.disguise.before(real_set, taken_over)
        self._real_getprofile = real_get

    def step_aside(self):
        if self._active:
            self._profiler.disable()
            self._active = False
            _note_rival()

    def save(self, reason):
        """Writes what there is; tracing goes on only where the process may (an exec that fails)."""
        if self._saving or os.getpid() != self._pid:
            return
        self._saving = True
        try:
            was_active, self._active = self._active, False
            if was_active:
                self._look_for_silent_rival()
                self._profiler.disable()
            stats = snapshot(self._profiler.getstats())
            path = probe.settings.run_dir + os.sep + "cprofile.%d.pstats" % self._pid
            if probe.settings.first and self._pid == _first_pid or _has_room():
                # Version 4 bytes are what every reader of pstats files knows.
                probe.events.save(path, marshal.dumps(stats, 4))
                _note_threads(stats)
                probe.events.saved(path, reason)
        finally:
            self._saving = False
        if was_active and reason in ("exec", "signal"):
            self._enable()

    def _look_for_silent_rival(self):
        if not _SHARED_BY_ALL_THREADS and self._real_getprofile() is not self._profiler:
            _note_rival()

    def before_fork(self):
        pass

    def after_fork_in_parent(self):
        pass

    def forked(self):
        """In the child: the parent's counts are the parent's."""
        was_active, self._active = self._active, False
        if was_active:
            self._profiler.disable()
        self._pid = os.getpid()
        self._saving = False
        self._profiler = _lsprof.Profiler()
        if was_active:
            self._enable()


_first_pid = os.getpid()


def _note_rival():
    probe.events.note(
        "warning",
        "second-profiler",
        "The program started a profiler of its own (cProfile, profile or sys.setprofile); Heatline's profile ends there.",
        "Profile with py-spy or the sampler, which do not collide with it.",
    )


def _has_room():
    """A program that forks thousands of children gets a profile of the first ones only."""
    try:
        names = os.listdir(probe.settings.run_dir)
    except OSError:
        return True
    return sum(name.startswith("cprofile.") for name in names) < _LIMIT_OF_FILES


def _note_threads(stats):
    started = any(file == "~" and any(starter in name for starter in _THREAD_STARTERS) for file, _, name in stats)
    if not started:
        return
    if _SHARED_BY_ALL_THREADS:
        message = "cProfile mixes the calls of all threads on Python 3.12 and newer: callers and times may be wrong."
        probe.events.note("warning", "threads-mixed", message, "Profile with py-spy or the sampler.")
    else:
        message = "cProfile sees the main thread only on Python %d.%d; the program started others." % sys.version_info[:2]
        probe.events.note("warning", "threads-unseen", message, "Profile with py-spy or the sampler.")


def snapshot(entries):
    """The dict of a pstats file: {(file, line, name): (cc, nc, tt, ct, {caller: (nc, cc, tt, ct)})}.

    As cProfile.Profile.snapshot_stats (Lib/cProfile.py), with three differences: file names are absolute, functions
    that share a key (two lambdas on one line) are added up, and frames of the probe are left out.
    """
    ours = probe.folder, probe.site_folder
    stats, by_code, from_us = {}, {}, {}
    kept = []
    for entry in entries:
        if not isinstance(entry.code, str) and entry.code.co_filename.startswith(ours):
            for call in entry.calls or ():
                from_us[id(call.code)] = from_us.get(id(call.code), 0) + call.callcount
        else:
            kept.append(entry)
    for entry in kept:
        nc, tt, ct = entry.callcount, entry.inlinetime, entry.totaltime
        if nc and from_us.get(id(entry.code), 0) >= nc:
            continue  # A built-in that only the probe called, such as its own `disable`.
        key = label(entry.code)
        cc = nc - entry.reccallcount
        if key in stats:
            before = stats[key]
            stats[key] = before[0] + cc, before[1] + nc, before[2] + tt, before[3] + ct, before[4]
        else:
            stats[key] = cc, nc, tt, ct, {}
        by_code[id(entry.code)] = stats[key][4]
    for entry in kept:
        if id(entry.code) not in by_code:
            continue
        caller = label(entry.code)
        for call in entry.calls or ():
            callers = by_code.get(id(call.code))
            if callers is None:
                continue
            nc, tt, ct = call.callcount, call.inlinetime, call.totaltime
            edge = nc, nc - call.reccallcount, tt, ct
            if caller in callers:
                edge = tuple([old + new for old, new in zip(callers[caller], edge)])
            callers[caller] = edge
    return stats


def label(code):
    if isinstance(code, str):
        return "~", 0, code
    return absolute(code.co_filename), code.co_firstlineno, code.co_name


def absolute(file):
    """Code that was loaded through a relative path says so; `<string>` and `<frozen ...>` are no files."""
    folder = probe.settings.start_folder
    if file.startswith("<") or not folder or os.path.isabs(file):
        return file
    return os.path.normpath(folder + os.sep + file)
