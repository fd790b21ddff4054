"""What the bar "Avbryt møte" knows of a meeting: its token, and whom to call when there is no network."""

from __future__ import annotations

from app import clock
from app.access import signed_in
from app.services import abort_tokens, chains


def known(meeting_id: int | None, *, unit_id: int) -> dict[str, object]:
    """`token` and `chain` for a page of one's own meeting: nothing before it is logged: there is no token then."""
    token = abort_tokens.of_meeting(meeting_id) if meeting_id else None
    chain = chains.derive(unit_id, without=signed_in().id, now=clock.now()) if token else []
    return {"token": token, "chain": chain}
