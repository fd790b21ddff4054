"""Words that somebody searches for, as they stand in an address: sealed, so that no name is left in a log or a history.

A search is sent as a form and answered with an address, which can be opened again, and passed on within the house.
"""

from __future__ import annotations

from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from app.keyring import Unreadable
from app.models.sealed import ring

WHERE = "address.words"
LONGEST = 100


def sealed(words: str) -> str | None:
    """Words as they may stand in an address; None for none, so that they are left out of it."""
    return ring().seal(words[:LONGEST], WHERE) if words.strip() else None


def opened(text: str | None) -> str:
    """The words in an address, "" when there are none, or none that were sealed here."""
    try:
        return ring().open(text, WHERE) if text else ""
    except Unreadable:
        return ""


def with_words(sent: MultiDict[str, str], *names: str) -> MultiDict[str, str]:
    """What an address says, with the words under these names opened."""
    return ImmutableMultiDict({**sent.to_dict(), **{name: opened(sent.get(name)) for name in names if name in sent}})
