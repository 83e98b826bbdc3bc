"""Protocol 07, rung 4: who hears of a letter to leadership that waits, and of one that nobody may see (O2.7, O7.4).

Word of a letter says that there is one, and nothing else. Every search for such word names that it is of no case: it
is found by its index, among the millions that are.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast

from sundial.commands.later import deliver_later
from sundial.commands.team_now import colleagues
from sundial.models import Alert, AlertKind, InboundLetter, LetterTakenUp, Organization
from sundial.protocol.letters import Fate, Verdict, Why
from sundial.protocol.letters.seeing import Shown, who_hears, who_is_near, who_sees
from sundial.protocol.stand_in import Colleague

AT_ONCE = 50  # letters of which somebody is reminded in one transaction
HOUR = timedelta(hours=1)
WAITED = timedelta(minutes=30)  # then everybody who may settle a letter hears that it still waits
LOOKED_AT = [str(one) for one in Why if Verdict(Fate.HELD, one).wants_a_look]
UNSETTLED = Q(settled_at__isnull=True, fate__among=(Fate.QUEUE, Fate.HELD))  # by its index
OWN_NUMBERS = 2**30  # from here on word of letters that nobody may see is numbered: no two letters have one alarm
UNSEEN = "a letter to leadership waits that cannot be shown here: please read it in its mailbox, {mailbox}"


def tell(letter: InboundLetter, kind: AlertKind, *, now: datetime) -> None:
    """Owe word of a letter to those who may see it, each once each time that it is taken up.

    Where nobody may see it, those inside one of its walls hear that it lies in its mailbox: a letter that nobody sees
    would be lost without a word.
    """
    shown_by, staff = shown(letter), colleagues()
    seeing = who_sees(shown_by, staff)
    hearing = seeing or who_is_near(shown_by, staff)
    hearing = hearing if kind == AlertKind.LETTER_WAITS else who_hears(hearing)
    kind = kind if seeing else AlertKind.LETTER_UNSEEN
    nth = _number(letter, kind)
    about = {"case": None, "seq": nth, "kind": kind, "about": str(letter.pk)}
    told = set(Alert.objects.filter(**about).values_list("person_id", flat=True))
    alerts = [_alert(letter, kind, one, nth, now) for one in hearing if UUID(one.id) not in told]
    Alert.objects.bulk_create(alerts)
    deliver_later(one.pk for one in alerts)


def tell_of_a_flood(letter: InboundLetter, *, now: datetime) -> None:
    """Owe word of the first letter within an hour that is held because too many came: a person's may be among them.

    By sender; of strangers by mailbox.
    """
    same = {"sender": letter.sender} if letter.about else {"mailbox": letter.mailbox, "about": []}
    before = InboundLetter.objects.filter(**same, why=Why.OFTEN, at__gt=now - HOUR).exclude(pk=letter.pk)
    if not before.filter(_is_told()).exists():
        tell(letter, AlertKind.LETTER_CAME, now=now)


def remind(now: datetime) -> int:
    """Tell everybody who may settle it of each letter that has waited for half an hour; return of how many."""
    waiting = InboundLetter.objects.select_for_update(skip_locked=True, of=("self",))
    taken_up = LetterTakenUp.objects.filter(letter=OuterRef("pk"))
    lately = taken_up.filter(at__gt=now - WAITED)
    waits = UNSETTLED & Q(at__lte=now - WAITED, reminded_at__isnull=True) & ~Exists(lately)
    found = list(waiting.filter(waits).filter(Q(why__in=LOOKED_AT) | _is_told() | Exists(taken_up))[:AT_ONCE])
    for letter in found:
        tell(letter, AlertKind.LETTER_WAITS, now=now)
        letter.reminded_at = now
        letter.save(update_fields=["reminded_at"])
    return len(found)


def tell_anew(letter: InboundLetter, *, now: datetime) -> None:
    """Tell of a letter that others may see by now, and end the word that nobody could."""
    if letter.why in LOOKED_AT or InboundLetter.objects.filter(_is_told(), pk=letter.pk).exists():
        tell(letter, AlertKind.LETTER_CAME, now=now)
    if who_sees(shown(letter), colleagues()):
        unseen = Alert.objects.filter(case=None, kind=AlertKind.LETTER_UNSEEN, about=str(letter.pk))
        unseen.filter(read_at__isnull=True).update(read_at=now)


def _number(letter: InboundLetter, kind: AlertKind) -> int:
    """Return how often a letter was taken up before; of one that nobody may see a number of its own.

    By that number alone is its alarm known, which names no letter: who has it may not see one.
    """
    nth = LetterTakenUp.objects.filter(letter=letter).count()
    return OWN_NUMBERS + (letter.pk.int + nth) % OWN_NUMBERS if kind == AlertKind.LETTER_UNSEEN else nth


def shown(letter: InboundLetter) -> Shown:
    """Return by what an unconfirmed letter is shown."""
    walls = Organization.objects.filter(pk__in=letter.about, restricted=True).values_list("regions", flat=True)
    return Shown(letter.region, tuple(walls), known=letter.contact_id is not None)


def _is_told() -> Exists:
    """Whether there is word of a letter."""
    kinds = (AlertKind.LETTER_CAME, AlertKind.LETTER_UNSEEN)
    return Exists(Alert.objects.filter(case=None, kind__in=kinds, about=Cast(OuterRef("pk"), CharField())))


def _alert(letter: InboundLetter, kind: AlertKind, person: Colleague, nth: int, now: datetime) -> Alert:
    text = UNSEEN.format(mailbox=letter.mailbox) if kind == AlertKind.LETTER_UNSEEN else kind.label
    return Alert(seq=nth, kind=kind, about=str(letter.pk), person_id=UUID(person.id), text=text[:300], at=now)
