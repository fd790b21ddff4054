"""The pages about Trygt møte: open to everybody, and true to the settings, the locks and the checklist."""

import datetime as dt

import pytest

from app.checklists import CURRENT
from app.config import settings
from app.domain.about import PERMISSION_WORDS, ROLE_WORDS
from app.domain.permissions import GRANTS, Permission, Role
from app.domain.retention import TERMS, Kept, terms

PAGES = {
    "Personvern": "Personvern",
    "Tilgjengelighet": "Tilgjengelighetserklæring",
    "Hva vi lagrer": "Hva vi lagrer, og hvor lenge",
    "Hvem ser hva": "Hvem ser hva",
    "Hvorfor vi spør": "Hvorfor vi spør",
}


@pytest.mark.parametrize("link", PAGES)
@pytest.mark.parametrize("who", [None, "kari"])
def test_each_page_is_reached_from_the_foot_of_every_page(app, client, cast, sign_in, link, who):
    browser = sign_in(cast.kari) if who else client
    assert browser.get("/account" if who else "/").follow(link).heading == PAGES[link]


def test_what_is_kept_how_long_is_what_is_set_here(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "RETENTION", {**app.config["RETENTION"], Kept.DRAFT: 14})
    rows = client.get("/about/retention").all("//tbody/tr")
    assert len(rows) == len(Kept)
    assert "14 dager" in rows[0]
    assert "1826 dager" in rows[2]


def test_who_sees_what_is_what_the_locks_say(client, app):
    rows = dict(zip(GRANTS, client.get("/about/access").all("//tbody/tr"), strict=True))
    for permission, granted in GRANTS.items():
        assert rows[permission].count("Ja") == len(granted), permission


def test_every_permission_and_every_role_has_words():
    assert set(PERMISSION_WORDS) == set(Permission), "Say in app/domain/about.py what the new permission is."
    assert set(ROLE_WORDS) == set(Role)


def test_every_question_says_why_it_is_asked_and_on_what_it_rests(client, app):
    page = client.get("/about/questions")
    for question in CURRENT.questions.values():
        assert question.text in page
        assert question.why in page
        assert f"Krav {question.source}:" in page


def test_the_dates_of_the_discussion_are_shown_when_they_are_set(app, client, monkeypatch):
    assert client.get("/about/privacy").text.count("Ikke registrert ennå") == 3
    monkeypatch.setitem(app.config, "DISCUSSED_ON", dt.date(2026, 2, 3))
    monkeypatch.setitem(app.config, "PRIVACY_CONTACT", "personvern@nav.example")
    page = client.get("/about/privacy")
    assert "3. feb. 2026" in page
    assert "personvern@nav.example" in page


@pytest.mark.parametrize("setting", ["draft", "draft=x", "drafts=30", "draft=1", "alarm=365", "assessment=90"])
def test_terms_that_cannot_be_or_are_too_short_are_refused(setting):
    with pytest.raises(ValueError, match=r"class=days|at least"):
        terms(setting)


def test_a_term_can_be_set_and_the_others_stay():
    assert terms("draft=14, alarm=3650") == {
        **{kept: term.days for kept, term in TERMS.items()},
        "draft": 14,
        "alarm": 3650,
    }


@pytest.mark.parametrize(("name", "value"), [("TRYGT_RETENTION", "draft=1"), ("TRYGT_DISCUSSED_ON", "i fjor")])
def test_an_app_with_a_setting_that_cannot_be_does_not_start(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match=name):
        settings({"SECRET_KEY": "x" * 40})
