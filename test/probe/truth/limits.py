"""Time inside one loop: `limits.py CPU_SECONDS`; prints {function: seconds} on the thread's own processor clock.

What the sampler promises here is the function and, where the body is one statement, the loop's lines together.
"""

import json
import sys
import time

SPENT = {}


def two_lines():
    b = 0
    for i in range(60000):
        a = i * i ^ 5 + i * 3 - 7 * i
        b = a + 1
    return b


def one_statement():
    total = 0
    for i in range(40000):
        total += i * i
    return total


def operators():
    n = 0
    for _ in range(1500):
        n = 3 ** 800
    return n


def with_calls():
    total = 0
    for i in range(12000):
        total += abs(i) + len(str(i))
    return total


def waits():
    for i in range(3):
        time.sleep(0.001)


while time.process_time() < float(sys.argv[1]):
    for function in (two_lines, one_statement, operators, with_calls, waits):
        began = time.thread_time()
        function()
        SPENT[function.__name__] = SPENT.get(function.__name__, 0.0) + time.thread_time() - began
print(json.dumps(SPENT))
