import pytest

from logreport.parser import parse_line, parse_query
from logreport.samples import make_log

LINE = '10.0.0.1 [7] "GET /search?q=caf%C3%A9+3&page=2 HTTP/1.1" 200 12.5ms'


def test_parses_a_line():
    entry = parse_line(LINE)
    assert (entry.client, entry.path, entry.status, entry.millis) == ("10.0.0.1", "/search", 200, 12.5)


@pytest.mark.parametrize("query, expected", [("", {}), ("a=1", {"a": "1"}), ("q=caf%C3%A9+3", {"q": "café 3"})])
def test_parses_a_query(query, expected):
    assert parse_query(query) == expected


def test_refuses_what_is_no_log_line():
    with pytest.raises(ValueError, match="not a line"):
        parse_line("hello")


def test_parses_many_lines():
    assert all(parse_line(line).status in (200, 304, 404) for line in make_log(300))
