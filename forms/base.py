"""What every form shares: the token, the idempotency key, and text that never holds an identity number."""

from __future__ import annotations

import functools
import re
import uuid
from collections.abc import Callable
from typing import Any

from babel.support import NullTranslations, Translations
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.csrf import _FlaskFormCSRF
from wtforms import HiddenField, StringField, TextAreaField, ValidationError
from wtforms.i18n import messages_path
from wtforms.validators import DataRequired, Length

from app import cookies
from app.domain.identity_numbers import REFUSAL, holds_identity_number

# What nobody sees, or what turns the text around it: signs that steer a terminal, marks of direction, joiners.
INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
STALE = _("Siden har ligget åpen for lenge. Det du fylte ut, står her fremdeles. Trykk på knappen en gang til.")


def new_key() -> str:
    """A fresh idempotency key, made when a form is drawn."""
    return uuid.uuid4().hex


class KeyField(HiddenField):
    """The idempotency key. A missing or odd one is replaced: then the form counts as a new one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0] if valuelist else ""
        self.data = typed if 16 <= len(typed) <= 64 and typed.isalnum() else new_key()

    @property
    def raw(self) -> str:
        return str(self.data)


@functools.cache
def _wtforms_own_words(locale: str) -> NullTranslations:
    """WTForms' own catalogue, read once for each language and not once for each request."""
    return Translations.load(messages_path(), [locale], domain="wtforms")


class _Token(_FlaskFormCSRF):
    """Flask-WTF's token, signed once for some minutes, and checked once."""

    def generate_csrf_token(self, _field: Any) -> str:
        return cookies.token()

    def validate_csrf_token(self, _form: Any, field: Any) -> None:
        if not cookies.holds(field.data):
            raise ValidationError


class Form(FlaskForm):
    """A form with a token against forgery and a key against doing things twice.

    The token has one name on every page, also in forms with a prefix: so it can be renewed when a form is sent again.
    """

    class Meta(FlaskForm.Meta):
        csrf_class = _Token

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            if options["name"] == self.csrf_field_name:
                options = {**options, "prefix": ""}
            return super().bind_field(form, unbound_field, options)

        def get_translations(self, _form: Any) -> Any:
            return _wtforms_own_words(str(get_locale()))

    key = KeyField(default=new_key)

    def validate(self, extra_validators: Any = None) -> bool:
        """Validate; a stale token becomes a sentence above the form, and all that was typed is kept."""
        fine = bool(super().validate(extra_validators))
        token = self._fields.get("csrf_token")
        if token is not None and token.errors:
            token.errors = []
            self.form_errors.append(gettext(str(STALE)))
        return fine

    def refuse(self, sentence: str, field: str | None = None, **values: object) -> None:
        """Add a sentence beside a field, or above the form; it is translated here, and filled with values."""
        said = gettext(sentence, **values)
        if field is None:
            self.form_errors.append(said)
        else:
            self._fields[field].errors = [*self._fields[field].errors, said]


class BareForm(Form):
    """A button: nothing is asked, the person only says yes."""


def tidied(text: str) -> str:
    """What somebody typed as it is kept: one kind of line break, nothing invisible, no space around it.

    A browser counts a line break as one character and sends two; PostgreSQL takes no NUL.
    """
    return INVISIBLE.sub("", text.replace("\r\n", "\n")).strip()


def _in_one_line(text: str | None) -> str | None:
    return text.replace("\n", " ") if text else text


def _tidied_if_any(text: str | None) -> str | None:
    return tidied(text) if text else text


def without_identity_number(_form: Form, field: StringField) -> None:
    """The validator of every text field."""
    if field.data and holds_identity_number(field.data):
        raise ValidationError(gettext(REFUSAL))


class _Words:
    """Text that a person types: trimmed, bounded, and without identity numbers."""

    data: str | None
    more_filters: tuple[Callable[[str | None], str | None], ...] = ()

    @property
    def text(self) -> str:
        """What was typed, "" when it was nothing."""
        return self.data or ""

    def __init__(self, label: Any, *, at_most: int, needed: Any = None, **options: Any) -> None:
        too_long = _("Skriv høyst %(count)s tegn.", count=at_most)
        checks: list[Any] = [DataRequired(message=needed)] if needed else []
        checks += [without_identity_number, Length(max=at_most, message=too_long)]
        super().__init__(label, checks, filters=[_tidied_if_any, *self.more_filters], **options)  # type: ignore[call-arg]


class LineField(_Words, StringField):
    """One line of text: a line break in it becomes a space, so that it stays in its line wherever it is written."""

    more_filters = (_in_one_line,)


class WordsField(_Words, TextAreaField):
    """A few sentences."""
