"""Any history of one phone that two people share: what they tapped arrives, once, in their own names, and nothing else.

`HISTORIES=… SEED=… make deep ONLY=any_history`. A failure prints the steps that led to it.
"""

from __future__ import annotations

import contextlib
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error, Page
from playwright.sync_api import TimeoutError as TookTooLong

from app.models import Escalation, Person, db
from tests.deep import proof
from tests.journeys.alarms import begin_meeting, open_ready_meeting, sign_in

if TYPE_CHECKING:
    from tests.live import LiveHouse

KARI, AMIR = PEOPLE = ("Kari Nordvik", "Amir Haugen")
URGENCIES = ("danger", "safe")
HISTORIES, SEED = int(os.environ.get("HISTORIES", "20")), int(os.environ.get("SEED", "1"))
STEPS = 14
PATIENCE_MS, END_S = 15_000, 90
DOWN = "502 "  # an answer of a server that is down, which is part of it; a script that fails is not
TOLD = """() => {
  const form = document.querySelector("form[data-abort]");
  const screen = document.querySelector("[data-alarm-screen]");
  return [form && { reader: form.elements.reader.value, state: screen.open ? screen.dataset.state : "" }];
}"""
ANSWERED = """() => location.pathname.startsWith("/escalations/")
  || ["unsent", "signed-out", "sent"].includes(document.querySelector("[data-alarm-screen]")?.dataset.state)"""


