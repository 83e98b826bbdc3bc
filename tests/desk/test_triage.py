"""Triage on the desk: the work list, and one page a case on which all of it is decided at once (O3, O4.2)."""

import re
from datetime import date
from html import unescape

import pytest

from sundial.models import CLOCKWORK, Case, Entitlement, Person, database_now, viewing
from sundial.models.presence import say_presence
from sundial.protocol.presence import Said
from tests.browsing import sent, signed_in, words
from tests.database import as_role
from tests.desk.pages import MOMENT, field, headings, page, subjects
from tests.desk.triaging import enrol, kinds, triage


def test_the_work_list_holds_what_is_not_triaged_flagged_first_and_the_side_column_counts_it(cast, eve, new):
    cast.eve.replies(new, at="Mon 09:05")  # answered and owned, and still not triaged
    flagged = cast.opens(cast.restricted("emea"), at="Mon 09:30", subject="Without entitlement")
    done = cast.open_case(plan="gold", severity=1, at=MOMENT, subject="Triaged already")
    assert triage(eve, done).status_code == 302

    html = page(eve, "/desk/triage")
    assert subjects(html) == ["Without entitlement", "Policy sync stalls"]
    assert headings(html) == ["Entitlement flagged", "Late"]
    assert 'New for triage <span class="n">2</span>' in html
    assert f'href="/desk/cases/{flagged.number}/triage"' in html


def test_the_view_of_what_is_new_leads_to_the_work_list(cast, eve, new):
    assert eve.get("/desk/?view=new")["Location"] == "/desk/triage"


def test_a_restricted_case_is_in_no_work_list_of_an_outsider_and_not_on_their_way(cast, new):
    hidden = cast.opens(cast.restricted("emea"), at=MOMENT, subject="CANARY")
    amy = signed_in(cast.amy.person)

    listed, shown = page(amy, "/desk/triage"), page(amy, f"/desk/cases/{new.number}/triage?after={hidden.number}")
    for html in (listed, shown):
        assert "CANARY" not in html
        assert f"{hidden.number} is triaged" not in html
        assert 'New for triage <span class="n">1</span>' in html
    assert "1 of 1 to triage" in shown


def test_cases_are_gone_through_one_after_another_and_after_the_last_comes_the_list(cast, eve):
    severities = {3: "C", 1: "A", 2: "B"}
    cases = {subject: cast.open_case(plan="platinum", severity=severity, at=MOMENT, subject=subject)
             for severity, subject in severities.items()}  # fmt: skip
    assert subjects(page(eve, "/desk/triage")) == ["A", "B", "C"]

    answer = triage(eve, cases["A"])
    assert answer["Location"] == f"/desk/cases/{cases['B'].number}/triage?after={cases['A'].number}"
    html = page(eve, answer["Location"])
    assert f"{cases['A'].number} is triaged." in html
    assert "1 of 2 to triage" in html
    assert f'href="/desk/cases/{cases["C"].number}/triage" data-key="n"' in html
    assert triage(eve, cases["C"])["Location"].startswith(f"/desk/cases/{cases['B'].number}/triage")
    assert triage(eve, cases["B"])["Location"] == f"/desk/triage?after={cases['B'].number}"
    assert "Every open case is triaged." in page(eve, "/desk/triage")


@pytest.mark.parametrize(("then", "path"), [("ask", "/questions"), ("case", "")])
def test_one_press_records_all_of_it_and_leads_where_one_wants(cast, eve, new, then, path):
    fields = {
        "severity": 3,
        "reason": "Reports only.",
        "skill": "mail",
        "version": "5.8.1",
        "owner": cast.ned.person.pk,
    }
    answer = triage(eve, new, then=then, **fields)

    assert answer["Location"] == f"/desk/cases/{new.number}{path}"
    assert kinds(new) == ["opened", "severity-changed", "triaged", "owner-set"]
    said = words(eve.get(f"/desk/cases/{new.number}"))
    assert "Complexity Involved, Tier 2 Skill Mail gateways" in said
    assert "Ana said 2, Eve changed it to 3, because: Reports only. Version 5.8.1" in said


def test_the_same_form_sent_twice_triages_once(cast, eve, new):
    key = "1f0c7a5e-0000-4000-8000-000000000001"
    for _ in range(2):
        assert triage(eve, new, key=key).status_code == 302
    assert kinds(new) == ["opened", "triaged"]


