"""The in-process sampler: a thread that wakes at the rate and looks at every other thread's stack.

It sees a thread only where Python lets go of the GIL. What that costs, and what is done about it:

- A call into C that keeps the GIL delays the look. The looks that were due meanwhile are charged to what is found
  then, the time after the last one that was due to the next look: long calls get their time, not more.
- Python code keeps the GIL for the switch interval (5 ms) after it was asked. As long as the program has one thread,
  the interval is shortened (haste.py), or programs that sleep or write often would be seen only where they do so.
- Since Python 3.10 running code is interrupted only at the end of a loop's round and at calls. No remedy exists inside
  the process: within one loop without calls all time shows on the line where the next round begins, operators
  (`x ** y`) on the next call or the loop's end, and the short start of a function may stand for its caller's line.
  Functions, lines that call, and loops of a single statement are right within 5 percentage points. Up to 3.9 lines of
  a loop are right too.
"""

import _thread
import os
import sys
import time

_clock = time.perf_counter_ns
_current_frames = sys._current_frames
_sleep = time.sleep
_GIL_WAS_FREE_NS = 400_000
# A thread that used less of the time than this was waiting.
_BUSY_SHARE = 0.02
# A signal that ends the program by its default action costs what was not flushed.
_FIRST_FLUSHES_NS = (100_000_000, 250_000_000)
_FLUSH_EVERY_NS = 500_000_000
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
        self._haste = None
        self._reset()
        # The end of a thread may load a library (libgcc_s for pthread_exit): once now, while there are descriptors free.
        self._start_thread()
        self._stop_thread()

    def _reset(self):
        self._pid = os.getpid()
        self._started = self._last = self._due = _clock()
        self._sample_start = 0
        self._next_flush = self._started + _FIRST_FLUSHES_NS[0]
        self._flushes = 0
        self._period_ns = 1e9 / self._rate_hz
        self._random = self._pid
        self._cpu_before = {}
        self._process_before = time.process_time_ns()
        self._new_threads = []
        self._charged = self._own_spent = self._overhead = 0
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

    def begin(self):
        self._started = self._last = self._due = _clock()
        self._next_flush = self._started + _FIRST_FLUSHES_NS[0]
        self._process_before = time.process_time_ns()
        self._mark_cpu()
        if self._haste is None:
            self._haste = probe.haste.Haste()
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
        wait = stop.acquire
        due = self._next_due()
        try:
            while True:
                pause = due - _clock()
                # A lock with a time limit: the same sleep as time.sleep, ended at once by _stop_thread.
                if wait(True, pause / 1e9 if pause > 0 else 0.0):
                    return
                began, passed = _clock(), 0
                while due <= began:
                    passed, due = due, self._next_due()
                if passed:
                    self._sample(began, passed)
        except Exception as error:
            probe.events.note("error", "sampler-failed", "The sampler stopped (%s)." % probe.events.describe(error))
        finally:
            if self._has_cpu:
                self._own_spent += time.thread_time_ns()
            done.release()

    def _next_due(self):
        """Times at the rate on average, but never in step with what the program does at a rhythm of its own."""
        self._random = (self._random * 1103515245 + 12345) & 0x7FFFFFFF
        self._due += int(self._period_ns * (0.5 + self._random / 0x80000000))
        return self._due

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
            spent = total if known is not None or self._stacks.samples else 0
            self._cpu_before[ident] = native, total - spent
            if spent:
                self._new_threads.append(ident)
            return spent
        return total - known[1]

    def _sample(self, began, passed):
        """`passed`: when the last look was due. What came after it is charged by the next one."""
        # Python code lets go of the GIL only when the switch interval is over: before, nobody ran any.
        gil_was_free = began - passed < _GIL_WAS_FREE_NS
        elapsed = began - self._last
        part = (passed - self._last) / elapsed
        self._sample_start = self._last - self._started
        self._last = passed
        frames = _current_frames()
        frames.pop(self._ident, None)
        if self._haste is not None:
            self._haste.only_for_one_thread(len(frames))
        if self._has_cpu:
            self._weigh_by_cpu(frames, elapsed, part, gil_was_free)
        else:
            self._weigh_by_name(frames, elapsed, part)
        frames.clear()
        if began >= self._next_flush:
            self._flush(began, _gone(self._cpu_before))
        self._overhead += _clock() - began

    def _weigh_by_cpu(self, frames, elapsed, part, gil_was_free):
        after_passed = int(elapsed * (1 - part))
        spent = {ident: self._cpu_of(ident) for ident in frames}
        for ident in self._new_threads:
            # Threads may come and go between two looks. Their time is in the process's: those that are seen stand for it.
            spent[ident] = max(spent[ident], min(elapsed, self._unseen(spent)))
        self._new_threads = []
        for ident, frame in frames.items():
            cpu = spent[ident]
            if cpu is None:
                # Not a thread of `threading`: no figures; judged by what it is doing.
                if not is_waiting(frame):
                    self._add(ident, frame, int(elapsed * part), 0)
            elif cpu >= elapsed * _BUSY_SHARE:
                if gil_was_free and probe.cpu.is_asleep(self._cpu_before[ident][0]):
                    continue  # It worked before it began to wait: the next line it is seen working on stands for that.
                # Ready to run but not running (other processes, other threads) counts as running; sleeping does not.
                wall = int((elapsed if cpu * 2 >= elapsed else cpu) * part)
                # Who lets the sampler look was on a processor just before: what came after the due time was its own.
                cpu = max(0, cpu - after_passed)
                wall = max(wall, cpu)
                native, before = self._cpu_before[ident]
                self._cpu_before[ident] = native, before + cpu
                self._charged += cpu
                self._add(ident, frame, wall, cpu)

    def _unseen(self, spent):
        """CPU ns of this process that no look has charged to a thread and no thread still has to be charged with."""
        used = time.process_time_ns() - self._process_before - self._own_spent - time.thread_time_ns()
        return used - self._charged - sum([cpu for cpu in spent.values() if cpu is not None])

    def _weigh_by_name(self, frames, elapsed, part):
        used = time.process_time_ns()
        if used - self._process_before < elapsed * _BUSY_SHARE:
            return  # Nobody worked.
        self._process_before = used
        for ident, frame in frames.items():
            if not is_waiting(frame):
                self._add(ident, frame, int(elapsed * part), 0)

    def _add(self, ident, frame, wall_ns, cpu_ns):
        thread = self._stacks.thread(ident, probe.cpu.name(ident, self._main_ident))
        self._stacks.add(thread, frame, self._sample_start, wall_ns, cpu_ns)

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
        # The thread's own CPU time; elsewhere the time of its looks, which may hold waits for the GIL too.
        overhead = self._own_spent if self._has_cpu else self._overhead
        end = {"type": "end", "samples": self._stacks.samples, "reason": reason, "overheadNs": overhead}
        self._ended = reason != "exec"
        if self._haste is not None:
            self._haste.end()
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
