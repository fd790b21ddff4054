"""What is personal stays on the pages: never in an address, a title, a log or a figure of what was asked."""

import io
import json
import logging
import re
from urllib.parse import unquote_plus

import pytest
import sqlalchemy as sa
import time_machine
from flask import request

from app import observing
from app.domain.forms_of_meeting import FORMS
from app.models import Meeting, Person, Place, Unit, db
from app.views import searches
from tests.clock import MONDAY_MORNING
from tests.house.sources import told
from tests.pages import touring
from tests.pages.every_answer import READERS
from tests.pages.test_every_word_is_translated import a_week_with_alarms

ADDRESSES = re.compile(r'\b(?:href|action|formaction|src|data-[a-z-]+)="(/[^"]*)"')
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
SCENE = "a week with alarms"


@pytest.fixture(scope="module")
def walked(workbench):
    """Every page as each reader, and each form of theirs sent empty; with every line that was logged meanwhile."""
    written = io.StringIO()
    writer = logging.StreamHandler(written)
    writer.setFormatter(observing.json_lines())
    root, ours = logging.getLogger(), logging.getLogger("trygt")
    with time_machine.travel(MONDAY_MORNING, tick=False), pytest.MonkeyPatch.context() as patch:
        prepared = workbench.on("sqlite")
        prepared.stage(SCENE, a_week_with_alarms)
        patch.setattr(root, "handlers", [writer])
        levels = root.level, ours.level
        root.setLevel(logging.INFO)  # by the method: loggers remember what they were not asked for before
        ours.setLevel(logging.DEBUG)
        heard = _Heard(prepared.app)
        seen = list(touring.pages(prepared.app, READERS))
        list(touring.answers(prepared.app, seen, lambda: prepared.stage(SCENE, a_week_with_alarms)))
        with prepared.app.app_context():
            personal = _personal()
        metrics = prepared.app.test_client().get("/internal/metrics").get_data(as_text=True)
        heard.stop()
        for logger, level in zip((root, ours), levels, strict=True):
            logger.setLevel(level)
    return {"answers": heard.answers, "personal": personal, "logged": written.getvalue(), "metrics": metrics}


class _Heard:
    """Listens to every answer that the app gives: its address, where it leads, and its page."""

    def __init__(self, app):
        self.answers, self._app = [], app
        app.after_request_funcs.setdefault(None, []).insert(0, self._hear)

    def _hear(self, answer):
        page = answer.get_data(as_text=True) if answer.mimetype == "text/html" and not answer.is_streamed else ""
        self.answers.append((request.full_path, answer.headers.get("Location", ""), page))
        return answer

    def stop(self):
        self._app.after_request_funcs[None].remove(self._hear)


def _personal():
    """Names of people and each part of them, numbers, addresses, case references, and everything that was written."""
    names = list(db.session.scalars(sa.select(Person.name)))
    parts = {part for name in names for part in name.split() if len(part) > 3}
    told_of = {cell for row in db.session.execute(sa.select(Person.sign_in_name, Person.phone)) for cell in row if cell}
    facts = db.session.execute(sa.select(Meeting.topic, Meeting.place, Meeting.case_reference))
    written = {cell for row in facts for cell in row if cell}
    places = set(db.session.scalars(sa.select(Place.name)))
    ours = {*db.session.scalars(sa.select(Unit.name)), *FORMS.values()}  # a meeting by telephone is at "Telefon"
    typed = {cell for cell in touring.typed() if " " in cell}
    return {each for each in {*names, *parts, *told_of, *written, *places, *typed} - ours if len(each) > 3}


def _found(personal, text):
    return sorted(each for each in personal if each.casefold() in text.casefold())


def test_there_is_something_to_look_for(walked):
    assert len(walked["answers"]) > 800
    assert {"Kari Nordvik", "kari@nav.example", "Oppfølging av aktivitetsplan"} <= walked["personal"]
    pages = " ".join(page for _address, _led, page in walked["answers"])
    assert len(_found(walked["personal"], pages)) > 50


def test_no_address_on_any_page_holds_anything_personal(walked):
    addresses = {
        unquote_plus(address)
        for asked, led, page in walked["answers"]
        for address in (asked, led, *ADDRESSES.findall(page))
    }
    assert len(addresses) > 200
    wrong = [f"{each}: {found}" for each in sorted(addresses) if (found := _found(walked["personal"], each))]
    assert not wrong, told(["Addresses are kept by browsers, proxies and their logs:", *wrong])


def test_no_title_holds_anything_personal(walked):
    titles = {title for _address, _led, page in walked["answers"] for title in TITLE.findall(page)}
    assert len(titles) > 40
    wrong = [f"{each}: {found}" for each in sorted(titles) if (found := _found(walked["personal"], each))]
    assert not wrong, told(["Titles stay in the history of the browser; see own_words in layouts/base.html:", *wrong])


def test_no_line_of_the_log_holds_anything_personal(walked):
    lines = walked["logged"].splitlines()
    assert len(lines) > 100
    wrong = [f"{line}: {found}" for line in lines if (found := _found(walked["personal"], line))]
    assert not wrong, told(wrong)


def test_every_line_of_the_log_is_one_object_with_only_what_may_be_said(walked):
    for line in walked["logged"].splitlines():
        assert json.loads(line).keys() <= observing.SAID


def test_no_figure_of_what_was_asked_holds_anything_personal(walked):
    assert "trygt_answers_total{" in walked["metrics"]
    assert _found(walked["personal"], walked["metrics"]) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_whom_an_administrator_looks_for_is_not_in_the_address(cast, sign_in):
    page = sign_in(cast.anders).get("/administration/people").submit("Søk", {"words": "Nordvik"})
    assert page.all("//tbody/tr/th") == ["Kari Nordvik"]
    assert page.tree.xpath("//input[@name='words']/@value") == ["Nordvik"]
    assert _found({"Nordvik"}, unquote_plus(page.url)) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("words", ["Å", "a" * 5000, "%_\\", "<b>", "\N{GRINNING FACE}"])
def test_words_are_sealed_for_an_address_and_opened_again(app, words):
    with app.app_context():
        text = searches.sealed(words)
        assert searches.opened(text) == words[: searches.LONGEST]
        assert words not in text
        assert searches.opened(text[:-4] + "AAAA") == searches.opened("x") == searches.opened(None) == ""
        assert searches.sealed(" ") is None
