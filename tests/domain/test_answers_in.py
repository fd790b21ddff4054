"""One line of JSON that asks for a meeting to be judged: read in the right types, or refused with its fault named."""

import json

import pytest

from app.domain.answers_in import read_line
from app.domain.risk import Unanswerable


def test_a_whole_line_is_read():
    asked = read_line(b'{"form": "office", "answers": {"behaviour": "calm"}, "measures": ["guard", "guard"]}\n')
    assert asked.form == "office"
    assert asked.answers == {"behaviour": "calm"}
    assert asked.measures == ("guard", "guard")


def test_measures_may_be_left_out_and_other_members_are_ignored():
    asked = read_line(b'{"case": 7, "form": "office", "answers": {}, "remark": {"a": 1}}')
    assert asked.measures == ()


def test_a_byte_order_mark_does_no_harm():
    assert read_line('\ufeff{"form": "office", "answers": {}}'.encode()).form == "office"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"", "empty line"),
        (b"  \r\n", "empty line"),
        (b"hello", "broken JSON: Expecting value"),
        (b'{"form": "office"', "broken JSON"),
        (b'{"form": "office"} {}', "broken JSON: Extra data"),
        (b"\xff\xfe", "broken JSON: not UTF-8"),
        (b"[" * 100_000, "broken JSON: nested too deeply"),
        (b"1" * 5_000, "broken JSON: Exceeds the limit"),
        (b"[]", "not an object"),
        (b"null", "not an object"),
        (b'"office"', "not an object"),
        (b"NaN", "not an object"),
        (b"{}", "missing: answers"),
        (b'{"answers": {}}', "missing: form"),
        (b'{"form": "office"}', "missing: answers"),
        (b'{"form": 1, "answers": {}}', "form must be a string"),
        (b'{"form": null, "answers": {}}', "form must be a string"),
        (b'{"form": ["office"], "answers": {}}', "form must be a string"),
        (b'{"form": "office", "answers": []}', "answers must be an object"),
        (b'{"form": "office", "answers": null}', "answers must be an object"),
        (b'{"form": "office", "answers": {"behaviour": 1}}', "answer must be a string: behaviour"),
        (b'{"form": "office", "answers": {"behaviour": null}}', "answer must be a string: behaviour"),
        (b'{"form": "office", "answers": {"behaviour": ["calm"]}}', "answer must be a string: behaviour"),
        (b'{"form": "office", "answers": {"behaviour": true}}', "answer must be a string: behaviour"),
        (b'{"form": "office", "answers": {}, "measures": "guard"}', "measures must be a list"),
        (b'{"form": "office", "answers": {}, "measures": null}', "measures must be a list"),
        (b'{"form": "office", "answers": {}, "measures": {"guard": 1}}', "measures must be a list"),
        (b'{"form": "office", "answers": {}, "measures": [["guard"]]}', 'measure must be a string: ["guard"]'),
        (b'{"form": "office", "answers": {}, "measures": [null]}', "measure must be a string: null"),
        (b'{"form": "office", "form": "phone", "answers": {}}', "given twice: form"),
        (b'{"form": "office", "answers": {"a": "x", "b": "y", "b": "z"}}', "given twice: b"),
    ],
)
def test_what_is_wrong_is_named(line, complaint):
    with pytest.raises(Unanswerable) as refused:
        read_line(line)
    assert str(refused.value).startswith(complaint)


def test_letters_beyond_ascii_are_read():
    assert read_line(json.dumps({"form": "æøå", "answers": {"ñ": "ß"}}, ensure_ascii=False).encode()).form == "æøå"
