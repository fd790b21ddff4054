"""What somebody hostile sends: odd values for every place of a request, and the names of every field there is."""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module
from typing import Any

import wtforms
from flask import Flask
from hypothesis import strategies as st

import forms
from app.checklists import CURRENT

NASTY = (
    "", " ", "0", "-1", "1", "2", "999999999999999999999", "9223372036854775807", "1e309", "NaN", "٣", "1.0", "true",
    "null", "None", "[]", "{}", '{"a":1}', "\x00", "a\x00b", "\u202e", "\ud7ff", "\U0001f600", "\ufeff", "%00", "%",
    "%", "%s%n", "{{7*7}}", "${7*7}", "<script>alert(1)</script>", "'\"><svg/onload=alert(1)>", "'--", "\\", "../x",
    "//evil.example", "https://evil.example/", "javascript:alert(1)", "\r\nSet-Cookie: a=b", "=1+1", "A" * 70_000,
    "2026-01-05T10:00", "2026-13-45", "0001-01-01T00:00", "9999-12-31T23:59", "24:61", "01017012345", "æ" * 300,

    "20260105T100000Z-1", "office", "threats_or_violence", "danger", "k" * 32, "a" * 64, "\u2028", "1,2,3", "1 2", "*",
)  # fmt: skip

HEADERS = (
    "Accept", "Accept-Language", "Content-Type", "Host", "If-None-Match", "Range", "Accept-Encoding",
    "Referer", "Origin", "User-Agent", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Idempotency-Key",
    "Sec-Fetch-Site", "X-CSRFToken", "Content-Length", "Transfer-Encoding", "Authorization", "X-Requested-With",
)  # fmt: skip
METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "ODD")
COOKIES = ("trygt", "session", "locale", "theme", "language", "remember_token")
BODIES = (
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/json",
    "text/plain",
    "a/b; charset=x",
)

values = st.sampled_from(NASTY) | st.text(max_size=60)
plain = st.sampled_from([each for each in NASTY if each.isprintable() and each.isascii()])


def field_names() -> list[str]:
    """The name of every field of every form, and of what pages read without one."""
    names = {
        "csrf_token",
        "key",
        "seen",
        "next",
        "kept",
        "after",
        "page",
        "like",
        "format",
        "token",
        "meeting_id",
        "form",
    }
    for module in pkgutil.iter_modules(forms.__path__):
        for _name, kind in inspect.getmembers(import_module(f"forms.{module.name}"), inspect.isclass):
            if issubclass(kind, wtforms.Form):
                names |= {
                    name
                    for name, field in inspect.getmembers(kind)
                    if isinstance(field, wtforms.fields.core.UnboundField)
                }
    return sorted(names)


def requests(app: Flask, readers: tuple[str | None, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """One request: who sends it, to which rule, how, and with what. Mostly to doors that are there."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ())))
    doors = [(rule, method) for rule in rules for method in sorted(rule.methods or ()) if method in ("GET", "POST")]
    names = st.sampled_from(field_names()) | values
    known = st.sampled_from([*"123456", *(section.id for section in CURRENT.sections)])
    return st.fixed_dictionaries(
        {
            "who": st.sampled_from(readers),
            "door": st.sampled_from(doors) | st.sampled_from(doors) | st.tuples(st.sampled_from(rules), methods),
            "places": st.lists(known | known | values, min_size=6, max_size=6),
            "query": st.dictionaries(names, values, max_size=3),
            "form": st.dictionaries(names, values, max_size=5),
            **_around(),
        }
    )


def changed(found: list[tuple[str | None, str, dict[str, str]]]) -> st.SearchStrategy[dict[str, Any]]:
    """A form of the house as its page fills it in, sent with some of its fields changed."""

    def of(form: tuple[str | None, str, dict[str, str]]) -> st.SearchStrategy[dict[str, Any]]:
        who, action, entries = form
        some = st.dictionaries(st.sampled_from(sorted(entries)), values, max_size=3) if entries else st.just({})
        told = {"who": st.just(who), "address": st.just(action), "entries": st.just(entries), "changes": some}
        return st.fixed_dictionaries({**told, **_around()})

    return st.sampled_from(found).flatmap(of)


methods = st.sampled_from(METHODS)


def _around() -> dict[str, st.SearchStrategy[Any]]:
    return {
        "body": st.sampled_from(BODIES[:1] * 6 + BODIES),
        "headers": st.dictionaries(st.sampled_from(HEADERS), plain, max_size=2),
        "cookies": st.dictionaries(st.sampled_from(COOKIES), plain, max_size=1) | st.just({}),
    }
