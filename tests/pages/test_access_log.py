"""The pages of the access log: a leader reviews, everybody sees who has looked at their own."""

import pytest

from tests import plays


@pytest.fixture
def looked(app, stage, cast, sign_in):
    """Ola has opened a meeting of Kari's."""
    meeting_id = stage(plays.logged, cast.kari, plays.HIGH)
    sign_in(cast.ola).get(f"/meetings/{meeting_id}")
    return meeting_id


def test_a_leader_comes_from_the_board_and_reads_who_saw_what(cast, sign_in, looked):
    page = sign_in(cast.ola).get("/board").follow("Innsynslogg")
    (line,) = page.all("//tbody/tr")
    assert "Ola Berg" in line
    assert "Åpnet en vurdering" in line
    assert "nivå, grunner og tiltak, tema, sted og tekst, saksnummer" in line
    assert "Kari Nordvik" in line


def test_an_administrator_reads_no_name_of_whom_it_is_about(cast, sign_in, looked):
    page = sign_in(cast.anders).get("/account").follow("Innsynslogg for enheten")
    assert "Ola Berg" in page
    assert "Kari Nordvik" not in page


@pytest.mark.parametrize("who", ["kari", "vera"])
def test_others_are_refused(cast, sign_in, who):
    sign_in(getattr(cast, who)).get("/access-log", status=403)


def test_one_sees_who_has_looked_at_ones_own(cast, sign_in, looked):
    page = sign_in(cast.kari).get("/account").follow("Hvem har sett på mitt")
    assert "Ola Berg" in page
    assert "Ingen andre har åpnet noe av ditt." in sign_in(cast.amir).get("/account/access-log")


def test_lines_can_be_narrowed_down(cast, sign_in, looked):
    page = sign_in(cast.tor).get("/access-log")
    assert len(page.submit("Vis", unit=str(cast.kari.unit_id)).all("//tbody/tr")) == 1
    assert "Ingen har sett på noe her" in page.submit("Vis", unit=str(cast.sunniva.unit_id))
    assert "Ingen har sett på noe her" in page.submit("Vis", starts_on="2026-03-03")


@pytest.mark.parametrize("wrong", [{"starts_on": "i går"}, {"starts_on": "2026-03-05", "ends_on": "2026-03-04"}])
def test_dates_that_make_no_sense_are_said(cast, sign_in, wrong):
    page = sign_in(cast.ola).get("/access-log", query_string=wrong, status=422)
    assert len(page.errors) == 1


@pytest.mark.parametrize("odd", ["unit=x", "unit=-1", "unit=99999999999999999999", "reader=9", "unit=²"])
def test_odd_addresses_break_nothing(cast, sign_in, looked, odd):
    sign_in(cast.ola).get(f"/access-log?{odd}")


def test_what_is_unusual_stands_first(cast, sign_in, clock, looked, app):
    clock.shift(13 * 3600)
    sign_in(cast.ola).get(f"/meetings/{looked}")
    page = sign_in(cast.ola).get("/access-log")
    assert "Ola Berg åpnet 1 ting 2. mars 2026 utenom vanlig arbeidstid" in page
