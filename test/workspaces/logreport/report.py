"""Prints a report about a web server's access log: python report.py [lines]"""
import sys

from logreport.pages import PageIndex
from logreport.parser import parse_log
from logreport.samples import make_log
from logreport.stats import summarize
from logreport.workers import resolve_hosts


def main(line_count):
    log = make_log(line_count)
    entries = parse_log(log)
    pages = PageIndex()
    for entry in entries:
        pages.add(entry)
    hosts = resolve_hosts({entry.client for entry in entries})
    print(f"{len(entries):,} requests from {len(hosts)} hosts to {len(pages)} pages")
    for path, summary in summarize(entries):
        print(f"  {path:<22} {summary}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