def test_the_page_says_what_each_severity_would_move_and_who_could_start(cast, eve, new):
    enrol(cast.ned, 2)
    enrol(cast.amy, 1)
    said = words(eve.get(f"/desk/cases/{new.number}/triage"))

    assert "Severely degraded Ana said this nothing moves" in said
    assert re.search(r"Impaired, most operations work first response stays .{,20}11:00, late", said)
    assert "Starts at tier 2: Ned" in said
    assert "Starts at tier 1: Amy, Ned" in said


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({"complexity": ""}, "Choose how complex it is."),
        ({"complexity": "hopeless"}, "Select a valid choice"),
        ({"severity": "9"}, "Select a valid choice"),
        ({"severity": "1", "reason": " "}, "Say why in a few words"),
        ({"version": "5" * 41}, "A version has at most 40 characters."),
        ({"reason": "x" * 20_001}, "The reason is longer than 20,000 characters."),
        ({"skill": "telepathy"}, "This form has gone stale"),
        ({"key": ""}, "This form has gone stale"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_one_sentence_and_what_was_chosen_stays(cast, eve, new, chosen, says):
    given = {
        "complexity": "deep",
        "severity": "3",
        "reason": "Because <b>",
        "version": "5.8",
        "skill": "kiosk",
        **chosen,
    }
    answer = triage(eve, new, **given)
    html = unescape(answer.content.decode())

    assert answer.status_code == 422
    assert says in html
    assert kinds(new) == ["opened"]
    if given["complexity"] == "deep":
        assert 'value="deep" required checked' in html
    if "reason" not in chosen:
        assert "Because <b></textarea>" in html
    if given["skill"] == "kiosk":
        assert '<option value="kiosk" selected>' in html


def test_somebody_outside_the_wall_cannot_be_made_the_owner_and_is_not_named(cast, eve):
    hidden = cast.open_case(by=cast.restricted("emea"), at=MOMENT)
    assert not re.search(r"\bAmy\b", page(eve, f"/desk/cases/{hidden.number}/triage"))
    answer = triage(eve, hidden, owner=cast.amy.person.pk)

    assert answer.status_code == 422
    assert "This person cannot own the case." in answer.content.decode()


def test_who_is_away_is_marked_stands_last_and_is_not_named_to_start(cast, eve, new):
    enrol(cast.ned, 2)
    enrol(cast.dan, 2)
    with viewing(cast.ned.person):
        say_presence(cast.ned.person.pk, Said.AWAY, database_now())
    html = page(eve, f"/desk/cases/{new.number}/triage")

    assert html.index("Dan, none open<") < html.index("Ned, none open, away<")
    assert "Starts at tier 2: Dan" in html
    assert "Starts at tier 2: Dan, Ned" not in html
    answer = triage(eve, new, owner=cast.ned.person.pk)
    assert answer.status_code == 422
    assert "Ned is away. Choose somebody who is there." in answer.content.decode()


@pytest.mark.parametrize(
    "other",
    [
        {"group": "sales"},
        {"group": "product", "role": "working-groups"},
        {"role": "sales"},
        {"role": "regional-sales-manager"},
    ],
)
def test_who_is_of_another_group_is_not_offered_as_the_owner(cast, eve, new, other):
    """O3.4: they join by a request of their own."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Person.objects.filter(pk=cast.amy.person.pk).update(**other)
    html = page(eve, f"/desk/cases/{new.number}/triage")

    assert "Ned, none open" in html
    assert not re.search(r"\bAmy\b", html)  # letters of it stand in a token now and then
    assert triage(eve, new, owner=cast.amy.person.pk).status_code == 422
    assert kinds(new) == ["opened"]
    assert f'value="{cast.amy.person.pk}"' not in page(eve, f"/desk/cases/{new.number}")


def test_of_two_who_triage_at_once_the_second_learns_who_was_first_and_keeps_what_they_chose(cast, eve, new):
    ned = signed_in(cast.ned.person)
    html = page(ned, f"/desk/cases/{new.number}/triage")
    assert triage(eve, new, severity=3, reason="Reports only.").status_code == 302
    mine = {"complexity": "deep", "severity": "1", "reason": "All down.", "seen": field(html, "seen")}
    answer = triage(ned, new, **mine)
    said = unescape(answer.content.decode())

    assert answer.status_code == 422
    assert "Somebody was quicker: Eve triaged this case." in said
    assert "Ana said 2, Eve changed it to 3, because:" in said
    assert "All down.</textarea>" in said
    assert kinds(new) == ["opened", "severity-changed", "triaged"]
    assert triage(ned, new, **{**mine, "seen": field(said, "seen")}).status_code == 302
    assert kinds(new)[-2:] == ["severity-changed", "triaged"]


def test_a_case_that_has_ended_is_refused(cast, eve, new):
    cast.eve.resolves(new, at="Mon 09:10", text="Done.")
    assert "resolved already" in triage(eve, new).content.decode()
    cast.eve.closes(new, at="Mon 09:20")
    answer = triage(eve, new)
    assert (answer.status_code, "This case is closed" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("entitled", "says"),
    [
        ([("gold", (), None)], "Entitlement Gold counts."),
        ([("gold", (), date(2020, 1, 1))], "Entitlement Expired It had ended when the case was opened."),
        ([], "Entitlement None found Nothing is on record. The case is worked on all the same: Silver counts."),
        (
            [("gold", (), None), ("platinum", (), None)],
            "Several More than one holds. The best of them counts: Platinum.",
        ),
    ],
)
def test_entitlement_is_found_or_flagged_with_what_that_means_and_which_plan_counts(cast, eve, entitled, says):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        for plan, products, until in entitled:
            Entitlement.objects.create(organization=cast.acme, plan=plan, products=list(products), until=until)
    case = cast.opens(cast.ana, at=MOMENT)

    said = words(eve.get(f"/desk/cases/{case.number}/triage"))
    assert says in said
    assert said.count("decides") == bool(entitled)


def test_what_the_wizard_was_told_stands_beside_what_the_customer_chose(cast, eve):
    cast.entitle(cast.acme, "gold")
    ana = signed_in(cast.ana.person)
    form = sent(product="Gateway", subject="Slow", severity="1", text="Help", version="5.8")
    ana.post("/cases/new", form | {"q-down": "no", "q-degraded": "yes"})
    with viewing(cast.eve.person):
        case = Case.objects.get()
    said = words(eve.get(f"/desk/cases/{case.number}/triage"))

    assert "is the impact on your business operation critical? No" in said
    assert "the answers come to 2" in said
    assert "Down, or critical impact Ana said this" in said
    assert 'value="5.8"' in page(eve, f"/desk/cases/{case.number}/triage")


def test_the_page_of_triage_asks_a_fixed_number_of_questions(cast, eve, new, django_assert_max_num_queries):
    for at in range(8):
        cast.opens(cast.ana, at="Mon 09:10", subject=f"Policy sync {at}", text="Push")
    with django_assert_max_num_queries(33):
        page(eve, f"/desk/cases/{new.number}/triage")
