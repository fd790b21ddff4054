"""A form that is sent a second time leads to the same place."""


def test_ending_a_deputyship_twice_leads_to_the_unit_twice(sign_in, cast):
    ola = sign_in(cast.ola)
    page = ola.get(f"/units/{cast.ola.unit_id}")
    form = page.tree.xpath("//form[contains(@action, '/deputies/')]")[0]
    answers = [ola.http.post(form.get("action"), data=dict(form.form_values())) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location


def test_ending_somebodys_access_twice_leads_back_twice(sign_in, cast):
    anders = sign_in(cast.anders)
    page = anders.get(f"/administration/people/{cast.kari.id}")
    form = page.tree.xpath("//form[contains(@action, '/deactivation')]")[0]
    answers = [anders.http.post(form.get("action"), data=dict(form.form_values())) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
