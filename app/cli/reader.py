"""Who reads what the command line writes: bokmål unless --language says otherwise."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from app.domain.in_words import Gettext

LANGUAGES = ("nb", "nn", "en")
CATALOGUES = Path(__file__).parents[1] / "translations"

Command = TypeVar("Command", bound=Callable[..., None])


def asks_for_language(command: Command) -> Command:
    """Add the option --language."""
    return click.option(
        "--language",
        type=click.Choice(LANGUAGES),
        default=LANGUAGES[0],
        help="Language of the texts; what is not translated stays in bokmål.",
    )(command)


def gettext_in(language: str) -> Gettext:
    """The gettext of a reader of this language; without a catalogue everything stays in bokmål."""
    if language == LANGUAGES[0]:
        return str
    return gettext.translation("messages", CATALOGUES, [language], fallback=True).gettext
