"""The press, run as a program of its own: an order in JSON on standard input, a PDF on standard output.

It imports nothing of the app. What it prints is data for paper.typ: typst never reads it as source.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import typst

HERE = Path(__file__).parent
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]


def main() -> int:
    """Print one order. What typst says of an error names our own template, never what people wrote."""
    written = sys.stdin.buffer.read().decode()
    try:
        printed = typst.compile(
            HERE / "paper.typ",
            root=HERE,
            font_paths=typst.Fonts(
                include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"]
            ),
            sys_inputs={"order": written},
            pdf_standards=STANDARDS,
            timestamp=json.loads(written)["made_at"],
        )
    except typst.TypstError as error:
        sys.stderr.write(str(error.message))
        return 1
    sys.stdout.buffer.write(printed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
