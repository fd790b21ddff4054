"""The permission table: every door stands in it, with an audience that fits; the matrix itself is in tests/pages/."""

from tests.house.sources import told
from tests.pages.permission_scene import EXAMPLES
from tests.pages.permission_table import DOORS, PLACES, audiences


def _rules(app):
    return list(app.url_map.iter_rules())


def test_every_door_stands_in_the_table(one_app):
    missing = sorted({rule.endpoint for rule in _rules(one_app)} - DOORS.keys())
    assert not missing, told(
        ["Say who may: give each of these a line in DOORS of tests/pages/permission_table.py.", *missing]
    )


def test_the_table_names_only_doors_and_audiences_that_exist(one_app):
    assert sorted(DOORS.keys() - {rule.endpoint for rule in _rules(one_app)}) == []
    assert sorted(set(DOORS.values()) - audiences().keys()) == []


def test_every_place_in_an_address_has_an_example(one_app):
    unknown = sorted({name for rule in _rules(one_app) for name in rule.arguments} - EXAMPLES.keys())
    assert not unknown, told(
        ["Say what can stand in these places: EXAMPLES of tests/pages/permission_scene.py.", *unknown]
    )


def test_every_audience_has_as_many_letters_as_its_doors_have_places(one_app):
    wrong = []
    for rule in _rules(one_app):
        letters = audiences().get(DOORS.get(rule.endpoint, ""), {})
        wanted = len(PLACES) if rule.arguments else 1
        if any(len(each) != wanted for each in letters.values()):
            wrong.append(f"{rule.endpoint} names {'a thing' if wanted > 1 else 'nothing'}: {DOORS[rule.endpoint]!r}")
    assert not wrong, told(["An audience of the other half of the table fits:", *wrong])
