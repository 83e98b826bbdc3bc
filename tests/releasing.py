"""Releases in stories: who decides what, when; and the job that tells it, at once."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sundial.commands import fixes, notices, releases
from sundial.commands.decisions import Why
from sundial.jobs.fan_out import fan_out
from sundial.jobs.send_notices import send_notices
from sundial.models import (
    CLOCKWORK,
    Alert,
    Case,
    Clock,
    FanOut,
    Fix,
    NoticeDraft,
    Release,
    ReleaseEvent,
    history_of,
    viewing,
)
from sundial.protocol.facts import Fact
from tests.database import as_role
from tests.story import Cast, Player

SCANNER = "Scanner 5.8"
NINE, FRIDAY, LATER = "Mon 2026-03-02 09:00", "2026-03-13 10:00", "2026-03-20 10:00"


def on(text: str) -> datetime:
    """Read an instant in UTC: "2026-03-13 10:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class Shop:
    """Where releases are made: 5.8.2, expected on Friday the 13th, with the fix SC-1 in it.

    Dan decides, unless somebody else is named; every case that waits is told at once.
    """

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.fix = self.new_fix()
        self.release = self.plans(fixes=[self.fix], at=NINE)

    def new_fix(self, key: str = "SC-1", title: str = "Leaks a handle", product: str = SCANNER) -> Fix:
        with viewing(self.cast.eve.person):
            return fixes.name_fix(key, title, product, by=self.cast.eve.person)

    def plans(self, name: str = "5.8.2", planned: str | None = FRIDAY, *, at: str, **more: Any) -> Release:
        """Plan a release with these fixes in it."""
        dan = self.cast.dan.person
        product = more.pop("product", SCANNER)
        with viewing(dan):
            now = self.cast.at(at)
            made = releases.plan_release(
                product, name, on(planned) if planned else None, owner=more.get("owner", dan), by=dan, now=now
            )
            for fix in more.get("fixes", ()):
                releases.assign_fix(fix, made, by=dan, now=now + timedelta(minutes=1))
        return made

    def moves(self, release: Release, to: str | None, *, at: str, told: bool = True, **more: Any) -> ReleaseEvent:
        return self.decides(releases.move_release, release, on(to) if to else None, at=at, told=told, **more)

    def decides(
        self, verb: Any, *what: Any, at: str, when: str = "", by: Player | None = None, told: bool = True, **more: Any
    ) -> ReleaseEvent:
        """Let somebody decide something, perhaps before it is recorded, and tell it."""
        who = (by or self.cast.dan).person
        with viewing(who):
            now = self.cast.at(at)
            why = Why(on(when) if when else now, more.pop("reason", "A second leak."))
            event: ReleaseEvent = verb(*what, why=why, by=who, now=now, **more)
        if told:
            self.tells()
        return event

    @staticmethod
    def tells() -> None:
        """Let the worker tell what is still to be told."""
        with as_role("sundial_worker"):
            fan_out("")
            with viewing(CLOCKWORK):
                assert not FanOut.objects.exists()

    def waiting(
        self, plan: str = "platinum", severity: int = 2, *, by: Player | None = None, date: str | None = FRIDAY
    ) -> Case:
        """Make a case that was answered and waits for SC-1, with its date."""
        case = self.cast.open_case(plan=plan, severity=severity, at=NINE, by=by)
        self.cast.eve.replies(case, at="Mon 09:10")
        self.waits(case, self.fix, date, at="Mon 09:30")
        return case

    def waits(self, case: Case, fix: Fix, date: str | None = FRIDAY, *, at: str) -> None:
        """Let Eve identify a fix, and give its date."""
        eve = self.cast.eve.person
        with viewing(eve):
            fixes.identify_fix(case, fix, by=eve, now=self.cast.at(at))
        if date:
            self.dates(case, date, fix.key, at=at)

    def dates(self, case: Case, date: str, fix: str = "", *, at: str, **more: Any) -> Any:
        given = fixes.Given(on(date), fix, more.pop("release", "5.8.2"), more.pop("notice", ()))
        return self.cast.eve._acts(fixes.give_date, case, at, given=given, text=f"It comes on {date}.")

    def sends(self, draft: NoticeDraft, *, at: str, by: Player | None = None, text: str = "") -> Any:
        return (by or self.cast.eve)._acts(notices.send_notice, draft, at, text=text)

    @staticmethod
    def chooses(drafts: list[NoticeDraft], *, at: str, by: Player) -> int:
        """Let somebody choose drafts to be sent together, and not yet send them."""
        with viewing(by.person):
            return notices.choose_notices([draft.pk for draft in drafts], by=by.person, now=by.at(at))

    def sends_together(self, drafts: list[NoticeDraft], *, at: str, by: Player | None = None) -> int:
        chosen = self.chooses(drafts, at=at, by=by or self.cast.eve)
        self.sends_chosen(drafts)
        return chosen

    @staticmethod
    def sends_chosen(drafts: list[NoticeDraft]) -> None:
        """Let the worker send what was chosen of these."""
        with as_role("sundial_worker"):
            send_notices([str(draft.pk) for draft in drafts])


def as_the_desk(ask: Any) -> Any:
    """Ask the database as the desk's own hands."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return ask()


def drafts_of(case: Case) -> list[NoticeDraft]:
    """Return the drafts of a case, the oldest first."""
    rows = NoticeDraft.objects.select_related("case", "event").filter(case=case).order_by("event__recorded_at")
    return as_the_desk(lambda: list(rows))


def facts_of(case: Case, *kinds: str) -> list[Fact]:
    return as_the_desk(lambda: [fact for fact in history_of(case.pk) if not kinds or fact.kind in kinds])


def owed(case: Case) -> list[tuple[str, datetime]]:
    """Return what runs on a case: which promise (or that it is a notice), and by when."""
    rows = Clock.objects.running().filter(case=case).order_by("due_at", "promise")
    running = as_the_desk(lambda: list(rows.values_list("promise", "about", "due_at")))
    return [("notice" if about else promise, due) for promise, about, due in running]


def state(case: Case) -> str:
    """Return where a case stands by its row."""
    return str(as_the_desk(lambda: Case.objects.get(pk=case.pk).state))


def alerted(kind: str) -> list[str]:
    """Return who was told of this kind of thing."""
    rows = Alert.objects.filter(kind=kind).order_by("person__name")
    return as_the_desk(lambda: list(rows.values_list("person__name", flat=True)))
