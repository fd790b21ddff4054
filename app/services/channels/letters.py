"""What a channel is handed, what it may reach, and how it says that it did not work."""

from __future__ import annotations

import dataclasses

# Seconds for each step of a conversation with another machine: connecting, and each answer.
PATIENCE_S = 8.0
# The reason of a failure after which the address is of no use any more.
GONE = "gone"


@dataclasses.dataclass(frozen=True, slots=True)
class Outside:
    """What the settings say about the world outside; see docs/operations.md."""

    base_url: str
    notice_schemes: frozenset[str]
    mail_url: str | None
    push_origins: frozenset[str]
    vapid_private_key: str | None
    vapid_subject: str | None


@dataclasses.dataclass(frozen=True, slots=True)
class Letter:
    """One sentence to one address. It says where something happened, never to whom."""

    channel: str
    target: str | None
    person_id: int
    sentence: str
    path: str
    matter: str

    def with_link(self, base_url: str) -> str:
        """The sentence, and the address to open it at when the settings know one. Opening it needs signing in."""
        return f"{self.sentence}\n{base_url}{self.path}" if base_url else self.sentence


class Failed(Exception):
    """A channel did not take a letter. `reason` is a code; after a `final` one it is not tried again."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final
