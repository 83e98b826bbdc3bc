"""The people: contacts of an organization, and the staff of the support team."""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Lower

from sundial.protocol.facts import By, Side


class Kind(models.TextChoices):
    """On which side of the desk a person sits."""

    STAFF = "staff", "staff"
    CONTACT = "contact", "contact"


LOCK = 0x50_65_72  # of the advisory locks: whoever moves somebody, and who gives them a case (migration 0029)
PHONE = r"^\+[1-9]( ?[0-9]){5,25}$"
IS_STAFF = Q(kind=Kind.STAFF, organization__isnull=True) & ~Q(role="")
IS_CONTACT = Q(kind=Kind.CONTACT, organization__isnull=False, role="", region="", group="", tier__isnull=True)


class PersonManager(BaseUserManager["Person"]):
    """Makes people; an e-mail address is one address, however it is spelled."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """Keep a new person; without a password they cannot sign in with one."""
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(force_insert=True, using=self._db)
        person.keep_password()
        return person

    def get_by_natural_key(self, email: str | None) -> "Person":
        """Find the person who signs in under this address."""
        return self.get(email=(email or "").strip().lower())


class Person(AbstractBaseUser):
    """Somebody who signs in: a contact of one organization, or one of the staff.

    `role` (engineer, duty-manager, director, csm, ...), `region` and `group` (one of the other groups, "" for support
    itself) are keys of the protocol document; a region of "" is staff of no region, whom every wall leaves outside.
    `zone` is an IANA time zone; `languages` are tags of BCP 47 (protocol/languages.py), the first the one preferred.
    `skills`, of the staff alone, are keys of the document; `phone` (with its country's +) and `chat` are ways to them.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    organization = models.ForeignKey("Organization", models.PROTECT, null=True, blank=True, related_name="people")
    region = models.CharField(max_length=32, blank=True, default="")
    role = models.CharField(max_length=40, blank=True, default="")
    tier = models.PositiveSmallIntegerField(null=True, blank=True)
    group = models.CharField(max_length=32, blank=True, default="", db_default="")
    title = models.CharField(max_length=120, blank=True, default="")
    zone = models.CharField(max_length=64, default="UTC")
    languages = ArrayField(models.CharField(max_length=12), default=list, blank=True, db_default=[])
    skills = ArrayField(models.CharField(max_length=32), default=list, blank=True, db_default=[])
    phone = models.CharField(max_length=32, blank=True, default="", db_default="")
    chat = models.CharField(max_length=80, blank=True, default="", db_default="")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "kind"]

    objects = PersonManager()

    class Meta:
        db_table = "person"
        constraints = [
            models.CheckConstraint(condition=IS_STAFF | IS_CONTACT, name="person_is_staff_or_contact"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="person_email_is_lower_case"),
            models.CheckConstraint(condition=Q(tier__isnull=True) | Q(tier__range=(1, 3)), name="person_tier"),
            models.CheckConstraint(condition=Q(kind=Kind.STAFF) | Q(skills=[]), name="person_skills_are_the_staffs"),
            models.CheckConstraint(condition=Q(phone="") | Q(phone__regex=PHONE), name="person_phone"),
        ]
        indexes = [models.Index(fields=["role", "region"], condition=Q(kind="staff"), name="person_role")]

    def __str__(self) -> str:
        return self.name

    @property
    def password(self) -> str:
        """The hash of their password; "" where it is hidden, and it is from everybody but themselves and their door."""
        kept = getattr(self, "credential", None)
        return kept.hash if kept else ""

    @password.setter
    def password(self, hashed: str) -> None:
        self.credential = Credential(person=self, hash=hashed)

    def keep_password(self) -> None:
        """Write down the password that was set; every open session ends with it."""
        self.credential.save()

    def check_password(self, raw_password: str | None) -> bool:
        """Say whether this is their password; one that was hashed in an older way is hashed anew."""
        return check_password(raw_password, self.password, self._hash_anew)

    @property
    def is_staff_member(self) -> bool:
        """Whether this is one of the support team."""
        return self.kind == Kind.STAFF

    @property
    def by(self) -> By:
        """Return how a history names this person."""
        return By(str(self.pk), Side.STAFF if self.is_staff_member else Side.CUSTOMER)

    def _hash_anew(self, raw_password: str) -> None:
        self.set_password(raw_password)
        self.keep_password()


class Credential(models.Model):
    """The hash of one person's password, apart from them: colleagues see the person, and nobody else's hash."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="credential")
    hash = models.CharField(max_length=128)

    class Meta:
        db_table = "credential"

    def __str__(self) -> str:
        return f"of {self.person_id}"


def hold_in_place(people: Iterable[UUID]) -> None:
    """Let nobody move these of the staff, or let them leave, until this transaction ends; always in one order."""
    with connection.cursor() as cursor:
        for one in sorted({str(each) for each in people}):
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, hashtext(%s))", [LOCK, one])
