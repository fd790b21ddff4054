"""Which groups of the organisation's own directory work where, as what: a small file in TOML, read at the start."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.permissions import Role

GROUP_KEYS = {"id", "unit", "role"}
CLAIM_KEYS = {"groups", "address", "name", "phone"}


class BadMapping(ValueError):
    """The file cannot be read; the sentence says where and why."""


@dataclasses.dataclass(frozen=True)
class Claims:
    """What the provider calls that which we ask for; without a name for the phone, nobody's number is asked for."""

    groups: str = "groups"
    address: str = "preferred_username"
    name: str = "name"
    phone: str | None = None


@dataclasses.dataclass(frozen=True)
class Line:
    """Whoever is in the group works in the unit (its name, or its number, which a new name leaves alone) as this."""

    group: str
    unit: str | int
    role: Role


@dataclasses.dataclass(frozen=True)
class GroupMapping:
    """The lines as they stand in the file, and the names of the claims."""

    lines: tuple[Line, ...]
    claims: Claims = Claims()

    def fitting(self, groups: Iterable[str]) -> list[Line]:
        """The lines of somebody in these groups: where they work first, then the other roles, each as in the file."""
        held = set(groups)
        return sorted((line for line in self.lines if line.group in held), key=lambda line: line.role != Role.EMPLOYEE)


def read(text: str) -> GroupMapping:
    """The mapping that a file holds. Raises BadMapping."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadMapping(str(error)) from error
    _only(found, {"claims", "groups"}, "the file")
    groups = found.get("groups")
    if not isinstance(groups, list) or not groups:
        raise BadMapping("write at least one [[groups]] with id, unit and role")
    return GroupMapping(tuple(_line(number, each) for number, each in enumerate(groups, 1)), _claims(found))


def _line(number: int, told: Any) -> Line:
    where = f"[[groups]] number {number}"
    if not isinstance(told, dict):
        raise BadMapping(f"{where} is no table")
    if missing := GROUP_KEYS - set(told):
        raise BadMapping(f"{where} lacks {', '.join(sorted(missing))}")
    _only(told, GROUP_KEYS, where)
    group, unit, role = told["id"], told["unit"], told["role"]
    if not isinstance(group, str) or not group:
        raise BadMapping(f"{where}: id is the group's id, in quotation marks")
    if isinstance(unit, bool) or not isinstance(unit, str | int):
        raise BadMapping(f"{where}: unit is the name of a unit, or its number")
    if role not in list(Role):
        raise BadMapping(f"{where}: role is one of {', '.join(Role)}")
    return Line(group, unit, Role(role))


def _claims(found: Mapping[str, Any]) -> Claims:
    told = found.get("claims", {})
    if not isinstance(told, dict) or not all(isinstance(name, str) and name for name in told.values()):
        raise BadMapping('[claims] holds names of claims, such as groups = "roles"')
    _only(told, CLAIM_KEYS, "[claims]")
    return Claims(**told)


def _only(told: Mapping[str, Any], known: set[str], where: str) -> None:
    if odd := set(told) - known:
        raise BadMapping(f"{where} has {', '.join(sorted(odd))}, which means nothing here")