class Phone:
    """One phone, what happens to it, and who has tapped what on it."""

    def __init__(self, page: Page, house: LiveHouse, chance: random.Random) -> None:
        self.page, self.house, self.chance = page, house, chance
        page.context.set_default_timeout(PATIENCE_MS)
        self.is_offline, self.last = False, KARI
        self.marks: dict[str, str] = {}
        self.tapped = Counter[tuple[str, str]]()
        self.steps: list[str] = []
        self.enter(KARI)
        self.meeting = begin_meeting(page) if chance.random() < 0.5 else open_ready_meeting(page)

    def lives(self) -> None:
        """So many steps by chance, each looked at; then the network is back, and both sign in again."""
        for _ in range(STEPS):
            step = self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
            self.steps.append(step.__name__)
            with contextlib.suppress(Error):  # a page that goes on by itself comes in between
                step(self)
            self.is_told_to_nobody_else()
        self.steps.append("the end")
        self.house.is_down, self.house.seconds_late = False, {}
        self.go_online()
        for _ in range(END_S // 3):
            if set(self.stored()) == set(self.tapped):
                break
            for name in {name for name, _urgency in self.tapped}:
                with contextlib.suppress(Error):  # a server that was slow has a queue now
                    self.enter(name)
                    self.visit("/account")
                self.page.wait_for_timeout(1000)
        self.page.wait_for_timeout(1500)

    def stored(self) -> Counter[tuple[str, str]]:
        """The alarms in the database: how many of which urgency, in whose name."""
        with self.house.app.app_context():
            found = db.session.query(Person.name, Escalation.urgency).join(
                Escalation, Escalation.employee_id == Person.id
            )
            return Counter((name, urgency) for name, urgency in found)

    def told(self) -> dict[str, str] | None:
        """Whose page this is, and what its screen for alarms says; None where there is no bar."""
        found: list[dict[str, str] | None] = self.page.wait_for_function(TOLD).json_value()
        return found[0]

    def is_told_to_nobody_else(self) -> None:
        """No page shows the screen of an alarm to somebody who has raised none, or says "sent" of one that is not."""
        with contextlib.suppress(Error):
            told = self.told()
            if not told or not told["state"] or told["state"] == "sending":
                return
            reader = self.marks.get(told["reader"], self.last)
            assert any(name == reader for name, _urgency in self.tapped), (told, reader, self.tapped, self.steps)
            if told["state"] == "sent":
                assert any(name == reader for name, _urgency in self.stored()), (told, self.tapped, self.steps)

    def enter(self, name: str) -> None:
        """Somebody signs in; whoever was signed in before has not signed out."""
        self.page.goto("about:blank")
        self.page.context.clear_cookies()
        sign_in(self.page, name)
        self.last = name
        if told := self.told():
            self.marks[told["reader"]] = name

    def visit(self, path: str) -> None:
        with contextlib.suppress(Error):
            self.page.goto(path)

    def go_offline(self) -> None:
        self.is_offline = True
        self.page.context.set_offline(True)

    def go_online(self) -> None:
        self.is_offline = False
        self.page.context.set_offline(False)

    def break_down(self) -> None:
        self.house.is_down = True

    def heal(self) -> None:
        self.house.is_down, self.house.seconds_late = False, {}

    def slow_down(self) -> None:
        self.house.seconds_late = {"/aborts": self.chance.uniform(0.1, 2)}

    def open_meetings(self) -> None:
        self.visit("/meetings")

    def open_meeting(self) -> None:
        self.visit(self.meeting)

    def open_account(self) -> None:
        self.visit("/account")

    def leave(self) -> None:
        self.visit("about:blank")

    def reload(self) -> None:
        self.page.reload()

    def go_back(self) -> None:
        self.page.go_back()

    def wait(self) -> None:
        self.page.wait_for_timeout(self.chance.uniform(100, 4000))

    def forget_sign_in(self) -> None:
        self.page.context.clear_cookies()

    def change_hands(self) -> None:
        if not self.is_offline and not self.house.is_down:
            self.enter(AMIR if self.last == KARI else KARI)

    def sign_out(self) -> None:
        if not self.is_offline and not self.house.is_down:
            self.page.evaluate("document.querySelector('details.menu').open = true")
            self.page.get_by_role("button", name="Logg ut").click(timeout=1000)

    def abort(self) -> None:
        """A tap, which is counted when the phone has said something of it: at the latest after some seconds."""
        if not self.told():
            self.visit("/meetings")  # not every page has the bar
        told = self.told()
        if not told:
            return
        who, urgency = self.marks.get(told["reader"], self.last), self.chance.choice(URGENCIES)
        self.steps.append(f"by {who}, {urgency}")
        self.page.evaluate(
            """(urgency) => {
                document.querySelector("[data-alarm-screen]").close();
                const form = document.querySelector("form[data-abort]");
                form.closest("details").open = true;
                form.querySelector(`button[value=${urgency}]`).click();
            }""",
            urgency,
        )
        self.tapped[who, urgency] += 1
        try:
            self.page.wait_for_function(ANSWERED, timeout=PATIENCE_MS)
        except TookTooLong:
            pytest.fail(f"The screen says nothing of a tap: {self.told()}, {self.steps}")


WEIGHTS: dict[Callable[[Phone], None], int] = {
    Phone.abort: 5,
    Phone.go_offline: 3,
    Phone.go_online: 3,
    Phone.break_down: 1,
    Phone.heal: 2,
    Phone.slow_down: 2,
    Phone.open_meetings: 2,
    Phone.open_meeting: 2,
    Phone.open_account: 1,
    Phone.leave: 2,
    Phone.reload: 2,
    Phone.go_back: 1,
    Phone.wait: 3,
    Phone.forget_sign_in: 2,
    Phone.change_hands: 3,
    Phone.sign_out: 1,
}


@pytest.fixture(scope="module")
def lived() -> Iterator[Counter[str]]:
    """What the histories of this run held, written down at the end."""
    counts: Counter[str] = Counter()
    yield counts
    about = "Two people share one phone: aborts, networks and servers that go and come, sign-ins that end and change."
    rows = [(counts["begun"], counts["ended"], counts["aborts"], counts["alarms"], counts["lost"], counts["amiss"])]
    titles = (
        "histories",
        "brought to their end",
        "aborts tapped",
        "alarms stored",
        "lost",
        "doubled, or in another name",
    )
    command = f"HISTORIES={HISTORIES} SEED={SEED} make deep ONLY=any_history"
    proof.write("any history of a phone", command, about, proof.table(titles, rows))


@pytest.mark.parametrize("seed", range(SEED, SEED + HISTORIES))
def test_what_was_tapped_arrives_once_in_the_name_of_whoever_tapped(open_browser, live_house, lived, seed):
    lived.update(begun=1)
    phone = Phone(open_browser(), live_house, random.Random(seed))
    phone.lives()
    open_browser.complaints[:] = [each for each in open_browser.complaints if not each.startswith(DOWN)]
    stored = phone.stored()
    lived.update(ended=1, aborts=phone.tapped.total(), alarms=stored.total())
    lived.update(lost=len(set(phone.tapped) - set(stored)), amiss=(stored - phone.tapped).total())
    assert not set(phone.tapped) - set(stored), (stored, phone.tapped, phone.steps)
    assert not stored - phone.tapped, (stored, phone.tapped, phone.steps)
