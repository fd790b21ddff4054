"""The alarms' engine from the command line: `flask alarms …`."""

from __future__ import annotations

import signal
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app import clock, config

alarms = AppGroup("alarms", help="Run the engine of the alarms, and try out how people are told.")


@alarms.command("work")
@click.option("--parent", type=int, help="End when this process, which started the worker, is gone.")
def work(parent: int | None) -> None:
    """Climb, remind and send until told to stop (SIGTERM, Ctrl-C). Any number of workers may run at once."""
    from app.worker import Worker

    if current_app.config["KEYRING"] is None:
        raise config.NoEncryptionKeys
    worker = Worker(_app(), parent)

    def stop(*_signal: Any) -> None:
        worker.stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    worker.run()


@alarms.command("tick")
def tick() -> None:
    """Make the moves that are due, once."""
    from app.services import engine

    click.echo(f"Moves made: {engine.tick(clock.now())}.")


@alarms.command("test-notice")
@click.option("--person", "sign_in_name", required=True, help="Sign-in name of whoever is to be told.")
def test_notice(sign_in_name: str) -> None:
    """Send a notice through each channel of a person at once, and say what happened."""
    from app.services import addresses, channels

    tried = [_try(letter, channels.outside(current_app.config)) for letter in _trial_letters(sign_in_name, addresses)]
    if not all(tried):
        raise click.exceptions.Exit(1)


def _trial_letters(sign_in_name: str, addresses: Any) -> Any:
    try:
        return addresses.trial_letters(sign_in_name, console=current_app.config["CONSOLE_NOTICES"])
    except ValueError as error:
        raise click.ClickException(str(error)) from error


def _try(label_and_letter: Any, allowed: Any) -> bool:
    from app.services import channels

    label, letter = label_and_letter
    try:
        channels.send(letter, allowed)
    except channels.Failed as failed:
        click.echo(f"{letter.channel} ({label}): failed, {failed.reason}")
        return False
    click.echo(f"{letter.channel} ({label}): sent")
    return True


@alarms.command("vapid-keys")
def vapid_keys() -> None:
    """Print a new key pair for web push, as settings."""
    from app.services.channels import push

    private = push.new_private_key()
    click.echo(f"TRYGT_VAPID_PRIVATE_KEY={private}")
    click.echo("TRYGT_VAPID_SUBJECT=mailto:whoever-runs-this@example.no")
    click.echo(f"# The public key, which the pages hand to browsers by themselves: {push.public_key(private)}")


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]  # noqa: SLF001
