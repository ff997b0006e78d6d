"""Parses a generated page with html5lib and writes it out again."""
import sys

import html5lib


def page(rows):
    yield "<!doctype html><title>Orders</title><table class=orders>"
    for row in range(rows):
        yield f"<tr id=r{row}><td>{row}<td><b>Größe &amp; co<td><a href='/o?id={row}&x=1'>open</a>"
    yield "</table><p>unclosed <i>tags <b>everywhere"


def tidy(text):
    tree = html5lib.parse(text, namespaceHTMLElements=False)
    return html5lib.serialize(tree, omit_optional_tags=False, quote_attr_values="always")


def main(rows):
    tidied = tidy("".join(page(rows)))
    print(len(tidied), tidied[-300:])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2800)
