import itertools

from logreport.pages import PageIndex
from logreport.parser import Entry

_sessions = itertools.count()


def entry(path, **query):
    return Entry("10.0.0.1", 1, path, query, 200, 1.0)


def test_counts_pages():
    index = PageIndex()
    for path in ("/", "/cart", "/"):
        index.add(entry(path))
    assert index.counts == {"/": 2, "/cart": 1}


def test_many_sessions_are_one_page():
    index = PageIndex()
    for _ in range(500):
        index.add(entry("/cart", session=f"{next(_sessions):032x}"))
    assert len(index) == 1
