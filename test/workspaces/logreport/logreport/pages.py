"""Which pages were asked for, and how often."""

_seen = {}  # "a cache": one entry for each URL ever seen, and a session makes every URL a new one


class PageIndex:
    def __init__(self):
        self.counts = {}

    def add(self, entry):
        key = canonical_url(entry)
        self.counts[key] = self.counts.get(key, 0) + 1

    def __len__(self):
        return len(self.counts)


def canonical_url(entry):
    url = entry.path + "?" + "&".join(f"{name}={value}" for name, value in sorted(entry.query.items()))
    if url not in _seen:
        _seen[url] = entry.path.rstrip("/") or "/"
    return _seen[url]
