"""`pstats_reader.py make FILE` writes a large cProfile file; `read FILE` prints what pstats.Stats takes to read it."""
import json
import marshal
import pstats
import random
import sys
import time

FUNCTIONS = 20_000
PAIRS = 100_000


def make(path):
    chance = random.Random(7)
    modules = [f"/usr/lib/python3/site-packages/package{n % 40}/part{n % 7}/module_{n}.py" for n in range(900)]
    functions = [(chance.choice(modules), 10 * n + 1, f"function_{n}") for n in range(FUNCTIONS)]
    callers = [{} for _ in functions]
    for _ in range(PAIRS):
        caller, callee = (int(FUNCTIONS * chance.random() ** 1.4) for _ in range(2))
        calls = chance.randint(1, 5000)
        # cProfile makes a tuple of its own for every pair; only the texts are shared.
        callers[callee][tuple(list(functions[caller]))] = (calls, calls, chance.random() / 100, chance.random())
    stats = {}
    for function, called_by in zip(functions, callers):
        calls = sum(numbers[0] for numbers in called_by.values()) or 1
        stats[function] = (calls, calls, chance.random() / 100, chance.random(), called_by)
    with open(path, "wb") as file:
        marshal.dump(stats, file)


def read(path):
    """The median of five reads."""
    rounds = []
    for _ in range(5):
        wall, cpu = time.perf_counter(), time.process_time()
        stats = pstats.Stats(path)
        rounds.append(((time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000))
    cpu_ms, wall_ms = sorted(rounds)[2]
    print(json.dumps({"cpuMs": cpu_ms, "wallMs": wall_ms, "result": len(stats.stats)}))


{"make": make, "read": read}[sys.argv[1]](sys.argv[2])
