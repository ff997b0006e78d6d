"""From the launch file to a running measurement."""

import os
import sys


def prepare(modules_before):
    """Sets everything up. -> a function that begins to measure: the last thing before the target's own code."""
    settings, events = probe.settings, probe.events
    measurement = _measurement()
    waiting = settings.wait_for_go_ms > 0
    if settings.first and sys.platform.startswith("linux"):
        try:
            probe.handshake.allow_tracers()
        except Exception as error:
            events.note("warning", "ptracer-not-set", "py-spy may not be allowed to attach (%s)." % events.describe(error))
    _forget_modules(modules_before)

    def begin():
        probe.handshake.ready(waiting)
        chosen = measurement
        if waiting:
            go = probe.handshake.wait_for_go(settings.wait_for_go_ms)
            if isinstance(go, dict):  # The outside could not attach: this is what to do instead.
                settings.take(go)
                chosen = _measurement()
                _forget_modules(modules_before)
        if chosen is not None:
            try:
                chosen.begin()
            except Exception as error:
                events.note("error", "probe-failed", "The measurement could not begin (%s)." % events.describe(error))

    return begin


def _measurement():
    """What the launch file asks for, ready to begin; None where that is nothing, or could not be set up."""
    profiler = probe.settings.profiler
    try:
        if profiler == "cprofile":
            measurement = probe.tracing.Tracing()
        elif profiler == "sampler":
            measurement = probe.sampler.Sampler(probe.settings.sampler_rate_hz)
        elif profiler == "tracemalloc" and probe.settings.allocation_frames > 0:
            measurement = probe.allocations.Allocations(probe.settings.allocation_frames)
        else:
            return None
    except Exception as error:
        described = probe.events.describe(error)
        probe.events.note("error", "probe-failed", "The measurement could not be set up (%s)." % described)
        return None
    probe.ends.watch(measurement)
    probe.ends.install(has_thread=profiler == "sampler")
    if profiler in ("cprofile", "tracemalloc"):
        probe.ends.guard_signals()
    elif probe.settings.first:
        _note_limits()
    return measurement


def _note_limits():
    if sys.version_info >= (3, 10):
        probe.events.note(
            "info",
            "sampler-limits",
            "The in-process sampler sees a line only where Python checks for other threads: inside one loop, time can move "
            "to the line where the next round begins. Functions and lines that call are right within 5 points.",
            "Profile with py-spy for the lines inside a loop.",
        )


def _forget_modules(before):
    """What we imported and a plain run has not: extension modules that may be imported again at any time."""
    for name in set(sys.modules) - before:
        if not probe.ends.keeps_module(name):
            sys.modules.pop(name, None)
