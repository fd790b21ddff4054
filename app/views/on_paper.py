"""Templates that stand alone (layouts/paper.html), drawn as a page or printed as a PDF, also where nobody is asking."""

from __future__ import annotations

import datetime as dt
import logging

from flask import current_app

from app import languages, paper
from app.checklists import checklist
from app.domain.access_log import DEEDS
from app.services.refusals import NotPrinted
from app.views import insight_words

log = logging.getLogger("trygt.exports")


def drawn(template: str, heading: str, *, made_at: dt.datetime, **known: object) -> str:
    """The page in the language in use. It knows what is named here, and nothing of a request."""
    return current_app.jinja_env.get_template(template).render(
        locale=languages.spoken(),
        heading=heading,
        made_at=made_at,
        checklist_of=checklist,
        deeds=DEEDS,
        words=insight_words,
        **known,
    )


def printed(page: str, heading: str, *, made_at: dt.datetime) -> bytes:
    """A drawn page as a PDF. Raises NotPrinted when the press fails; why stands in the log."""
    try:
        return paper.pdf(page, title=heading, language=languages.spoken(), made_at=made_at)
    except paper.PressFailed as error:
        log.exception("not printed")
        raise NotPrinted from error
