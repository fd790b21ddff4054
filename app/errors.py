"""When something cannot be done: a calm page that says why, whom to call, and the way on. Nothing typed is lost."""

from __future__ import annotations

import logging

from flask import Flask, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import exc
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response

from app import access, cookies
from app.domain.text import _
from app.models.transaction import Busy
from app.services import units
from app.services.chains import Holder
from app.services.refusals import Incomplete, Missing, Refused
from app.views import abort_bar, kept, sign_in_page

log = logging.getLogger("trygt.errors")

SENTENCES = {
    400: (_("Vi forsto ikke forespørselen"), _("Gå tilbake, last siden på nytt og prøv en gang til.")),
    403: (_("Du har ikke tilgang til dette"), _("Be lederen din om hjelp hvis du mener at du skal ha tilgang.")),
    404: (_("Vi fant ikke siden"), _("Den kan være flyttet, eller du har ikke tilgang til den.")),
    405: (_("Slik kan ikke siden brukes"), _("Gå til forsiden og finn fram derfra.")),
    409: (_("Noe har endret seg"), ""),
    413: (_("Det du sendte, er for stort"), _("Kort ned teksten og prøv igjen.")),
    429: (_("For mange forsøk"), _("Vent et minutt før du prøver igjen.")),
    422: (_("Noe mangler"), ""),
    500: (_("Noe gikk galt hos oss"), _("Feilen er meldt. Det du gjorde sist, er ikke lagret.")),
    503: (_("Vi får ikke lagret akkurat nå"), _("Vent litt og prøv igjen.")),
}
KEPT_HERE = _("Det du skrev, er tatt vare på her. Vent litt og prøv igjen.")


def init_app(app: Flask) -> None:
    """Catch what is raised, from refusals with a sentence of their own to what nobody expected."""
    app.register_error_handler(401, ask_to_sign_in)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(Busy, unavailable)
    app.register_error_handler(exc.DBAPIError, database_failed)
    app.register_error_handler(exc.TimeoutError, unavailable)
    app.register_error_handler(HTTPException, known)
    app.register_error_handler(Exception, unexpected)


def ask_to_sign_in(error: HTTPException) -> Response | tuple[str, int]:
    """Nobody is signed in (any more): sign in first; what was being sent waits on the sign-in page.

    A script that asks in the background gets no page: nobody would see it.
    """
    if cookies.asked_in_background():
        return error.get_response()
    if request.method == "POST" and request.form:
        return sign_in_page.drawn(kept=kept.sealed(kept.from_request())), 401
    came_for = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("sign_in.show", next=came_for), 303)


def refused(error: Refused) -> tuple[str, int]:
    """A verb said no, and why. It cannot be sent again, but what somebody wrote is shown, to be copied."""
    _note(error.status, type(error).__name__)
    sentences = [error.sentence, *(error.what.values() if isinstance(error, Incomplete) else ())]
    return _page(error.status, sentences, written=kept.written())


def known(error: HTTPException) -> Response | tuple[str, int] | tuple[str, int, dict[str, str]]:
    """What HTTP has a number for."""
    code = error.code or 500
    if code < 400:
        return error.get_response()
    _note(code, type(error).__name__)
    answer = _page(code, [_words_for(code)[1]])
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        return *answer, {"Allow": ", ".join(error.valid_methods)}
    return answer


def database_failed(error: exc.DBAPIError) -> tuple[str, int] | tuple[str, int, dict[str, str]]:
    """The database is away for a while, or we asked it something wrong."""
    passes = isinstance(error, exc.OperationalError | exc.InterfaceError) or error.connection_invalidated
    return unavailable(error) if passes else unexpected(error)


def unavailable(error: Exception) -> tuple[str, int, dict[str, str]]:
    """The database is busy, away or full: nothing was stored, and what was typed can be sent again from the page."""
    log.warning("unavailable", exc_info=error, extra={"reason": type(error).__name__, "endpoint": request.endpoint})
    typed = kept.from_request() if request.method == "POST" else None
    body, status = _page(503, [KEPT_HERE if typed else SENTENCES[503][1]], typed)
    return body, status, {"Retry-After": "5"}


def unexpected(error: Exception) -> tuple[str, int]:
    """A fault of ours: logged with its trace, and answered calmly."""
    log.error("unexpected", exc_info=error, extra={"endpoint": request.endpoint})
    typed = kept.from_request() if request.method == "POST" else None
    return _page(500, [SENTENCES[500][1]], typed)


def _note(status: int, reason: str) -> None:
    """A line about whoever asked for what they may not have, or too often, or with a token that does not hold."""
    if request.endpoint is not None and status in (400, 403, 404, 413, 429):
        person = access.current_person() if access.has_asked() else None
        told = {"endpoint": request.endpoint, "status": status, "reason": reason, "person": person and person.id}
        log.info("refused", extra=told)


def _words_for(code: int) -> tuple[str, str]:
    return SENTENCES.get(code, SENTENCES[400 if code < 500 else 500])


def _page(
    code: int, sentences: list[str], typed: kept.Kept | None = None, written: list[str] | None = None
) -> tuple[str, int]:
    """The page, with bokmål sentences in the reader's language; should even that fail, a bare one in HTML alone."""
    try:
        if code >= 500:
            access.settle_who_it_is()
        if _was_alarm():
            return render_template("errors/not_sent.html", kept=typed, chain=_chain_to_call()), code
        leader = _leader_to_call() if code >= 500 else None
        title = gettext(_words_for(code)[0])
        said = [gettext(sentence) for sentence in sentences if sentence]
        page = {"code": code, "title": title, "sentences": said, "kept": typed, "written": written or []}
        return render_template("errors/show.html", leader_to_call=leader, **page), code
    except Exception:
        log.exception("the error page failed")
        return BARE_NOT_SENT if _was_alarm() else BARE_PAGE, code


def _was_alarm() -> bool:
    """Whether somebody warned, and is not being watched: on the page that looks like notes, nothing may say so."""
    return request.endpoint == "aborts.create" and not request.form.get("do_not_call")


def _chain_to_call() -> list[Holder]:
    """Whom to call in place of an alarm, as far as the database still says so."""
    try:
        return abort_bar.to_call()
    except (exc.SQLAlchemyError, Busy, Missing) as error:
        log.warning("no chain to show", extra={"reason": type(error).__name__})
        return []


def _leader_to_call() -> units.Answering | None:
    """Whom to call, if the database still says so. Its failure is what brought us here, so it may not fail us again."""
    person = access.current_person()
    if person is None:
        return None
    try:
        return units.answering_for(person.unit_id)
    except exc.SQLAlchemyError:
        log.warning("no leader to show", extra={"reason": "database"})
        return None


BARE_PAGE = (
    '<!doctype html><html lang="nb"><meta charset="utf-8"><title>Noe gikk galt – Trygt møte</title>'
    "<h1>Noe gikk galt hos oss</h1><p>Ring lederen din hvis det haster. Ring 112 hvis det er fare for liv.</p>"
    '<p><a href="/">Til forsiden</a></p>'
)
BARE_NOT_SENT = (
    '<!doctype html><html lang="nb"><meta charset="utf-8"><title>Varselet er IKKE sendt – Trygt møte</title>'
    '<h1>Varselet er IKKE sendt. Ring nå.</h1><p>Ring lederen din. Fare for liv: <a href="tel:112">Ring 112</a></p>'
)
