"""Profiles as a large Python program gives them; the same arguments give the same bytes.

    python generate_profiles.py STACKS NAME

writes STACKS unique stacks as NAME.collapsedstack.txt (py-spy's spelling and, as py-spy's, in the order of a hash map)
and as NAME.speedscope.json (one sampled profile in the order of time).

A program of 2,000 functions in some 170 files with three lines that call, each line calling one to four functions, the
first ones far more often. A sample pops some frames of the one before and pushes new ones, so that neighbours in time
have long beginnings in common. Depth 20 to 60, mean 38; four threads; few stacks are seen often, most once.
"""

import json
import random
import sys

SEED = 20251122
FUNCTIONS = 2000
VERBS = (
    "load save parse build render fetch update handle process validate encode decode merge split filter apply resolve "
    "commit flush read write open close send recv poll dispatch compile execute query insert delete lookup cache compute "
    "convert format normalize serialize iterate collect reduce map walk visit emit log check wrap call run start"
).split()
NOUNS = (
    "user order invoice item row batch chunk token node tree field model form view request response session cursor "
    "record frame array matrix index key value path file stream buffer event task job queue worker schema column table "
    "report"
).split()
PACKAGES = (
    "app/api app/core app/models app/services app/utils django/core django/db/models django/http django/template "
    "rest_framework sqlalchemy/orm sqlalchemy/engine pandas/core numpy/core celery/app requests urllib3 asyncio json "
    "logging concurrent/futures threading_x encodings email pydantic jinja2"
).split()
MAIN = [
    ("<module>", "manage.py", 22),
    ("main", "manage.py", 18),
    ("execute_from_command_line", "django/core/management/__init__.py", 446),
    ("run", "app/runner.py", 88),
]
WORKER = [
    ("_bootstrap", "threading.py", 1002),
    ("_bootstrap_inner", "threading.py", 1045),
    ("run", "threading.py", 982),
    ("_worker", "concurrent/futures/thread.py", 83),
]
THREADS = [
    ("MainThread", MAIN),
    ("ThreadPoolExecutor-0_0", WORKER),
    ("ThreadPoolExecutor-0_1", WORKER),
    ("Thread-3 (worker)", WORKER),
]


def program(rng):
    """Frames as (name, file, line), the frames of each function, and the functions that each frame calls."""
    endings = ["", "s", "_base", "_util", "_ext"]
    files = sorted(
        {
            f"{package}/{rng.choice(NOUNS)}{rng.choice(endings)}.py"
            for package in PACKAGES
            for _ in range(rng.randint(3, 11))
        }
    )
    frames, frames_of = [], []
    for _ in range(FUNCTIONS):
        name, file, line = function_name(rng), rng.choice(files), rng.randint(10, 1400)
        mine = []
        for _ in range(max(1, min(8, int(rng.gammavariate(3, 1) + 0.5)))):
            line += rng.randint(1, 9)
            mine.append(len(frames))
            frames.append((name, file, line))
        frames_of.append(mine)
    callees = [
        [int(rng.random() ** 1.6 * FUNCTIONS) for _ in range(1 + min(3, int(rng.expovariate(0.9))))] for _ in frames
    ]
    return frames, frames_of, callees


def function_name(rng):
    name = rng.choice(VERBS)
    if rng.random() < 0.75:
        name += "_" + rng.choice(NOUNS)
    if rng.random() < 0.3:
        name = "_" + name
    if rng.random() < 0.06:
        name = rng.choice(["<listcomp>", "<lambda>"])
    return name


def samples(rng, count):
    """The frames and, in the order of time, `count` pairs of a stack that was not seen before and how often it was."""
    frames, frames_of, callees = program(rng)
    starts = []
    for thread, chain in THREADS:
        starts.append(list(range(len(frames), len(frames) + 1 + len(chain))))
        frames += [(thread, "", 0), *chain]
    entries = [[rng.randrange(FUNCTIONS) for _ in range(6)] for _ in starts]
    stacks = [list(start) for start in starts]
    seen, result, thread, stay = set(), [], 0, 0
    while len(result) < count:
        if stay == 0:
            thread = rng.choices(range(4), (70, 15, 10, 5))[0]
            stay = rng.randint(20, 400)
        stay -= 1
        stack, start = stacks[thread], len(starts[thread])
        del stack[max(start, len(stack) - popped(rng, len(stack))) :]
        depth = max(20 + int(26 * rng.random() * rng.random()), len(stack) + 1)
        while rng.random() < 0.55 and depth < 60:
            depth += 1
        while len(stack) < depth:
            called = entries[thread] if len(stack) == start else callees[stack[-1]]
            lines = frames_of[called[int(len(called) * rng.random() ** 2.2)]]
            stack.append(lines[int(len(lines) * rng.random() ** 2)])
        key = hash(tuple(stack))
        if key not in seen:
            seen.add(key)
            result.append((tuple(stack), min(4000, int(rng.paretovariate(1.25)))))
    return frames, result


def popped(rng, depth):
    chance = rng.random()
    if chance < 0.02:
        return depth
    count = 1
    while rng.random() < 0.52:
        count += 1
    return count + rng.randrange(3, 12) if chance < 0.12 else count


def write_collapsed(path, frames, stacks):
    texts = [f"{name} ({file}:{line})" if file else name for name, file, line in frames]
    shuffled = stacks[:]
    random.Random(SEED + 1).shuffle(shuffled)
    with open(path, "w", buffering=1 << 20) as out:
        for stack, count in shuffled:
            out.write(f"{';'.join([texts[frame] for frame in stack])} {count}\n")


def write_speedscope(path, frames, stacks):
    table = [{"name": name, "file": file, "line": line} if file else {"name": name} for name, file, line in frames]
    total = sum(count for _, count in stacks)
    with open(path, "w", buffering=1 << 20) as out:
        out.write(
            '{"$schema":"https://www.speedscope.app/file-format-schema.json","exporter":"bench","name":"generated",'
            f'"activeProfileIndex":0,"shared":{{"frames":{json.dumps(table, separators=(",", ":"))}}},'
            '"profiles":[{"type":"sampled","name":"generated","unit":"none","startValue":0,'
            f'"endValue":{total},"samples":['
        )
        for index, (stack, _) in enumerate(stacks):
            out.write(("," if index else "") + "[" + ",".join(map(str, stack)) + "]")
        out.write('],"weights":[' + ",".join(str(count) for _, count in stacks) + "]}]}")


if __name__ == "__main__":
    stack_count, name = int(sys.argv[1]), sys.argv[2]
    frame_table, stack_list = samples(random.Random(SEED), stack_count)
    write_collapsed(name + ".collapsedstack.txt", frame_table, stack_list)
    write_speedscope(name + ".speedscope.json", frame_table, stack_list)
