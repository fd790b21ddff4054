"""How templates are drawn: Jinja as Flask sets it up, but for what it would do anew at every import of a macro."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment


class Drawing(Environment):
    """Jinja's environment, whose templates share one plain dictionary of globals.

    Jinja gives each template a chain of two, so that one of them may have globals of its own. None of ours has, and
    every `{% from … import … %}` of every page compares those chains key by key.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The environment's own. Raises TypeError for a template that asks for globals of its own."""
        if d:
            raise TypeError("a template's own globals would be every template's")
        return self.globals
