"""Two functions, one after the other, with a sleep between them."""

import time


def first():
    spent, end = 0, time.perf_counter() + 0.4
    while time.perf_counter() < end:
        spent += sum(range(200))


def second():
    spent, end = 0, time.perf_counter() + 0.4
    while time.perf_counter() < end:
        spent += sum(range(200))


first()
time.sleep(0.3)
second()
