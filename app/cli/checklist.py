"""`flask checklist …`: judge answers, show the rules, try them on imagined meetings. Needs no database."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TypeVar

import click
from flask.cli import AppGroup

from app import checklists
from app.cli import checklist_trial
from app.cli.checklist_document import document
from app.cli.checklist_lines import answer_lines
from app.cli.reader import asks_for_language, gettext_in
from app.domain.mixture import mixture_from
from app.domain.simulation import simulate

MIXTURE = Path(checklists.__file__).with_name("mixture.json")

Command = TypeVar("Command", bound=Callable[..., None])

checklist = AppGroup("checklist", help="The checklist and its rules.")


def asks_for_version(command: Command) -> Command:
    """Add the option --version."""
    return click.option(
        "--version",
        type=click.Choice(list(checklists.PUBLISHED)),
        default=checklists.CURRENT.version,
        help="A published version of the checklist.",
    )(command)


@checklist.command("evaluate", with_appcontext=False)
@click.argument("source", metavar="[FILE|-]", type=click.File("rb"), default="-")
@asks_for_language
@asks_for_version
def evaluate_command(source: BinaryIO, language: str, version: str) -> None:
    """Judge meetings: one JSON object a line in, one a line out.

    In: {"form": …, "answers": {…}, "measures": […]}; measures may be left out, other members are ignored.
    Out: {"level": …, "residual": …, "gate": …, "findings": […]}, or {"error": …} naming what is wrong
    with the line (an empty line too). The exit status is 1 when any line was wrong.
    """
    out = sys.stdout.buffer
    all_well = True
    for answer, well in answer_lines(source, checklists.checklist(version), gettext_in(language)):
        out.write(answer.encode() + b"\n")
        out.flush()
        all_well = all_well and well
    if not all_well:
        raise SystemExit(1)


@checklist.command("show", with_appcontext=False)
@asks_for_language
@asks_for_version
def show_command(language: str, version: str) -> None:
    """Print the checklist as Markdown: questions, rules, reasons, measures, sources."""
    click.echo(document(checklists.checklist(version), gettext_in(language)), nl=False)


@checklist.command("digest", with_appcontext=False)
def digest_command() -> None:
    """Print the digest of each version, as app/checklists/__init__.py holds them."""
    for version, published in checklists.PUBLISHED.items():
        click.echo(f"{version} {published.digest()}")


@checklist.command("simulate", with_appcontext=False)
@click.option("--meetings", type=click.IntRange(1), default=100_000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed draws the same meetings.")
@click.option("--mixture", type=click.Path(exists=True, path_type=Path), default=MIXTURE, help="Another guess.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def simulate_command(meetings: int, seed: int, mixture: Path, as_json: bool) -> None:
    """Judge imagined meetings, and print the share of each level and of each rule.

    What meetings are like is a guess, stated in app/checklists/mixture.json.
    """
    current = checklists.CURRENT
    try:
        guess = mixture_from(json.loads(mixture.read_text(encoding="utf-8"))["draws"], current)
    except (ValueError, KeyError, TypeError) as problem:
        raise click.BadParameter(f"{mixture}: {problem!r}", param_hint="--mixture") from None
    tally = simulate(current, guess, meetings=meetings, seed=seed)
    told = checklist_trial.as_json(tally, current) if as_json else checklist_trial.as_tables(tally, current)
    click.echo(told)
