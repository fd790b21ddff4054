"""The board as leaders and deputies meet it: narrowed down in the address, what is answered, what is red."""

import datetime as dt
import re
from urllib.parse import parse_qsl

import pytest
from markupsafe import escape

from app.services import decisions, lists, places
from app.services.narrowing import Narrowing
from tests import plays
from tests.pages.walking import token

HOUR = dt.timedelta(hours=1)
BEGINS_ANEW = "Lenken til neste side holder ikke lenger."


@pytest.fixture
def ola(sign_in, cast):
    return sign_in(cast.ola)


@pytest.fixture
def waiting(stage, cast):
    """Two of Kari's: one high at the office and one elevated on the phone; and a high one of Amir's."""
    stage(plays.logged, cast.kari, plays.HIGH, topic="Karis høye")
    stage(plays.logged, cast.kari, plays.ELEVATED, topic="Karis telefon", form="phone", place="Telefon")
    stage(plays.logged, cast.amir, plays.HIGH, topic="Amirs høye")


def _narrowed(ola, address, asked, status=200):
    """What the form on the page leads to."""
    sent = {"csrf_token": token(ola), "page": address.rpartition("/")[2], **dict(parse_qsl(asked))}
    return ola.post("/board/narrowing", sent, status=status)


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", {"Karis høye", "Karis telefon", "Amirs høye"}),
        ("level=high", {"Karis høye", "Amirs høye"}),
        ("form=phone", {"Karis telefon"}),
        ("employee=kar", {"Karis høye", "Karis telefon"}),
        ("employee=haug", {"Amirs høye"}),
        ("employee=ORDV", {"Karis høye", "Karis telefon"}),
        ("ahead=1", set()),
        ("ahead=7", {"Karis høye", "Karis telefon", "Amirs høye"}),
        ("employee=%25", set()),
        ("level=high&employee=Kari", {"Karis høye"}),
    ],
)
def test_a_board_shows_only_what_is_asked_for(ola, asked, shown):
    page = _narrowed(ola, "/board", asked)
    assert {topic for topic in ("Karis høye", "Karis telefon", "Amirs høye") if topic in page} == shown


@pytest.fixture
def room(stage, cast):
    """A registered place of Nav Solvik, one of Nav Tindeby, and a high meeting of Kari's that names the first."""
    known = [places.Known(name, "room", True) for name in ("Rom for samtaler", "Rom i Tindeby")]

    def add(by, now, which):
        return places.add(by.unit_id, known[which], key=plays.key(), by=by, now=now)

    found, elsewhere = stage(add, cast.ola, 0), stage(add, cast.marit, 1)
    stage(plays.logged, cast.kari, plays.HIGH, topic="Karis i rommet", place="Rom for samtaler", place_id=found)
    return found, elsewhere


@pytest.mark.usefixtures("waiting")
def test_a_leader_finds_what_is_held_in_a_registered_place(ola, room):
    page = ola.get("/board").submit("Vis", place=str(room[0]))
    assert page.url.startswith("/board?")
    assert f"place={room[0]}" in page.url
    assert "Karis i rommet" in page
    assert "Karis høye" not in page
    assert "Rom i Tindeby" not in page.html


def test_a_county_chooses_among_the_places_of_its_units(sign_in, cast, room):
    tor = sign_in(cast.tor)
    assert {"Rom for samtaler", "Rom i Tindeby"} <= set(tor.get("/board").all("//select[@name='place']/option"))
    of_one = tor.get(f"/board?unit={cast.marit.unit_id}").all("//select[@name='place']/option")
    assert of_one == ["Alle", "Rom i Tindeby"]


@pytest.mark.parametrize(("who", "which"), [("ola", 1), ("vera", 0)])
def test_a_place_that_is_not_ones_own_to_lead_in_cannot_be_asked_for(sign_in, cast, room, who, which):
    page = sign_in(getattr(cast, who)).get(f"/board?place={room[which]}", status=422)
    assert page.errors == {"place": "Velg noe som står i lista."}


