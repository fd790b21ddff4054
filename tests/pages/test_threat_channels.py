"""How a threat came is kept as a code: whoever reads the alarm reads it in a language of their own."""

import pytest

from app.domain.escalation import THREAT_CHANNELS, Source
from app.models import Escalation, Person, db
from tests import notices, plays


@pytest.fixture
def told(app, cast, sign_in):
    """Kari, who reads English, has had a threat on the phone; so does Ingrid, and Ola reads bokmål."""
    with app.app_context():
        for person in (cast.kari, cast.ingrid):
            db.session.get_one(Person, person.id).locale = "en"
        db.session.commit()
    page = sign_in(cast.kari).get("/threats/new")
    form = page.form(page.all("//main//form//button")[0])
    form.fill({"channel": "phone"})
    return page.client.post(form.action or page.url, form.entries)


def test_it_is_kept_as_a_code(app, told):
    with app.app_context():
        (alarm,) = db.session.query(Escalation)
        assert (alarm.source, alarm.place) == (Source.THREAT, "phone")


def test_each_reads_it_in_their_own_language(told, sign_in, cast):
    assert "By phone" in sign_in(cast.ingrid).get("/escalations/1")
    assert "På telefon" in sign_in(cast.ola).get("/escalations/1")


@pytest.mark.parametrize("place", ["By phone", "Telefonen på skranken"])
def test_words_that_older_rows_keep_are_shown_as_they_are(app, cast, now, sign_in, place):
    with app.app_context():
        notices.raised(plays.actor(cast.kari, now), now, source=Source.THREAT, place=place)
    assert place in sign_in(cast.ola).get("/escalations/1")


def test_a_place_that_happens_to_be_called_like_a_code_stays_a_place(app, cast, now, sign_in):
    with app.app_context():
        notices.raised(plays.actor(cast.kari, now), now, place="other")
    page = sign_in(cast.ola).get("/escalations/1")
    assert THREAT_CHANNELS["other"] not in page
    assert "other" in page
