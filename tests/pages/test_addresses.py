"""Slik blir du varslet: one's own addresses, and a unit's by its leader."""

import json

import pytest
import sqlalchemy as sa

from app.models import Address, Notice, db
from app.services import channels
from tests import notices, outside

PAGE = "/account/addresses"
MAIL = "mailtos://user:secret@mail.example?to=ola@nav.example"


@pytest.fixture(autouse=True)
def allowed(app, monkeypatch):
    for name, value in notices.settings(push_origins=frozenset({"https://*.push.apple.com"})).items():
        monkeypatch.setitem(app.config, name, value)


def _kept(app):
    with app.app_context():
        rows = db.session.execute(sa.select(Address).order_by(Address.id)).scalars()
        return [(each.channel, each.label, each.person_id, each.unit_id, each.removed_at is None) for each in rows]


def _add(page, **fields):
    return page.submit("Legg til", **{"target": MAIL, "label": "Jobbmobil", **fields})


def test_min_side_leads_there(sign_in, cast):
    page = sign_in(cast.kari).get("/account").follow("Slik blir du varslet")
    assert page.path == PAGE
    assert "Du har ingen andre adresser enn Trygt møte." in page


def test_one_adds_an_address_of_ones_own(app, sign_in, cast):
    page = _add(sign_in(cast.kari).get(PAGE))
    assert "Jobbmobil" in page
    assert "Ikke prøvd ennå" in page
    assert _kept(app) == [("apprise", "Jobbmobil", cast.kari.id, None, True)]


def test_what_is_secret_in_an_address_is_never_shown(sign_in, cast):
    page = _add(sign_in(cast.kari).get(PAGE))
    assert "secret" not in page.html
    assert "mail.example" not in page.html


def test_the_same_address_twice_is_kept_once(app, sign_in, cast):
    page = _add(sign_in(cast.kari).get(PAGE))
    _add(page)
    assert len(_kept(app)) == 1


@pytest.mark.parametrize("target", ["json://example.com", "http://127.0.0.1/", f"{MAIL}&pgppub=/etc/passwd", "kari"])
def test_an_address_that_is_not_allowed_is_refused_and_shown_back(app, sign_in, cast, target):
    page = sign_in(cast.kari).get(PAGE)
    again = page.submit("Legg til", target=target, label="Jobbmobil", status=422)
    assert again.errors == {"target": "Denne adressen kan ikke brukes her. Se hvilke adresser som er tillatt."}
    assert again.tree.xpath("//input[@name='target']/@value") == [target]
    assert _kept(app) == []


def test_both_fields_are_asked_for(sign_in, cast):
    page = sign_in(cast.kari).get(PAGE).submit("Legg til", status=422)
    assert page.errors.keys() == {"target", "label"}


def test_nobody_needs_more_than_ten(app, sign_in, cast):
    page = sign_in(cast.kari).get(PAGE)
    for number in range(10):
        page = _add(page, target=f"{MAIL}&name=n{number}")
    again = page.submit("Legg til", target=MAIL, label="Den ellevte", status=422)
    assert "Fjern en først" in again.errors["target"]
    assert len(_kept(app)) == 10


