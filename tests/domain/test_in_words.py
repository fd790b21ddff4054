"""Conditions as sentences that a safety representative can review."""

import pytest

from app.checklists import CURRENT
from app.domain.conditions import Condition, said
from app.domain.forms_of_meeting import AWAY, PHYSICAL, REMOTE
from app.domain.in_words import in_words

STAFFING = "«Er dere mange nok i møtet?»"


def _bokmal(condition):
    return in_words(condition, CURRENT, str)


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        (said("staffing", "unsure"), f"svaret på {STAFFING} er «Jeg er alene og usikker»"),
        (
            said("staffing", "unsure", "alone_ok"),
            f"svaret på {STAFFING} er «Jeg er alene, og det er greit» eller «Jeg er alene og usikker»",
        ),
        (
            said("staffing", "unsure", "alone_ok", "alone_but_should_be_two"),
            f"svaret på {STAFFING} er noe annet enn «Vi er flere ansatte»",
        ),
        (said("someone_knows", "no"), "svaret på «Vet noen hvor du er, og når du er ferdig?» er «Nei»"),
        (said("form", *PHYSICAL), "møtet er fysisk"),
        (said("form", *AWAY), "møtet er utenfor kontoret"),
        (said("form", *REMOTE), "møtet er på telefon, video eller chat"),
        (said("form", "office", "transport"), "møteformen er «På kontoret» eller «Kjøring i bil»"),
        (
            said("form", *PHYSICAL) & said("staffing", "unsure") & said("someone_knows", "no"),
            (
                f"møtet er fysisk, svaret på {STAFFING} er «Jeg er alene og usikker», og "
                "svaret på «Vet noen hvor du er, og når du er ferdig?» er «Nei»"
            ),
        ),
        (
            said("form", "phone") | said("form", "digital") | said("staffing", "unsure"),
            (
                "minst ett av dette stemmer: møteformen er «Telefon»; møteformen er «Video eller chat»; "
                f"svaret på {STAFFING} er «Jeg er alene og usikker»"
            ),
        ),
    ],
)
def test_a_condition_is_said(condition, sentence):
    assert _bokmal(condition) == sentence


def test_every_rule_can_be_said():
    said_by_rule = {rule.id: _bokmal(rule.when) for rule in CURRENT.rules}
    assert len(set(said_by_rule.values())) == len(CURRENT.rules)


def test_every_word_passes_through_the_readers_gettext():
    sentence = in_words(said("staffing", "unsure") & said("form", "phone"), CURRENT, "[{}]".format)
    staffing = "[svaret på «[Er dere mange nok i møtet?]» er [«[Jeg er alene og usikker]»]]"
    assert sentence == f"[{staffing}, og [møteformen er [«[Telefon]»]]]"


def test_a_new_kind_of_condition_must_get_words():
    with pytest.raises(TypeError, match="no words for Condition"):
        _bokmal(Condition())
