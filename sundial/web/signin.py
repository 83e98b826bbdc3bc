"""Coming in and going out: the door behind the wall, and in the demo its people at one click.

Before sign-in nobody is looking, and nobody is shown nothing: the back end looks through `at_the_door(email)`, which
sees the one person with that address. Nobody can sign up: people are entered by the desk.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID, uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from sundial.models import Person, at_the_door, viewing
from sundial.models.written import Written
from sundial.web.access import NOT_FOUND, look_as

BACKEND = "sundial.web.signin.DoorBackend"
STAFF = (
    "Engineers",
    "Duty managers",
    "CX coordinators",
    "Leadership",
    "Engineering",
)  # of the groups of the demo's people


@dataclass(frozen=True, slots=True)
class Guest:
    """One of the demo's people, as the sign-in page offers them."""

    email: str
    name: str
    group: str
    says: str

    @property
    def is_staff(self) -> bool:
        """Whether this group is of the staff; customers are grouped by their plan."""
        return self.group in STAFF


BY_ID = Written(lambda pk: Person.objects.select_related("credential", "presence").filter(pk=pk), uuid4())


class DoorBackend(AuthenticationBackend):  # type: ignore[misc]
    """Checks a password, seeing nobody but the one whose address was given."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        """Return the person if the password is theirs; from then on the request looks with their eyes."""
        with viewing(at_the_door(str(credentials.get("email") or ""))):
            person: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if person is not None:
            look_as(str(person.pk))
        return person

    def get_user(self, user_id: Any) -> AbstractBaseUser | None:
        """Return who has signed in, with their session's hash and what they say of themselves, in one query."""
        person = BY_ID.first(UUID(str(user_id)))
        return person if person and self.user_can_authenticate(person) else None


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """What allauth asks of this house."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs themselves up."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead contacts to the portal and the staff to the desk."""
        return home_of(request.user)  # type: ignore[arg-type]


class SignIn(LoginView):  # type: ignore[misc]
    """The sign-in page: an address, a password; in the demo also its people."""

    template_name = "account/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the page needs; links to sign-up and reset do not exist, so they are not asked for."""
        guests = demo_people() if settings.DEMO else ()
        customers = [(g, list(them)) for g, them in groupby((x for x in guests if not x.is_staff), lambda x: x.group)]
        staff = [(g, list(them)) for g, them in groupby((x for x in guests if x.is_staff), lambda x: x.group)]
        form = kwargs.get("form") or self.get_form()
        return {"form": form, "next": self.wanted, "customers": customers, "staff": staff}

    @property
    def wanted(self) -> str:
        """Where the person was on the way to, also after a wrong password; allauth leads to no other site."""
        return str(self.request.POST.get("next") or self.request.GET.get("next", ""))


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, and lead to the sign-in page."""
    logout(request)
    return redirect("account_login")


@login_not_required
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's people; its address exists in demo mode alone (see urls.py)."""
    email = request.POST.get("email", "")
    if email not in {guest.email for guest in demo_people()}:
        raise Http404(NOT_FOUND)
    with viewing(at_the_door(email)):
        person = Person.objects.filter(email=email).first()
    if person is None:
        raise Http404(NOT_FOUND)
    look_as(str(person.pk))
    login(request, person, backend=BACKEND)
    return redirect(home_of(person))


def home_of(person: Person) -> str:
    """Return where somebody's day begins."""
    return "/desk/" if person.is_staff_member else "/"


def demo_people() -> tuple[Guest, ...]:
    """Read the people whom `sundial demo` left for the sign-in page; none if it has not run."""
    try:
        kept = json.loads((settings.HOME / "demo-people.json").read_text())
    except FileNotFoundError:
        return ()
    return tuple(Guest(row["email"], row["name"], row["group"], row["says"]) for row in kept)
