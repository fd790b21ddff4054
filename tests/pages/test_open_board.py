"""A board that lies open is told of every step of an alarm, and of nothing else."""

import datetime as dt

import pytest

from app.services import engine, escalations
from tests import alarms


@pytest.fixture
def ola(sign_in, cast):
    return sign_in(cast.ola)


def _news(ola, mark=""):
    return ola.http.get("/board/waiting", headers={"If-None-Match": mark})


def test_an_open_board_learns_of_every_step_of_an_alarm(ola, stage, cast):
    def news(play, who, *said, **how):
        before = _news(ola).headers["ETag"]
        result = stage(play, who, *said, **how)
        assert _news(ola, before).status_code == 200
        assert _news(ola, _news(ola).headers["ETag"]).status_code == 304
        return result

    number = news(alarms.raised, cast.kari)
    news(lambda by, now: alarms.taken(number, by=by, now=now), cast.ola)
    news(lambda by, now: _over(number, by, now), cast.ola)


def test_an_alarm_that_only_rings_on_is_no_news_to_an_open_board(ola, stage, cast):
    stage(alarms.raised, cast.kari)
    before = _news(ola).headers["ETag"]
    assert stage(lambda _by, now: engine.tick(now + dt.timedelta(minutes=2)), cast.kari)
    assert _news(ola, before).status_code == 304


def _over(number, by, now):
    escalations.report(number, "Jeg er fremme. Alt er rolig.", by=by, now=now)
    escalations.close(number, "Brukeren har gått.", by=by, now=now)
