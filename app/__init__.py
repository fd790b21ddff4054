"""Trygt møte: risk assessment before each meeting, an alarm that a human understands, and a record of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import (
    access,
    assets,
    cli,
    compression,
    config,
    cookies,
    errors,
    filters,
    headers,
    hosts,
    languages,
    limits,
    observing,
    ready_made,
    taking_over,
    views,
)
from app.drawing import Drawing
from app.models import db, transaction
from app.models.migration import migrate


class Room(Flask):
    """Flask, for views that are plain functions."""

    jinja_environment = Drawing
    request_class = cookies.Asked

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself. Flask would look at each step of each request for one that is a coroutine."""
        return func


def create_app(settings: dict[str, Any] | None = None) -> Flask:
    """Make the app. `settings` override the environment; see app/config.py for their names."""
    app = Room(__name__, template_folder="../templates", static_folder=None)
    app.config.update(config.settings(settings))
    filters.init_app(app)
    ready_made.init_app(app)
    db.init_app(app)
    transaction.init_app(app)
    migrate.init_app(app, db)
    languages.init_app(app)
    taking_over.init_app(app)
    access.init_app(app)
    limits.init_app(app)
    assets.init_app(app)
    hosts.init_app(app)
    headers.init_app(app)
    observing.init_app(app)
    compression.init_app(app)
    errors.init_app(app)
    views.init_app(app)
    cli.init_app(app)
    if app.config["TRUSTED_PROXIES"]:
        hops = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app
