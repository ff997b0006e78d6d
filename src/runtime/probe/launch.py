"""Starts a target under the probe and ends exactly as it ended: `python -I -S launch.py <run dir>/launch.<pass>.json`.

The target is a child in the same foreground process group with the same stdio, so Ctrl-C, Ctrl-\\ and Ctrl-Z reach it
from the terminal itself. This process says nothing; it appends `start` and `exit` to events.jsonl.
The launch file is `launchSchema` in src/core/protocol/run.ts.
"""

import json
import os
import signal
import sys
import time

PROBE_SITE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "site")
FAILED_TO_START = 127


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        launch = json.load(file)
    events = Events(launch["runDir"])
    started = time.perf_counter_ns()
    try:
        child = start(launch, target_environment(launch, os.path.abspath(sys.argv[1])))
    except OSError as error:
        refuse(events, launch, error)
    events.append("start", pid=child.pid, launcherPid=os.getpid())
    exit_code, signal_number, usage = child.wait()
    if usage is not None:
        usage["wallNs"] = time.perf_counter_ns() - started
    events.note_if_unseen(child.pid, launch)
    events.append("exit", pid=child.pid, exitCode=exit_code, signal=signal_name(signal_number), usage=usage)
    end_as(exit_code, signal_number)


def target_environment(launch, launch_file):
    environment = dict(os.environ)
    environment.update(launch["env"])
    before = environment.get("PYTHONPATH")
    environment["PYTHONPATH"] = PROBE_SITE + os.pathsep + before if before else PROBE_SITE
    # What the probe puts back; absent where PYTHONPATH was absent. An empty one must not become "the current folder".
    environment.pop("HEATLINE_PYTHONPATH", None)
    if before is not None:
        environment["HEATLINE_PYTHONPATH"] = before
    environment["HEATLINE_LAUNCH"] = launch_file
    environment["HEATLINE_RUN"] = launch["runId"]
    environment["HEATLINE_FIRST"] = "1"
    return environment


def start(launch, environment):
    if os.name == "posix":
        return PosixChild(launch["argv"], launch["cwd"], environment)
    return WindowsChild(launch["argv"], launch["cwd"], environment)


class PosixChild:
    """fork and exec by hand: this process has one thread, so the code between the two is safe without preexec_fn."""

    def __init__(self, argv, cwd, environment):
        self.pid = 0
        self._pending = []
        self._take_signals()
        ask_for_death_signal = death_signal()
        parent = os.getpid()
        failed, report = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                reset_inherited_signals()
                ask_for_death_signal()
                if os.getppid() != parent:
                    os._exit(FAILED_TO_START)
                os.chdir(cwd)
                os.execvpe(argv[0], argv, environment)
            except OSError as error:
                os.write(report, ("%d\n%s" % (error.errno or 0, error.filename or argv[0])).encode("utf-8", "replace"))
            finally:
                os._exit(FAILED_TO_START)
        os.close(report)
        trouble = read_all(failed)
        os.close(failed)
        if trouble:
            os.waitpid(self.pid, 0)
            number, name = trouble.decode("utf-8", "replace").split("\n", 1)
            raise OSError(int(number), os.strerror(int(number)), name)
        for number in self._pending:
            self._forward(number, None)

    def _take_signals(self):
        # Handlers, not SIG_IGN: exec gives the child the defaults back. What was ignored already stays ignored.
        for name in ("SIGINT", "SIGQUIT"):
            take(getattr(signal, name), lambda number, frame: None)
        for name in ("SIGTERM", "SIGHUP"):
            take(getattr(signal, name), self._forward)

    def _forward(self, number, frame):
        if self.pid == 0:
            self._pending.append(number)
        elif not (number == signal.SIGHUP and terminal_is_gone()):
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                pass

    def wait(self):
        """-> (exit code or None, signal number or None, usage without wallNs)"""
        _, status, used = os.wait4(self.pid, 0)
        # macOS counts bytes, all others kilobytes (getrusage(2)).
        rss_unit = 1 if sys.platform == "darwin" else 1024
        usage = {
            "wallNs": 0,
            "userNs": int(used.ru_utime * 1e9),
            "systemNs": int(used.ru_stime * 1e9),
            "maxRssBytes": used.ru_maxrss * rss_unit,
        }
        if os.WIFSIGNALED(status):
            return None, os.WTERMSIG(status), usage
        return os.WEXITSTATUS(status), None, usage


