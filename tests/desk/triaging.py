"""What the tests of triage do on its pages, told once."""

from sundial.models import CLOCKWORK, Case, Person, viewing
from tests.database import as_role
from tests.desk.pages import facts, field


def triage(client, case, **chosen):
    html = client.get(f"/desk/cases/{case.number}/triage").content.decode()
    kept = {name: field(html, name) for name in ("key", "seen")}
    fields = {"complexity": "involved", "severity": case.severity, "then": "next", **kept, **chosen}
    return client.post(f"/desk/cases/{case.number}/triage", fields)


def ask(client, case, **fields):
    html = client.get(f"/desk/cases/{case.number}/questions").content.decode()
    kept = {name: field(html, name) for name in ("key", "seen")}
    return client.post(f"/desk/cases/{case.number}/questions", {**kept, **fields})


def behind_the_desk(which=lambda at: True, **values):
    """Change some cases as no verb does, to have what the story does not tell."""
    with as_role("postgres"):
        wanted = [pk for at, pk in enumerate(Case.objects.order_by("number").values_list("pk", flat=True)) if which(at)]
        Case.objects.filter(pk__in=wanted).update(**values)


def kinds(case):
    return [kind for kind, _ in facts(case)]


def enrol(player, tier):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Person.objects.filter(pk=player.person.pk).update(tier=tier)
