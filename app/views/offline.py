"""The app without a network: its worker, the page it shows then, and whose pages a phone may keep for how long."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import hmac
import json
import re

from flask import (
    Blueprint,
    Flask,
    Response,
    after_this_request,
    current_app,
    jsonify,
    make_response,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from app import assets, cookies, languages
from app.access import current_person, has_asked, requires
from app.domain.permissions import Permission

blueprint = Blueprint("offline", __name__)

WORKS = ("kept", "letters", "shell", "pages", "notifications")
PARTS = ("js/outbox.js", "js/post.js", *(f"worker/{work}.js" for work in WORKS))
NEEDED = ("css/site.css", "fonts/", "icons/", "js/")
NOBODY = "nobody"
READER, KEEP_UNTIL = "Trygt-Reader", "Trygt-Keep-Until"


def init_app(app: Flask) -> None:
    """Open the doors, and mark every page with its reader."""
    app.register_blueprint(blueprint)
    app.after_request(_name_reader)
    app.jinja_env.globals["reader_mark"] = reader_mark


@blueprint.get("/sw.js")
def worker() -> Answer:
    """The worker: at the root, so that every page is within its reach, and asked for anew each time."""
    lang = request.args.get("lang", "")
    script = f"const HOUSE = {json.dumps(_house(lang if lang in languages.NAMES else 'nb'))};\n{_worker_script()}"
    answer = make_response(script)
    answer.mimetype = "text/javascript"
    answer.headers["Cache-Control"] = "no-cache"
    answer.set_etag(hashlib.sha256(script.encode()).hexdigest()[:16])
    return answer.make_conditional(request)


@blueprint.get("/offline")
def page() -> str:
    """What is shown when the server cannot be reached; the worker fetches it as nobody, and keeps it."""
    return render_template("offline/show.html")


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """How the app looks on a home screen."""
    address = current_app.extensions[assets.ASSETS].__getitem__
    drawings = [("icons/shield-192.png", "192x192"), ("icons/shield-512.png", "512x512")]
    icons = [
        {"src": address(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for name, sizes in drawings
        for purpose in ("any", "maskable")
    ]
    answer = jsonify(
        id="/",
        name="Trygt møte",
        short_name="Trygt møte",
        start_url="/",
        scope="/",
        display="standalone",
        lang="nb",
        theme_color="#1c232f",
        background_color="#f5f6f7",
        icons=icons,
    )
    answer.mimetype = "application/manifest+json"
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer


@blueprint.get("/csrf-token")
@requires(Permission.BE_SIGNED_IN)
def csrf_token() -> Response:
    """A fresh token, for what was typed while there was no network."""
    return jsonify(token=cookies.token())


def let_keep(until: dt.datetime) -> None:
    """Allow the reader's own phone to keep the page that is being drawn, until then, for when there is no network."""

    def allow(answer: Response) -> Response:
        answer.headers[KEEP_UNTIL] = str(int(until.timestamp() * 1000))
        return answer

    after_this_request(allow)


def reader_mark() -> str:
    """The opaque mark of whoever is signed in; "" for nobody. It tells people apart, and nothing about them."""
    person = current_person()
    return _mark(str(current_app.secret_key), person.id) if person else ""


def _name_reader(answer: Response) -> Response:
    """Tell the worker by an opaque mark whose page this is: it clears away what others have left."""
    if answer.mimetype == "text/html" and has_asked():
        answer.headers[READER] = reader_mark() or NOBODY
    return answer


@functools.lru_cache(maxsize=4096)
def _mark(secret: str, person_id: int) -> str:
    return hmac.new(secret.encode(), f"reader/{person_id}".encode(), hashlib.sha256).hexdigest()[:16]


@functools.cache
def _worker_script() -> str:
    """One script, since not every browser lets a worker import: the parts in order, as if they had been written so."""
    parts = "\n".join((assets.STATIC / part).read_text(encoding="utf-8") for part in PARTS)
    return re.sub(r"^(export |import .*\n)", "", parts, flags=re.MULTILINE)


def _house(lang: str) -> dict[str, object]:
    """What the worker must know: what to keep for everybody, and the addresses that it treats in its own way."""
    urls = current_app.extensions[assets.ASSETS]
    shell = sorted(url for name, url in urls.items() if name.startswith(NEEDED) and not name.endswith(".png"))
    return {
        "lang": lang,
        "shell": shell,
        "version": hashlib.sha256("".join([lang, *shell]).encode()).hexdigest()[:12],
        "offline": url_for("offline.page"),
        "abort": url_for("aborts.create"),
        "leaving": [url_for("sign_in.destroy"), url_for("account.end_sign_ins")],
        "icon": urls["icons/shield-192.png"],
        "notice": gettext("Noe har skjedd. Åpne Trygt møte."),
    }
