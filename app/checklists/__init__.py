"""What is asked, and what follows from the answers: content that a leader can review line by line."""

from app.checklists.v1 import CHECKLIST as V1
from app.domain.checklist import Checklist

PUBLISHED: dict[str, Checklist] = {V1.version: V1}
CURRENT = V1

# A published version is frozen. A test compares; a changed word or rule belongs in a new version.
# `flask checklist digest` prints these.
DIGESTS = {
    "1": "8ba2c932af8bdd9ae5667eb9ebebd31954d8ff137832b01d342b48bc00c800cd",
}


def checklist(version: str) -> Checklist:
    """The published version with this name. Raises KeyError when it was never published."""
    return PUBLISHED[version]
