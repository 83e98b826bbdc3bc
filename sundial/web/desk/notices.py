"""The notices of a release: a draft for each customer that the reader sees, sent together or one by one (O6.4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from sundial.commands.notice_standing import Standing, standings
from sundial.commands.notices import choose_notices
from sundial.models import Case, NoticeDraft, Release, protocol_in_force
from sundial.web.access import SignedIn, for_staff, inside, wall_of
from sundial.web.desk import guard, people
from sundial.web.desk.notices_due import due_at
from sundial.web.desk.release_preview import plan_name
from sundial.web.desk.release_rows import says
from sundial.web.desk.releases import release_or_404, show
from sundial.web.doing import do_once, page_in, whole

PAGE = "desk/notices/index.html"
PER_PAGE = 50
State = NoticeDraft.State
VIEWS = {
    "ready": ("To be sent", (State.READY, State.SENDING)),
    "sent": ("Sent", (State.SENT,)),
    "dropped": ("Dropped", (State.DROPPED,)),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One draft: whose it is, by when it is owed (UTC, None: it is not), and how it stands."""

    draft: NoticeDraft
    plan: str
    due_at: datetime | None
    standing: Standing
    held: str
    of: str

    @property
    def case(self) -> Case:
        return self.draft.case

    @property
    def can_go(self) -> bool:
        """Whether it can be sent with others, unread."""
        return self.draft.state == State.READY and not self.why_not

    @property
    def why_not(self) -> str:
        """Why it does not go with the others; "" if it does."""
        return self.standing.moot or self.standing.wants or self.held


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def index(request: SignedIn, release: UUID) -> HttpResponse:
    """Show the notices of a release, or ask for the chosen ones to be sent, each in a transaction of its own."""
    there = release_or_404(release)
    if request.method != "POST":
        return _page(request, there)
    chosen = [UUID(one) for one in request.POST.getlist("draft") if _is_id(one)]
    rows = rows_of(drafts(request).filter(event__release=there, pk__in=chosen), request)
    going = [row.draft.pk for row in rows if row.can_go]
    if not going:
        return _page(request, there, "Choose at least one that can be sent.")
    problem = do_once(request, lambda: choose_notices(going, by=request.user, now=request.now))
    if problem:
        return _page(request, there, problem)
    return redirect(f"{reverse('desk:notices', args=[release])}?{urlencode({'going': len(going)})}")


def drafts(request: SignedIn) -> QuerySet[NoticeDraft]:
    """Return the drafts on cases that the person sees."""
    rows = NoticeDraft.objects.filter(inside(wall_of(request.user), "case__"))
    return rows.select_related(
        "case__organization", "event__release", "event__fix", "event__by", "settled_by", "edited_by"
    )


def rows_of(found: Iterable[NoticeDraft], request: SignedIn, zone: tzinfo | None = None) -> list[Row]:
    """Make rows of drafts, in a fixed number of queries; what they tell is told in a zone, else in the reader's."""
    found = list(found)
    waiting = [draft for draft in found if draft.state == State.READY]
    standing, due = standings(waiting, request.now), due_at(waiting)
    plans, colleagues = protocol_in_force(request.now).plans, people.colleagues()
    return [
        Row(
            draft,
            plan_name(draft.case, plans),
            due.get(draft.pk),
            standing.get(draft.pk, Standing()),
            _held(draft.text, colleagues) if draft.state == State.READY else "",
            says(draft.event, request.now, zone or request.zone),
        )
        for draft in found
    ]


def _page(request: SignedIn, release: Release, problem: str = "") -> HttpResponse:
    view = request.GET.get("view", "")
    view = view if view in VIEWS else "ready"
    found = drafts(request).filter(event__release=release, state__in=VIEWS[view][1])
    page = page_in(request.GET)
    start = (page - 1) * PER_PAGE
    ordered = found.order_by("-event__recorded_at", "case__severity", "case__plan_rank", "case__number")
    some = list(ordered[start : start + PER_PAGE + 1])
    rows = rows_of(some[:PER_PAGE], request)
    here = reverse("desk:notices", args=[release.pk])
    context = {
        "release": release,
        "rows": rows,
        "can_go": sum(row.can_go for row in rows),
        "view": view,
        "views": [(key, title, f"{here}?view={key}") for key, (title, _) in VIEWS.items()],
        "going": whole(request.GET.get("going", "")) or 0,
        "problem": problem,
        "earlier": f"{here}?view={view}&page={page - 1}" if page > 1 else "",
        "later": f"{here}?view={view}&page={page + 1}" if len(some) > PER_PAGE else "",
    }
    return show(request, PAGE, context, status=422 if problem else 200)


def _held(text: str, colleagues: list[str]) -> str:
    """Say why the guard would hold a text; "" if it would not."""
    return next((hold.says for hold in guard.holds(text, colleagues)), "")


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
