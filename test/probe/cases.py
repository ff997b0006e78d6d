"""Programs whose behaviour under the probe must be that of a plain run, byte for byte.

CASES: name -> dict(source or files, argv after the interpreter, interpreter options, env, given stdin).
`{dir}` in arguments and environment is the folder that holds the files; it is the working directory too.
"""

CASES = {}


def case(name, source=None, argv=None, options=(), env=None, given=b"", files=None, subprocesses=False):
    files = dict(files or {})
    if source is not None:
        files.setdefault("main.py", source)
    CASES[name] = {
        "files": files, "argv": list(argv or ["main.py"]), "options": list(options), "env": env or {},
        "given": given, "subprocesses": subprocesses,
    }


SHOW = """
import sys, os
print(sys.argv, sys.path, getattr(sys, 'orig_argv', None), sys.flags)
print({k: repr(v) for k, v in globals().items() if k not in ('__builtins__',) and k.startswith('__')} if '__loader__' in () else
      (__name__, __file__, __spec__ and (__spec__.name, __spec__.origin), __package__, type(__loader__).__name__, __doc__))
print(os.getcwd(), sys.executable, sys.prefix)
print(sorted((k, v) for k, v in os.environ.items() if k != 'HEATLINE_RUN'))
print(sys.dont_write_bytecode, sys.getswitchinterval(), sys.getrecursionlimit(), sys.gettrace(), sys.getprofile())
print(sorted(str(k) for k in sys.path_importer_cache), sys.path_hooks.__len__(), sys.meta_path.__len__())
import gc; print(gc.isenabled(), gc.get_threshold(), gc.callbacks)
import warnings; print(warnings.filters)
print(sys.excepthook is sys.__excepthook__, sys.stdout is sys.__stdout__, len(sys.warnoptions), sys._xoptions)
"""
CASES_MODULES = "import sys\nprint(sorted(sys.modules))\n"

case("attributes", SHOW, ["main.py", "a", "b c", "--x=1"])
case("absolute path", SHOW, ["{dir}/main.py"])
case("sys.modules", CASES_MODULES)
case("globals of main", "print(sorted(globals()), sorted(dir(__builtins__))[:9], __name__)")
case("space and emoji in path", files={"a dir/my \U0001f40d.py": SHOW}, argv=["a dir/my \U0001f40d.py", "\u00e9\u2713"])
case("no extension", files={"tool": SHOW}, argv=["tool"])
case("package module", files={"pkg/__init__.py": "print('init')", "pkg/mod.py": SHOW + "from . import other", "pkg/other.py": "print(__name__)"}, argv=["-m", "pkg.mod", "z"])
case("package main", files={"pkg/__init__.py": "", "pkg/__main__.py": SHOW}, argv=["-m", "pkg"])
case("missing module", files={}, argv=["-m", "no_such_module"])
case("missing file", files={}, argv=["no_such_file.py"])
case("directory with main", files={"app/__main__.py": SHOW + "import beside", "app/beside.py": "print(__file__)"}, argv=["app"])
case("zip application", files={"app.pyz": ("zip", {"__main__.py": SHOW})}, argv=["app.pyz", "q"])
case("option -c", files={}, argv=["-c", "import sys; print(sys.argv, sys.path)", "x"])
case("program on stdin", files={}, argv=["-"], given=b"import sys; print(sys.argv, __name__)")
case("reads stdin", "import sys\nfor line in sys.stdin: print(repr(line))\ntry: input()\nexcept EOFError as e: print(repr(e))", given="one\ntw\u00f6\n".encode())
case("existing PYTHONPATH", SHOW, env={"PYTHONPATH": "{dir}/lib:{dir}/none"}, files={"lib/x.py": ""})
case("empty PYTHONPATH", SHOW, env={"PYTHONPATH": ""})
case("shadowed sitecustomize", "import sys, sitecustomize; print(sitecustomize.__file__, sitecustomize.__spec__.name, sorted(vars(sitecustomize)))", env={"PYTHONPATH": "{dir}/lib"}, files={"lib/sitecustomize.py": "import sys; print('custom', sys.path, __name__)"})
case("failing sitecustomize", "print('on')", env={"PYTHONPATH": "{dir}/lib"}, files={"lib/sitecustomize.py": "raise RuntimeError('mine')"})
case("sitecustomize that lacks a module", "print('on')", env={"PYTHONPATH": "{dir}/lib"}, files={"lib/sitecustomize.py": "import not_there"})
case("shadowed standard library", "import random, profile, json; print(random.__file__, json.mine, profile.mine)", files={"random.py": "mine=1", "profile.py": "mine=2", "json.py": "mine=3"})
case("warnings", "import warnings\nwarnings.warn('w')\nwarnings.warn('d', DeprecationWarning)\ndef f(): warnings.warn('r', ResourceWarning, stacklevel=2)\nf()")
for flag in ("-O", "-OO", "-u", "-B", "-s", "-b", "-q"):
    case("option " + flag, SHOW + "assert not __debug__ or 1", options=[flag])
