"""Percentiles of response times, page by page."""


def summarize(entries):
    by_path = {}
    for entry in entries:
        by_path.setdefault(entry.path, []).append(entry.millis)
    for path in sorted(by_path):
        yield path, describe(by_path[path])


def describe(values):
    median, p95, p99 = (percentile(values, p) for p in (50, 95, 99))
    return f"{len(values):>6,} requests  median {median:6.1f} ms  p95 {p95:6.1f} ms  p99 {p99:6.1f} ms"


def percentile(values, p):
    ordered = insertion_sorted(values[:1500])
    return ordered[min(len(ordered) - 1, len(ordered) * p // 100)]


def insertion_sorted(values):
    ordered = []
    for value in values:
        index = len(ordered)
        while index > 0 and ordered[index - 1] > value:
            index -= 1
        ordered.insert(index, value)
    return ordered
