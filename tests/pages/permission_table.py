"""Who may open which door: the table of the design, "People and what they may do", door by door.

A new door needs one line in DOORS: which row of AUDIENCES says who may. If none fits, add a row: a letter for each
part, or, when the address names a thing, a letter for each place where that thing can lie: one's own (mine), in the
own unit, in a unit below, in the unit above, and in a foreign one.

    o  opens                       s  shut: 403            -  there is no such thing
    u  unknown: 404, as if there   i  shown the way in: nobody is signed in
       were no such thing
"""

from __future__ import annotations

# A former deputy's dates lie behind; a deputy's hold today; "upper" leads the level above; "token" is a phone whose
# sign-in has run out, with the abort token of its meeting.
PARTS = ("employee", "former", "deputy", "leader", "upper", "safety", "admin", "nobody", "token")
PLACES = ("mine", "own", "below", "above", "far")

AUDIENCES = """
# Doors that name nothing
                employee former deputy leader upper safety admin nobody token
everybody       o        o      o      o      o     o      o     o      o
signed in       o        o      o      o      o     o      o     i      i
works           o        o      o      o      o     o      s     i      i
reads flagged   s        s      o      o      o     o      s     i      i
leads           s        s      o      o      o     s      s     i      i
reviews access  s        s      o      o      o     s      o     i      i
administers     s        s      s      s      s     s      o     i      i
aborts          o        o      o      o      o     o      s     i      o
holds token     u        u      u      u      u     u      u     u      o
with a link     u        u      u      u      u     u      u     u      u
provider set up u        u      u      u      u     u      u     u      u
in the demo     u        u      u      u      u     u      u     u      u

# Doors that name a meeting, an alarm, a unit …: mine, own unit, below, above, foreign
own meeting     ouuuu    ouuuu  ouuuu  ouuuu  ouuuu ouuuu  -ssss -iiii  iiiii
own address     ouuuu    ouuuu  ouuuu  ouuuu  ouuuu ouuuu  -uuuu -iiii  iiiii
sees meeting    ouuuu    ouuuu  ooouu  ooouu  ooouu ooouu  -uuuu -iiii  iiiii
ticks measure   ouuuu    ouuuu  ooouu  ooouu  ooouu ouuuu  -ssss -iiii  iiiii
decides         sssss    sssss  soouu  soouu  soouu sssss  -ssss -iiii  iiiii
receives        sssss    sssss  soouu  soouu  soouu soouu  -ssss -iiii  iiiii
comments        sssss    sssss  ooouu  ooouu  ooouu ooouu  -ssss -iiii  iiiii
sees alarm      ouuuu    ouuuu  ooouu  ooouu  ooouu ooouu  -ssss -iiii  iiiii
takes alarm     suuuu    suuuu  soouu  soouu  soouu suuuu  -ssss -iiii  iiiii
passes alarm on uuuuu    uuuuu  uoouu  uoouu  uoouu uuuuu  -ssss -iiii  iiiii
owns alarm      suuuu    suuuu  sssuu  sssuu  sssuu suuuu  -ssss -iiii  iiiii
raised alarm    ouuuu    ouuuu  ouuuu  ouuuu  ouuuu ouuuu  -ssss -iiii  iiiii
follows up      uuuuu    uuuuu  uoouu  uoouu  uoouu uuuuu  -ssss -iiii  iiiii
sees unit       oouuu    oouuu  ooouu  ooouu  ooouu ooouu  -ssss -iiii  iiiii
leads unit      sssss    sssss  ooouu  ooouu  ooouu sssss  -ssss -iiii  iiiii
tends unit      sssss    sssss  sssss  sssss  sssss sssss  -oouu -iiii  -iiii
tends person    sssss    sssss  sssss  sssss  sssss sssss  -oouu -iiii  iiiii
tends role      -ssss    -ssss  -ssss  -ssss  -ssss -ssss  -oouu -iiii  -iiii
leads there     sssss    sssss  ooouu  ooouu  ooouu sssss  -ssss -iiii  iiiii
takes case      ouuuu    ouuuu  ooouu  ooouu  ooouu ouuuu  -uuuu -iiii  iiiii
reads figures   sssss    sssss  ooouu  ooouu  ooouu ooouu  -ssss -iiii  iiiii
ends deputy     -ssss    -ssss  -oouu  -oouu  -oouu -ssss  -ssss -iiii  -iiii
own upload      sssss    sssss  ouuuu  ouuuu  ouuuu sssss  -ssss -iiii  iiiii
tends tables    sssss    sssss  sssss  sssss  sssss sssss  -oooo -iiii  iiiii
tends upload    sssss    sssss  sssss  sssss  sssss sssss  -uuuu -iiii  iiiii
"""

