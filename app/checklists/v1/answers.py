"""Version 1: the answer that stands among many others."""

from app.domain.checklist import UNKNOWN, Option
from app.domain.text import _


def dont_know(best: str) -> Option:
    """The answer "Vet ikke": never neutral, for it is worse than the best answer."""
    return Option(UNKNOWN, _("Vet ikke"), worse_than=(best,))
