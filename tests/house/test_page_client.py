"""The browser without a screen: it fills in forms as a person would, and refuses what a person cannot do."""

import flask
import pytest

from tests.page import PageClient

FORM = """<!doctype html><html lang="nb"><head><title>Fakta – Trygt møte</title></head><body><main>
<h1>Fakta</h1>
<section class="error-summary"><ul><li><a href="#topic">Skriv et tema</a></li>
<li>Prøv igjen</li></ul></section>
<form method="post"><input type="hidden" name="csrf_token" value="secret">
<label for="topic">Tema</label><input id="topic" name="topic" value="Samtale">
<label for="note">Notat</label><textarea id="note" name="note">Gammelt</textarea>
<label for="place">Sted</label><select id="place" name="place"><option value="a">A</option>
<option value="b" selected>B</option></select>
<fieldset><legend>Form</legend><label><input type="radio" name="form" value="phone" checked>Telefon</label>
<label><input type="radio" name="form" value="office">Kontor</label></fieldset>
<label><input type="checkbox" name="measures" value="guard">Vakt</label>
<label><input type="checkbox" name="measures" value="code_word">Kodeord</label>
<button>Fortsett</button><button name="way" value="back">Tilbake</button></form>
<a href="/facts">Til fakta</a></main></body></html>"""


@pytest.fixture
def sent():
    return []


@pytest.fixture
def reader(sent):
    """Somebody with the form open before them; what they send ends in `sent`."""
    toy = flask.Flask("toy")

    @toy.route("/facts", methods=["GET", "POST"])
    def facts():
        if flask.request.method == "POST":
            sent.append(flask.request.form.to_dict(flat=False))
            return flask.redirect("/facts")
        return FORM

    toy.add_url_rule("/broken", view_func=lambda: FORM.replace("<h1>Fakta</h1>", ""), endpoint="broken")
    return PageClient(toy.test_client())


def test_a_form_keeps_what_nobody_touched(reader, sent):
    reader.get("/facts").submit("Fortsett")
    untouched = {
        "csrf_token": ["secret"],
        "topic": ["Samtale"],
        "note": ["Gammelt"],
        "place": ["b"],
        "form": ["phone"],
    }
    assert sent == [untouched]


def test_a_form_sends_what_was_filled_in(reader, sent):
    page = reader.get("/facts").submit("Tilbake", topic="Nytt", note="Å", place="a", form="office", measures=["guard"])
    assert page.path == "/facts"
    assert sent[0]["topic"] == ["Nytt"]
    assert sent[0]["note"] == ["Å"]
    assert sent[0]["place"] == ["a"]
    assert sent[0]["form"] == ["office"]
    assert sent[0]["measures"] == ["guard"]
    assert sent[0]["way"] == ["back"]


@pytest.mark.parametrize(
    ("button", "fields", "complaint"),
    [
        ("Send", {}, "no button 'Send'; it has \\['Fortsett', 'Tilbake'\\]"),
        ("Fortsett", {"titel": "x"}, "no field 'titel'"),
        ("Fortsett", {"form": "transport"}, "'form' offers \\['office', 'phone'\\]"),
        ("Fortsett", {"place": "c"}, "'place' offers \\['a', 'b'\\]"),
        ("Fortsett", {"csrf_token": "forged"}, "cannot change the hidden field"),
    ],
)
def test_a_person_can_only_do_what_the_page_offers(reader, button, fields, complaint):
    with pytest.raises(AssertionError, match=complaint):
        reader.get("/facts").submit(button, fields)


def test_errors_are_told_by_field(reader):
    assert reader.get("/facts").errors == {"topic": "Skriv et tema", "": "Prøv igjen"}


def test_a_page_tells_its_heading_its_words_and_its_links(reader):
    page = reader.get("/facts")
    assert page.heading == "Fakta"
    assert "Prøv igjen" in page
    assert page.link("Til") == "/facts"
    assert page.follow("Til fakta").heading == "Fakta"
    with pytest.raises(AssertionError, match="has no link 'Hjem'; it has \\['Skriv et tema', 'Til fakta'\\]"):
        page.link("Hjem")


def test_another_status_than_expected_is_refused(reader):
    with pytest.raises(AssertionError, match="Expected 200 from GET /nowhere"):
        reader.get("/nowhere")
    assert reader.get("/facts", status=200).status == 200


def test_every_page_is_proofread_in_passing(reader):
    with pytest.raises(AssertionError, match="needs a proofreader"):
        reader.get("/broken")


def test_no_page_is_opened_inside_an_app_context(reader):
    with reader.http.application.app_context(), pytest.raises(AssertionError, match=r"shares flask\.g"):
        reader.get("/facts")
