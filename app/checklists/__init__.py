"""What is asked, and what follows from the answers: content that a leader can review line by line."""

from app.checklists.v1 import CHECKLIST as V1
from app.domain.checklist import Checklist

PUBLISHED: dict[str, Checklist] = {V1.version: V1}
CURRENT = V1

# A published version is frozen. A test compares; a changed word or rule belongs in a new version.
# `flask checklist digest` prints these.
DIGESTS = {
    "1": "e29acb793661f5edb528f59bee3a6f5d011e57d071398c05ccc3e5dd3f390354",
}


def checklist(version: str) -> Checklist:
    """The published version with this name. Raises KeyError when it was never published."""
    return PUBLISHED[version]
