"""Which language a reader gets: their own choice, else this browser's, else bokmål."""

from __future__ import annotations

from flask import Flask, request
from flask_babel import Babel
from werkzeug.datastructures import LanguageAccept

from app import access
from app.models.person import LOCALES

NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}
COOKIE = "locale"
ALIASES = {"no": "nb"}

babel = Babel()


def init_app(app: Flask) -> None:
    """Let Flask-Babel ask us."""
    babel.init_app(app, locale_selector=chosen)


def chosen() -> str:
    """The code of the language to speak in this request: nb, nn or en."""
    person = access.current_person()
    if person:
        return person.locale
    kept = request.cookies.get(COOKIE)
    return kept if kept in LOCALES else _spoken_by_browser(request.accept_languages)


def _spoken_by_browser(accepted: LanguageAccept) -> str:
    for tag in accepted.values():
        code = tag.replace("_", "-").split("-")[0].lower()
        code = ALIASES.get(code, code)
        if code in LOCALES:
            return code
    return LOCALES[0]
