"""Renders a generated Markdown document to HTML with markdown-it-py."""
import sys

from markdown_it import MarkdownIt


def chapter(number):
    return f"""
## Chapter {number}: *Wärme* and [links](https://example.org/{number} "title")

Some **bold**, some `code`, some ~~struck~~ text & an ![image](a{number}.png).

- one
- two with <b>inline</b> html
  1. nested {number}

| left | right |
|:-----|------:|
| {number} | {number * number} |

> A quote
> of two lines.

```python
print({number})
```
"""


def main(chapters):
    markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    html = markdown.render("".join(chapter(number) for number in range(chapters)))
    print(len(html), html[-300:])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1500)
