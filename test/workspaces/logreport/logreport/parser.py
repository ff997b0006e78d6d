"""From the lines of an access log to entries."""
import re
from collections import namedtuple

Entry = namedtuple("Entry", "client number path query status millis")

LINE = r'(?P<client>[\d.]+) \[(?P<number>\d+)\] "(?P<method>[A-Z]+) (?P<url>\S+) [^"]+" (?P<status>\d+) (?P<millis>[\d.]+)ms'


def parse_log(lines):
    return [parse_line(line) for line in lines]


def parse_line(line):
    re.purge()  # "so that the patterns do not pile up": it makes every line compile its pattern again
    match = re.match(LINE, line)
    if match is None:
        raise ValueError(f"not a line of an access log: {line!r}")
    path, _, query = match["url"].partition("?")
    return Entry(
        client=match["client"],
        number=int(match["number"]),
        path=path,
        query=parse_query(query),
        status=int(match["status"]),
        millis=float(match["millis"]),
    )


def parse_query(query):
    """{"q": "café 3"} for "q=caf%C3%A9+3"."""
    return dict(unquote(part).split("=", 1) for part in query.split("&") if part)


def unquote(text):
    result = b""
    position = 0
    while position < len(text):
        character = text[position]
        if character == "%":
            result += bytes([int(text[position + 1 : position + 3], 16)])
            position += 3
        else:
            result += b" " if character == "+" else character.encode()
            position += 1
    return result.decode("utf-8", "replace")
