"""Random questions through the ORM, and random visits to every URL, of somebody outside the wall."""

import re
from collections.abc import Iterator
from random import Random
from urllib.parse import urlencode
from uuid import UUID

from django.apps import apps
from django.core.exceptions import FieldError, ValidationError
from django.db import Error, models
from django.db.models import Count, Max, Q

from sundial.models import viewing
from tests.hidden_world import World, put_back
from tests.test_access_matrix import API, GET, IN_THE_DEMO, NEVER, ROUTES, SHOWN_FIRST

NO_QUESTION = (FieldError, ValidationError, ValueError, TypeError, OverflowError)
NOT_VISITED = IN_THE_DEMO | {
    "account_login",
    "account_logout",
    "appearance",
    "health",
    "live",
    "rota-feed",
    "portal:new",
}
DRAWN_ANEW = re.compile(r'csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"|name="key" value="[^"]+"')
OF_THE_MOMENT = ("Content-Length", "Expires")  # of keys that are drawn anew, and of when it was answered
ANY_PART = re.compile(r"<(\w+):(\w+)>|\{(\w+)\}")
ANY_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LOOKUPS = ("exact", "contains", "icontains", "regex", "gt", "lte", "startswith")
FIELDS = ("q", "view", "into", "from", "after", "text", "mode", "owner", "to", "region", "group", "severity", "draft")
FIELDS += ("person", "case", "cases", "reason", "seen", "name", "plan", "key", "look", "zone", "page", "skill")


class Doors:
    """Makes up visits and questions; the same random numbers make the same ones, with the customer or without."""

    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random = world, random
        lives = (world.known, world.secret)
        self.cases = [case for life in lives for case in (life.waits, life.talked, life.broken, life.old, life.new)]
        ids = [*world.ids, *world.outsiders.values(), str(world.known.shop.release.pk), str(world.known.shop.fix.pk)]
        self.ids = [one for one in ids if ANY_ID.fullmatch(one)]

    def value(self) -> object:
        """Return what could be typed, or noted from a page that somebody inside has shown."""
        case = self.random.choice(self.cases)
        many = (case.number, str(case.pk), NEVER, self.random.choice(self.ids), "policy", "Gateway", "emea")
        return self.random.choice((*many, "gold", "note", "open", "", "1", "2", "on", "2030-04-03T10:00Z", "americas"))

    # questions through the ORM

    def question(self) -> models.QuerySet:
        """Make up a queryset over any model, through any relation."""
        model = self.random.choice(list(apps.get_app_config("sundial").get_models()))
        rows = model._default_manager.order_by("pk")
        for _ in range(self.random.randrange(3)):
            asked = self.condition(*self.path(model))
            rows = rows.filter(~asked if self.random.random() < 0.3 else asked)
        shown, counted = self.path(model)[0], self.path(model)[0]
        if self.random.random() < 0.3:
            return rows.values(shown).annotate(n=Count(counted), most=Max("pk")).order_by("n")
        return rows.values(shown, counted)

    def path(self, model: type[models.Model]) -> tuple[str, models.Field]:
        """Return a way from a model over its relations, forward or back, to a field."""
        parts: list[str] = []
        while True:
            field = self.random.choice(model._meta.get_fields())
            parts.append(field.name)
            if not field.is_relation or len(parts) == 3:
                return "__".join(parts), field
            model = field.related_model

    def condition(self, path: str, field: models.Field) -> Q:
        """Ask about a field what its kind can be asked; now and then what it cannot."""
        if field.is_relation or isinstance(field, models.UUIDField):
            return Q(**{self.random.choice((path, f"{path}__in")): self.random.choice((self.ids, self.ids[0]))})
        if isinstance(field, models.CharField | models.TextField):
            words = self.random.choice(("a", "o", "CAN", "policy", "Gateway", "e", self.value()))
            return Q(**{f"{path}__{self.random.choice(LOOKUPS)}": words})
        if isinstance(field, models.DateTimeField):
            return Q(**{f"{path}__{self.random.choice(('gt', 'lte'))}": "2026-03-02T10:00Z"})
        return Q(**{f"{path}__{self.random.choice(('gte', 'isnull', 'exact'))}": self.random.choice((True, 1, 0))})

    def answered(self, who: str) -> str:
        """Ask the models something, and return what they answer, or with which words they fail."""
        with put_back():
            try:
                with viewing(self.world.outsiders[who]):
                    return "\n".join(sorted(map(str, self.question()[:30])))
            except (Error, *NO_QUESTION) as error:
                return f"{type(error).__name__}: {error}"

    # visits

    def visit(self) -> tuple[str, str, dict[str, object] | None]:
        """Make up who goes where, and with what in their hands if they send something."""
        who = self.random.choice(sorted(self.world.clients))
        name = self.random.choice([name for name in ROUTES if name not in NOT_VISITED])
        path = ANY_PART.sub(lambda part: self.part(part[1] or "str", part[2] or part[3]), ROUTES[name])
        said = {self.random.choice(FIELDS): self.value() for _ in range(self.random.randrange(5))}
        sends = name not in GET | API and (name not in SHOWN_FIRST or self.random.random() < 0.5)
        if sends != (self.random.random() < 0.05):  # now and then what is not done there
            return who, path, said | {"key": str(UUID(int=self.random.getrandbits(128), version=4))}
        return who, f"{path}?{urlencode(said)}", None

    def part(self, kind: str, name: str) -> str:
        """Fill a part of a path in."""
        if name == "number":
            return self.random.choice([NEVER, *(case.number for case in self.cases)])
        if kind == "uuid":
            return self.random.choice(self.ids)
        if kind == "int":
            return str(self.random.randrange(1, 9))
        words = {
            "region": ("emea", "americas"),
            "digest": ("0123456789ab",),
            "key": ("resp-1", "upd-1", "first-response-1"),
        }
        return self.random.choice(words.get(name, ("x",)))

    def shown(self, visit: tuple[str, str, dict[str, object] | None]) -> str:
        """Return what a visitor is shown, without what is drawn anew each time."""
        who, path, said = visit
        client = self.world.clients[who]
        with put_back():
            answer = client.get(path) if said is None else client.post(path, said)
            headers = {name: value for name, value in answer.headers.items() if name not in OF_THE_MOMENT}
            body = b"".join(answer) if answer.streaming else answer.content
            words = f"{answer.status_code} {headers}\n{body.decode()}"
            return ANY_ID.sub(self.named, DRAWN_ANEW.sub("", words))

    def named(self, found: re.Match[str]) -> str:
        return found[0] if found[0] in self.ids else "an id"


def drawn(random: Random, count: int) -> Iterator[int]:
    """Yield seeds of their own for so many things, so that each can be made again alone."""
    return (random.getrandbits(48) for _ in range(count))
