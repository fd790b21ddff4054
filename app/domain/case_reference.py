"""A reference to a case in another system, as it is looked for: however somebody has spelled it."""

from __future__ import annotations

import unicodedata


def normalised(reference: str) -> str | None:
    """Letters and digits alone, in one case: "SAK-17" and "sak 17" are the same. None when nothing is left."""
    plain = unicodedata.normalize("NFKC", reference).casefold()
    return "".join(filter(str.isalnum, plain)) or None
