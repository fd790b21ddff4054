"""The sign-in page that is kept ready-made is the one that its template draws."""

import re

import pytest

from app.models import Person, db
from app.views import sign_in_page

ONE_USE = re.compile(r'(name="key" value=)"([^"]+)"')
LANGUAGES = ("nb", "nn", "en")
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def alike(app, client, monkeypatch):
    """alike(path, …) is the kept page, after making sure that its template draws the same anew."""

    def compare(path="/", **settings):
        for name, value in settings.items():
            monkeypatch.setitem(app.config, name, value)
        client.get(path)  # from here on this browser has a session
        kept = client.get(path).html
        with monkeypatch.context() as patched:
            patched.setattr(sign_in_page, "opened", lambda next_path: sign_in_page.drawn(next_path=next_path))
            anew = client.get(path).html
        assert ONE_USE.sub("", kept) == ONE_USE.sub("", anew)
        return kept

    return compare


@pytest.mark.parametrize("theme", ["light", "dark", "made-up"])
@pytest.mark.parametrize("locale", LANGUAGES)
def test_every_language_and_theme_is_drawn_alike(alike, client, locale, theme):
    client.http.set_cookie("locale", locale)
    client.http.set_cookie("theme", theme)
    assert f'lang="{locale}"' in alike()


@pytest.mark.parametrize("demo", [True, False])
@pytest.mark.parametrize("accounts", [True, False])
@pytest.mark.parametrize("issuer", ["https://login.example", None])
def test_every_way_in_is_drawn_alike(alike, cast, demo, accounts, issuer):
    page = alike(DEMO=demo, LOCAL_ACCOUNTS=accounts, OIDC_ISSUER=issuer)
    assert ("Kari Nordvik" in page) == demo
    assert ('name="password"' in page) == accounts


def test_where_somebody_was_going_is_filled_in_and_escaped(alike):
    assert "&lt;b&gt;" in alike('/?next=/meetings/1"><b>')
    assert "/meetings/1" not in alike()


def test_one_of_the_cast_who_has_left_is_no_longer_to_be_chosen(alike, cast, app, now):
    assert "Kari Nordvik" in alike(DEMO=True)
    with app.app_context():
        kari = db.session.get(Person, cast.kari.id)
        kari.deactivated_at = now
        db.session.commit()
    assert "Kari Nordvik" not in alike(DEMO=True)


def test_a_notice_is_shown_once(client):
    client.get("/")
    with client.http.session_transaction() as cookie:
        cookie["_flashes"] = [("success", "Bare for én")]
    assert ["Bare for én" in client.get("/").html for _time in range(2)] == [True, False]


def test_no_two_openings_share_a_key(client):
    keys = [key for _time in range(3) for _name, key in ONE_USE.findall(client.get("/").html)]
    assert len(set(keys)) == len(keys) >= 3
