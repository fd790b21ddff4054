"""What the bar "Avbryt møte" knows of a meeting: its token, and whom to call when there is no network."""

from __future__ import annotations

from flask import request

from app import clock
from app.access import current_person, signed_in
from app.services import abort_tokens, chains
from app.services.chains import Holder


def known(meeting_id: int | None, *, unit_id: int) -> dict[str, object]:
    """`token` and `chain` for a page of one's own meeting: nothing before it is logged: there is no token then."""
    token = abort_tokens.of_meeting(meeting_id) if meeting_id else None
    chain = chains.derive(unit_id, without=signed_in().id, now=clock.now()) if token else []
    return {"token": token, "chain": chain}


def to_call() -> list[Holder]:
    """Whom to call when this request's alarm was not raised. Raises Missing when nobody can say whose it is."""
    person = current_person()
    unit_id, without = (person.unit_id, person.id) if person else _behind_token()
    return chains.derive(unit_id, without=without, now=clock.now())


def _behind_token() -> tuple[int, int]:
    meeting = abort_tokens.meeting_behind(request.form.get("token", ""), now=clock.now())
    return meeting.unit_id, meeting.employee_id
