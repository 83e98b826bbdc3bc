"""The pages on which the protocol is tried and decided about: who may, what is refused, what the wall hides."""

import re
from contextlib import suppress

import pytest

from sundial.commands.moves import keep_candidate
from sundial.jobs.deliver import TryAgain
from sundial.jobs.moves import carry_out_moves
from sundial.models import CLOCKWORK, Case, Person, ProtocolCandidate, ProtocolMove, database_now, viewing
from sundial.protocol.document import SHIPPED, load, shipped
from tests.browsing import lately, sent, signed_in, words
from tests.database import as_role
from tests.handed_in import halved
from tests.test_moves_decided import without

HALVED = load(SHIPPED.parent / "examples" / "silver-halved.toml")
FOOT = "Customers with regional access limits appear only to staff of their region."


@pytest.fixture
def dan(cast):
    return signed_in(lately(cast).dan.person)


@pytest.fixture
def late(cast, dan):
    """A case on Silver, severity 2, opened two and a half hours ago: late at once if its four hours are two."""
    return cast.open_case(plan="silver", severity=2, at=150)


def asked(question):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return question()


def carried_out():
    with as_role("sundial_worker"), suppress(TryAgain):
        carry_out_moves()


def candidate(cast, protocol=HALVED, by=None):
    player = by or cast.dan
    with viewing(player.person):
        return keep_candidate(protocol, "Silver in half the time", by=player.person, now=database_now())


def hands_in(client, **fields):
    return client.post("/desk/protocol/candidates", sent(**fields))


def page_of(one):
    return f"/desk/protocol/candidates/{one.pk}"


def table(html, title):
    """Return the rows of the table under a heading, as words."""
    part = html.partition(f">{title}</h2>")[2].partition("</section>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", part.partition("<tbody>")[2], re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


DOORS = ["", "/calendar/emea", f"/revisions/{shipped().digest}"]


@pytest.mark.parametrize("door", DOORS)
def test_for_whoever_may_not_decide_there_is_no_such_page(cast, dan, door):
    assert dan.get(f"/desk/protocol{door}").status_code == 200
    for player in (cast.eve, cast.ana):
        assert signed_in(player.person).get(f"/desk/protocol{door}").status_code == 404
    assert "Protocol" not in words(signed_in(cast.eve.person).get("/desk/"))


@pytest.mark.parametrize("role", ["director", "vp"])
def test_directors_and_leaders_have_it_too(cast, dan, role):
    asked(lambda: Person.objects.filter(pk=cast.eve.person.pk).update(role=role))
    assert signed_in(cast.eve.person).get("/desk/protocol").status_code == 200


def test_a_document_that_is_handed_in_is_tried_and_nothing_is_changed(cast, dan, late):
    answer = hands_in(dan, text=halved(), name="Half")
    page = dan.get(answer["Location"])
    html = page.content.decode()

    assert table(html, "Late at once")[0].startswith(
        f"Severity 2 {late.number} Uploads fail Acme Silver First response"
    )
    assert "Silver, severity 2, first response: 4 hours becomes 2 hours (stricter)" in words(page)
    assert FOOT in words(page)
    assert html.index("Late at once</h2>") < html.index("By customer</h2>") < html.index("What it says differently")
    assert asked(lambda: Case.objects.get(pk=late.pk).head_seq) == 1


def test_a_file_goes_before_the_text_and_lends_its_name(dan, tmp_path):
    written = tmp_path / "half.toml"
    written.write_text(halved())
    with written.open("rb") as file:
        answer = hands_in(dan, text="nonsense", file=file)

    assert answer.status_code == 302
    assert asked(lambda: ProtocolCandidate.objects.get().name) == "half.toml"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "document found nothing"),
        ("   \n", "document found nothing"),
        ("x" * 400_001, "document found more than 400,000 letters"),
        ("a = [", "Invalid value"),
        (
            'base = "../opswat.toml"',
            'base found "../opswat.toml"; allowed: nothing: what is handed in is a whole document',
        ),
        ("a" * 5000 + " = " + "[" * 5000, "parts within parts without an end"),
    ],
)
def test_what_is_no_document_is_refused_in_words(dan, text, says):
    answer = hands_in(dan, text=text)

    assert answer.status_code == 422
    assert says in words(answer)
    assert asked(ProtocolCandidate.objects.count) == 0


