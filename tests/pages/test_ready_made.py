"""A page that is kept ready-made is the page that its template draws, for everybody and every time."""

import re

import pytest
from flask import session

from app import cookies
from app.checklists import CURRENT
from app.domain.forms_of_meeting import FORMS
from app.views import question_pages
from tests import plays

SECTIONS = [section.id for section in CURRENT.sections]
ONE_USE = re.compile(r'(name="(?:client_)?key" value=)"([^"]+)"')
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def begun(app, now):
    """begun(person, …) is the id of a meeting that this person has answered everything about."""

    def begin(person, answers=None, **differs):
        with app.app_context():
            return plays.answered(plays.actor(person, now), now, answers, **differs)

    return begin


@pytest.fixture
def alike(sign_in, monkeypatch):
    """alike(person, meeting_id, section) is the kept page, after making sure that its template draws the same anew."""

    def compare(person, meeting_id, section_id, **choices):
        browser = sign_in(person)
        for name, value in choices.items():
            browser.http.set_cookie(name, value)
        path = f"/meetings/{meeting_id}/assessment/{section_id}"
        kept = browser.get(path).html
        with monkeypatch.context() as patched:
            patched.setattr(question_pages, "opened", question_pages.drawn_anew)
            anew = browser.get(path).html
        assert ONE_USE.sub("", kept) == ONE_USE.sub("", anew)
        return kept

    return compare


@pytest.mark.parametrize("form", FORMS)
def test_every_page_of_every_form_is_drawn_alike(alike, begun, cast, form):
    meeting_id = begun(cast.kari, form=form)
    for section_id in SECTIONS:
        assert "checked" in alike(cast.kari, meeting_id, section_id)


@pytest.mark.parametrize("theme", ["light", "dark", "made-up"])
@pytest.mark.parametrize("name", ["kari", "sunniva", "ola", "ingrid", "tor", "vera"])
def test_every_theme_language_and_role_is_drawn_alike(alike, begun, cast, name, theme):
    person = getattr(cast, name)
    assert person.name in alike(person, begun(person), "client", theme=theme)


def test_a_draft_that_was_copied_says_so_alike(alike, begun, cast, app, now):
    like = begun(cast.kari)
    with app.app_context():
        by = plays.actor(cast.kari, now)
        plays.log_as_it_is(like, by=by, now=now)
        copied = plays.meetings.plan(plays.facts(now), like=like, key=plays.key(), by=by, now=now)
    assert "tidligere vurdering" in alike(cast.kari, copied, "client")


def test_one_page_after_another_shows_its_own_reader_and_meeting(alike, begun, cast):
    before = alike(cast.ola, begun(cast.ola, topic="Noe helt annet"), "meeting")
    kept = alike(cast.tor, begun(cast.tor, {"topic_kind": "conflict"}, topic="Vår sak"), "meeting")
    assert "Noe helt annet" in before
    assert "Noe helt annet" not in kept
    assert cast.ola.name not in kept
    assert 'value="conflict" checked' in kept


def test_what_is_filled_in_is_escaped(alike, begun, cast):
    kept = alike(cast.kari, begun(cast.kari, topic='<b onclick="x">&</b>'), "client")
    assert "<b " not in kept


def test_no_two_openings_share_a_key_that_is_used_once(sign_in, begun, cast):
    kari, path = sign_in(cast.kari), f"/meetings/{begun(cast.kari)}/assessment/client"
    flat = [key for _ in range(3) for _name, key in ONE_USE.findall(kari.get(path).html)]
    assert len(flat) == 6
    assert len(set(flat)) == 6


def test_a_notice_for_one_reader_is_shown_once(sign_in, begun, cast):
    kari, path = sign_in(cast.kari), f"/meetings/{begun(cast.kari)}/assessment/client"
    with kari.http.session_transaction() as cookie:
        cookie["_flashes"] = [("success", "Bare for Kari")]
    told = ["Bare for Kari" in kari.get(path).html for _ in range(3)]
    assert told == [True, False, False]


def test_a_token_that_is_remembered_still_belongs_to_one_session(app, cast):
    def token_in(raw):
        with app.test_request_context():
            session["csrf_token"] = raw
            return cookies.token()

    assert token_in("a") == token_in("a")
    assert token_in("a") != token_in("b")
