"""Formats modules of yapf with yapf, in another style than theirs."""
import os
import sys

import yapf
from yapf.yapflib import yapf_api


def modules():
    folder = os.path.join(os.path.dirname(yapf.__file__), "yapflib")
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(".py")]


def reformat(file):
    with open(file, encoding="utf-8") as source:
        text, changed = yapf_api.FormatCode(source.read(), style_config="pep8")
    print(os.path.basename(file), len(text), changed)
    return text


def main(count):
    print("".join(reformat(file) for file in modules()[:count])[-300:])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
