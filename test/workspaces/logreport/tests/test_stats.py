from logreport.stats import insertion_sorted, percentile


def test_percentiles():
    assert [percentile(list(range(100)), p) for p in (50, 95, 99)] == [50, 95, 99]


def test_sorts():
    values = [(7919 * n) % 1009 for n in range(400)]
    assert insertion_sorted(values) == sorted(values)
