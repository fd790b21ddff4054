"""Finds Norwegian identity numbers in what people type, so that none is ever stored (design, "The record")."""

from __future__ import annotations

import re
import unicodedata

from stdnum.no import fodselsnummer

from app.domain.text import _

REFUSAL = _("Her står det et fødselsnummer eller D-nummer. Fjern det. Trygt møte skal aldri lagre slike numre.")

_DIGITS = re.compile(r"\d+")
_BETWEEN = re.compile(r"[\s.\-\u2010-\u2015\u2212/_·]{0,3}")
LENGTH = 11


def holds_identity_number(text: str) -> bool:
    """Whether the text has eleven digits, of any script and also with spaces, dots or dashes in them, that are valid.

    Both check digits are tried, so that an ordinary case number of eleven digits is let through.
    """
    runs = list(_DIGITS.finditer(text))
    for first in range(len(runs)):
        digits = ""
        for last in range(first, len(runs)):
            if last > first and not _BETWEEN.fullmatch(text[runs[last - 1].end() : runs[last].start()]):
                break
            digits += "".join(str(unicodedata.decimal(digit)) for digit in runs[last].group())
            if len(digits) >= LENGTH:
                if len(digits) == LENGTH and _is_valid(digits):
                    return True
                break
    return False


def _is_valid(digits: str) -> bool:
    """Check digits alone decide: a number with an odd date is refused all the same."""
    return (
        fodselsnummer.calc_check_digit1(digits) == digits[9] and fodselsnummer.calc_check_digit2(digits) == digits[10]
    )
