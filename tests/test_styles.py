"""The styles come in one answer, whole, and are not sent again while they stay the same."""

from pathlib import Path

import pytest
from django.test import RequestFactory

import sundial
from sundial.web.styles import StaticFiles

FOLDER = Path(sundial.__file__).parent / "static" / "css"
SHEET = "/static/css/app.css"


@pytest.fixture(scope="module")
def files():
    return StaticFiles(lambda request: None)


def test_one_answer_holds_every_sheet(files):
    answer = files(RequestFactory().get(SHEET))
    text = b"".join(answer.streaming_content).decode()

    assert answer.headers["Content-Type"].startswith("text/css")
    assert int(answer.headers["Content-Length"]) == len(text.encode())
    assert "@import" not in text
    others = [path for path in FOLDER.rglob("*.css") if path.name != "app.css"]
    assert [path.name for path in others if path.read_text() not in text] == []


def test_whoever_has_it_is_told_that_nothing_changed(files):
    tag = files(RequestFactory().head(SHEET)).headers["ETag"]
    again = files(RequestFactory().get(SHEET, headers={"If-None-Match": tag}))

    assert (again.status_code, b"".join(again.streaming_content)) == (304, b"")
    assert files(RequestFactory().get(SHEET, headers={"If-None-Match": '"another"'})).status_code == 200
    assert files(RequestFactory().post(SHEET)).status_code == 405


def test_no_sheet_leads_to_a_file_beside_it():
    """What is joined would look for it elsewhere."""
    assert [
        path.name
        for path in FOLDER.rglob("*.css")
        if path.name != "app.css" and "url(" in path.read_text().replace("url(#", "")
    ] == []
