"""Keeping a case: a leader says so with a reason on its own page, and lifts it again."""

import pytest
import sqlalchemy as sa

from app.models import Hold
from tests import alarms, plays


@pytest.fixture
def high(stage, cast):
    return stage(plays.logged, cast.kari, plays.HIGH)


@pytest.fixture
def alarm(app, cast, now):
    with app.app_context():
        return alarms.closed(plays.actor(cast.kari, now), plays.actor(cast.ola, now), now)


@pytest.mark.parametrize("kind", ["meetings", "escalations"])
def test_a_leader_keeps_a_case_and_lets_it_go(cast, sign_in, high, alarm, stored, kind):
    ola = sign_in(cast.ola)
    page = ola.get(f"/{kind}/{high if kind == 'meetings' else alarm}").follow("Behold saken lenger enn fristen")
    listed = page.submit("Behold saken", reason="Sak om yrkesskade")
    assert listed.heading == "Saker som skal beholdes"
    assert "Sak om yrkesskade" in listed
    held = listed.follow("Sak om yrkesskade")
    assert held.submit("La de vanlige fristene gjelde igjen").all("//li[contains(@class, 'card')]") == []
    assert len(stored(sa.select(Hold.id).where(Hold.lifted_at.is_not(None)))) == 1


def test_a_reason_is_needed_and_holds_no_identity_number(cast, sign_in, high, stored):
    page = sign_in(cast.ola).get(f"/meetings/{high}/hold")
    assert page.submit("Behold saken", status=422).errors["reason"].startswith("Skriv hvorfor")
    refused = page.submit("Behold saken", reason="Gjelder 01010750160", status=422)
    assert "fødselsnummer" in refused.errors["reason"]
    assert stored(sa.select(Hold.id)) == []


def test_the_employee_sees_on_the_timeline_that_it_is_kept(cast, sign_in, high):
    sign_in(cast.ola).get(f"/meetings/{high}/hold").submit("Behold saken", reason="Sak")
    assert "Saken skal beholdes til den er ferdig" in sign_in(cast.kari).get(f"/meetings/{high}")
