"""Backing up and bringing back: `flask backup FILE`, `flask restore FILE`."""

from __future__ import annotations

import pathlib

import click
from flask.cli import with_appcontext

from app import clock
from app.cli.accounts import Sentences

FILE = click.Path(dir_okay=False, path_type=pathlib.Path)


@click.command()
@click.argument("file", type=FILE)
@with_appcontext
def backup(file: pathlib.Path) -> None:
    """Back SQLite up to FILE while everybody works; an earlier FILE stays until the new one is proved whole."""
    from app.services import backups

    with Sentences():
        made = backups.back_up(backups.live_database(), file, now=clock.now())
    click.echo(f"{file}: {made.size} bytes, schema {made.schema}, up to event {made.last_event}, sha256 {made.sha256}")
    click.echo(f"To read it again you need these keys: {', '.join(made.keys) or 'none'}. They are not in it.")


@click.command()
@click.argument("file", type=FILE)
@click.option("--check", is_flag=True, help="Only prove that the backup is whole.")
@click.option("--force", is_flag=True, help="Also over a database that is in use, is newer, or lacks a key.")
@with_appcontext
def restore(file: pathlib.Path, check: bool, force: bool) -> None:
    """Put the backup FILE in the place of the database; the earlier one stays beside it."""
    from app.models.migration import known_schemas
    from app.models.sealed import ring
    from app.services import backups

    with Sentences():
        if check:
            found = backups.verify(file)
        else:
            target, held = backups.live_database(), ring().ids
            found = backups.restore(file, target, known=known_schemas(), held=held, force=force)
    click.echo(f"{file}: whole, made {found.made_at}, schema {found.schema}, up to event {found.last_event}")
    if not check:
        click.echo("Restored. Run `flask prepare` if the program is newer than the backup, then start the processes.")
