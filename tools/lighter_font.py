"""Makes the font that pages load from Source Sans 3: the weights and features that the stylesheet uses, and no more.

The Open Font License lets anybody do so, but not under the name Source: the result is called Trygt Sans. It keeps every
letter of its origin, and says in its licence where it comes from. Loose accents are left out: what is typed as a letter
and an accent is drawn as the one letter that the two make.
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).parent.parent
ORIGIN = ROOT / "tools" / "aksel" / "node_modules" / "@fontsource-variable" / "source-sans-3"
LETTERS = ORIGIN / "files" / "source-sans-3-latin-wght-normal.woff2"
FONT = ROOT / "app" / "static" / "fonts" / "trygt-sans.woff2"
# Figures are as wide as each other from the start; nobody writes fractions.
FEATURES = ("kern", "ccmp", "locl", "liga")
# From running text to the largest heading; <strong> asks for 700 and gets 650.
WEIGHTS = (400, 650)
NAMES = {"Source Sans 3": "Trygt Sans", "SourceSans3": "TrygtSans"}
RENAMED = (1, 3, 4, 6, 16, 25)  # family, unique name, full name, PostScript name, and their typographic sisters
COPYRIGHT = 0


def main() -> int:
    """0 when the font is written, 1 with a sentence when its origin has not been fetched."""
    if not LETTERS.exists():
        print(f"{LETTERS.relative_to(ROOT)} is missing: run npm ci in tools/aksel.", file=sys.stderr)
        return 1
    lighter = _lighter(TTFont(LETTERS, recalcTimestamp=False))
    _rename(lighter)
    lighter.flavor = "woff2"
    lighter.save(FONT)
    FONT.with_suffix(".LICENSE").write_text(_licence(lighter), encoding="utf-8")
    print(f"{FONT.relative_to(ROOT)}: {FONT.stat().st_size} bytes, of {LETTERS.stat().st_size}")
    return 0


def _lighter(font: TTFont) -> TTFont:
    options = subset.Options(layout_features=list(FEATURES), name_IDs=["*"], notdef_outline=True)
    keeper = subset.Subsetter(options)
    keeper.populate(unicodes=[code for code in font.getBestCmap() if not unicodedata.combining(chr(code))])
    keeper.subset(font)
    return instancer.instantiateVariableFont(font, {"wght": WEIGHTS})


def _rename(font: TTFont) -> None:
    for record in font["name"].names:
        if record.nameID in RENAMED:
            said = record.toUnicode()
            for old, new in NAMES.items():
                said = said.replace(old, new)
            record.string = said


def _licence(font: TTFont) -> str:
    weights = "{} to {}".format(*WEIGHTS)
    change = f"Trygt Sans is a Modified Version of Source Sans 3: weights {weights}, no loose accents, fewer features."
    return f"{font['name'].getDebugName(COPYRIGHT)}\n{change}\n\n{(ORIGIN / 'LICENSE').read_text(encoding='utf-8')}"


if __name__ == "__main__":
    sys.exit(main())
