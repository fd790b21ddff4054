"""Who may do what: one table to read aloud. Every door names its permission; nobody has any by default."""

from __future__ import annotations

import dataclasses
import enum


class Role(enum.StrEnum):
    """What a person is to a unit. A deputy is a leader for as long as the deputyship lasts."""

    EMPLOYEE = "employee"
    LEADER = "leader"
    SAFETY_REP = "safety_rep"
    ADMIN = "admin"


APPOINTED = (Role.LEADER, Role.SAFETY_REP, Role.ADMIN)


class Permission(enum.StrEnum):
    """What a door can ask for."""

    BE_SIGNED_IN = "be_signed_in"
    ASSESS = "assess"
    READ_FLAGGED = "read_flagged"
    DECIDE = "decide"
    COMMENT = "comment"
    SEE_CLIENT_REFERENCE = "see_client_reference"
    RAISE = "raise"
    REVIEW_ACCESS = "review_access"
    SEE_COUNTS = "see_counts"
    SEE_FIGURES = "see_figures"
    ADMINISTER = "administer"


EVERYBODY = frozenset(Role)
GRANTS: dict[Permission, frozenset[Role]] = {
    Permission.BE_SIGNED_IN: EVERYBODY,
    Permission.ASSESS: frozenset({Role.EMPLOYEE}),
    Permission.READ_FLAGGED: frozenset({Role.LEADER, Role.SAFETY_REP}),
    Permission.DECIDE: frozenset({Role.LEADER}),
    Permission.COMMENT: frozenset({Role.LEADER, Role.SAFETY_REP}),
    Permission.SEE_CLIENT_REFERENCE: frozenset({Role.LEADER}),
    Permission.RAISE: frozenset({Role.EMPLOYEE, Role.LEADER, Role.SAFETY_REP}),
    Permission.REVIEW_ACCESS: frozenset({Role.LEADER, Role.ADMIN}),
    Permission.SEE_COUNTS: frozenset({Role.EMPLOYEE, Role.LEADER, Role.SAFETY_REP}),
    Permission.SEE_FIGURES: frozenset({Role.LEADER, Role.SAFETY_REP}),
    Permission.ADMINISTER: frozenset({Role.ADMIN}),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Mandate:
    """A role in a unit: and, for whoever leads or represents safety, in all that is below it."""

    role: Role
    unit_id: int

    def grants(self, permission: Permission) -> bool:
        return self.role in GRANTS[permission]
