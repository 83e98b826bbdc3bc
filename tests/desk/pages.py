"""What the tests of the desk read off its pages and out of the histories."""

import re
from uuid import uuid4

from sundial.models import CLOCKWORK, FactRow, viewing
from tests.database import as_role

MOMENT = "Mon 2026-03-02 09:00"
HTMX = {"HX-Request": "true"}


def page(client, address, **more):
    answer = client.get(address, **more)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def subjects(html):
    return re.findall(r'class="subj cut" [^>]*>([^<]+)<', html)


def headings(html):
    return re.findall(r'scope="rowgroup">([^<]+) <', html)


def facts(case):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return list(FactRow.objects.filter(case=case).order_by("seq").values_list("kind", "text"))


def said(case):
    return [text for kind, text in facts(case) if kind == "messaged"]


def send(client, case, text, mode="public", seen=99, **more):
    fields = {"text": text, "mode": mode, "seen": seen, "key": str(uuid4()), **more}
    return client.post(f"/desk/cases/{case.number}/messages", fields, headers=more.pop("headers", None))


def field(html, name):
    return re.search(rf'name="{name}" value="([^"]*)"', html)[1]
