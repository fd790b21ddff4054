"""Pages are sent compressed to browsers that ask for it: a phone on a slow net waits for bytes, not for us.

A page that was asked for with a query string is sent as it is. Such a page may repeat what its address says, and
whoever can choose a part of a compressed page, and sees only its size, can guess at the rest of it (BREACH).
"""

from __future__ import annotations

import gzip

import brotli
from flask import Flask, Response, request

WORTH_IT = 1000
BROTLI_QUALITY, GZIP_LEVEL = 4, 5


def init_app(app: Flask) -> None:
    """Compress pages on their way out. Static files are compressed once and for all (app/assets.py)."""
    app.after_request(compressed)


def compressed(response: Response) -> Response:
    """The same answer, smaller if this browser takes it."""
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return response
    response.headers.add("Vary", "Accept-Encoding")
    way = _way(request.headers.get("Accept-Encoding", ""))
    if way is None or request.query_string or response.is_streamed or "Content-Encoding" in response.headers:
        return response
    page = response.get_data()
    if len(page) >= WORTH_IT:
        small = (
            brotli.compress(page, quality=BROTLI_QUALITY) if way == "br" else gzip.compress(page, GZIP_LEVEL, mtime=0)
        )
        response.set_data(small)
        response.headers["Content-Encoding"] = way
    return response


def _way(accepted: str) -> str | None:
    """Brotli, else gzip, else none; one that is offered with weight nought is not offered."""
    offered = {word.strip() for word in accepted.lower().replace(" ", "").split(",") if not word.endswith(";q=0")}
    names = {word.partition(";")[0] for word in offered}
    return "br" if "br" in names else "gzip" if "gzip" in names else None
