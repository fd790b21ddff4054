"""The counts behind insight from the command line: `flask insight …`."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app import clock

insight = AppGroup("insight", help="Count what happened, month by month.")


@insight.command("count")
def count() -> None:
    """Count the months that have ended, or changed, since last time. The worker does it every minute."""
    from app.services.insight import counting

    click.echo(f"Months of units counted: {counting.catch_up(clock.now())}.")


@insight.command("rebuild")
def rebuild() -> None:
    """Count every month of the last nine anew, and those that never were; older counts stay as they are."""
    from app.services.insight import counting

    click.echo(f"Months of units counted: {counting.rebuild(clock.now())}.")
