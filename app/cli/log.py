"""`flask log …`: prove that the record is whole, and anchor it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import click
from flask.cli import AppGroup

from app import clock

MOST_SAID = 100
KEPT = re.compile(r"([0-9]{1,9}):([0-9a-f]{64})")

log = AppGroup("log", help="Prove that the record is whole, and anchor it.")


@log.command("verify")
@click.option("--anchor", "kept", multiple=True, metavar="NUMBER:HASH", help="An anchor that was kept elsewhere.")
def verify(kept: Sequence[str]) -> None:
    """Walk every timeline, head and anchor, and say "whole", or where the record is broken and why (status 1)."""
    from app.services.proof import Proof

    proof = Proof(dict(map(_read, kept)))
    broken = 0
    for each in proof.breaks():
        broken += 1
        if broken <= MOST_SAID:
            click.echo(f"broken: {each}")
    if broken > MOST_SAID:
        click.echo(f"… and {broken - MOST_SAID} more")
    counted = f"{proof.lines} lines in {proof.streams} timelines, {proof.heads} heads"
    counted += f", {proof.tombstones} tombstones, {proof.anchors} anchors"
    click.echo(f"{f'broken in {broken} places' if broken else 'whole'}: {counted}")
    if broken:
        raise click.exceptions.Exit(1)


@log.command("anchor")
def anchor() -> None:
    """Anchor what is new, and print the anchor: keep the line outside this house, and give it to `verify`."""
    from app.services import anchors

    made = None
    while new := anchors.anchor(clock.now()):
        made = new
        click.echo(f"{new.number}:{new.hash}  {new.at:%Y-%m-%d %H:%M} UTC, {new.heads} timelines")
    if made is None:
        click.echo("Nothing new to anchor.")


def _read(text: str) -> tuple[int, str]:
    found = KEPT.fullmatch(text.strip())
    if found is None:
        raise click.BadParameter(
            f"{text!r}: write it as `flask log anchor` printed it, NUMBER:HASH", param_hint="--anchor"
        )
    return int(found[1]), found[2]
