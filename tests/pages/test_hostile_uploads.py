"""Files that are no tables: too large, packed, of another kind, with odd names. Nothing of them is kept."""

import gzip
import io
import zipfile

import pytest
import sqlalchemy as sa
import xlsxwriter
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.models import Upload
from app.views.uploading import MEGABYTES

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PAGES = ("/administration/imports/units", "/administration/imports/people", "/units/{unit}/trainings/imports")


def _zip(content):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("table.csv", content)
    return packed.getvalue()


def _workbook():
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        book.add_worksheet().write_string(0, 0, "Navn")
    return written.getvalue()


ZEROS = b"0" * 20_000_000
FILES = {
    "nothing": b"",
    "too large": b"a;b\n" * (MEGABYTES * 300_000),
    "a zip that unpacks to 20 MB": _zip(ZEROS),
    "gzip that unpacks to 20 MB": gzip.compress(ZEROS),
    "a zip within a zip": _zip(_zip(ZEROS)),
    "a workbook": _workbook(),
    "a program": b"\x7fELF\x02\x01\x01" + b"\x00" * 200,
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\x00" * 200,
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "a page": b"<!doctype html><script>alert(1)</script>",
    "XML that reads files": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "one line without end": b"a" * 7_000_000,
    "a quote that nobody closes": b'Navn;E-post\n"' + b"a\n" * 100_000,
    "very many columns": b";".join([b"Navn"] * 200_000) + b"\n",
    "signs of no encoding": bytes(range(256)) * 20,
}


@pytest.fixture(params=PAGES)
def door(request, cast, sign_in):
    """The page with the form, and the browser of whoever may send it."""
    browser = sign_in(cast.ola if "trainings" in request.param else cast.anders)
    page = request.param.format(unit=cast.ola.unit_id)
    return browser, page


def _sent(browser, page, content, filename="table.csv", kind="text/csv"):
    """The form as the page sends it, with this file in it."""
    (form,) = browser.get(page).tree.xpath("//form[@enctype='multipart/form-data']")
    entries = {each.get("name"): each.get("value") for each in form.xpath(".//input[@type='hidden']")}
    table = FileStorage(io.BytesIO(content), filename, content_type=kind)
    boundary, body = encode_multipart({**entries, "table": table})  # by hand: the client leaves large files open
    address, kind = form.get("action") or page, f'multipart/form-data; boundary="{boundary}"'
    return browser.http.post(address, data=body, content_type=kind)


@pytest.mark.parametrize("content", FILES.values(), ids=FILES.keys())
def test_what_is_no_table_is_refused_with_a_sentence_and_not_kept(door, stored, content):
    answer = _sent(*door, content)
    assert answer.status_code == 422
    assert "error-summary" in answer.get_data(as_text=True)
    assert stored(sa.select(Upload.id)) == []


@pytest.mark.parametrize(
    "filename",
    [
        "../../etc/passwd",
        "..\\..\\x.csv",
        "/etc/passwd",
        "a\x00.csv",
        "x.php",
        "x.csv.exe",
        "<img src=x>.csv",
        "a" * 5000,
    ],
    ids=lambda name: repr(name[:20]),
)
def test_a_name_of_a_file_is_only_words(door, filename, stored):
    """No file is written, and no name is believed: what counts is what stands in it."""
    answer = _sent(*door, b"<?php system('id') ?>", filename, "application/x-php")
    assert answer.status_code == 422
    assert "<img src=x>" not in answer.get_data(as_text=True)
    assert stored(sa.select(Upload.id)) == []
