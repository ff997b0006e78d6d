"""Renders a large table with Jinja2: autoescaping, a filter of its own, a loop in a loop."""
import sys

import jinja2

TEMPLATE = """<table>
{%- for row in rows %}
<tr class="{{ loop.cycle('odd', 'even') }}">{% for cell in row %}<td>{{ cell|shout }}</td>{% endfor %}</tr>
{%- endfor %}
</table>"""


def shout(cell):
    return str(cell).upper() + "!"


def table(rows, columns=12):
    return [[f"<{row} & {column} ü>" for column in range(columns)] for row in range(rows)]


def main(rows):
    environment = jinja2.Environment(autoescape=True)
    environment.filters["shout"] = shout
    html = environment.from_string(TEMPLATE).render(rows=table(rows))
    print(len(html), html[-300:])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 27000)