def test_every_fault_is_told_at_once_with_its_place_and_nothing_typed_is_lost(dan):
    broken = (
        halved().replace("phone    = true", 'phone    = "perhaps"', 1).replace("[readings]", "[readings]\nmood = 1", 1)
    )
    answer = hands_in(dan, text=broken, name="Half")

    assert answer.status_code == 422
    assert 'plans.platinum.phone found "perhaps"; allowed: true or false' in words(answer)
    assert 'readings.mood found the key "mood"' in words(answer)
    html = answer.content.decode()
    assert 'value="Half"' in html
    assert "mood = 1" in html


def test_it_is_put_in_force_for_new_cases_alone(cast, dan, late):
    one = candidate(cast)
    answer = dan.post(page_of(one), sent(scope="new", reason="As agreed."))
    carried_out()

    assert answer["Location"] == "/desk/protocol"
    page = words(dan.get("/desk/protocol"))
    assert f"{HALVED.digest[:12]} in force" in page
    assert f"Dan put revision {HALVED.digest[:12]} in force for new cases alone" in page
    assert "As agreed." in page
    assert "Silver in half the time" not in page.partition("What was decided")[0]
    assert asked(lambda: Case.objects.get(pk=late.pk).revision) == shipped().digest


def test_open_cases_are_moved_and_pinned_by_plan(cast, dan, late):
    gold = cast.open_case(plan="gold", severity=2, at=20)
    dan.post(page_of(candidate(cast)), sent(scope="plans", **{"plan-silver": "move", "plan-gold": "pin"}))
    carried_out()

    assert asked(lambda: Case.objects.get(pk=late.pk).revision) == HALVED.digest
    assert asked(lambda: Case.objects.get(pinned=True)) == gold
    page = words(dan.get("/desk/protocol"))
    assert "Dan pinned the open cases of Gold where they are" in page
    assert f"Dan moved the open cases of Silver to revision {HALVED.digest[:12]}" in page


def test_pressing_twice_decides_once(cast, dan, late):
    one, form = candidate(cast), sent(scope="all")
    dan.post(page_of(one), form)
    dan.post(page_of(one), form)

    assert asked(ProtocolMove.objects.count) == 1


def test_a_refusal_keeps_what_was_chosen(cast, dan, late):
    one = candidate(cast, without("plans", "silver"))
    page = dan.get(page_of(one))
    answer = dan.post(page_of(one), sent(scope="all", reason="Because."))

    assert "Open cases have the plan silver, which this document does not know." in words(page)
    assert answer.status_code == 422
    assert "Nothing was changed." in words(answer)
    assert asked(ProtocolMove.objects.count) == 0


def test_what_is_thrown_away_is_gone(cast, dan):
    one = candidate(cast)
    assert dan.post(f"{page_of(one)}/removals", sent()).status_code == 302
    assert dan.get(page_of(one)).status_code == 404
    assert asked(ProtocolCandidate.objects.count) == 0


def test_a_decision_shows_how_far_it_is_of_the_cases_that_one_sees(cast, dan, late, rita):
    """O2.7: Max sees one of the two cases; he learns of no other."""
    rita.at = cast.at
    cast.entitle(rita.person.organization, "silver")
    cast.opens(rita, at=20, severity=2)
    dan.post(page_of(candidate(cast)), sent(scope="all"))

    assert "under way: 0 of the 2 open cases that you see" in words(dan.get("/desk/protocol"))
    assert "under way: 0 of the 1 open cases that you see" in words(signed_in(cast.max.person).get("/desk/protocol"))


@pytest.mark.parametrize("wall", ["sundial_web", "postgres"])
def test_a_trial_tells_nobody_of_a_customer_whom_they_may_not_see(cast, dan, late, rita, wall):
    """O2.7: also with the wall of the database down."""
    rita.at = cast.at
    cast.entitle(rita.person.organization, "silver")
    hidden = cast.opens(rita, at=160, severity=2, subject="CANARY-SUBJECT")
    one = candidate(cast)

    inside = dan.get(page_of(one)).content.decode()
    with as_role(wall):
        outside = signed_in(cast.max.person).get(page_of(one)).content.decode()
        index = signed_in(cast.max.person).get("/desk/protocol").content.decode()

    assert hidden.number in inside
    for page in (outside, index):
        assert [word for word in (hidden.number, "CANARY", "Secret") if word in page] == []
    assert re.search(r"late at once</dt><dd>1<", outside)
    assert re.search(r"late at once</dt><dd>2<", inside)
    assert 'class="fig" data-says="open cases">1<' in index


def test_a_trial_is_read_with_a_number_of_queries_that_does_not_grow(cast, dan, late, django_assert_max_num_queries):
    one = candidate(cast)
    for minutes in range(12):
        cast.open_case(plan="silver", severity=2, at=130 + minutes)
    with django_assert_max_num_queries(40):
        dan.get(page_of(one))
