"""The keys that what people write is sealed with: `flask keys …`."""

from __future__ import annotations

import click
from flask.cli import AppGroup

keys = AppGroup("keys", help="Make the keys that seal what people write, and change them without a stop.")


@keys.command("new")
@click.option("--name", default="k1", show_default=True, help="Its name: small letters and digits, never used before.")
def new(name: str) -> None:
    """Print a new key for TRYGT_ENCRYPTION_KEYS."""
    from app import keyring

    try:
        click.echo(keyring.fresh(name))
    except keyring.BadKeys as error:
        raise click.ClickException(str(error)) from error


@keys.command("show")
def show() -> None:
    """Show how many stored values are sealed with each key: one that has none left can be taken away."""
    from app.models.sealed import ring
    from app.services import keys as stored

    active = ring().active
    for key_id, count in {active: 0, **stored.in_use()}.items():
        click.echo(f"{key_id or '(not sealed)'}: {count}{' (seals)' if key_id == active else ''}")


@keys.command("rotate")
def rotate() -> None:
    """Seal everything anew with the first key, in small steps, beside whoever works; safe to stop and run again."""
    from app.models.sealed import ring
    from app.services import keys as stored

    count = sum(stored.rotate())
    left = {key_id: held for key_id, held in stored.in_use().items() if key_id != ring().active}
    click.echo(f"Sealed {count} rows anew with {ring().active}.")
    if left:
        raise click.ClickException(
            f"Still sealed with other keys: {left}. Is a process running that has an old key first? Restart it, and"
            " run this again before you take a key away."
        )
