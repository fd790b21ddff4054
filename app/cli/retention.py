"""`flask retention …`: remove what has been kept long enough, and keep what must not go."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from app import clock
from app.domain.retention import TERMS

retention = AppGroup("retention", help="Remove what has been kept long enough; hold what must not go.")


@retention.command("run")
@click.option("--dry-run", is_flag=True, help="Only say what would go, and why.")
def run(dry_run: bool) -> None:
    """Remove what is due, batch by batch, and print each thing with why. Safe at any time, twice, and after a kill."""
    from app.services import retention as service

    terms, count = current_app.config["RETENTION"], 0
    for each in service.run(terms, now=clock.now(), dry=dry_run):
        count += 1
        why = f"{TERMS[each.kept].what}; {TERMS[each.kept].counted_from} {each.since:%Y-%m-%d}"
        click.echo(f"{each.name}  {each.kept}: {why}; kept {terms[each.kept]} days")
    click.echo(f"{'Would remove' if dry_run else 'Removed'}: {count}.")


@retention.command("hold")
@click.argument("stream", metavar="meeting/NUMBER|escalation/NUMBER")
@click.option("--reason", required=True, help="Why it must be kept.")
def hold(stream: str, reason: str) -> None:
    """Keep a meeting or an alarm whatever its term, until it is released."""
    from app.services import holds
    from app.services.refusals import Refused

    try:
        holds.place(stream, reason, by=None, now=clock.now())
    except Refused as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    click.echo(f"Held: {stream}.")


@retention.command("release")
@click.argument("stream", metavar="meeting/NUMBER|escalation/NUMBER")
def release(stream: str) -> None:
    """Let the ordinary term of a held meeting or alarm count again."""
    from app.services import holds
    from app.services.refusals import Refused

    try:
        holds.lift(stream, by=None, now=clock.now())
    except Refused as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    click.echo(f"Released: {stream}.")
