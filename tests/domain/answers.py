"""What hypothesis draws: whole sets of answers to any form, mostly near calm, where rules and sums begin to hold."""

from hypothesis import strategies as st

from app.checklists import CURRENT
from app.domain.forms_of_meeting import FORMS
from tests.domain.meetings import calm

MOST_DIFFERENCES = 6

forms = st.sampled_from(sorted(FORMS))
measures = st.sets(st.sampled_from(sorted(CURRENT.measure_by_id)), max_size=5)


@st.composite
def meetings(draw):
    """A form and the answers to it: a few differences from calm, or anything at all."""
    form = draw(forms)
    asked = list(CURRENT.asked(form))
    anything = draw(st.integers(0, 4)) == 0
    changed = asked if anything else draw(st.lists(st.sampled_from(asked), unique=True, max_size=MOST_DIFFERENCES))
    return form, calm(form, **{question: draw(_option(question)) for question in changed})


def _option(question):
    return st.sampled_from([option.id for option in CURRENT.questions[question].options])


@st.composite
def worsened(draw):
    """A form, answers, and the same answers with one of them worse."""
    form, answers = draw(meetings())
    steps = [(question, worse) for question, answer in answers.items() for worse in worse_answers(question, answer)]
    if not steps:  # everything is as bad as it can be
        return form, answers, answers
    question, worse = draw(st.sampled_from(steps))
    return form, answers, {**answers, question: worse}


def worse_answers(question, answer):
    """Every option that is declared worse than this one, directly or through others."""
    found = []
    nearest = [each.id for each in CURRENT.questions[question].options if answer in each.worse_than]
    for option in nearest:
        found += [option, *worse_answers(question, option)]
    return sorted(set(found))
