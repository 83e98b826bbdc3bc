"""What every page of the rota needs: the staff, the ways around it, and what was refused, beside its field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sundial.commands.rota_ground import RotaRefused, colleague_of, plans
from sundial.models import Kind, Person, protocol_in_force
from sundial.protocol.document import Region
from sundial.protocol.on_duty import of_support
from sundial.protocol.rota import Duty
from sundial.web.access import SignedIn
from sundial.web.desk.composer import new_key
from sundial.web.desk.keys import EVERYWHERE
from sundial.web.desk.side import ROTA, side_of
from sundial.web.doing import do_once

DUTIES = ((Duty.SHIFT, "On shift"), (Duty.ON_CALL, "On call"), (Duty.MANAGER, "Duty Manager"))


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something was not done; `field` is the one that it is about, "" for all of it."""

    field: str = ""
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Choice:
    """The people of one region, to be chosen from."""

    region: str
    people: tuple[Person, ...]


def shown(request: SignedIn, template: str, context: dict[str, Any], problem: Problem | None = None) -> HttpResponse:
    """Answer a page of the rota beside the views; one on which something was not done is a 422."""
    around: dict[str, Any] = {
        "side": side_of(request.user, ROTA, request.now, request.zone),
        "keys": EVERYWHERE,
        "key": request.POST.get("key") or new_key(),
        "typed": request.POST or request.GET,
        "problem": problem or Problem(),
    }
    return render(request, template, around | context, status=422 if problem else 200)


def tried(request: SignedIn, verb: Callable[..., object]) -> Problem:
    """Do what a form asks for, in the reader's name; return why it was not done."""
    refused: list[str] = []

    def doing() -> None:
        try:
            verb(by=request.user, now=request.now)
        except RotaRefused as refusal:
            refused.append(refusal.field)
            raise

    text = do_once(request, doing)
    return Problem(refused[0] if refused else "", text)


def first_problem(form: forms.Form) -> Problem:
    """Return the first thing that is wrong with a form."""
    return next((Problem(name, str(words[0])) for name, words in form.errors.items()), Problem())


def week_url(at: date | datetime, zone: tzinfo, region: str = "") -> str:
    """Return where the week of a moment is shown."""
    day = at.astimezone(zone).date() if isinstance(at, datetime) else at
    monday = day - timedelta(days=day.weekday())
    return f"{reverse('desk:rota')}?week={monday.isoformat()}" + (f"&region={region}" if region else "")


def regions_of(request: SignedIn) -> Mapping[str, Region]:
    """Return the regions of the protocol in force, by key."""
    return protocol_in_force(request.now).regions


def planned_by(request: SignedIn) -> list[Region]:
    """Return the regions whose shifts the reader may change."""
    return [region for key, region in regions_of(request).items() if plans(request.user, key)]


def staff() -> dict[str, Person]:
    """Return all of support, also who has left, by id: those whom the rota can name."""
    rows = Person.objects.filter(kind=Kind.STAFF).order_by("name")
    return {str(one.pk): one for one in rows if of_support(colleague_of(one))}


def choices(request: SignedIn, people: Iterable[Person]) -> list[Choice]:
    """Return people by region, the reader's own first."""
    there = [one for one in people if one.is_active]
    own = request.user.region
    keys = sorted(regions_of(request).items(), key=lambda one: one[0] != own)
    found = [Choice(region.name, tuple(one for one in there if one.region == key)) for key, region in keys]
    known = set(regions_of(request))
    found.append(Choice("No region", tuple(one for one in there if one.region not in known)))
    return [one for one in found if one.people]


def person_of(people: Mapping[str, Person], typed: str) -> Person | None:
    """Return one of the active staff by the id in a form."""
    try:
        found = people.get(str(UUID(typed)))
    except ValueError:
        return None
    return found if found and found.is_active else None


def chosen(people: Mapping[str, Person], typed: Sequence[str]) -> list[Person]:
    """Return those of the active staff whose ids are in a form."""
    return [one for one in map(partial(person_of, people), typed) if one is not None]
