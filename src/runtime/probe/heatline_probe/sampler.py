"""The in-process sampler: a thread that wakes at the rate and looks at every other thread's stack."""

import _thread
import os
import sys
import time

_clock = time.perf_counter_ns
_current_frames = sys._current_frames
_sleep = time.sleep
# A thread that used less of the time than this was waiting.
_BUSY_SHARE = 0.02
_FIRST_FLUSHES_NS = (100_000_000, 250_000_000, 500_000_000)
_FLUSH_EVERY_NS = 1_000_000_000
# Leaf functions of the standard library in which a thread waits, where no CPU time can be read.
_WAITING = {
    "threading.py": ("wait", "_wait_for_tstate_lock", "join", "acquire"),
    "selectors.py": ("select",),
    "socket.py": ("accept", "readinto"),
    "queue.py": ("get", "put"),
    "subprocess.py": ("wait", "_try_wait", "_communicate"),
    "popen_fork.py": ("poll",),
    "connection.py": ("_recv", "wait"),
    "ssl.py": ("read",),
}


class Sampler:
    def __init__(self, rate_hz):
        self._rate_hz = rate_hz
        self._main_ident = _thread.get_ident()
        self._has_cpu = probe.cpu.available()
        self._running = False
        self._reset()
        # The end of a thread may load a library (libgcc_s for pthread_exit): once now, while there are descriptors free.
        self._start_thread()
        self._stop_thread()

    def _reset(self):
        self._pid = os.getpid()
        self._started = self._last = _clock()
        self._next_flush = self._started + _FIRST_FLUSHES_NS[0]
        self._flushes = 0
        self._cpu_before = {}
        self._process_before = time.process_time_ns()
        self._overhead = 0
        self._ended = False
        self._path = probe.settings.run_dir + os.sep + "sampler.%d.jsonl" % self._pid
        meta = {
            "v": 1,
            "producer": "heatline-sampler",
            "pid": self._pid,
            "python": sys.version.split(None, 1)[0],
            "rateHz": self._rate_hz,
            "startedUnixNs": time.time_ns(),
            "weights": ["wall", "cpu"] if self._has_cpu else ["wall"],
        }
        self._stacks = probe.stacks.Stacks(self._path, meta, self._has_cpu)

    def change_rate(self, rate_hz):
        """Before `begin`: what was a preview becomes the measurement."""
        self._rate_hz = rate_hz
        self._reset()

    def begin(self):
        self._started = self._last = _clock()
        self._next_flush = self._started + _FIRST_FLUSHES_NS[0]
        self._mark_cpu()
        self._start_thread()

    def _start_thread(self):
        self._running = True
        self._stop = _thread.allocate_lock()
        self._stop.acquire()
        self._done = _thread.allocate_lock()
        self._done.acquire()
        self._ident = self._own_native = None
        _thread.start_new_thread(self._loop, (self._stop, self._done))

    def _stop_thread(self):
        """Ends the thread and waits until the system has seen it go: fork warns of threads on 3.12+."""
        if not self._running or self._ident == _thread.get_ident():
            return
        self._running = False
        self._stop.release()
        if self._done.acquire(True, 2.0) and self._own_native is not None and os.path.isdir("/proc/self/task"):
            path = "/proc/self/task/%d" % self._own_native
            deadline = _clock() + 50_000_000
            while os.path.exists(path) and _clock() < deadline:
                _sleep(0.0001)

    def _loop(self, stop, done):
        self._ident = _thread.get_ident()
        self._own_native = _thread.get_native_id() if hasattr(_thread, "get_native_id") else None
        period = 1.0 / self._rate_hz
        wait = stop.acquire
        due = time.perf_counter() + period
        try:
            while True:
                pause = due - time.perf_counter()
                # A lock with a time limit: the same sleep as time.sleep, ended at once by _stop_thread.
                if wait(True, pause if pause > 0 else 0.0):
                    return
                now = time.perf_counter()
                due = max(due + period, now + period * 0.1)
                self._sample()
        except Exception as error:
            probe.events.note("error", "sampler-failed", "The sampler stopped (%s)." % probe.events.describe(error))
        finally:
            done.release()

    def _mark_cpu(self):
        for ident in _current_frames():
            self._cpu_of(ident)

    def _cpu_of(self, ident):
        """-> CPU ns since the last sample in which this thread was seen running; None where it cannot be read."""
        native = probe.cpu.native_id(ident, self._main_ident)
        total = probe.cpu.of_thread(native) if native is not None else None
        if total is None:
            return None
        known = self._cpu_before.get(ident)
        if known is None or known[0] != native:
            # A thread that is seen for the first time began after the last sample: all its time is new.
            self._cpu_before[ident] = native, total
            return total if known is not None or self._stacks.samples else 0
        return total - known[1]

    def _sample(self):
        began = _clock()
        elapsed = began - self._last
        self._last = began
        frames = _current_frames()
        frames.pop(self._ident, None)
        if self._has_cpu:
            self._weigh_by_cpu(frames, elapsed)
        else:
            self._weigh_by_name(frames, elapsed)
        frames.clear()
        if began >= self._next_flush:
            self._flush(began, _gone(self._cpu_before))
        self._overhead += _clock() - began

    def _weigh_by_cpu(self, frames, elapsed):
        for ident, frame in frames.items():
            cpu = self._cpu_of(ident)
            if cpu is None:
                # Not a thread of `threading`: no figures; judged by what it is doing.
                if not is_waiting(frame):
                    self._add(ident, frame, elapsed, 0)
            elif cpu >= elapsed * _BUSY_SHARE:
                native, before = self._cpu_before[ident]
                if self._cpu_before[ident][1] != before + cpu:
                    self._cpu_before[ident] = native, before + cpu
                # Ready to run but not running (other processes, other threads) counts as running; sleeping does not.
                self._add(ident, frame, elapsed if cpu * 2 >= elapsed else cpu, cpu)

    def _weigh_by_name(self, frames, elapsed):
        used = time.process_time_ns()
        if used - self._process_before < elapsed * _BUSY_SHARE:
            return  # Nobody worked.
        self._process_before = used
        for ident, frame in frames.items():
            if not is_waiting(frame):
                self._add(ident, frame, elapsed, 0)

    def _add(self, ident, frame, wall_ns, cpu_ns):
        thread = self._stacks.thread(ident, probe.cpu.name(ident, self._main_ident))
        self._stacks.add(thread, frame, wall_ns, cpu_ns)

    def _flush(self, now, ended_threads=()):
        self._flushes += 1
        if self._flushes < len(_FIRST_FLUSHES_NS):
            self._next_flush = self._started + _FIRST_FLUSHES_NS[self._flushes]
        else:
            self._next_flush = now + _FLUSH_EVERY_NS
        for ident in ended_threads:
            self._cpu_before.pop(ident, None)
            self._stacks.forget_thread(ident)
        self._stacks.flush(now - self._started)
        probe.events.emit("progress", samples=self._stacks.samples)

    def save(self, reason):
        if self._ended or os.getpid() != self._pid:
            return
        self._stop_thread()
        end = {"type": "end", "samples": self._stacks.samples, "reason": reason, "overheadNs": self._overhead}
        self._ended = reason != "exec"
        self._stacks.flush(_clock() - self._started, end)
        probe.events.saved(self._path, reason)
        if reason == "exec":
            self._start_thread()  # The exec may fail; where it does not, no thread survives it.

    def before_fork(self):
        self._was_running = self._running
        self._stop_thread()

    def after_fork_in_parent(self):
        if self._was_running:
            self._start_thread()

    def forked(self):
        self._main_ident = _thread.get_ident()
        self._running = False
        self._reset()
        if self._was_running:
            self.begin()


def is_waiting(frame):
    code = frame.f_code
    file = code.co_filename
    return code.co_name in _WAITING.get(file[max(file.rfind("/"), file.rfind("\\")) + 1 :], ())


def _gone(known):
    alive = _current_frames()
    return [ident for ident in known if ident not in alive]
