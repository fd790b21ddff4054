"""The proofreader itself: silent on a good page, and heard on each fault."""

import pytest
from lxml import html

from tests.proofreading import proofread

GOOD = """<!doctype html><html lang="nb"><head><title>Mine møter – Trygt møte</title></head><body><main>
<h1>Mine møter</h1><h2>I dag</h2>
<form method="post"><input type="hidden" name="csrf_token" value="x">
<label for="topic">Tema</label><input id="topic" name="topic" aria-describedby="hint"><p id="hint">Kort</p>
<fieldset><legend>Form</legend><label><input type="radio" name="form" value="phone">Telefon</label></fieldset>
<button>Lagre</button></form><a href="#topic">Til temaet</a></main></body></html>"""

FAULTS = {
    "a second h1": ("<h2>", "<h1>Til</h1><h2>", "one h1"),
    "a title of another page": ("<title>Mine", "<title>Dine", "starts with the h1"),
    "no language": (' lang="nb"', "", "say its language"),
    "a foreign language": ('lang="nb"', 'lang="no"', "say its language"),
    "a heading that jumps": ("<h2>I dag</h2>", "<h3>I dag</h3>", "do not jump"),
    "an empty heading": ("<h2>I dag</h2>", "<h2></h2>", "heading without words"),
    "no main": ("main>", "div>", "exactly one <main>"),
    "an id twice": ('<p id="hint">', '<p id="topic">', "stands 2 times"),
    "a lost description": ('<p id="hint">', "<p>", "points at nothing"),
    "a label for nothing": ('<label for="topic">', '<label for="subject">', "points at nothing"),
    "a field without a label": ("Tema</label>", "</label>", "field without a label"),
    "a jump to nothing": ('href="#topic"', 'href="#top"', "jumps to nothing"),
    "radios on their own": ("fieldset>", "div>", "in a fieldset"),
    "a button without words": ("<button>Lagre", "<button>", "has no words"),
    "a link without words": (">Til temaet<", "><svg></svg><", "has no words"),
    "a picture without alt": ("<h2>", '<img src="x"><h2>', "without alt"),
    "an inline style": ("<h2>", '<h2 style="color:red">', "forbids style"),
    "an inline handler": ("<button>", '<button onclick="go()">', "forbids onclick"),
    "an inline script": ("<h2>", "<script>go()</script><h2>", "script inside"),
    "an unfilled placeholder": ("I dag", "%(day)s", "not meant for readers"),
    "an unfilled expression": ("I dag", "{{ day }}", "not meant for readers"),
    "nothing where words should be": ("I dag", "None", "not meant for readers"),
    "nothing in a field": ('id="topic"', 'id="topic" value="None"', "not meant for readers"),
    "a form that can be forged": ("csrf_token", "token", "carries one csrf_token"),
    "a token in the address": ('method="post"', "", "into the address"),
    "a button in a link": ("Til temaet", "<button>Til</button>", "inside one another"),
}


def _complaints(page):
    return proofread(html.document_fromstring(page))


def test_a_good_page_passes():
    assert _complaints(GOOD) == []


@pytest.mark.parametrize(("there", "instead", "complaint"), FAULTS.values(), ids=FAULTS.keys())
def test_each_fault_is_heard(there, instead, complaint):
    assert there in GOOD
    assert complaint in " ".join(_complaints(GOOD.replace(there, instead)))


def test_a_title_may_say_first_that_something_is_wrong():
    assert _complaints(GOOD.replace("<title>", "<title>Feil: ")) == []
