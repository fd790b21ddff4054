"""The file of groups: what it may say, and which lines fit somebody."""

import pytest

from app.domain.group_mapping import BadMapping, Claims, GroupMapping, Line, read
from app.domain.permissions import Role

ONE = '[[groups]]\nid = "a"\nunit = "Nav Solvik"\nrole = "employee"\n'


def test_a_line_says_group_unit_and_role():
    assert read(ONE).lines == (Line("a", "Nav Solvik", Role.EMPLOYEE),)


def test_a_unit_can_be_named_by_its_number():
    assert read(ONE.replace('"Nav Solvik"', "17")).lines[0].unit == 17


def test_claims_have_the_names_of_entra_id_unless_the_file_says_otherwise():
    assert read(ONE).claims == Claims("groups", "preferred_username", "name", None)
    assert read(f'claims.groups = "roles"\nclaims.phone = "phone_number"\n{ONE}').claims.groups == "roles"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "at least one"),
        ("groups = []", "at least one"),
        ("groups = 1", "at least one"),
        ("groups = [1]", "number 1 is no table"),
        ("[[groups]]", "number 1 lacks id, role, unit"),
        (ONE + '[[groups]]\nid = "b"\nrole = "leader"', "number 2 lacks unit"),
        (ONE + "x = 1", "number 1 has x"),
        ("x = 1\n" + ONE, "the file has x"),
        (ONE.replace('"a"', '""'), "id is"),
        (ONE.replace('"a"', "7"), "id is"),
        (ONE.replace('"Nav Solvik"', "true"), "unit is"),
        (ONE.replace('"Nav Solvik"', "1.5"), "unit is"),
        (ONE.replace('"employee"', '"boss"'), "role is one of employee"),
        ('claims = "groups"\n' + ONE, "holds names"),
        ("claims.groups = 1\n" + ONE, "holds names"),
        ('claims.group = "roles"\n' + ONE, "has group"),
        ("[[groups]", "line 1"),
    ],
)
def test_what_is_wrong_is_said(text, said):
    with pytest.raises(BadMapping, match=said):
        read(text)


LINES = (Line("leaders", "Solvik", Role.LEADER), Line("tindeby", "Tindeby", Role.EMPLOYEE))
SOLVIK = Line("solvik", "Solvik", Role.EMPLOYEE)


@pytest.mark.parametrize(
    ("groups", "units"),
    [
        ([], []),
        (["another"], []),
        (["leaders"], ["Solvik"]),
        (["leaders", "tindeby"], ["Tindeby", "Solvik"]),
        (["solvik", "tindeby"], ["Tindeby", "Solvik"]),
        (["SOLVIK"], []),
    ],
)
def test_where_somebody_works_comes_first_and_else_the_order_of_the_file(groups, units):
    assert [line.unit for line in GroupMapping((*LINES, SOLVIK)).fitting(groups)] == units
