"""Counts its own calls, function by function, and prints them as JSON: what cProfile must say exactly."""

import json

COUNTS = {}


def seen(name):
    COUNTS[name] = COUNTS.get(name, 0) + 1


def fib(n):
    seen("fib")
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def even(n):
    seen("even")
    return n == 0 or odd(n - 1)


def odd(n):
    seen("odd")
    return n != 0 and even(n - 1)


class Shape:
    def __init__(self, side):
        seen("__init__")
        self.side = side

    @property
    def area(self):
        seen("area")
        return self.side * self.side

    @staticmethod
    def unit():
        seen("unit")
        return Shape(1)


def failing(n):
    seen("failing")
    if n:
        raise ValueError(n)


def produce(n):
    # Each resumption is a call to cProfile: the first, one per further value, and the one that ends it.
    seen("produce")
    for i in range(n):
        yield i
        seen("produce")


def key(value):
    seen("key")
    return -value


fib(15)
even(40)
for i in range(7):
    Shape.unit().area
    try:
        failing(i % 2)
    except ValueError:
        pass
for n in range(5):
    sum(produce(n))
sorted(range(100), key=key)
list(map(key, range(11)))
COUNTS["seen"] = sum(COUNTS.values())
print(json.dumps(COUNTS))
