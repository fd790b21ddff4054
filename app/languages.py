"""Which language a reader gets: their own choice, else this browser's, else bokmål."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, get_locale, get_translations
from werkzeug.datastructures import LanguageAccept

from app import access, cookies
from app.models.person import LOCALES

NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}
COOKIE = "locale"
ALIASES = {"no": "nb"}

babel = Babel()


def init_app(app: Flask) -> None:
    """Let Flask-Babel ask us."""
    babel.init_app(app, locale_selector=chosen)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        translated, lambda *counted: _catalogue().ungettext(*counted), newstyle=True
    )


def spoken() -> str:
    """The code of the language in use just now: the reader's, or the one that a notice is being written in."""
    language: str = get_locale().language
    return language


def translated(text: str) -> str:
    """A bokmål text in the language in use: what templates say, and what they are told to say."""
    said: str = _catalogue().ugettext(text)
    return said


def _catalogue() -> Any:
    """The catalogue of the language in use, looked up once for each request; outside one it may change any time."""
    if not has_request_context():
        return get_translations()
    if "catalogue" not in g:
        g.catalogue = get_translations()
    return g.catalogue


def chosen() -> str:
    """The code of the language to speak in this request: nb, nn or en."""
    person = access.current_person()
    if person:
        return person.locale
    kept = request.cookies.get(cookies.named(COOKIE))
    return kept if kept in LOCALES else _spoken_by_browser(request.accept_languages)


def _spoken_by_browser(accepted: LanguageAccept) -> str:
    for tag in accepted.values():
        code = tag.replace("_", "-").split("-")[0].lower()
        code = ALIASES.get(code, code)
        if code in LOCALES:
            return code
    return LOCALES[0]
