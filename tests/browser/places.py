"""Every page that somebody can stand on, and how to get there."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.acts import composer, pastes, turns_public
from tests.browser.windows import BLANK, Windows
from tests.handed_in import halved

CONTACT, ENGINEER, MANAGER, NOBODY = "Giulia Conti", "Ioana Petrescu", "Sorin Dumitru", ""
BROKEN, RESTRICTED = "Policy sync stalls", "Gateway drops every session"
FIRM = "Hafenwerk Logistik"
ASKED, CLIMBED = "VLAN tags of terminal 3", "Kiosk rejects USB media"  # comfortable? and: on the second rung
WAITS, MOVED, MOVE = "Scanner memory grows", "8.2", "to=2030-03-13T10:00&reason=A+second+leak"


FOUND: dict[tuple[str, ...], str] = {}  # the address behind a link, by desk, person, page and name


@dataclass(frozen=True)
class Place:
    """A page, who stands on it, and what they have done there."""

    name: str
    person: str
    path: str
    then: Callable[[Page], object] = lambda page: None
    behind: str = ""  # a link on the page at that path, by its name or the subject of a case: it is the page there,
    rest: str = ""  # or what lies behind that

    def __str__(self) -> str:
        return self.name

    def stand(self, windows: Windows) -> Page:
        """Let the person go there, and do what they have done there."""
        page = windows.open(self.person, BLANK)
        page.goto(self._behind(page, windows.site) if self.behind else self.path)
        self.then(page)
        return page

    def _behind(self, page: Page, site: str) -> str:
        """Return the address; the page with the link is read once for each person."""
        asked = (site, self.person, self.path, self.behind)
        if asked not in FOUND:
            page.goto(self.path)
            exact = page.get_by_role("link", name=self.behind, exact=True)
            link = exact if exact.count() else page.get_by_role("link", name=self.behind)
            FOUND[asked] = str(link.first.get_attribute("href")).partition("?")[0]
        return "/".join(filter(None, (FOUND[asked], self.rest)))


def opens(name: str) -> Callable[[Page], object]:
    """Follow the link of exactly this name, and wait for the page behind it."""
    return lambda page: [
        here := page.url,
        page.get_by_role("link", name=name, exact=True).first.click(),
        page.wait_for_url(lambda url: url != here),
    ]


def asks_why(page: Page) -> None:
    """Open the first reason on the page."""
    page.get_by_role("button", name="Why then?").locator("visible=true").first.click()


def chooses_severity(page: Page) -> None:
    """Choose severity 1 on the page for a new case."""
    page.locator(".sevcard").first.click()


def chooses_video(page: Page) -> None:
    """Ask for a video conference."""
    page.get_by_label("A video conference").check()


def answers_the_wizard(page: Page) -> None:
    """Say no to the first question on the page for a new case, and yes to the second."""
    for at, answer in enumerate(("No", "Yes")):
        page.locator("#wizard .ask").nth(at).get_by_text(answer, exact=True).click()


def sends_nothing(page: Page) -> None:
    """Send an empty form."""
    page.get_by_role("button", name="Open the case").click()
    page.get_by_text("This was not sent yet.").wait_for()


def writes_publicly(page: Page) -> None:
    """Begin a public reply."""
    turns_public(page)
    composer(page).fill("Jonas, the second test is through: the table stays flat at 60,000 sessions.")


def first(selector: str) -> Callable[[Page], object]:
    """Follow the first link that fits, and wait for the page behind it."""
    return lambda page: [
        here := page.url,
        page.locator(selector).first.click(),
        page.wait_for_url(lambda url: url != here),
    ]


def tries(text: str) -> Callable[[Page], object]:
    """Hand a document in, to be tried."""
    return lambda page: [
        pastes(page.get_by_label("Or its text"), text),
        page.get_by_role("button", name="Try it").click(),
        page.wait_for_load_state(),
    ]


SIGN_IN = Place("sign-in", NOBODY, "/sign-in/")
HOME = Place("portal-home", CONTACT, "/")
NEW = Place("portal-new", CONTACT, "/cases/new", chooses_severity)
PORTAL_CASE = Place("portal-case", CONTACT, "/", asks_why, behind=BROKEN)
QUEUE = Place("desk-queue", ENGINEER, "/desk/?view=open")
DESK_CASE = Place("desk-case", ENGINEER, "/desk/?view=open", asks_why, behind=RESTRICTED)
COMPOSER = Place("desk-composer", ENGINEER, "/desk/?view=open", writes_publicly, behind=RESTRICTED)
ALERTS = Place("desk-alerts", MANAGER, "/desk/alerts")
MAIL = Place("demo-mail", MANAGER, "/demo/mail")
SHOWN = (SIGN_IN, HOME, NEW, PORTAL_CASE, QUEUE, DESK_CASE, COMPOSER, ALERTS, MAIL)
OTHERS = (
    Place("portal-resolved", "Owen Pryce", "/", first(".cases.quiet a")),
    Place("portal-mistakes", CONTACT, "/cases/new", sends_nothing),
    Place("nothing-here", CONTACT, "/cases/SD-0000-000"),
    Place("desk-mine", ENGINEER, "/desk/"),
    Place("desk-empty", ENGINEER, "/desk/?view=open&q=nothing+like+this"),
    Place("desk-resolved", ENGINEER, "/desk/?view=resolved", first("tr[data-row] a")),
    Place("desk-why", ENGINEER, "/desk/?view=open", first("ol.record a"), behind=RESTRICTED),
    Place("desk-keys", ENGINEER, "/desk/", lambda page: page.keyboard.press("?")),
    Place("desk-resolve", ENGINEER, "/desk/?view=open", lambda page: page.click("#act-resolve"), behind=RESTRICTED),
    Place("desk-health", MANAGER, "/health"),
    Place("desk-undelivered", MANAGER, "/desk/alerts/undelivered"),
    *(
        Place(f"desk-{name}", MANAGER, "/desk/?view=open", behind=RESTRICTED, rest=name)
        for name in ("severity", "plan", "waiting", "waivers", "agreements")
    ),
    Place("desk-triage", ENGINEER, "/desk/triage"),
    Place("desk-requests", ENGINEER, "/desk/requests"),
    *(
        Place(f"desk-{name}", ENGINEER, "/desk/?view=open", behind=RESTRICTED, rest=path)
        for name, path in (
            ("case-triage", "triage"),
            ("case-handover", "handover"),
            ("case-questions", "questions"),
            ("case-requests", "requests"),
            ("case-place", "place?view=mine"),
            ("merge", "merges"),
            ("split", "splits"),
            ("evidence", "evidence"),
            ("alert-log", "alerts"),
        )
    ),
    Place("desk-releases", ENGINEER, "/desk/releases"),
    Place("desk-release-new", MANAGER, "/desk/releases/new"),
    Place("desk-release", MANAGER, "/desk/releases", behind=MOVED),
    Place("desk-release-moves", MANAGER, "/desk/releases", behind=MOVED, rest=f"moves?look=yes&{MOVE}"),
    Place("desk-notices", MANAGER, "/desk/releases", behind=MOVED, rest="notices"),
    Place("desk-notice", MANAGER, "/desk/releases", first("#drafts a.btn"), behind=MOVED, rest="notices"),
    *(Place(f"desk-{name}", ENGINEER, "/desk/?view=open", behind=WAITS, rest=name) for name in ("fixes", "dates")),
    Place("portal-fix", "Silke Brandt", "/", behind=WAITS),
    Place("portal-wizard", CONTACT, "/cases/new", answers_the_wizard),
    Place("portal-severity", CONTACT, "/", behind=BROKEN, rest="severity"),
    Place("portal-agreements", CONTACT, "/agreements"),
    Place("desk-rota", ENGINEER, "/desk/rota"),
    Place("desk-rota-shift", MANAGER, "/desk/rota", first(".rota td a")),
    Place("desk-rota-away", MANAGER, "/desk/rota/times-off"),
    Place("desk-rota-add", MANAGER, "/desk/rota/additions"),
    Place("desk-rota-patterns", MANAGER, "/desk/rota/patterns"),
    Place("desk-rota-pattern", MANAGER, "/desk/rota/patterns/new"),
    Place("desk-rota-feeds", ENGINEER, "/desk/rota/feeds"),
    Place("desk-reaching", MANAGER, "/desk/reaching"),
    Place("desk-handover", MANAGER, "/desk/handover"),
    Place("portal-services", CONTACT, "/support-services"),
    Place("portal-leadership", CONTACT, "/support-services/leadership"),
    Place("portal-ladder", "Jonas Behrens", "/", behind=ASKED),
    Place("portal-escalate", "Jonas Behrens", "/", asks_why, behind=ASKED, rest="escalations"),
    Place("portal-comfort", "Jonas Behrens", "/", behind=ASKED, rest="escalations/1/comfort"),
    Place("portal-call", "Ingrid Haugen", "/", behind=CLIMBED, rest="escalations"),
    Place("portal-request", CONTACT, "/", chooses_video, behind=BROKEN, rest="escalations"),
    Place("desk-people", MANAGER, "/desk/people"),
    Place("desk-person", MANAGER, "/desk/people", behind=ENGINEER),
    *(Place(f"desk-{name}", MANAGER, "/desk/people", behind=ENGINEER, rest=name) for name in ("changes", "departures")),
    Place("desk-person-new", MANAGER, "/desk/people/new"),
    Place("desk-directory", MANAGER, "/desk/directory"),
    Place("desk-customers", MANAGER, "/desk/customers"),
    Place("desk-customer", MANAGER, "/desk/customers", behind=FIRM),
    Place("desk-customer-wall", MANAGER, "/desk/customers", opens("Restriction"), behind="Norddal Kraft"),
    Place("desk-glass", MANAGER, "/desk/glass"),
    Place("desk-customer-team", MANAGER, "/desk/customers", behind=FIRM, rest="team"),
    Place("desk-board", MANAGER, "/desk/board"),
    Place("desk-screen", MANAGER, "/desk/board/screen"),
    Place("desk-escalations", MANAGER, "/desk/escalations"),
    Place("desk-causes", MANAGER, "/desk/escalations/causes"),
    Place("desk-letters", MANAGER, "/desk/letters"),
    Place("desk-letter", MANAGER, "/desk/letters", first(".letters a")),
    Place("desk-customer-course", MANAGER, "/desk/customers", behind=FIRM, rest="course"),
    *(
        Place(f"desk-{name}", MANAGER, "/desk/?view=open", behind=RESTRICTED, rest=name)
        for name in ("owner", "tier", "course", "ladder", "calls", "escalation")
    ),
    Place("desk-protocol", MANAGER, "/desk/protocol"),
    Place("desk-protocol-faults", MANAGER, "/desk/protocol", tries("name = 1")),
    Place("desk-document", MANAGER, "/desk/protocol", tries(halved())),
    Place("desk-calendar", MANAGER, "/desk/protocol/calendar/emea"),
    Place("desk-calendar-proposed", MANAGER, "/desk/protocol/calendar/emea?year=2028"),
)