LONG = "a" * 10_000


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize(
    ("asked", "field", "said"),
    [
        (f"employee={LONG}", "employee", "Skriv høyst 60 tegn."),
        (f"level={LONG}", "level", "Velg noe som står i lista."),
        ("unit=999", "unit", "Velg noe som står i lista."),
        ("form=x", "form", "Velg noe som står i lista."),
        (f"place={LONG}", "place", "Velg noe som står i lista."),
        ("ahead=1000000", "ahead", "Velg noe som står i lista."),
    ],
    ids=["long name", "long level", "foreign unit", "form", "place", "ahead"],
)
@pytest.mark.parametrize("address", ["/board", "/board/reviewed"])
def test_what_cannot_be_asked_for_gets_a_sentence_and_the_whole_list(ola, address, asked, field, said):
    page = _narrowed(ola, address, asked, status=422)
    assert page.path == address
    assert page.errors == {field: said}
    assert address == "/board/reviewed" or "Karis høye" in page


@pytest.mark.usefixtures("waiting")
def test_whom_one_looks_for_is_on_the_page_and_not_in_its_address(ola):
    page = ola.get("/board").submit("Vis", {"employee": "Kari", "level": "high"})
    assert page.tree.xpath("//input[@name='employee']/@value") == ["Kari"]
    assert "level=high" in page.url
    assert "kari" not in page.url.lower()
    (address,) = page.tree.xpath("//*[@data-live]/@data-live")
    assert "Kari" not in address
    assert "Amirs høye" not in ola.http.get(address).text


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize("odd", ["employee=Kari", "employee=v1.x.y", "employee=v1.tests.AAAA", "employee=%00"])
def test_words_in_an_address_that_we_did_not_seal_are_not_looked_for(ola, odd):
    page = ola.get(f"/board?{odd}")
    assert "Amirs høye" in page
    assert page.tree.xpath("//input[@name='employee']/@value") in ([], [""])


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize("cursor", ["x", "20260302T080000.000000-x", "99999999T999999.999999-1", "1" * 10_000])
@pytest.mark.parametrize("address", ["/board?decide_after=", "/board/reviewed?after=", "/measures?after="])
def test_a_forged_cursor_begins_anew_and_says_so(ola, address, cursor):
    assert BEGINS_ANEW in ola.get(address + cursor).html


def test_what_is_answered_is_found_among_the_reviewed_with_how_long_it_took(app, ola, stage, cast, now):
    meeting_id = stage(plays.logged, cast.kari, plays.HIGH, topic="Karis høye")
    assert "Karis høye" not in ola.get("/board/reviewed")
    with app.app_context():
        about = {"assessment_id": plays.current_assessment(meeting_id).id, "by": plays.actor(cast.ola, now)}
        decisions.decide(meeting_id, "approve", "Greit.", key=plays.key(), now=now + dt.timedelta(minutes=9), **about)
        assert lists.median_reaction(plays.actor(cast.ola, now), now=now + HOUR) == 540
        assert lists.median_reaction(plays.actor(cast.marit, now), now=now + HOUR) is None
    assert "Karis høye" in ola.get("/board/reviewed")
    assert "innen 10 minutter" in ola.get("/board")
    assert "Karis høye" not in ola.get("/board/reviewed?form=phone")