def test_a_plain_mail_address_will_do_when_there_is_a_mail_server(app, sign_in, cast, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_URL", "mailtos://user:secret@mail.example?from=varsel@nav.example")
    page = sign_in(cast.kari).get(PAGE)
    assert "En e-postadresse, eller en adresse til SMS eller Teams." in page
    _add(page, target="kari@nav.example")
    assert len(_kept(app)) == 1


def test_a_leader_keeps_the_addresses_of_the_unit(app, sign_in, cast):
    page = sign_in(cast.ola).get(PAGE)
    assert "Enheten har ingen felles adresse." in page
    page = _add(page, whose=str(cast.ola.unit_id), label="Vakttelefonen")
    assert "Vakttelefonen" in page
    assert _kept(app) == [("apprise", "Vakttelefonen", None, cast.ola.unit_id, True)]


def test_a_deputy_does_too(sign_in, cast):
    assert "Nav Solvik" in sign_in(cast.ingrid).get(PAGE)


@pytest.mark.parametrize("who", ["kari", "vera", "anders"])
def test_others_are_not_asked_whose(sign_in, cast, who):
    assert "Hvem skal få varslene?" not in sign_in(getattr(cast, who)).get(PAGE)


@pytest.mark.parametrize("who", ["kari", "marit"])
def test_nobody_adds_to_a_unit_they_do_not_lead(app, sign_in, cast, who):
    browser = sign_in(getattr(cast, who))
    entries = browser.get(PAGE).form("Legg til").entries
    sent = {**entries, "whose": [str(cast.ola.unit_id)], "target": [MAIL], "label": ["x"]}
    browser.post(PAGE, sent, status=422)
    assert _kept(app) == []


def test_one_removes_an_address(app, sign_in, cast):
    page = _add(sign_in(cast.kari).get(PAGE)).submit("Fjern Jobbmobil")
    assert "Adressen er fjernet." in page.html
    assert [kept[-1] for kept in _kept(app)] == [False]


@pytest.mark.parametrize("what", ["removal", "trial"])
@pytest.mark.parametrize("who", ["amir", "ola", "marit"])
def test_somebody_elses_address_is_not_there(app, sign_in, cast, who, what):
    _add(sign_in(cast.kari).get(PAGE))
    browser = sign_in(getattr(cast, who))
    token = browser.get(PAGE).form("Legg til").entries["csrf_token"]
    with app.app_context():
        number = db.session.scalar(sa.select(Address.id))
    browser.post(f"{PAGE}/{number}/{what}", {"csrf_token": token}, status=404)
    assert [kept[-1] for kept in _kept(app)] == [True]


def test_a_trial_is_queued_once_a_minute(app, sign_in, cast, clock):
    page = _add(sign_in(cast.kari).get(PAGE))
    for _press in range(3):
        page = page.submit("Prøv Jobbmobil")
    assert "Prøvevarselet er på vei." in page.html
    with app.app_context():
        (trial,) = db.session.scalars(sa.select(Notice))
        assert [trial.escalation_id, trial.meeting_id, trial.person_id] == [None, None, cast.kari.id]


def _subscribe(browser, subscription, *, status, token=None):
    page = browser.get(PAGE)
    token = page.tree.xpath("//*[@id='push']/@data-token")[0] if token is None else token
    answer = browser.http.post(f"{PAGE}/subscriptions", json=subscription, headers={"X-CSRFToken": token})
    assert answer.status_code == status
    return answer.get_json(silent=True)


BROWSER = outside.subscription("https://web.push.apple.com/abc")


def test_the_page_hands_the_public_key_to_the_browser(sign_in, cast):
    region = sign_in(cast.kari).get(PAGE).tree.xpath("//*[@id='push']")[0]
    assert region.get("data-key") == channels.push.public_key(notices.VAPID)
    assert notices.VAPID not in sign_in(cast.kari).get(PAGE).html


def test_without_keys_the_page_says_that_push_is_not_set_up(app, sign_in, cast, monkeypatch):
    monkeypatch.setitem(app.config, "VAPID_PRIVATE_KEY", None)
    assert "Dette er ikke satt opp her." in sign_in(cast.kari).get(PAGE)


def test_a_browser_is_kept_once(app, sign_in, cast):
    browser = sign_in(cast.kari)
    first, again = (_subscribe(browser, BROWSER, status=201) for _time in range(2))
    assert first == again
    assert _kept(app) == [("push", "Varsler i nettleseren", cast.kari.id, None, True)]


def test_what_is_kept_is_what_is_needed_and_no_more(app, sign_in, cast):
    _subscribe(sign_in(cast.kari), {**BROWSER, "more": "x"}, status=201)
    with app.app_context():
        kept = json.loads(db.session.scalar(sa.select(Address.target)))
    assert kept == {"endpoint": BROWSER["endpoint"], "keys": BROWSER["keys"]}


def test_a_browser_with_new_keys_takes_the_place_of_the_old(app, sign_in, cast):
    browser = sign_in(cast.kari)
    _subscribe(browser, BROWSER, status=201)
    _subscribe(browser, outside.subscription(BROWSER["endpoint"]), status=201)
    assert [kept[-1] for kept in _kept(app)] == [False, True]


def test_a_browser_tells_only_whoever_subscribed_last(app, sign_in, cast):
    _subscribe(sign_in(cast.kari), outside.subscription("https://web.push.apple.com/other"), status=201)
    _subscribe(sign_in(cast.kari), BROWSER, status=201)
    _subscribe(sign_in(cast.amir), BROWSER, status=201)
    assert [(kept[2], kept[-1]) for kept in _kept(app)] == [
        (cast.kari.id, True),
        (cast.kari.id, False),
        (cast.amir.id, True),
    ]


@pytest.mark.parametrize("sent", [None, {}, [], outside.subscription("https://169.254.169.254/latest")])
def test_what_is_no_browser_is_refused(app, sign_in, cast, sent):
    answer = _subscribe(sign_in(cast.kari), sent, status=422)
    assert answer["sentence"].startswith("Denne adressen kan ikke brukes her.")
    assert _kept(app) == []


@pytest.mark.parametrize("token", ["", "forged"])
def test_a_subscription_without_its_token_is_refused(app, sign_in, cast, token):
    _subscribe(sign_in(cast.kari), BROWSER, status=400, token=token)
    assert _kept(app) == []
