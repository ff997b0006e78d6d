"""However a process ends, its measurement is on disk; and a measurement that cannot be written harms nothing."""

import os
import signal
import shutil
import sys
import tempfile
import textwrap
import unittest

import harness

BUSY = """
import os, signal, sys, time
def work(seconds):
    end = time.process_time() + seconds
    n = 0
    while time.process_time() < end: n += 1
    return n
"""


class Endings(unittest.TestCase):
    def run_program(self, source, profiler="cprofile", **options):
        self.folder = tempfile.mkdtemp(prefix="heatline-end-")
        self.addCleanup(shutil.rmtree, self.folder, True)
        with open(os.path.join(self.folder, "main.py"), "w") as file:
            file.write(BUSY + textwrap.dedent(source))
        options.setdefault("rate", 0 if profiler == "cprofile" else 200)
        ended = harness.probed([sys.executable, "main.py"], self.folder, profiler=profiler, **options)
        self.addCleanup(shutil.rmtree, ended.folder, True)
        return ended

    def calls(self, stats, name="work"):
        return sum(entry[1] for key, entry in stats.items() if key[2] == name)

    def test_exact_calls_and_pstats_reads_them(self):
        import pstats

        ended = self.run_program("""
            count = 0
            def fib(n):
                global count
                count += 1
                return n if n < 2 else fib(n - 1) + fib(n - 2)
            fib(14)
            print(count)
        """)
        path = os.path.join(ended.folder, ended.files("cprofile.")[0])
        read = pstats.Stats(path)
        key = (os.path.join(os.path.realpath(self.folder), "main.py"), 10, "fib")
        self.assertEqual(read.stats[key][:2], (1, int(ended.output)))
        self.assertEqual(read.stats, ended.stats()[0])
        self.assertFalse([key for key in read.stats if "heatline_probe" in key[0] or "probe/site" in key[0]])
        self.assertFalse([key for key in read.stats if "disable" in key[2]])

    def test_profile_survives_each_way_to_end(self):
        for way in ("pass", "sys.exit(3)", "1/0", "os._exit(4)", "os.kill(os.getpid(), signal.SIGTERM)", "os.execv('/bin/true', ['true'])"):
            with self.subTest(way):
                ended = self.run_program("work(.01)\n%s\n" % way)
                self.assertEqual(self.calls(ended.stats()[0]), 1)
                self.assertEqual(len(ended.events("saved")), 1)
                sampled = self.run_program("work(.5)\n%s\n" % way, "sampler").sampled()
                self.assertGreater(sampled.samples, 0)

    def test_a_file_per_process_under_fork(self):
        for profiler in ("cprofile", "sampler"):
            ended = self.run_program("""
                for n in range(3):
                    if os.fork() == 0:
                        work(.1); work(.1); os._exit(0)
                    os.wait()
                work(.1)
            """, profiler)
            if profiler == "cprofile":
                self.assertEqual([self.calls(stats) for stats in ended.stats()], [1, 2, 2, 2])
            else:
                files = ended.files("sampler.")
                self.assertEqual(len(files), 4)
                for name in files:
                    sampled = ended.sampled(name)
                    self.assertEqual(name, "sampler.%d.jsonl" % sampled.meta["pid"])
                    self.assertGreater(sampled.samples, 5)

    def test_pools_end_and_their_workers_calls_are_kept(self):
        # A worker is ended by SIGTERM, often just before it waits for a lock: a handler would not see the signal in time.
        source = """
            import multiprocessing
            def square(x): work(.001); return x * x
            if __name__ == "__main__":
                context = multiprocessing.get_context("%s")
                for n in range(%d):
                    with context.Pool(2) as pool: assert pool.map(square, range(4)) == [0, 1, 4, 9]
                print("over")
        """
        for method, pools in (("fork", 20), ("spawn", 2)):
            for profiler in ("cprofile", "sampler"):
                if profiler == "sampler" and sys.version_info[:3] in ((3, 12, 0), (3, 12, 1)):
                    continue  # gh-111049: collecting garbage beside a pool may crash these, and a sampler makes it likelier.
                with self.subTest(method=method, profiler=profiler):
                    ended = self.run_program(source % (method, pools), profiler, subprocesses=True)
                    self.assertEqual((ended.output, ended.code), (b"over\n", 0), ended.errors)
                    if profiler == "cprofile" and sys.platform == "linux":
                        self.assertEqual(sum(self.calls(stats, "square") for stats in ended.stats()), 4 * pools)

    def test_spawned_children_are_followed_when_asked(self):
        source = "import subprocess\nif len(sys.argv) < 2: subprocess.run([sys.executable, 'main.py', 'c'])\nelse: work(.01)\n"
        self.assertEqual(len(self.run_program(source, subprocesses=True).files("cprofile.")), 2)
        self.assertEqual(len(self.run_program(source).files("cprofile.")), 1)

    def test_sampler_file_is_readable_after_sigkill(self):
        ended = self.run_program("work(.4)\nos.kill(os.getpid(), 9)", "sampler")
        self.assertEqual(ended.code, -9)
        self.assertGreater(ended.sampled().samples, 10)
        self.assertEqual(ended.events("exit")[0]["signal"], "SIGKILL")

    def test_signal_to_the_launcher_reaches_the_target(self):
        def terminate(process, pid, folder):
            process.send_signal(signal.SIGTERM)

        ended = self.run_program("work(60)", on_start=terminate)
        self.assertEqual(ended.code, -signal.SIGTERM)
        self.assertEqual(len(ended.stats()), 1)

    @unittest.skipUnless(sys.platform.startswith("linux"), "only Linux tells a child that its parent died")
    def test_target_dies_with_a_killed_launcher(self):
        def kill(process, pid, folder):
            process.kill()
            harness.wait_for_file(os.path.join(folder, "cprofile.%d.pstats" % pid))

        ended = self.run_program("work(60)", on_start=kill)
        self.assertEqual(ended.code, -9)

    def test_interrupt_while_it_waits(self):
        folder = tempfile.mkdtemp(prefix="heatline-run-")
        def interrupt(process, pid, folder):
            os.kill(pid, signal.SIGINT)

        ended = self.run_program("print('ran')", "py-spy", folder=folder, wait_ms=30000, go=None, on_start=interrupt)
        self.assertEqual((ended.code, ended.output, ended.errors), (-signal.SIGINT, b"", b""))
        self.assertTrue(ended.events("ready")[0]["waiting"])

    def test_no_go_in_time(self):
        ended = self.run_program("print('ran')", "py-spy", wait_ms=50, go=None)
        self.assertEqual((ended.code, ended.output), (0, b"ran\n"))
        self.assertIn("go-timeout", ended.note_codes())

    def test_unwritable_run_directory_harms_nothing(self):
        for profiler in ("cprofile", "sampler"):
            for break_it in ("shutil.rmtree(d)", "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))", "resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))"):
                with self.subTest(profiler=profiler, how=break_it):
                    folder = tempfile.mkdtemp(prefix="heatline-run-")
                    source = "import resource, shutil\nd = %r\n%s\nwork(.3)\nprint('fine')\nsys.exit(5)\n" % (folder, break_it)
                    ended = self.run_program(source, profiler, folder=folder)
                    self.assertEqual((ended.code, ended.output, ended.errors), (5, b"fine\n", b""))

    def test_program_that_cannot_start(self):
        ended = harness.probed(["/no/such/python", "x.py"], "/")
        self.assertEqual(ended.code, 127)
        self.assertEqual(ended.errors.count(b"\n"), 1)
        self.assertIn(b"/no/such/python", ended.errors)

    def test_threads_and_rivals_are_noted(self):
        threads = self.run_program("import threading\nt = threading.Thread(target=work, args=(.01,)); t.start(); t.join()")
        self.assertIn("threads-mixed" if sys.version_info >= (3, 12) else "threads-unseen", threads.note_codes())
        rival = self.run_program("import cProfile\nwork(.01)\np = cProfile.Profile(); p.enable(); work(.01); p.disable(); print(len(p.getstats()) > 1)")
        self.assertEqual((rival.code, rival.output), (0, b"True\n"))
        self.assertIn("second-profiler", rival.note_codes())
        self.assertEqual(self.calls(rival.stats()[0]), 1)


if __name__ == "__main__":
    unittest.main()