case("warnings as errors", "import os, sys, threading\nt = threading.Thread(target=print, args=('t',)); t.start(); t.join()\nif hasattr(os, 'fork'):\n    p = os.fork()\n    if not p: os._exit(3)\n    print(os.waitpid(p, 0)[1])\nopen(__file__)", options=["-W", "error"])
case("development mode", SHOW + "open(__file__)", options=["-X", "dev"])
case("utf-8 mode", SHOW + "print('\\u2713')", options=["-X", "utf8"])
case("unicode output", "print('h\\u00e9 \\u2713 \\U0001f40d'); import sys; sys.stdout.buffer.write(b'\\xff\\x00\\n'); print('err \\u00e9', file=sys.stderr)")
case("traceback", "def f(n):\n    if n: return f(n - 1)\n    return 1 / 0\nf(3)")
case("chained traceback", "def f():\n    try: {}['k']\n    except KeyError as e: raise ValueError('v') from e\ntry: f()\nexcept ValueError: raise OSError(2, 'x')")
case("traceback in other file", "import other\nother.g()", files={"other.py": "def g():\n    [].pop()\n"})
case("syntax error", "x = 1\ndef f(:\n    pass\n")
case("syntax error in import", "import bad", files={"bad.py": "a = (\n"})
case("import error", "from os import nothing_here")
for value in ("3", "'text'", "None", "True", "256", "-1", "2.5", "(1, 2)"):
    case("sys.exit(%s)" % value, "import sys\nprint('x', end='')\nsys.exit(%s)" % value)
case("exit in thread", "import threading, sys\ndef w(): print('w'); sys.exit(5)\nt = threading.Thread(target=w); t.start(); t.join(); print('m')")
case("atexit order", "import atexit\nfor i in range(3): atexit.register(print, 'bye', i)\nprint('end')")
case("atexit that fails", "import atexit\n@atexit.register\ndef f(): 1/0\nprint('end')")
case("daemon thread", "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\nprint(threading.active_count(), [t.name for t in threading.enumerate()])")
case("late thread", "import threading, time\nthreading.Thread(target=lambda: (time.sleep(.05), print('late'))).start()\nprint('main done')")
case("thread traceback", "import threading\ndef f(): 1/0\nt = threading.Thread(target=f, name='T'); t.start(); t.join()")
case("os._exit", "import os, sys\nprint('kept', flush=True); print('lost')\nos._exit(7)")
case("interrupt", "import os, signal, time\ntry:\n    os.kill(os.getpid(), signal.SIGINT); time.sleep(5)\nfinally: print('cleaned')")
for name in ("SIGTERM", "SIGKILL", "SIGSEGV", "SIGABRT", "SIGHUP", "SIGUSR1", "SIGPIPE"):
    case("own " + name, "import os, signal, time\nprint(1, flush=True); print('buffered')\nos.kill(os.getpid(), signal.%s)\ntime.sleep(.01); print('alive')" % name)
