"""Makes the fonts that PDF files are set in: Source Sans at two weights, and DejaVu Sans for all other letters.

What typst reads is TrueType with one weight a file; what the web pages use is one variable woff2. Run this after
`npm ci` in tools/aksel, with the folder of DejaVu Sans (Debian: fonts-dejavu-core) and its licence:
`.venv/bin/python -m tools.paper_fonts /usr/share/fonts/truetype/dejavu /usr/share/doc/fonts-dejavu-core/copyright`
"""

from __future__ import annotations

import itertools
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).parent.parent
SOURCE_SANS = ROOT / "tools/aksel/node_modules/@fontsource-variable/source-sans-3"
FONTS = ROOT / "app/paper/fonts"
# The letters of Norwegian, and those of Sámi, Kven and the rest of Europe, come in two files: so two families.
PARTS = {"latin": "Paper Sans", "latin-ext": "Paper Sans Ext"}
WEIGHTS = {"Regular": 400, "Bold": 600}


def main(dejavu: Path, licence: Path) -> None:
    """Write the fonts and their licences."""
    FONTS.mkdir(parents=True, exist_ok=True)
    for part, family in PARTS.items():
        for style, weight in WEIGHTS.items():
            font = instantiateVariableFont(
                TTFont(SOURCE_SANS / f"files/source-sans-3-{part}-wght-normal.woff2"), {"wght": weight}
            )
            _save(_renamed(font, family, style), f"{family.replace(' ', '-').lower()}-{style.lower()}.ttf")
    _save(TTFont(dejavu / "DejaVuSans.ttf"), "dejavu-sans.ttf")
    had = sorted({code for file in FONTS.glob("*.ttf") for code in TTFont(file).getBestCmap()})
    (FONTS / "letters.txt").write_text("\n".join(_ranges(had)) + "\n", encoding="ascii")
    shutil.copy(SOURCE_SANS / "LICENSE", FONTS / "paper-sans.LICENSE")
    shutil.copy(licence, FONTS / "dejavu-sans.LICENSE")


def _renamed(font: TTFont, family: str, style: str) -> TTFont:
    """The licence lets nobody call a changed font by its name."""
    names = {
        1: family,
        2: style,
        3: f"{family} {style}",
        4: f"{family} {style}",
        6: f"{family}-{style}".replace(" ", ""),
    }
    for number in (16, 17, 25):
        font["name"].removeNames(nameID=number)
    for number, name in names.items():
        font["name"].setName(name, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = 700 if style == "Bold" else 400
    font["OS/2"].fsSelection = 0x20 if style == "Bold" else 0x40
    font["head"].macStyle = 1 if style == "Bold" else 0
    return font


def _ranges(codes: list[int]) -> Iterator[str]:
    """Runs of numbers as "first-last", in hexadecimal."""
    for _offset, run in itertools.groupby(enumerate(codes), lambda each: each[1] - each[0]):
        numbers = [code for _place, code in run]
        yield f"{numbers[0]:X}-{numbers[-1]:X}"


def _save(font: TTFont, name: str) -> None:
    """Every letter, and what joins letters; without what only helps on a screen."""
    options = Options()
    options.layout_features = ["*"]
    options.hinting = False
    options.flavor = None
    options.name_IDs = ["*"]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap())
    subsetter.subset(font)
    font.save(FONTS / name)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
