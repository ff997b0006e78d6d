"""From the launch file to a running measurement."""

import os
import sys


def prepare(modules_before):
    """Sets everything up. -> a function that begins to measure: the last thing before the target's own code."""
    settings, events = probe.settings, probe.events
    measurements = []
    for make in (_tracing, _sampler):
        try:
            measurement = make()
        except Exception as error:
            events.note("error", "probe-failed", "The measurement could not be set up (%s)." % events.describe(error))
            continue
        if measurement is not None:
            measurements.append(measurement)
            probe.ends.watch(measurement)
    if measurements:
        probe.ends.install(has_thread=settings.profiler != "cprofile")
        if settings.profiler != "py-spy":
            probe.ends.guard_signals()
    waiting = settings.wait_for_go_ms > 0
    if settings.first and sys.platform.startswith("linux"):
        try:
            probe.handshake.allow_tracers()
        except Exception as error:
            events.note("warning", "ptracer-not-set", "py-spy may not be allowed to attach (%s)." % events.describe(error))
    _forget_modules(modules_before)

    def begin():
        probe.handshake.ready(waiting)
        if waiting:
            _change_plan(probe.handshake.wait_for_go(settings.wait_for_go_ms), measurements)
        for measurement in reversed(measurements):  # Tracing last: nothing of ours shall be in it.
            try:
                measurement.begin()
            except Exception as error:
                events.note("error", "probe-failed", "The measurement could not begin (%s)." % events.describe(error))

    return begin


def _change_plan(go, measurements):
    """The outside could not attach: {"samplerRateHz": n} makes the preview the measurement."""
    rate = go.get("samplerRateHz", 0) if isinstance(go, dict) else 0
    if rate > 0:
        for measurement in measurements:
            measurement.change_rate(rate)
        probe.ends.guard_signals()
        _note_limits()


def _tracing():
    return probe.tracing.Tracing() if probe.settings.profiler == "cprofile" else None


def _sampler():
    rate = probe.settings.sampler_rate_hz
    if rate <= 0:
        return None
    if probe.settings.profiler == "cprofile":
        probe.events.note("info", "sampler-off", "The in-process sampler stays off under cProfile: it would be in the profile.")
        return None
    if probe.settings.profiler == "sampler" and probe.settings.first:
        _note_limits()
    return probe.sampler.Sampler(rate)


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
