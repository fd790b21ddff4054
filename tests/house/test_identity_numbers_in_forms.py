"""No form takes an identity number in: every field for words guards against it, because of what kind of field it is."""

import inspect
import pkgutil
import re
from importlib import import_module

import pytest
import wtforms
from wtforms.fields.core import UnboundField

import forms
from app.domain.identity_numbers import holds_identity_number
from forms.base import LineField, WordsField, without_identity_number
from tests.house.sources import name, python, told

# Kinds whose content is one of what is offered, a time, a number, yes or no, or a file whose cells are looked at.
TAKE_NO_WORDS = (
    wtforms.SelectField,
    wtforms.RadioField,
    wtforms.BooleanField,
    wtforms.DateField,
    wtforms.DateTimeField,
    wtforms.IntegerField,
    wtforms.FileField,
)
# Hidden: what our own page filled in, each read as a number, a code or something that was signed.
FILLED_IN_BY_US = {"key", "seen", "next", "kept", "person", "like", "assessment_id", "client_key", "link"}
# A passkey's answer is checked against what was asked, of which only the key's id and public half are kept; the
# state is looked up as a hash.
FILLED_IN_BY_US |= {"answer", "state"}
# What requests bring beside fields of forms, and which module looks at it.
READ_BESIDE_FORMS = re.compile(r"request\.(?:form|values|json|data|get_json|stream|get_data)\b")
READERS = {
    "app/errors.py": "whether there is a form, and whether it said not to call",
    "app/views/kept.py": "keeps a form for its sender, sealed, and stores nothing",
    "app/views/aborts.py": "ids, codes and keys",
    "app/views/abort_bar.py": "a token",
    "app/views/account.py": "a language or a theme out of those there are",
    "app/views/addresses.py": "a push subscription, checked by its shape",
    "app/views/assessments.py": "which button was pressed",
    "app/views/board_lists.py": "what a list is narrowed down to: it goes into an address, sealed, and is not stored",
    "app/views/insight.py": "a year, out of those there are",
    "app/views/measures.py": "where to go back to, out of what there is",
    "app/views/reports.py": "page or JSON",
    "app/views/staff.py": "whom to look for: it goes into an address, sealed, and is not stored",
    "app/views/threats.py": "danger or not",
    "forms/afterwards.py": "answers out of what is offered",
    "forms/assessments.py": "answers out of what is offered, and lines that are guarded there",
}


def _fields():
    """Every field that a form in forms/ declares: form, name, kind, arguments."""
    for module in pkgutil.iter_modules(forms.__path__):
        for title, kind in inspect.getmembers(import_module(f"forms.{module.name}"), inspect.isclass):
            if issubclass(kind, wtforms.Form):
                for field_name, field in inspect.getmembers(kind):
                    if isinstance(field, UnboundField):
                        yield f"{kind.__module__}.{title}", field_name, field


def _is_guarded(field):
    with_form = wtforms.Form()
    bound = field.bind(form=with_form, name="x", _meta=with_form.meta)
    return without_identity_number in bound.validators


def test_the_forms_are_found():
    found = {form for form, _name, _field in _fields()}
    assert {"forms.meetings.FactsForm", "forms.board.NarrowingForm", "forms.sign_in.SignInForm"} <= found
    assert len(found) > 25


def test_every_field_for_words_guards_against_identity_numbers():
    loose = [
        f"{form}.{field_name} ({field.field_class.__name__})"
        for form, field_name, field in _fields()
        if not issubclass(field.field_class, (*TAKE_NO_WORDS, wtforms.HiddenField, wtforms.PasswordField))
        and not _is_guarded(field)
    ]
    assert not loose, told(["Make these a LineField or a WordsField (forms/base.py):", *loose])


def test_every_hidden_field_is_one_that_our_page_fills_in():
    hidden = {
        field_name for _form, field_name, field in _fields() if issubclass(field.field_class, wtforms.HiddenField)
    }
    assert not hidden - FILLED_IN_BY_US, "A hidden field can be filled in by anybody: say here what reads it, and how."


@pytest.mark.parametrize("kind", [LineField, WordsField])
def test_a_guarded_field_finds_a_number_however_it_is_hidden(one_app, kind):
    class Asked(wtforms.Form):
        words = kind("Ord", at_most=200)

    with one_app.test_request_context():
        for number in HIDDEN:
            asked = Asked(data={"words": f"Sak {number} fra i går"})
            asked.words.process_formdata([f"Sak {number} fra i går"])
            for each in asked.words.filters:
                asked.words.data = each(asked.words.data)
            assert not asked.validate(), f"{number!r} gets in."


# One valid number, as somebody who means well or ill might write it.
HIDDEN = [
    "15076510013",
    "150765 10013",
    "15.07.65-100.13",
    "150765\u201110013",
    "150765\u221210013",
    "150765_10013",
    "150765\n10013",
    "150765\u00a010013",
    "150765\u200b10013",
    "150765\u206010013",
    "150765\u202e10013",
    "1507\u00ad6510013",
    "１５０７６５１００１３",
    "\u0661\u0665\u0660\u0667\u0666\u0665\u0661\u0660\u0660\u0661\u0663",  # Arabic-Indic digits
]


def test_other_numbers_are_let_through():
    for text in ("12345678901", "400 00 101 22 33", "2026-03-02 10:00", "15.07.65", "²³¹¹", "a1b2c3d4e5f6g7h8i9j10k11"):
        assert not holds_identity_number(text), text


def test_nothing_else_reads_what_people_type():
    found = {name(path) for path in python("app", "forms") if READ_BESIDE_FORMS.search(path.read_text("utf-8"))}
    assert not found - READERS.keys(), told(
        ["Ask through a form; or say in this test why not:", *found - READERS.keys()]
    )
    assert not READERS.keys() - found, told(["These read nothing any more:", *READERS.keys() - found])
