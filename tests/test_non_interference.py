"""Non-interference (O2.7): an outsider reads the same pages to the letter, whether a restricted customer exists or not.

The two states differ in the rows of that customer alone: everything that its cases can have, or nothing. Time stands
still in both, so that what differs is what was learnt. What an outsider does is answered alike as well. Row security
and the app's own question are tried one by one: either alone must hold.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from uuid import uuid4

import pytest
from django.db.models import Q
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from sundial.commands.moves import EVERY, Decision, decide, keep_candidate
from sundial.commands.trial import EVERYWHERE
from sundial.models import CLOCKWORK, Person, ProtocolCandidate, database_now, viewing
from sundial.protocol.document import SHIPPED, load
from sundial.web import access
from sundial.web.desk import protocol_trial, side_counts
from tests.browsing import differing, signed_in
from tests.database import as_role, run
from tests.forgetting import forget
from tests.hidden_world import keep_letters
from tests.releasing import Shop
from tests.test_access_matrix import API, GET, IN_THE_DEMO, OF_A_CASE, ROUTES, SHOWN_FIRST
from tests.test_moves_decided import without
from tests.whole_life import WholeLife

HALVED = load(SHIPPED.parent / "examples" / "silver-halved.toml")
NOT_PAGES = IN_THE_DEMO | {"account_login", "account_logout", "appearance", "health", "live", "mail-hook"}
READ_ALONE = GET | API | {"portal:home", "portal:case", "portal:services", "portal:leadership"}
BOTH = SHOWN_FIRST | {"portal:new", "portal:severity", "portal:escalations", "portal:comfort"}
DONE_ALONE = set(ROUTES) - READ_ALONE - BOTH - NOT_PAGES
DRAWN_ANEW = re.compile(r'csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"|name="key" value="[^"]+"')
LOOKS, Pages = ("to=2030-04-03T10:00&reason=Late&look=1", "unknown=on&reason=Late&look=1"), dict[str, tuple[int, str]]


@pytest.fixture
def still(db) -> Iterator[None]:
    """Let the database's time stand still on the Monday of the story, at half past four."""
    with as_role("postgres"):
        run("CREATE SCHEMA still")
        run(
            "CREATE FUNCTION still.statement_timestamp() RETURNS timestamptz STABLE"
            " RETURN timestamptz '2026-03-02 16:30+00'"
        )
        run("GRANT USAGE ON SCHEMA still TO PUBLIC")
    run("SET LOCAL search_path = still, pg_catalog, public")


