"""Local accounts and units from the command line: `flask users …`, `flask units …`."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app import clock
from app.domain.permissions import APPOINTED
from app.models.unit import UNIT_KINDS

users = AppGroup("users", help="Add people, give them passwords, end their access.")
units = AppGroup("units", help="Add offices, counties and the directorate.")


@users.command("add")
@click.argument("sign_in_name")
@click.option("--name", required=True, help="Full name.")
@click.option("--unit", required=True, help="Name of the unit.")
@click.option("--phone", help="Where this person can be called.")
@click.option("--role", "roles", multiple=True, type=click.Choice([role.value for role in APPOINTED]))
@click.password_option()
def add_user(sign_in_name: str, name: str, unit: str, phone: str | None, roles: tuple[str, ...], password: str) -> None:
    """Add a person; SIGN_IN_NAME is an e-mail address."""
    from app.services import people

    with Sentences():
        people.add(name, sign_in_name, unit, phone=phone, password=password, roles=roles, now=clock.now())
    click.echo(f"{sign_in_name} can sign in.")


@users.command("password")
@click.argument("sign_in_name")
@click.password_option()
def set_password(sign_in_name: str, password: str) -> None:
    """Give a person a new password; ends every sign-in of theirs."""
    from app.services import people

    with Sentences():
        people.set_password(sign_in_name, password, now=clock.now())
    click.echo(f"{sign_in_name} has a new password.")


@users.command("deactivate")
@click.argument("sign_in_name")
def deactivate(sign_in_name: str) -> None:
    """End a person's access at once."""
    from app.services import people

    with Sentences():
        people.deactivate(sign_in_name, now=clock.now())
    click.echo(f"{sign_in_name} can no longer sign in.")


@units.command("add")
@click.argument("name")
@click.option("--kind", type=click.Choice(UNIT_KINDS), default="office", show_default=True)
@click.option("--parent", help="Name of the unit above.")
@click.option("--phone", help="Where the unit can be called.")
def add_unit(name: str, kind: str, parent: str | None, phone: str | None) -> None:
    """Add a unit below another."""
    from app.services import unit_tree

    with Sentences():
        unit_tree.add_by_name(name, kind, parent, phone, now=clock.now())
    click.echo(f"{name} is added.")


@users.command("groups")
def show_groups() -> None:
    """Show the file of groups beside the units as they are now; fails when a line names no open unit."""
    from app.services import directory_people

    found = directory_people.lines_and_units()
    for line, unit in found:
        click.echo(f"{line.group}: {line.role} in {unit or f'{line.unit!r}, WHICH IS NO OPEN UNIT'}")
    if lost := sum(unit is None for _line, unit in found):
        raise click.ClickException(f"{lost} of {len(found)} lines let nobody in.")


class Sentences:
    """Turns a ValueError of a service into a message and exit status 1."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, ValueError):
            raise click.ClickException(str(error)) from error