class WindowsChild:
    def __init__(self, argv, cwd, environment):
        import subprocess

        # Ctrl-C and Ctrl-Break reach every process of the console; the target decides what they mean.
        for name in ("SIGINT", "SIGBREAK"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), lambda number, frame: None)
        self._process = subprocess.Popen(argv, cwd=cwd, env=environment)
        self.pid = self._process.pid

    def wait(self):
        import subprocess

        while True:
            try:
                # A wait without a limit cannot be interrupted on Windows, and handlers would never run.
                code = self._process.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
            return code, None, None


def take(number, handler):
    if signal.getsignal(number) != signal.SIG_IGN:
        signal.signal(number, handler)


def reset_inherited_signals():
    # Python ignores these two in every process it starts; exec would pass that on.
    for name in ("SIGPIPE", "SIGXFSZ"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)


def death_signal():
    """A function for the child: the target gets SIGTERM when this process is killed (Linux; else nothing)."""
    if not sys.platform.startswith("linux"):
        return lambda: None
    try:
        import ctypes

        prctl = ctypes.CDLL(None).prctl
    except (ImportError, OSError, AttributeError):
        return lambda: None
    PR_SET_PDEATHSIG = 1
    return lambda: prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)


def terminal_is_gone():
    """True after the kernel hung up the terminal: it told the whole foreground group, the target included."""
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY))
        return False
    except OSError:
        try:
            return os.isatty(0) or os.getsid(0) == os.getpid()
        except OSError:
            return True


def read_all(descriptor):
    parts = []
    while True:
        part = os.read(descriptor, 4096)
        if not part:
            return b"".join(parts)
        parts.append(part)


def signal_name(number):
    if number is None:
        return None
    try:
        return signal.Signals(number).name
    except ValueError:
        return "SIG%d" % number


def end_as(exit_code, signal_number):
    if signal_number is None:
        # Windows codes are unsigned 32 bit (0xC000013A); _exit takes a C int.
        os._exit(exit_code - (1 << 32) if exit_code > 0x7FFFFFFF else exit_code)
    try:
        import resource

        # The target has left its core already, where cores are wanted; ours would overwrite it.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        pass
    if signal_number not in (signal.SIGKILL, signal.SIGSTOP):
        signal.signal(signal_number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal_number])
    os.kill(os.getpid(), signal_number)
    os._exit(128 + signal_number)


def refuse(events, launch, error):
    reason = "%s: %s" % (error.strerror or error, error.filename) if error.filename else str(error)
    message = "cannot start %s (%s)" % (launch["argv"][0], reason)
    sys.stderr.write("heatline: %s\n" % message)
    sys.stderr.flush()
    events.append("note", pid=0, note={"level": "error", "code": "start-failed", "message": message})
    events.append("exit", pid=0, exitCode=FAILED_TO_START, signal=None, usage=None)
    os._exit(FAILED_TO_START)


class Events:
    """events.jsonl: each line is one write to a file opened for appending, so lines of many processes never mix."""

    def __init__(self, run_dir):
        self._path = os.path.join(run_dir, "events.jsonl")
        # What is there is of earlier passes.
        self._began_at = os.path.getsize(self._path) if os.path.exists(self._path) else 0

    def append(self, kind, **fields):
        line = json.dumps(dict({"type": kind, "t": time.time()}, **fields)) + "\n"
        try:
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
            descriptor = os.open(self._path, flags, 0o600)
            try:
                os.write(descriptor, line.encode("ascii"))
            finally:
                os.close(descriptor)
        except OSError:
            pass  # The target matters more than its record.

    def note_if_unseen(self, pid, launch):
        """Says so when the target never ran the probe: -I, -E and -S switch PYTHONPATH or site off."""
        try:
            with open(self._path, encoding="utf-8", errors="replace") as file:
                file.seek(self._began_at)
                if any('"type":"ready"' in line for line in file):
                    return
        except OSError:
            return
        self.append("note", pid=pid, note={
            "level": "warning",
            "code": "probe-not-loaded",
            "message": "The interpreter ended before the measurement began, or was started without it.",
            "remedy": "Remove the options -I, -E or -S from the interpreter's command line, if they are there.",
        })


if __name__ == "__main__":
    main()