DOORS = {
    "about.access": "everybody",
    "about.accessibility": "everybody",
    "about.privacy": "everybody",
    "about.questions": "everybody",
    "about.retention": "everybody",
    "exports.fetch": "own address",
    "exports.index": "signed in",
    "exports.show": "own address",
    "exports.state": "own address",
    "insight.ask_for_file": "reads figures",
    "insight.csv": "reads figures",
    "insight.index": "works",
    "insight.report": "reads figures",
    "insight.show": "sees unit",
    "insight.xlsx": "reads figures",
    "access_log.index": "reviews access",
    "access_log.mine": "signed in",
    "aborts.create": "aborts",
    "aborts.state": "holds token",
    "account.end_other_sign_ins": "signed in",
    "account.end_sign_in": "own address",
    "account.end_sign_ins": "signed in",
    "account.language": "everybody",
    "account.show": "signed in",
    "account.theme": "everybody",
    "addresses.create": "signed in",
    "addresses.index": "signed in",
    "addresses.remove": "own address",
    "addresses.subscribe": "signed in",
    "addresses.try_out": "own address",
    "afterwards.ask": "own meeting",
    "afterwards.ask_effects": "own meeting",
    "afterwards.show_way_on": "own meeting",
    "afterwards.tell": "own meeting",
    "afterwards.tell_effects": "own meeting",
    "assessments.answers": "own meeting",
    "assessments.begin": "own meeting",
    "assessments.save": "own meeting",
    "assessments.section": "own meeting",
    "board.comment": "comments",
    "board.decide": "decides",
    "board.index": "reads flagged",
    "board.receive": "receives",
    "board.waiting": "reads flagged",
    "board_lists.narrow": "reads flagged",
    "board_lists.reviewed": "reads flagged",
    "drills.create": "leads",
    "drills.index": "leads",
    "errands.answer_recheck": "own meeting",
    "errands.ask_withdrawal": "own meeting",
    "errands.log_spoken": "own meeting",
    "errands.recheck": "own meeting",
    "errands.reopen": "own meeting",
    "errands.spoken": "own meeting",
    "errands.withdraw": "own meeting",
    "escalations.acknowledge": "takes alarm",
    "escalations.acknowledge_by_phone": "raised alarm",
    "escalations.close": "owns alarm",
    "escalations.decline": "passes alarm on",
    "escalations.offer": "owns alarm",
    "escalations.open_ones": "works",
    "escalations.release": "owns alarm",
    "escalations.report": "owns alarm",
    "escalations.show": "sees alarm",
    "escalations.state": "sees alarm",
    "escalations.texts": "sees alarm",
    "follow_ups.complete": "follows up",
    "follow_ups.index": "works",
    "holds.index": "leads",
    "holds.lift_from_alarm": "leads there",
    "holds.lift_from_meeting": "leads there",
    "holds.of_alarm": "leads there",
    "holds.of_meeting": "leads there",
    "holds.place_on_alarm": "leads there",
    "holds.place_on_meeting": "leads there",
    "imports.import_all": "tends upload",
    "imports.new": "tends tables",
    "imports.preview": "tends upload",
    "imports.upload": "tends tables",
    "internal.is_alive": "everybody",
    "internal.is_ready": "everybody",
    "internal.metrics": "everybody",
    "measures.complete": "ticks measure",
    "measures.index": "works",
    "measures.of_units": "reads flagged",
    "measures.reopen": "ticks measure",
    "meetings.change_facts": "own meeting",
    "meetings.create": "works",
    "meetings.facts": "own meeting",
    "meetings.index": "works",
    "meetings.new": "works",
    "meetings.show": "sees meeting",
    "offline.csrf_token": "signed in",
    "offline.manifest": "everybody",
    "offline.page": "everybody",
    "offline.worker": "everybody",
    "places.archive": "leads unit",
    "places.change": "leads unit",
    "places.create": "leads unit",
    "places.index": "sees unit",
    "places.record_test": "leads unit",
    "places.show": "sees unit",
    "passkeys.answer": "everybody",
    "passkeys.create": "signed in",
    "passkeys.index": "signed in",
    "passkeys.remove": "own address",
    "passwords.create": "with a link",
    "passwords.show": "everybody",
    "reports.archive": "takes case",
    "reports.ask_for_mine": "signed in",
    "reports.client": "leads",
    "reports.make_client_report": "leads",
    "reports.mine": "signed in",
    "reports.mine_as_json": "signed in",
    "results.choose": "own meeting",
    "results.log": "own meeting",
    "results.show": "own meeting",
    "sign_in.create": "everybody",
    "sign_in.create_demo": "in the demo",
    "sign_in.destroy": "signed in",
    "sign_in.show": "everybody",
    "single_sign_on.create": "provider set up",
    "single_sign_on.show": "provider set up",
    "staff.appoint": "tends person",
    "staff.change": "tends person",
    "staff.create": "administers",
    "staff.deactivate": "tends person",
    "staff.end_role": "tends role",
    "staff.index": "administers",
    "staff.make_password_link": "tends person",
    "staff.new": "administers",
    "staff.search": "administers",
    "staff.reactivate": "tends person",
    "staff.show": "tends person",
    "threats.create": "works",
    "threats.new": "works",
    "trainings.import_all": "own upload",
    "trainings.index": "sees unit",
    "trainings.new_import": "leads unit",
    "trainings.preview": "own upload",
    "trainings.record": "leads unit",
    "trainings.upload": "leads unit",
    "transfers.create": "tends person",
    "transfers.drop": "tends role",
    "transfers.show": "tends person",
    "unit_tree.change": "tends unit",
    "unit_tree.close": "tends unit",
    "unit_tree.create": "administers",
    "unit_tree.index": "administers",
    "unit_tree.new": "administers",
    "unit_tree.show": "tends unit",
    "units.appoint": "leads unit",
    "units.end": "ends deputy",
    "units.index": "works",
    "units.register_absence": "leads unit",
    "units.show": "sees unit",
    "watches.ask": "own meeting",
    "watches.extend": "own meeting",
    "watches.finish": "own meeting",
    "watches.give_sign_of_life": "own meeting",
    "watches.notes": "own meeting",
    "watches.start": "own meeting",
}


def audiences() -> dict[str, dict[str, str]]:
    """AUDIENCES as letters by part, by the name of the row."""
    rows = {}
    for line in AUDIENCES.splitlines():
        name, letters = line[:16].strip(), line[16:].split()
        if name and not line.startswith("#"):
            rows[name] = dict(zip(PARTS, letters, strict=True))
    return rows
