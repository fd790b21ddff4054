"""Somebody with a browser, over HTTP: keeps cookies, and sends the forms that stand on a page as they stand there."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from lxml import html

from bench.drill.clients import asked
from bench.wire import FORM, Answer


@dataclasses.dataclass
class Visitor:
    """One browser; `cookies` as it would send them."""

    port: int
    cookies: dict[str, str] = dataclasses.field(default_factory=dict)

    @classmethod
    def with_cookie(cls, port: int, cookie: str) -> Visitor:
        return cls(port, dict(each.split("=", 1) for each in cookie.split("; ")))

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, form: Mapping[str, Any]) -> Answer:
        return self._ask("POST", path, urlencode(list(form.items()), doseq=True))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = asked(self.port, method, path, body, {"Content-Type": FORM, "Cookie": cookie})
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}
        return answer


def form_on(answer: Answer, action: str | None, **filled: str) -> dict[str, str]:
    """The first form on a page that goes there (None: to the page itself), filled in. Raises LookupError."""
    for form in html.document_fromstring(answer.text).forms:
        if form.get("action") == action and form.get("id") != "frame":
            return {**dict(form.form_values()), **filled}
    raise LookupError(f"{answer.status}: no form goes to {action}")
