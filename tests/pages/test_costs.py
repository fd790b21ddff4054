"""What a request may cost, in counts that hold on any machine: queries, commits, bytes on the wire."""

import gzip
import re
from contextlib import contextmanager

import brotli
import pytest
import sqlalchemy as sa

from app.models import db
from tests import plays

NO_QUERY = ("BEGIN", "PRAGMA", "SET ", "SAVEPOINT")
WRITES = ("INSERT", "UPDATE", "DELETE")
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Counted(list[str]):
    """The statements of a request, and how many commits ended a transaction that wrote."""

    commits = 0

    @property
    def writes(self):
        return [each for each in self if each.lstrip().upper().startswith(WRITES)]


@pytest.fixture
def counted(app):
    """with counted() as asked: … holds what the database was asked meanwhile."""
    with app.app_context():
        engine = db.engine

    @contextmanager
    def count():
        asked, written = Counted(), [0]

        def on_query(_connection, _cursor, statement, *_rest):
            if not statement.upper().startswith(NO_QUERY):
                asked.append(statement)

        def on_commit(_connection):
            if len(asked.writes) > written[0]:
                asked.commits += 1
                written[0] = len(asked.writes)

        sa.event.listen(engine, "before_cursor_execute", on_query)
        sa.event.listen(engine, "commit", on_commit)
        try:
            yield asked
        finally:
            sa.event.remove(engine, "before_cursor_execute", on_query)
            sa.event.remove(engine, "commit", on_commit)

    return count


@pytest.fixture
def meeting_id(app, cast, now):
    with app.app_context():
        return plays.answered(plays.actor(cast.kari, now), now)


@pytest.fixture
def kari(sign_in, cast, meeting_id):
    """Kari's browser, which has opened a page before."""
    browser = sign_in(cast.kari)
    browser.get("/meetings")
    return browser


def test_opening_a_page_of_the_checklist_takes_two_queries_and_writes_nothing(kari, meeting_id, counted):
    with counted() as asked:
        kari.get(f"/meetings/{meeting_id}/assessment/client")
    assert len(asked) == 2, asked
    assert asked.writes == []


def test_saving_a_page_takes_three_queries_and_one_commit(kari, meeting_id, counted):
    form = kari.get(f"/meetings/{meeting_id}/assessment/client").form("Neste").fill({"prep_call": "done"})
    with counted() as asked:
        kari.http.post(f"/meetings/{meeting_id}/assessment/client", data=form.entries)
    assert len(asked) == 3, asked
    assert asked.commits == 1


def test_logging_takes_six_queries_and_one_commit(kari, meeting_id, counted):
    """Who asks, the meeting, the key, the draft, the meeting's new head with its abort token, its line."""
    form = kari.get(f"/meetings/{meeting_id}/assessment/answers").form("Logg vurderingen")
    with counted() as asked:
        kari.http.post(f"/meetings/{meeting_id}/log", data=form.entries)
    assert len(asked) <= 6, asked
    assert asked.commits == 1


def test_an_abort_takes_six_queries_and_one_commit(kari, counted):
    """Who asks, what is known with the alarm's number, the alarm, its chain, its line, its notices."""
    with counted() as asked:
        answer = kari.http.post("/aborts", data={"urgency": "safe"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303
    assert len(asked) == 6, asked
    assert asked.commits == 1


@pytest.mark.parametrize(("path", "queries"), [("/escalations/open", 2), ("/board/waiting", 2)])
def test_a_page_that_asks_in_vain_takes_few_queries_and_draws_nothing(sign_in, cast, counted, path, queries):
    """Who asks, the open alarms; and on a board, what waits."""
    ola = sign_in(cast.ola)
    mark = ola.http.get(path).headers["ETag"]
    with counted() as asked:
        unchanged = ola.http.get(path, headers={"If-None-Match": mark})
    assert (unchanged.status_code, unchanged.headers["ETag"]) == (304, mark)
    assert len(asked) == queries, asked
    weaker = ola.http.get(path, headers={"If-None-Match": f'"other", W/{mark}'})
    assert weaker.status_code == 304


@pytest.mark.parametrize("path", ["/", "/meetings", "/meetings/new", "/account"])
def test_looking_at_ones_own_pages_writes_nothing(kari, counted, path):
    with counted() as asked:
        kari.get(path)
    assert asked.writes == []


def _sent(kari, path, accepted):
    return kari.http.get(path, headers={"Accept-Encoding": accepted})


def test_a_page_of_the_checklist_weighs_at_most_six_kilobytes(kari, meeting_id):
    for way in ("br", "gzip"):
        assert len(_sent(kari, f"/meetings/{meeting_id}/assessment/client", way).data) <= 6000


def test_the_symbols_of_the_frame_are_in_one_file_that_is_fetched_once_and_kept_for_no_network(kari, meeting_id):
    page = kari.get(f"/meetings/{meeting_id}/assessment/client").html
    [(file, *_same)] = [set(re.findall(r'<use href="(/static/[^"#]+)#', page))]
    with kari.http.get(file) as sent:
        symbols = set(re.findall(r'<symbol id="([\w-]+)"', sent.text))
    assert set(re.findall(r'<use href="[^"#]+#([\w-]+)"', page)) <= symbols
    assert file in kari.http.get("/sw.js").text


def test_a_compressed_page_is_the_page(kari, meeting_id):
    path = f"/meetings/{meeting_id}/assessment/answers"
    plain = TOKEN.sub("", re.sub(r'key" value="\w+"', "", kari.http.get(path).text))
    for way, undone in {"br": brotli.decompress, "gzip": gzip.decompress}.items():
        sent = _sent(kari, path, f"deflate, {way};q=0.8")
        assert sent.headers["Content-Encoding"] == way
        assert TOKEN.sub("", re.sub(r'key" value="\w+"', "", undone(sent.data).decode())) == plain


@pytest.mark.parametrize("accepted", ["", "identity", "br;q=0"])
def test_nothing_is_compressed_for_whoever_did_not_ask(kari, accepted):
    sent = _sent(kari, "/account", accepted)
    assert "Content-Encoding" not in sent.headers
    assert "Accept-Encoding" in sent.headers["Vary"]


def test_a_page_that_may_repeat_its_address_is_not_compressed(kari):
    sent = _sent(kari, "/meetings/new?topic=Guess", "br, gzip")
    assert b"Guess" in sent.data
    assert "Content-Encoding" not in sent.headers


def test_what_never_changes_is_fetched_once(kari, meeting_id):
    page = kari.get(f"/meetings/{meeting_id}/assessment/client").html
    files = re.findall(r'(?:href|src)="(/static/[^"#]+)', page)
    assert files
    for file in files:
        with kari.http.get(file) as sent:
            assert "immutable" in sent.headers["Cache-Control"]
