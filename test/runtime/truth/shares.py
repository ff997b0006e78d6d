"""Spends known shares of its time on marked lines, measures them itself, and writes {mark: [line, seconds]}."""
import json
import sys
import time

DATA = [(i * 7919) % 100003 for i in range(40000)]
SPENT = {}
clock = time.perf_counter


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


def take(mark, began):
    SPENT[mark] = SPENT.get(mark, 0.0) + clock() - began


cpu_before = time.process_time()
end = clock() + float(sys.argv[1])
while clock() < end:
    began = clock(); burn(90000); take("hot", began)  # mark: hot
    began = clock(); burn(10000); take("cold", began)  # mark: cold
    began = clock(); recurse(30); take("recursion", began)  # mark: recursion
    began = clock(); sum(produce()); take("generator", began)  # mark: generator
    began = clock(); nested(); take("nested", began)  # mark: nested
    began = clock(); sorted(DATA); take("c-call", began)  # mark: c-call
    time.sleep(0.004)  # mark: sleep
# Near 1 on a quiet machine; below it others held the processor, and the marks' times are theirs too.
on_cpu = (time.process_time() - cpu_before) / sum(SPENT.values())
SPENT["sleep"] = 0.0  # Waiting is not time on a processor.

lines = open(__file__).read().split("\n")
line_of = {text.split("# mark: ")[1]: number for number, text in enumerate(lines, 1) if "  # mark: " in text}
with open(sys.argv[2], "w") as out:
    marks = {mark: [line_of[mark], seconds] for mark, seconds in SPENT.items()}
    json.dump({"onCpu": on_cpu, "marks": marks}, out)
