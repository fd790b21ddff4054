"""How often one address may try to sign in. Nothing else is limited, and alarms never are (promise 1)."""

from __future__ import annotations

from flask import Flask, current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, storage_uri="memory://", default_limits=[])
SIGN_INS = "20 per minute; 200 per hour"
# Nothing is guessed at here, and a whole office behind one address comes at eight.
ROUND_TRIPS = "300 per minute"


def init_app(app: Flask) -> None:
    """Count sign-ins for each address in the memory of this process; the lock-out of accounts is in the database."""
    app.config.setdefault("RATELIMIT_ENABLED", not app.config.get("TESTING"))
    # The one door that is limited checks by itself; otherwise the limiter looks at every request thrice.
    app.extensions.setdefault("limiter", set()).add(limiter)
    limiter.init_app(app)


@limiter.request_filter
def _is_off() -> bool:
    """Whether this app limits nobody: the limiter is one for the process, and remembers what the latest app said."""
    return not current_app.config["RATELIMIT_ENABLED"]
