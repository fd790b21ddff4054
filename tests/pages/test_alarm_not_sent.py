"""An alarm that could not be stored is never called sent: whom to call stands first, also when all else fails."""

import pytest
import sqlalchemy as sa

from app import errors
from app.models import Escalation, db
from app.models.transaction import Busy
from app.services import abort_tokens, chains
from app.views import aborts
from tests import plays

NOT_SENT = "Varselet er IKKE sendt. Ring nå."
KEY = "d" * 32


@pytest.fixture
def token(app, cast, now):
    with app.app_context():
        return abort_tokens.of_meeting(plays.logged(plays.actor(cast.kari, now), now))


@pytest.fixture(
    params=[Busy("locked"), sa.exc.OperationalError("INSERT", {}, Exception("gone")), ZeroDivisionError("a fault")]
)
def fault(request, app, monkeypatch):
    """The alarm cannot be stored, each time for another reason."""

    def fail(*_args, **_kwargs):
        raise request.param

    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(aborts.escalations, "raise_alarm", fail)
    yield request.param
    del app.config["PROPAGATE_EXCEPTIONS"]


def status_of(fault):
    return 500 if isinstance(fault, ZeroDivisionError) else 503


def test_it_says_so_with_112_and_the_numbers_of_the_chain(client, token, fault):
    page = client.post("/aborts", {"token": token, "client_key": KEY, "urgency": "danger"}, status=status_of(fault))
    assert page.heading == NOT_SENT
    called = page.tree.xpath("//main//a[starts-with(@href, 'tel:')]/@href")
    assert called == ["tel:112", "tel:+4740000104", "tel:+4740000105", "tel:+4740000107"]


def test_trying_again_is_the_same_alarm(app, sign_in, cast, token, fault, monkeypatch):
    kari = sign_in(cast.kari)
    page = kari.post("/aborts", {"token": token, "client_key": KEY, "urgency": "danger"}, status=status_of(fault))
    monkeypatch.undo()
    again = page.submit("Prøv å varsle igjen")
    assert "Varslet 09:00:00" in again
    with app.app_context():
        assert [alarm.client_key for alarm in db.session.query(Escalation)] == [KEY]


def test_without_a_database_112_stands_there_all_the_same(client, token, fault, monkeypatch):
    def fail(*_args, **_kwargs):
        raise sa.exc.OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(chains, "derive", fail)
    page = client.post("/aborts", {"token": token, "client_key": KEY}, status=status_of(fault))
    assert page.tree.xpath("//main//a[starts-with(@href, 'tel:')]/@href") == ["tel:112"]
    assert "Ring lederen din." in page


def test_when_even_the_page_fails_the_bare_one_says_it(client, token, fault, monkeypatch):
    monkeypatch.setattr(errors, "render_template", lambda *_args, **_kwargs: 1 / 0)
    answer = client.http.post("/aborts", data={"token": token, "client_key": KEY})
    assert answer.status_code == status_of(fault)
    assert NOT_SENT in answer.text
    assert 'href="tel:112"' in answer.text


@pytest.mark.parametrize("has_token", [True, False])
def test_the_discreet_way_fails_without_a_word_of_an_alarm(client, token, fault, has_token):
    sent = {"token": token if has_token else "", "client_key": KEY, "do_not_call": "1"}
    page = client.http.post("/aborts", data=sent)
    assert page.status_code == (status_of(fault) if has_token else 401)
    assert "Varsel" not in page.text
