"""Spends known shares of its time on marked lines and measures them itself: `shares.py CPU_SECONDS OUT.json`.

OUT: {"onCpu": part of the marked time on a processor, "marks": {mark: [line, seconds, CPU seconds]}}.
"""
import asyncio
import json
import sys
import threading
import time

DATA = [(i * 7919) % 100003 for i in range(40000)]
SPENT = {}
clock = time.perf_counter
thread_clock = time.thread_time


def burn(count):
    total = 0
    for i in range(count):
        total += i * i
    return total


def recurse(depth):
    return burn(9000) if depth == 0 else recurse(depth - 1)


def produce():
    for _ in range(4):
        yield burn(4000)


def nested():
    return [burn(2000) for _ in range(5)]


async def reply():
    await asyncio.sleep(0)
    return burn(3000)


async def serve():
    return await asyncio.gather(*[reply() for _ in range(3)])


def work_in_thread():
    began = now(); burn(400000); take("thread", began)  # mark: thread


def now():
    return clock(), thread_clock()


def take(mark, began):
    wall, cpu = SPENT.get(mark, (0.0, 0.0))
    ended = now()
    SPENT[mark] = wall + ended[0] - began[0], cpu + ended[1] - began[1]


rounds = 0
loop = asyncio.new_event_loop()
while time.process_time() < float(sys.argv[1]):
    began = now(); burn(90000); take("hot", began)  # mark: hot
    began = now(); burn(10000); take("cold", began)  # mark: cold
    began = now(); recurse(30); take("recursion", began)  # mark: recursion
    began = now(); sum(produce()); take("generator", began)  # mark: generator
    began = now(); nested(); take("nested", began)  # mark: nested
    began = now(); loop.run_until_complete(serve()); take("async", began)  # mark: async
    began = now(); sorted(DATA); take("c-call", began)  # mark: c-call
    began = now(); sum(range(600000)); take("long-c-call", began)  # mark: long-c-call
    rounds += 1
    if rounds % 20 == 1:
        # One long thread, not twenty short ones: py-spy itself misses most of a thread that lives a millisecond.
        thread = threading.Thread(target=work_in_thread)
        thread.start()
        thread.join()
    time.sleep(0.004)  # mark: sleep
loop.close()
# Near 1 on a quiet machine; below it others held the processor, and the marks' times are theirs too.
on_cpu = sum(cpu for _, cpu in SPENT.values()) / sum(wall for wall, _ in SPENT.values())
SPENT["sleep"] = 0.0, 0.0  # Waiting is not time on a processor.

with open(__file__, encoding="utf-8") as source:
    lines = source.read().split("\n")
line_of = {text.split("# mark: ")[1]: number for number, text in enumerate(lines, 1) if "  # mark: " in text}
with open(sys.argv[2], "w") as out:
    marks = {mark: [line_of[mark], wall, cpu] for mark, (wall, cpu) in SPENT.items()}
    json.dump({"onCpu": on_cpu, "marks": marks}, out)
