"""A mailbox of a provider that takes no passwords: opened by a token, asked for when it is needed, and never shown."""

from dataclasses import replace

import pytest

from sundial.outside.imap import Account, Away, opened
from sundial.outside.oauth import EARLY, Grant
from tests.mail_server import mail_server
from tests.token_doors import opening_to, provider

URL = "imaps://vp%40acme.example@mail.example/INBOX?token={}/t&client=desk&secret=s3cret%2B&scope=mail%20.default"
GIVEN = {"access_token": "first", "token_type": "Bearer", "expires_in": 3600}
SHORT = {**GIVEN, "expires_in": EARLY}


@pytest.fixture(scope="module")
def mailbox():
    with mail_server() as server:
        yield server


def looks(account):
    with opened(account) as line:
        return line.uids(0)


@pytest.fixture
def account(mailbox, settings):
    """Return how the mailbox is reached through a door that takes these tokens, asked for at that provider."""

    def made(port, told, **more):
        settings.INNER_PLACES = frozenset({told.place})
        grant = Account.of_url(URL.format(told.place)).grant
        return replace(mailbox.account("vp@acme.example", port=port, password=""), grant=replace(grant, **more))

    return made


def test_a_mailbox_opens_by_a_token_that_is_asked_for_once_while_it_is_good(mailbox, account):
    with provider(GIVEN) as told, opening_to(mailbox.port, {"first"}) as port:
        assert [looks(account(port, told)) for _ in range(2)] == [[], []]
    client = {"client_id": "desk", "client_secret": "s3cret+", "scope": "mail .default"}
    assert told.asked == [{"grant_type": "client_credentials", **client}]


@pytest.mark.parametrize("seconds", [10**400, "soon", None], ids=["far too many", "no number", "none"])
def test_a_token_opens_the_mailbox_however_oddly_its_end_is_said(mailbox, account, seconds):
    with provider({**GIVEN, "expires_in": seconds}) as told, opening_to(mailbox.port, {"first"}) as port:
        assert looks(account(port, told)) == []


def test_a_refresh_token_asks_with_the_newest_that_the_provider_gave(mailbox, account):
    with provider({**SHORT, "refresh_token": "newer"}, SHORT) as told, opening_to(mailbox.port, {"first"}) as port:
        for _ in range(3):
            looks(account(port, told, refresh="given once"))
    assert [(one["grant_type"], one["refresh_token"]) for one in told.asked] == [
        ("refresh_token", "given once"), ("refresh_token", "newer"), ("refresh_token", "newer"),
    ]  # fmt: skip


def test_a_token_that_was_taken_back_is_asked_for_anew_at_the_next_look(mailbox, account):
    good = {"first"}
    with provider(GIVEN, {**GIVEN, "access_token": "second"}) as told, opening_to(mailbox.port, good) as port:
        looks(account(port, told))
        good.clear()
        with pytest.raises(Away, match=r"not by that: .*Bearer \*\*\*") as away:
            looks(account(port, told))
        assert "first" not in str(away.value)
        good.add("second")
        looks(account(port, told))
    assert len(told.asked) == 2


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"error": "invalid_client", "error_description": "s3cret+ is\n no secret of desk"}, r"\*\*\* is no secret of"),
        ({"access_token": ""}, "no reason given"),
        (b"<html>Sign in</html>", "something else"),
        (b'["access_token"]', "no reason given"),
        (b"[" * 60_000, "something else"),
    ],
)
def test_a_provider_that_gives_no_token_is_quoted_without_the_secret(mailbox, account, answer, says):
    with provider(answer) as told, opening_to(mailbox.port, {"first"}) as port:
        with pytest.raises(Away, match=says) as away:
            looks(account(port, told))
        assert "s3cret" not in str(away.value) + repr(account(port, told))


def test_tokens_are_asked_for_outside_alone(mailbox, account, settings):
    with provider(GIVEN) as told, opening_to(mailbox.port, {"first"}) as port:
        inner = account(port, told)
        settings.INNER_PLACES = frozenset()
        with pytest.raises(Away, match="only https"):
            looks(inner)
    assert told.asked == []


@pytest.mark.parametrize(
    "query", ["token=https://t.example/", "token=t.example&client=desk", "token=ftp://t/&client=d"]
)
def test_a_grant_that_cannot_be_meant_is_refused(query):
    with pytest.raises(ValueError, match="client=") as refusal:
        Account.of_url(f"imaps://v%40x@mail.example/?{query}")
    assert "token=https://" in str(refusal.value)
    assert Account.of_url("imaps://v%40x:p@mail.example/").grant is None
    assert Grant.of_query({}) is None
