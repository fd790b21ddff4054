"""Answers to a page that stays open and asks again and again whether anything is new."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, request
from werkzeug.http import quote_etag
from werkzeug.wrappers import Response as Answer


def unless_unchanged(mark: str, draw: Callable[[], str]) -> Answer:
    """What is drawn, unless the page that asks shows what has this mark already: then 304, and nothing is drawn."""
    tag = quote_etag(mark)
    if request.environ.get("HTTP_IF_NONE_MATCH") == tag:  # our own script asks with just this one
        return Response(status=304, headers={"ETag": tag})
    answer = Response(draw(), headers={"ETag": tag})
    return answer.make_conditional(request)
