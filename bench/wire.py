"""Calls a WSGI app as a server would, without a socket: nothing of a test client's own work is measured."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable, Iterable, Mapping
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from werkzeug.test import EnvironBuilder

WSGI = Callable[..., Iterable[bytes]]
FORM = "application/x-www-form-urlencoded"


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        found = [value for key, value in self.headers if key.lower() == name.lower()]
        return found[0] if found else None

    @property
    def text(self) -> str:
        return self.body.decode()


class Browser:
    """Keeps cookies between calls, like a browser; makes ready requests that can be sent later."""

    def __init__(self, app: WSGI) -> None:
        self.app = app
        self.cookies: dict[str, str] = {}

    def request(
        self, path: str, form: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """The WSGI environment of a GET, or of a POST when there is a form."""
        path, _, query = path.partition("?")
        built = EnvironBuilder(path=path, query_string=query, headers=list((headers or {}).items())).get_environ()
        if self.cookies:
            built["HTTP_COOKIE"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if form is not None:
            body = urlencode(list(form.items()), doseq=True).encode()
            built.update({"REQUEST_METHOD": "POST", "CONTENT_TYPE": FORM, "CONTENT_LENGTH": str(len(body))})
            built["wsgi.input"] = io.BytesIO(body)
        return built

    def send(self, environ: dict[str, Any]) -> Answer:
        """The answer; cookies that it sets are kept."""
        answer = called(self.app, environ)
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}
        return answer

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self.send(self.request(path, headers=headers))

    def post(self, path: str, form: Mapping[str, Any]) -> Answer:
        return self.send(self.request(path, form))


def called(app: WSGI, environ: dict[str, Any]) -> Answer:
    """One call, its body read to the end and closed."""
    started: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], _trouble: object = None) -> None:
        started[:] = [status, headers]

    chunks = app(environ, start_response)
    try:
        body = b"".join(chunks)
    finally:
        close = getattr(chunks, "close", None)
        if close:
            close()
    return Answer(int(started[0][:3]), started[1], body)
