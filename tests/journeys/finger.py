"""Somebody with a phone: taps and types, and can say afterwards how much of it there was."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from app.checklists import CURRENT
from tests.journeys.looking import wait_until_signed_in

TOUCH = {"has_touch": True, "is_mobile": True}


class Finger:
    """One person's finger on one page. `taps`, `typed` and `characters` count what an errand takes."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0
        self.typed: list[str] = []
        self.characters = 0

    def tap(self, what: Locator) -> None:
        what.tap()
        self.taps += 1

    def press(self, label: str) -> None:
        self.tap(self.page.get_by_role("button", name=label, exact=True))

    def follow(self, label: str) -> None:
        self.tap(self.page.get_by_role("link", name=label, exact=True))

    def answer(self, question: str, option: str) -> None:
        self.tap(self.page.locator(f"label[for='{question}-{option}']"))

    def write(self, field: str, words: str) -> None:
        self.page.locator(f"#{field}").fill(words)
        self.typed.append(field)
        self.characters += len(words)

    def sign_in(self, name: str) -> None:
        """Taps somebody of the cast; not counted, for it is done once a day."""
        self.page.goto("/")
        self.page.get_by_role("button", name=name).tap()
        wait_until_signed_in(self.page)

    def plan(self, form: str, topic: str, place: str = "Møterom 3") -> None:
        """From one's own meetings through the facts, to the first page of the checklist."""
        self.page.goto("/meetings")
        self.follow("Ny vurdering")
        self.answer("form", form)
        self.write("topic", topic)
        self.write("place", place)
        self.press("Neste")
        expect(self.page).to_have_url(re.compile("/assessment/client$"))

    def answer_everything(self, form: str, **differs: str) -> None:
        """Every page of the checklist: calmly, but for what differs."""
        for section in CURRENT.sections:
            expect(self.page).to_have_url(re.compile(f"/assessment/{section.id}$"))
            for question in section.asked(form):
                self.answer(question.id, differs.get(question.id, question.options[0].id))
            self.press("Neste")
        expect(self.page).to_have_url(re.compile("/assessment/answers$"))
