"""Getting the app ready on a machine, and serving it: what `make run` calls."""

from __future__ import annotations

import contextlib
import gc
import pathlib
import secrets
import signal
import sys
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from app import clock, config, keyring
from app.cli.keeper import Keeper, app_import_path
from app.models import pool

# A slow phone holds a connection and no thread: the server takes a body in before it asks a thread to look at it. By
# default it would take a hundred connections at most, and somebody's whole office waits behind a hundred slow phones.
SERVING: dict[str, Any] = {"connection_limit": 900, "asyncore_use_poll": True, "channel_timeout": 60, "ident": None}


@click.command()
@click.option("--with-years", is_flag=True, help="Seed two counted years behind the demo's week too.")
@with_appcontext
def prepare(with_years: bool) -> None:
    """Make the instance folder and a secret key, migrate the database, and seed an empty demo, which gets keys too."""
    import flask_migrate

    from app import demo
    from app.models import db
    from app.services.insight import counting

    folder = pathlib.Path(current_app.config["INSTANCE"])
    folder.mkdir(exist_ok=True)
    keep(folder / "secret_key", secrets.token_urlsafe(48))
    _keep_demo_keys(folder / config.KEPT_KEYS)
    flask_migrate.upgrade()
    if current_app.config["DEMO"] and demo.is_empty():
        demo.seed(db.session, now=clock.now())
        click.echo("Seeded the demo: the cast and a week of meetings.")
        if with_years:
            click.echo(f"Behind it: {demo.seed_years(db.session, now=clock.now())} meetings of two years.")
            counting.catch_up(clock.now())


def keep(path: pathlib.Path, secret: str) -> None:
    """Write a secret, readable for its owner alone, unless there is one."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secret)


def _keep_demo_keys(path: pathlib.Path) -> None:
    """The demo's keys lie beside its database. Real ones must not: whoever takes the one would have the other."""
    settings = current_app.config
    if settings["KEYRING"] is None and settings["DEMO"]:
        keep(path, keyring.fresh("demo"))
        settings["KEYRING"] = config.keyring(settings)
    if settings["KEYRING"] is None:
        raise config.NoEncryptionKeys


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=5000, show_default=True)
@click.option("--threads", default=8, show_default=True)
@click.option("--with-worker", is_flag=True, help="Run the engine of the alarms beside it, for as long as it serves.")
@with_appcontext
def serve(host: str, port: int, threads: int, with_worker: bool) -> None:
    """Serve with waitress, which takes slow clients in its stride."""
    import waitress

    if config.is_weak(current_app.config["SECRET_KEY"]):
        raise config.WeakSecretKey
    if current_app.config["KEYRING"] is None:
        raise config.NoEncryptionKeys
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    pool.open_beforehand(threads)
    click.echo(f"Trygt møte: http://{host}:{port}")
    gc.freeze()  # what lives as long as the process is never looked through again: no request waits for that
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(0))
    with Keeper(app_import_path()) if with_worker else contextlib.nullcontext():
        waitress.serve(app, host=host, port=port, threads=threads, clear_untrusted_proxy_headers=True, **SERVING)
