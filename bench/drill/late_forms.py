"""Faults 13 to 15: two tabs, a stale token, and a sign-in that ends in the middle. Nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sqlalchemy as sa
from lxml import html

from app import clock
from app.checklists import CURRENT
from app.domain.events import Happened
from app.models import Assessment, SignIn
from bench.drill import counts
from bench.drill.outcome import Outcome
from bench.drill.stand import WEBS, Place, Stand, standing
from bench.drill.visitor import Visitor, form_on
from bench.house import calm_answers
from bench.wire import Answer

SECTION = CURRENT.section("client")
QUESTION = SECTION.asked("home_visit")[0]
FIRST, SECOND = (option.id for option in QUESTION.options[:2])


def two_tabs(place: Place, times: int) -> Iterator[Outcome]:
    """The same page open twice, answered differently: the second is not stored over the first, but shown beside it."""

    def one(stand: Stand, meeting: int) -> dict[str, bool]:
        kari, path = Visitor.with_cookie(stand.port, stand.logs_with), _section(meeting)
        tabs = [kari.get(path), kari.get(path)]
        won = kari.post(path, form_on(tabs[0], None, **{QUESTION.id: SECOND}))
        late = kari.post(path, form_on(tabs[1], None, **{QUESTION.id: FIRST, "go": "next"}))
        return {
            "the first is stored": won.status == 303 and _answer(place, meeting) == SECOND,
            "the second is told": late.status == 409,
            "the second's answers are shown": _is_shown(late, FIRST),
        }

    yield _held(13, place, times, "one page in two tabs, answered differently", one, doubles=False)


def stale_token(place: Place, times: int) -> Iterator[Outcome]:
    """A token that no longer holds: the page comes back filled in, and one more tap stores it."""

    def one(stand: Stand, meeting: int) -> dict[str, bool]:
        kari, path = Visitor.with_cookie(stand.port, stand.logs_with), _section(meeting)
        form = form_on(kari.get(path), None, **{QUESTION.id: SECOND})
        back = kari.post(path, {**form, "csrf_token": "long-gone"})
        before = _answer(place, meeting)
        again = kari.post(path, form_on(back, None))
        return {
            "the page comes back": back.status == 422,
            "nothing is stored yet": before == FIRST,
            "one more tap stores it": again.status == 303 and _answer(place, meeting) == SECOND,
        }

    yield _held(14, place, times, "a stale token against forgery", one, doubles=False)


def ended_sign_in(place: Place, times: int) -> Iterator[Outcome]:
    """The sign-in ends between page and form: after signing in the form waits, and is stored once, also sent twice."""

    def one(stand: Stand, meeting: int) -> dict[str, bool]:
        kari, path = Visitor(stand.port), f"/meetings/{meeting}/log"
        first = kari.get("/")
        kari.post("/cast-sign-in", form_on(first, "/cast-sign-in", person=_number_of("Kari", first)))
        form = form_on(kari.get(f"/meetings/{meeting}/result"), path)
        with counts.database(place.url) as connection:
            connection.execute(sa.update(SignIn.__table__).values(ended_at=clock.now()))
        asked = kari.post(path, form)
        waiting = form_on(asked, "/cast-sign-in", person=_number_of("Kari", asked))
        back = kari.post("/cast-sign-in", waiting)
        answers = [kari.post(path, form_on(back, path)) for _ in range(2)]
        return {
            "one is asked to sign in": asked.status == 401,
            "the form waits": back.status == 200,
            "it is stored": [answer.status for answer in answers] == [303, 303],
        }

    yield _held(15, place, times, "the sign-in ends between page and form", one, doubles=True)


def _held(
    fault: int,
    place: Place,
    times: int,
    tried: str,
    one: Callable[[Stand, int], dict[str, bool]],
    *,
    doubles: bool,
) -> Outcome:
    with standing(place, *WEBS, drafts=times + 5) as stand:
        meetings = [number for number, _mark in stand.scene.logging["drafts"][:times]]
        found = [one(stand, meeting) for meeting in meetings]
        lines = counts.streams(place.url, Happened.ASSESSMENT_LOGGED)
    logged = [lines[f"meeting/{meeting}"] for meeting in meetings]
    goals = {claim: all(each[claim] for each in found) for claim in found[0]}
    return Outcome(
        fault=fault,
        database=place.backend,
        tried=tried,
        times=len(found),
        acknowledged=sum(all(each.values()) for each in found),
        lost=logged.count(0) if doubles else 0,
        doubled=sum(number > 1 for number in logged),
        seen="; ".join(f"{claim}: {sum(each[claim] for each in found)}" for claim in found[0]),
        goals=goals,
    )


def _section(meeting: int) -> str:
    return f"/meetings/{meeting}/assessment/{SECTION.id}"


def _answer(place: Place, meeting: int) -> str | None:
    table = Assessment.__table__
    with counts.database(place.url) as connection:
        answers = connection.execute(sa.select(table.c.answers).where(table.c.meeting_id == meeting)).scalar_one()
    return str(answers[QUESTION.id])


def _is_shown(page: Answer, option: str) -> bool:
    """Whether an answer that was sent stands on the page, ready to be sent again."""
    marked = html.document_fromstring(page.text).xpath(
        "//input[@name=$name and @value=$value and (@checked or @type='hidden')]", name=QUESTION.id, value=option
    )
    return bool(marked)


def _number_of(name: str, page: Answer) -> str:
    found = html.document_fromstring(page.text).xpath("//button[@name='person'][contains(., $name)]/@value", name=name)
    return str(found[0])


if calm_answers("home_visit")[QUESTION.id] != FIRST:
    raise RuntimeError("the drafts of the scene answer the first question of this page with its first option")