case("signal handlers", "import signal\nfor s in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGPIPE, signal.SIGPROF, signal.SIGCHLD):\n    print(s, signal.getsignal(s), signal.getsignal(s) == signal.SIG_DFL, signal.getsignal(s) is signal.SIG_DFL)\nold = signal.signal(signal.SIGTERM, print); print(repr(old), type(old), signal.getsignal(signal.SIGTERM))\nprint(repr(signal.signal(signal.SIGTERM, old)), signal.pthread_sigmask(signal.SIG_BLOCK, []), signal.getitimer(signal.ITIMER_PROF))")
case("handled SIGTERM", "import os, signal, sys\nsignal.signal(signal.SIGTERM, lambda n, f: (print('term', n, f.f_code.co_name), sys.exit(4)))\nos.kill(os.getpid(), signal.SIGTERM)\nfor i in range(9**6): pass")
case("ignored SIGTERM", "import os, signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nos.kill(os.getpid(), signal.SIGTERM)\nprint('alive')")
case("fork", "import os, sys\np = os.fork()\nif p == 0:\n    print('child', flush=True); sys.exit(9)\nprint(os.waitpid(p, 0)[1] >> 8)")
case("exec", "import os, sys\nos.environ['A'] = 'b'\nprint('before', flush=True)\nos.execv(sys.executable, [sys.executable, '-c', 'import os, sys; print(os.environ[\"A\"], sorted(os.environ)[:3]); sys.exit(6)'])")
case("exec that fails", "import os\ntry: os.execvp('no_such_program', ['x'])\nexcept OSError as e: print(repr(e))\nprint(os.execve in os.supports_fd)\nos.execv('/no/such', ['x'])")
case("subprocess", "import subprocess, sys, os\nprint(subprocess.run([sys.executable, '-c', 'import sys, os; print(sys.path, sorted(k for k in os.environ if k != \"HEATLINE_RUN\")); sys.exit(2)'], stdout=subprocess.PIPE))\nsubprocess.run(['true'], preexec_fn=lambda: print('pre', flush=True))")
MP = "import multiprocessing as m, sys\ndef f(x): return x * x\nif __name__ == '__main__':\n    c = m.get_context('%s')\n    with c.Pool(2) as p: print(p.map(f, range(5)))\n    q = c.Process(target=sys.exit, args=(3,)); q.start(); q.join(); print(q.exitcode)\n"
case("multiprocessing fork", MP % "fork")
case("multiprocessing spawn", MP % "spawn", subprocesses=True)
case("asyncio", "import asyncio\nasync def f(n):\n    await asyncio.sleep(.001); return n\nasync def main(): print(await asyncio.gather(*map(f, range(4))))\nasyncio.run(main())")
case("settrace", "import sys\nseen = []\ndef t(f, e, a):\n    seen.append((f.f_code.co_name, e, f.f_lineno)); return t\ndef g():\n    x = 1\n    return x\nsys.settrace(t); g(); sys.settrace(None)\nprint(seen, sys.gettrace())")
case("setprofile", "import sys\nseen = []\ndef t(f, e, a): seen.append((f.f_code.co_name, e, getattr(a, '__name__', a) if e[0] == 'c' else 0))\ndef g(): return len([1])\nsys.setprofile(t); g(); sys.setprofile(None)\nprint(seen, sys.getprofile())")
case("own cProfile", "import cProfile, pstats\np = cProfile.Profile()\ndef f(): return sum([1])\np.enable(); f(); p.disable()\nst = pstats.Stats(p); print(sorted((k[1:], v[:2]) for k, v in st.stats.items()))\nprint(cProfile.Profile().runcall(f))")
case("pickled class", "import pickle\nclass A:\n    def __init__(self): self.x = 1\nd = pickle.dumps(A()); print(d, pickle.loads(d).x, A.__module__)")
case("recursion error", "import sys\ndef f(n): return f(n + 1)\ntry: f(0)\nexcept RecursionError as e: print(e)\nsys.setrecursionlimit(3000)\ndef g(n): return n and 1 + g(n - 1)\nprint(g(900))\nf(0)")
case("faulthandler", "import faulthandler, sys\nprint(faulthandler.is_enabled())\nfaulthandler.dump_traceback(sys.stderr, all_threads=False)")
case("chdir", "import os, tempfile\nos.chdir(tempfile.gettempdir()); os.umask(0o777); print(__file__, os.getcwd())")
case("deleted folder", "import os, tempfile\nd = tempfile.mkdtemp(); os.chdir(d); os.rmdir(d)\ntry: os.getcwd()\nexcept OSError as e: print(repr(e))")
case("closed descriptors", "import os\nprint(os.open('.', os.O_RDONLY), os.dup(0), flush=True)\nos.closerange(3, 256)\nprint(os.open('.', os.O_RDONLY))")
case("logging and unittest", "import unittest, logging\nlogging.warning('x')\nclass T(unittest.TestCase):\n    def test(self): self.assertEqual(1, 1)\nprint(unittest.TextTestRunner(stream=open('/dev/null', 'w')).run(unittest.defaultTestLoader.loadTestsFromTestCase(T)))", options=["-W", "ignore"])
case("inspect and runpy", "import inspect, runpy\nprint([f.function for f in inspect.stack()], inspect.getsource(inspect.currentframe())[:20])\nprint(sorted(runpy.run_path('other.py'))[:9])", files={"other.py": "y = 2"})