@pytest.fixture
def outsiders(cast) -> dict[str, Client]:
    """Max manages and Kim makes releases, both in the Americas; Ana is another customer's."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        kim = cast._staff("Kim", "engineer", "americas")
        Person.objects.filter(pk=kim.person.pk).update(group="engineering")
    return {one.name: signed_in(one.person) for one in (cast.max, kim, cast.ana)}


@pytest.fixture
def shop(cast) -> Shop:
    return Shop(cast)


@pytest.fixture
def secret(cast, shop) -> WholeLife:
    rita = cast.restricted("emea")
    cast.entitle(rita.person.organization, "gold")
    return WholeLife(cast, shop, rita, "CANARY")


@pytest.fixture
def known(cast, shop, secret, tick) -> WholeLife:
    """The life of a customer whom everybody may see, beside the secret one: all of it told of one decision."""
    cast.entitle(cast.acme, "platinum")
    known = WholeLife(cast, shop, cast.ana, "KNOWN")
    assert tick("Mon 15:00")
    shop.moves(shop.release, "2030-03-27 10:00", at="Mon 16:00")
    known.after()
    secret.after()
    with as_role("postgres"):
        known.letter, secret.letter = (keep_letters(life, cast.at("Mon 16:10")) for life in (known, secret))
    return known


@pytest.fixture
def tried(cast, known):
    """Two documents that Max tries, the second without the plan of the secret customer; a move of all is under way."""
    with viewing(cast.max.person):
        by = {"by": cast.max.person, "now": database_now()}
        tried = [keep_candidate(one, "Tried", **by) for one in (HALVED, without("plans", "gold"))]
        decide(HALVED.digest, Decision(move=EVERY), **by)
    return tried


@pytest.fixture
def said(known, secret):
    """What is said in every form at once; what names a case or a draft names the secret one."""
    named = {"into": secret.new.number, "draft": secret.draft}
    return {**named, "text": "Hello", "mode": "note", "seen": "0", "reason": "x"}


def addresses(known: WholeLife, secret: WholeLife, tried: list[ProtocolCandidate]) -> list[str]:
    """Return every address under which there is a page, of the known customer and of the secret one, and searches."""
    pages = [name for name in ROUTES if name not in NOT_PAGES | DONE_ALONE]
    filled = [fill(name, life, one) for name in pages for life in (known, secret) for one in tried]
    return list(dict.fromkeys([*filled, *asked(known, secret)]))


def deeds(known: WholeLife, secret: WholeLife, tried: list[ProtocolCandidate]) -> list[str]:
    """Return every address to which something is sent that could touch the secret customer."""
    lives = [(name, life) for name in ROUTES if name in DONE_ALONE | BOTH for life in (known, secret)]
    mine = [(name, life) for name, life in lives if life is secret or name not in OF_A_CASE or name == "desk:merges"]
    return list(dict.fromkeys(fill(name, life, one) for name, life in mine for one in tried))


def fill(name: str, life: WholeLife, candidate: ProtocolCandidate) -> str:
    """Fill a route in; a part that nobody knows fails here."""
    whole = {
        "release": life.shop.release.pk,
        "fix": life.shop.fix.pk,
        "draft": life.draft,
        "letter": life.letter,
        **dict.fromkeys(("alert", "way"), "00000000-0000-4000-8000-000000000000"),
        "candidate": candidate.pk,
        "person": life.cast.ned.person.pk,
        "organization": life.contact.person.organization_id,
        "digest": candidate.digest,
        **ANY,
    }
    own = {"desk:case-request": (life.talked, {"seq": life.request}), "desk:waiver": (life.broken, WAIVER)}
    case, more = own.get(name, (life.talked, {"seq": 2}))
    words = whole | more | {"number": case.number}
    return re.sub(r"<\w+:(\w+)>|\{(\w+)\}", lambda part: str(words[part[1] or part[2]]), ROUTES[name])


WAIVER, ANY = {"key": "first-response-1"}, {"region": "emea", "nth": 1, "key": "upd-1"}


def asked(known: WholeLife, secret: WholeLife) -> list[str]:
    """Return addresses that ask for something: lists, searches, looks, and numbers that one should not know."""
    queue, release, fix = reverse("desk:queue"), known.shop.release.pk, known.shop.fix.pk
    views = [f"{queue}?view={one}" for one in ("region", "severity-1", "late", "open&region=emea", "open&plan=gold")]
    searches = [f"{queue}?q={words}" for words in ("CANARY", "Secret", "policy", secret.new.number)]
    here = f"/desk/cases/{known.new.number}"
    beside = [f"/desk/cases/{case.number}" for case in (known.waits, known.old, known.new)]
    named = [f"{here}/merges?into={secret.new.number}", f"{here}/merges?q=policy", f"{here}?from={secret.old.number}"]
    named += [f"{here}/triage", f"{here}/triage?after={secret.talked.number}", f"{here}/place?view=new"]
    named += [
        f"/cases/{known.new.number}?from={secret.old.number}",
        f"/api/v1/cases/{secret.new.number}/clocks?zone=UTC",
    ]
    decided = [f"/desk/releases/{release}/moves?{look}" for look in LOOKS]
    decided += [f"/desk/releases/{release}/{noun}?reason=x&look=1" for noun in ("shipments", "droppings")]
    decided += [f"/desk/fixes/{fix}/{noun}?reason=x&look=1" for noun in ("removals", "withdrawals")]
    notices = [f"/desk/releases/{release}/notices?view={view}" for view in ("ready", "sent", "dropped")]
    notices += [f"/desk/requests?group={group}" for group in ("all", "sales", "engineering")]
    return [f"{queue}?view=open&page=2", *views, *searches, *beside, *named, *decided, *notices]


def everything(clients: dict[str, Client], wanted: list[str], done: list[str], said: dict[str, str]) -> Pages:
    """Return what each outsider is answered at each address that is theirs, when they look and when they act."""
    found: Pages = {}
    for name, client in clients.items():
        mine = partial(is_theirs, name)
        with put_back():
            run("SET LOCAL transaction_read_only = on")
            found |= {f"{name} reads {one}": answer_of(client.get(one)) for one in filter(mine, wanted)}
        for one in filter(mine, done):
            with put_back():
                found[f"{name} sends {one}"] = answer_of(client.post(one, said | {"key": str(uuid4())}))
    return found


def is_theirs(name: str, address: str) -> bool:
    """Say whether somebody asks there: Ana at the portal, Max at the desk, both at the API, Kim where she decides."""
    if name == "Kim":
        return address.startswith(("/desk/releases", "/desk/fixes", "/desk/notices"))
    return address.startswith("/api") or address.startswith("/desk") == (name == "Max")


def answer_of(answer: HttpResponse) -> tuple[int, str]:
    headers = {name: value for name, value in answer.headers.items() if name != "Content-Length"}
    return answer.status_code, DRAWN_ANEW.sub("", f"{headers}\n{answer.content.decode()}")


@contextmanager
def put_back() -> Iterator[None]:
    """Let what happens not have happened."""
    run("SAVEPOINT looking")
    yield
    run("ROLLBACK TO SAVEPOINT looking")


@contextmanager
def row_security_alone() -> Iterator[None]:
    """Let the app believe that everybody may see everything."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(access.inside, "__code__", (lambda wall, to_case="": Q(pk__isnull=False)).__code__)
        for name in ("STATEMENT", "LETTERS"):
            counts = getattr(side_counts, name)
            for wall in (side_counts.INSIDE, side_counts.OF_A_LETTER, side_counts.OF_A_SUM):
                counts = counts.replace(wall, "true")
            patch.setattr(side_counts, name, counts)
        patch.setattr(access.may_see, "__code__", (lambda person, case: True).__code__)
        patch.setattr(protocol_trial, "Among", lambda region: EVERYWHERE)
        yield


@contextmanager
def the_app_alone() -> Iterator[None]:
    """Be somebody whom row security does not bind."""
    with as_role("postgres"):
        yield


def test_no_outsider_learns_whether_a_restricted_customer_has_cases(still, outsiders, known, secret, tried, said):
    wanted, done = addresses(known, secret, tried), deeds(known, secret, tried)
    with row_security_alone():
        by_rows = everything(outsiders, wanted, done, said)
    with the_app_alone():
        by_the_app = everything(outsiders, wanted, [], said)
    forget(secret.contact.person.organization_id)
    after = everything(outsiders, wanted, done, said)

    assert [asked for asked, (status, _) in after.items() if status >= 500] == []
    assert sum(status == 200 for status, _ in by_the_app.values()) > 80
    assert [asked for asked, (_, words) in after.items() if "CANARY" in words and "CANARY" not in asked] == []
    assert list(differing(by_rows, after)) == []
    assert list(differing(by_the_app, after)) == []