def test_the_reviewed_of_a_county_come_a_page_at_a_time_and_none_twice(app, cast, now):
    with app.app_context():
        tor = plays.actor(cast.tor, now)
        answered = []
        for number in range(23):
            who, leader = (cast.kari, cast.ola) if number % 2 else (cast.sunniva, cast.marit)
            meeting_id = plays.logged(plays.actor(who, now), now, plays.ELEVATED)
            about = {"assessment_id": plays.current_assessment(meeting_id).id, "by": plays.actor(leader, now)}
            decisions.receive(meeting_id, None, key=plays.key(), now=now + number // 3 * HOUR, **about)
            answered.append((number // 3, meeting_id))
        first = lists.reviewed(tor, since=now)
        second = lists.reviewed(tor, since=now, after=first.next)
        assert [row.id for row in [*first.rows, *second.rows]] == [
            each for _hour, each in sorted(answered, reverse=True)
        ]
        assert second.next is None
        solvik = lists.reviewed(tor, since=now, only=Narrowing(unit_id=cast.ola.unit_id)).rows
        assert {row.employee_name for row in solvik} == {"Kari Nordvik"}


def test_what_is_red_is_said_until_it_is_put_right(ola, sign_in, cast):
    assert "Varslingen er ikke øvd på denne måneden." in ola.get("/board")
    ola.get("/drills").submit("Start øvelsen nå", person=str(cast.kari.id))
    assert "Varslingen er ikke øvd på denne måneden." not in ola.get("/board")


@pytest.mark.usefixtures("waiting")
def test_a_deputy_decides_within_the_dates_and_not_outside(sign_in, cast, clock):
    page = sign_in(cast.ingrid).get("/board").follow("Karis høye")
    assert page.has_button("Send svaret")
    clock.shift(31 * 24 * 3600)
    ingrid = sign_in(cast.ingrid)
    ingrid.get("/board", status=403)
    ingrid.get(page.path, status=404)


def _news(ola, mark=""):
    return ola.http.get("/board/waiting", headers={"If-None-Match": mark})


def test_an_open_board_learns_what_has_come_and_what_is_answered(ola, stage, cast):
    before = _news(ola).headers["ETag"]
    assert _news(ola, before).status_code == 304
    meeting_id = stage(plays.logged, cast.kari, plays.HIGH, topic="Karis høye")
    came = _news(ola, before)
    assert "Karis høye" in came.text
    assert _news(ola, came.headers["ETag"]).status_code == 304
    form = ola.get(f"/meetings/{meeting_id}").form("Send svaret")
    ola.http.post(f"/meetings/{meeting_id}/decision", data={**form.entries, "outcome": "approve", "words": "Greit."})
    answered = _news(ola, came.headers["ETag"])
    assert answered.status_code == 200
    assert "Karis høye" not in answered.text


def test_an_open_board_hears_nothing_of_other_units(ola, stage, cast):
    before = _news(ola).headers["ETag"]
    stage(plays.logged, cast.sunniva, plays.HIGH, topic="Sunnivas høye")
    assert _news(ola, before).status_code == 304


@pytest.mark.usefixtures("waiting")
def test_an_open_board_stays_narrowed_down(ola):
    shown = ola.get("/board?form=phone")
    (address,) = shown.tree.xpath("//*[@data-live]/@data-live")
    assert "Karis telefon" in ola.http.get(address).text
    assert "Karis høye" not in ola.http.get(address).text


def test_a_leader_can_raise_an_alarm_from_the_board(ola):
    assert ola.get("/board").tree.xpath("//form[@data-abort]/@action") == ["/aborts"]


@pytest.mark.parametrize(
    ("first", "second"), [("Først <b>&", "Så \N{OBJECT REPLACEMENT CHARACTER}title\N{OBJECT REPLACEMENT CHARACTER}")]
)
def test_every_card_is_of_its_own_meeting(ola, stage, cast, first, second):
    karis = stage(plays.logged, cast.kari, plays.HIGH, topic=first)
    amirs = stage(plays.logged, cast.amir, plays.HIGH, topic=second)
    cards = re.findall(r'<li class="card">.*?</li>', ola.get("/board/waiting").html, re.DOTALL)
    assert len(cards) == 2
    for card, meeting_id, topic, name in ((cards[0], karis, first, "Kari"), (cards[1], amirs, second, "Amir")):
        assert f'href="/meetings/{meeting_id}">{escape(topic)}</a>' in card
        assert f"· {name} " in card
