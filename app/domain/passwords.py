"""Which passwords are the first that somebody would try: repeated, run along the keys, or made of words about us."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.domain.text import _

# Words that stand around in an office, and in the lists of passwords that are tried first.
WORDS = frozenset(
    "trygtmøte trygtmote trygt møte mote nav kontor kontoret veileder leder bruker ansatt fylke direktorat vurdering "  # noqa: SIM905
    "passord password passwort admin administrator velkommen welcome hemmelig secret sommer vinter høst haust vår "
    "summer winter autumn spring norge norway oslo bergen trondheim januar februar mars april mai juni juli august "
    "september oktober november desember mandag tirsdag onsdag torsdag fredag lørdag søndag iloveyou letmein qwerty "
    "football fotball liverpool monkey dragon master sunshine princess superman batman starwars test changeme".split()
)
ROWS = (
    "abcdefghijklmnopqrstuvwxyzæøå",
    "01234567890",
    "qwertyuiopå",
    "asdfghjkløæ",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
IN_PLACE_OF_LETTERS = str.maketrans("0134578@$!", "oleastbasi")
SHORTEST_RUN = 4
FEWEST_DIFFERENT = 5
LEFT_AT_LEAST = 6
JUDGED = 256


class TooEasy(ValueError):
    """The password is among the first that would be tried."""

    sentence = _("Passordet er for lett å gjette. Bruk flere ord som ikke handler om deg, kontoret eller årstiden.")

    def __init__(self) -> None:
        super().__init__("the password is easy to guess: use several words, none of them about you or the office")


def too_easy(password: str, about: Iterable[str] = ()) -> bool:
    """Whether little is left when repetitions, runs along the keys, years and known words are taken away.

    `about`: the person's name, address and unit, of which no word counts either. Judged by its first letters (JUDGED
    of them): what it takes grows with the square of what is looked at, and a page of text must not hold a process up.
    """
    typed = password[:JUDGED].casefold()
    if len(set(typed)) < FEWEST_DIFFERENT or _repeats(typed):
        return True
    known = WORDS | {word for text in about for word in re.split(r"[^\w]+", text.casefold()) if len(word) > 2}
    return any(_left(spelled, known) < LEFT_AT_LEAST for spelled in (typed, typed.translate(IN_PLACE_OF_LETTERS)))


def _repeats(typed: str) -> bool:
    """Whether it is one part over and over: no longer than half of it."""
    return any((typed[:part] * len(typed))[: len(typed)] == typed for part in range(1, len(typed) // 2 + 1))


def _left(typed: str, known: Iterable[str]) -> int:
    """How many letters are left without known words, the longest first, and without runs."""
    for word in sorted(known, key=len, reverse=True):
        typed = typed.replace(word, " ")
    for row in ROWS:
        for run in (row, row[::-1]):
            for length in range(len(run), SHORTEST_RUN - 1, -1):
                for start in range(len(run) - length + 1):
                    typed = typed.replace(run[start : start + length], " ")
    return len(re.sub(r"[\W\d_]", "", typed))
