"""Version 1: the words that its rules are spoken in."""

from app.domain.conditions import said
from app.domain.forms_of_meeting import PHYSICAL

in_person = said("form", *PHYSICAL)
home_visit = said("form", "home_visit")
remotely = said("form", "phone", "digital")
alone = said("staffing", "alone_ok", "alone_but_should_be_two", "unsure")
with_colleague = said("staffing", "several")

not_calm = said("behaviour", "unpredictable", "verbally_aggressive", "threats_or_violence", "unknown")
aggressive_before = said("behaviour", "verbally_aggressive", "threats_or_violence")
not_well_informed = said("informed", "partly", "no", "unknown")
serious_message = said("message", "serious")
heavy_message = said("message", "may_disappoint", "serious")
acute_change = said("changes", "acute")
