"""The ladder as people climb it in their windows, and what the mail server took in meanwhile."""

import json
import re
import time
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from sundial.outside.mailbox import LEDGER
from tests.browser.acts import arrives
from tests.browser.posts import posts
from tests.browser.running import RunningDesk

HIDDEN = r'name="{}"[^>]* value="([^"]+)"'
PLAN = "The trace by noon."
MAILED = """
    SELECT a.id || ' ' || (f.what->>'rung') || ' ' || p.email
    FROM alert a JOIN fact f ON f.case_id = a.case_id AND f.seq = a.seq
    JOIN person p ON p.id = a.person_id JOIN support_case c ON c.id = a.case_id
    WHERE c.number = '{}' AND a.kind = 'escalated'
"""
PATIENCE = 60.0  # seconds: the worker of a busy machine


def room_of(number: str) -> str:
    """Return the address of the escalation room of a case."""
    return f"/desk/cases/{number}/escalation"


def field(page: Page, number: str, name: str) -> str:
    """Return what a hidden or prefilled field of the escalation room holds."""
    return str(re.findall(HIDDEN.format(name), page.request.get(room_of(number)).text())[0])


def takes(page: Page, number: str) -> str:
    """Become the point person of the highest rung; return its `seq`."""
    seq = field(page, number, "escalation")
    posts(page, f"{room_of(number)}/ownerships", escalation=seq)
    return seq


def does_all(page: Page, number: str, plan: str = PLAN) -> str:
    """Take the highest rung, call the customer, and do all else that is owed there; return its `seq`."""
    seq = takes(page, number)
    duties, at = f"{room_of(number)}/duties", field(page, number, "at")
    posts(page, duties, escalation=seq, duty="contact", how="phone", at=at, text="We spoke.")
    for duty, text in (("details", "+40 256 555 101"), ("plan", plan), ("parties", "Nobody else.")):
        posts(page, duties, escalation=seq, duty=duty, text=text)
    return seq


def finds(page: Page, number: str, seq: str, text: str) -> None:
    """Write how the rungs before failed."""
    posts(page, f"{room_of(number)}/findings", escalation=seq, text=text)


def takes_call(page: Page, number: str, who: str, said: str) -> None:
    """Note a call for the Duty Manager."""
    page.goto(f"/desk/cases/{number}/calls?rung=3")
    page.locator("#who").fill(who)
    page.locator("#text").fill(said)
    page.locator("form:has(#who) .starts button").click()
    arrives(page, "/escalation$")


def not_yet(page: Page) -> None:
    """Say that one is not comfortable, and read what is open next."""
    page.get_by_role("button", name="Not yet").click()
    expect(page.locator("#ladder")).to_contain_text("You are not comfortable yet")


@dataclass(frozen=True)
class Letters:
    """The test mailboxes: who has a letter of which rung of a case, as the ledger of the mail server has it."""

    desk: RunningDesk
    number: str

    def arrived(self) -> dict[int, list[str]]:
        """Wait until each letter that is owed has arrived; return by rung the first names of those who have one."""
        until, owed = time.monotonic() + PATIENCE, self._owed()
        while not owed.keys() <= (taken := self._taken()).keys():
            assert time.monotonic() < until, f"not delivered: {[owed[one] for one in owed.keys() - taken.keys()]}"
            time.sleep(0.2)
        found: dict[int, list[str]] = {}
        for alert, (rung, email) in owed.items():
            assert taken[alert] == [email], alert  # once, and to nobody else
            found.setdefault(rung, []).append(email.partition(".")[0])
        return {rung: sorted(names) for rung, names in found.items()}

    def subjects(self) -> set[str]:
        """Return what stands on every letter that names the case."""
        return {subject for line in self._lines() if self.number in (subject := str(line["subject"]))}

    def _owed(self) -> dict[str, tuple[int, str]]:
        rows = (row.split() for row in self.desk.as_superuser(MAILED.format(self.number)).splitlines())
        return {alert: (int(rung), email) for alert, rung, email in rows}

    def _taken(self) -> dict[str, list[str]]:
        taken: dict[str, list[str]] = {}
        for line in self._lines():
            taken.setdefault(key_of(line), []).extend(line["recipients"])
        return taken

    def _lines(self) -> list[dict[str, list[str]]]:
        text = (self.desk.home / "mail" / LEDGER).read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]


def key_of(line: dict[str, list[str]]) -> str:
    """Return the id of the alert that a letter pays."""
    return str(line["message_id"]).removeprefix("<alert.").partition("@")[0]
