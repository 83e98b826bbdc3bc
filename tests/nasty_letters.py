"""Letters as nobody should write them, and what becomes of each at a leadership mailbox and elsewhere."""

import base64
import io
import zipfile
from dataclasses import dataclass

TRUSTED = "mx.vendor.example"
OURS = "support@vendor.example"
PROVED = f"Authentication-Results: {TRUSTED}; dkim=pass header.d=hafen.example; spf=pass smtp.mailfrom=hafen.example"
BELL = "Escalate SD-7K3M-92Q, please."


@dataclass(frozen=True)
class Nasty:
    """A letter by name: its bytes, the rule that decides at a leadership mailbox, and what must be read of it."""

    name: str
    raw: bytes
    why: str = "letter"
    text: str | None = None
    subject: str | None = None
    sender: str | None = None
    answered: bool = False  # elsewhere, with a courteous reply

    def __str__(self) -> str:
        return self.name


def letter(*lines: str, body: str | bytes = BELL, sender: str = "Jonas <jonas@hafen.example>") -> bytes:
    """Write a letter with these lines in its head."""
    head = [*([f"From: {sender}"] if sender else []), *lines]
    words = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    return "\r\n".join(head).encode("utf-8", "surrogatepass") + b"\r\n\r\n" + words


def proved(*lines: str, **more: str | bytes) -> bytes:
    return letter(PROVED, *lines, **more)


def plain(charset: str, body: bytes, coding: str = "8bit") -> bytes:
    return letter(f"Content-Type: text/plain; charset={charset}", f"Content-Transfer-Encoding: {coding}", body=body)


def html(words: str) -> bytes:
    return letter("Content-Type: text/html; charset=utf-8", body=words)


def mixed(*parts: str, border: str = "b") -> bytes:
    body = "".join(f"--{border}\r\n{part}\r\n" for part in parts) + f"--{border}--\r\n"
    return letter(f'Content-Type: multipart/mixed; boundary="{border}"', body=body)


def nested(depth: int) -> bytes:
    body = "".join(f"Content-Type: multipart/mixed; boundary=b{at}\r\n\r\n--b{at}\r\n" for at in range(depth))
    return b"From: jonas@hafen.example\r\n" + body.encode() + b"Content-Type: text/plain\r\n\r\ndeep"


def bomb() -> str:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 50_000_000)
    content = base64.encodebytes(packed.getvalue()).decode()
    return (
        "Content-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: attachment; filename="all.zip"\r\n\r\n{content}'
    )


TEXT = "Content-Type: text/plain\r\n\r\n" + BELL
NASTY = (
    # what people write
    Nasty("plain", letter("Subject: Help"), subject="Help", text=BELL, sender="jonas@hafen.example"),
    Nasty("proved", proved("Subject: Help"), answered=True),
    Nasty("latin-1", plain("iso-8859-1", b"Gr\xfc\xdfe"), text="Grüße"),
    Nasty("utf-16 without its mark", plain("utf-16-le", "Grüße".encode("utf-16-le")), text="Grüße"),
    Nasty("japanese", plain("iso-2022-jp", "お願い".encode("iso-2022-jp")), text="お願い"),
    Nasty("folded subject", letter("Subject: =?utf-8?b?R3LDvMOf?=\r\n =?utf-8?q?e_an_alle?="), subject="Grüße an alle"),
    Nasty("html alone", html("<p>One</p><p>Two &amp; three</p>"), text="One\n\nTwo & three"),
    Nasty("both", mixed("Content-Type: text/html\r\n\r\n<b>loud</b>", TEXT), text=BELL),
    Nasty(
        "rfc 2231 name", mixed(TEXT, "Content-Disposition: attachment; filename*=utf-8''%C3%BC.log\r\n\r\nx"), text=BELL
    ),
    # charsets
    Nasty("no such charset", plain("klingon", "Grüße".encode()), text="Grüße"),
    Nasty("a charset that lies", plain("utf-8", b"Gr\xfc\xdfe"), text="Gr\ufffd\ufffde"),
    Nasty("a charset that packs", plain("zlib", b"hello"), text="hello"),
    Nasty("a charset that is slow", plain("idna", b"a" * 200_000)),
    Nasty("a charset that escapes", plain("unicode_escape", b"\\x41"), text="\\x41"),
    Nasty("utf-7 that hides a mark", plain("utf-7", b"+ADw-script+AD4-"), text="<script>"),
    Nasty("base64 that is none", plain("utf-8", b"!!!!", "base64")),
    Nasty("an unknown coding", plain("utf-8", b"hi", "x-rot13"), text="hi"),
    Nasty("encoded word that is none", letter("Subject: =?utf-8?b?%%%%?= =?x?q?=ZZ?="), subject="=ZZ"),
    Nasty("bytes without a charset", letter(body=b"\xff\xfe\x00hi"), text="\ufffd\ufffdhi"),
    # what is not words
    Nasty("nulls", letter("Subject: a\0b", body="x\0y"), text="xy"),
    Nasty(
        "right to left",
        letter("Subject: \u202egpj.exe\u202c", body="\u202eevil\u2066x"),
        subject="gpj.exe",
        text="evilx",
    ),
    Nasty("terminal escapes", letter(body="\x1b[2Jgone\x07"), text="[2Jgone"),
    Nasty("halves of characters", letter(body="\ud800x")),
    Nasty("piled marks", letter(body="a" + "\u0301" * 5000), text="a\u0301\u0301\u0301"),
    Nasty("script", html("<script>alert(1)</script><p>Hi<img src=http://x/y onerror=z></p>"), text="Hi"),
    Nasty("script that never ends", html("Hi<script>alert(1)" + "<script" * 9000), text="Hi"),
    Nasty("comment that never ends", html("Hi<!-- " * 20_000), text="Hi"),
    Nasty("nothing but brackets", html("<" * 100_000)),
    Nasty("capitals that grow", html("<P>İİİ<SCRIPT>x</SCRIPT>y"), text="İİİy"),
    # headers
    Nasty(
        "injected header", letter("Subject: =?utf-8?q?x=0D=0ABcc:_all=40x.example?="), subject="x Bcc: all@x.example"
    ),
    Nasty("injected sender", letter(sender="=?utf-8?q?a=40b.example=3E=0D=0A?= <c@d.example>"), sender="c@d.example"),
    Nasty("a name that is an address", letter(sender='"vp@vendor.example" <c@d.example>'), sender="c@d.example"),
    Nasty("huge header", letter("X-Long: " + "y" * 200_000)),
    Nasty("many headers", letter(*(f"X-{at}: y" for at in range(20_000)))),
    Nasty(
        "no colon anywhere",
        b"\r\n".join([b"From: jonas@hafen.example", b"nonsense", b"", b"hi"]),
        text="nonsense\n\nhi",
    ),
    Nasty("no head at all", b"\r\n\r\nhello", "nobody"),
    Nasty("nothing at all", b"", "nobody"),
    Nasty("no sender", letter("Subject: x", sender=""), "nobody"),
    Nasty("an empty sender", letter(sender="<>"), "nobody"),
    Nasty("a sender that is no address", letter(sender="Jonas"), "nobody"),
    Nasty("brackets without end", letter(sender="(" * 50_000), "nobody"),
    Nasty("two senders", letter(sender="a@b.example, c@d.example"), "several"),
    Nasty("two lines of senders", letter("From: c@d.example", sender="a@b.example"), "several"),
    Nasty("a group", letter(sender="all: a@b.example, c@d.example;"), "several"),
    # parts
    Nasty("a hundred deep", nested(99)),
    Nasty("a thousand deep", nested(1000), "tangled"),
    Nasty("a border that never comes", letter('Content-Type: multipart/mixed; boundary="x"', body="lost")),
    Nasty("no border named", letter("Content-Type: multipart/mixed", body="lost")),
    Nasty("endless parts", mixed(*["\r\nx"] * 6000), "tangled"),
    Nasty("letters in letters", mixed(TEXT, *["Content-Type: message/rfc822\r\n\r\nSubject: in"] * 5), text=BELL),
    Nasty("a packed bomb", mixed(TEXT, bomb()), text=BELL),
    Nasty("a million lines", letter(body="x\r\n" * 400_000), "tangled"),
    # machines, lists, loops
    Nasty("absence note", proved("Auto-Submitted: auto-replied"), "automatic"),
    Nasty("absence note with words", proved("Auto-Submitted: Auto-Generated (rejected)"), "automatic"),
    Nasty("suppressed", proved("X-Auto-Response-Suppress: OOF, AutoReply"), "automatic"),
    Nasty("junk", proved("Precedence: junk"), "automatic"),
    Nasty("said by hand", proved("Auto-Submitted: no", "X-Auto-Response-Suppress: None"), answered=True),
    Nasty("list", proved("List-Id: <all.hafen.example>"), "list"),
    Nasty("bulk", proved("Precedence: bulk"), "list"),
    Nasty("empty return path", proved("Return-Path: <>"), "bounce"),
    Nasty("report", proved("Content-Type: multipart/report; boundary=b"), "bounce"),
    Nasty("postman", letter(sender="MAILER-DAEMON@hafen.example"), "bounce"),
    Nasty("our own address", letter(sender=OURS), "loop"),
    Nasty("our own letter", letter("Message-ID: <alert.00000000-0000-4000-8000-000000000000@vendor.example>"), "loop"),
    Nasty("round and round", letter(*["Received: from a by b"] * 60), "loop"),
    # proof
    Nasty("failed", letter(f"Authentication-Results: {TRUSTED}; dmarc=fail header.from=hafen.example"), "spoofed"),
    Nasty(
        "failed by host", letter(f"Authentication-Results: {TRUSTED}; spf=fail smtp.mailfrom=hafen.example"), "spoofed"
    ),
    Nasty("proved by another's server", letter(PROVED.replace(TRUSTED, "mx.evil.example"))),
    Nasty("proved below our server's word", letter(f"Authentication-Results: {TRUSTED}; spf=none", PROVED)),
    Nasty("proved for another", letter(PROVED.replace("hafen.example", "evil.example"))),
    Nasty(
        "proved in a comment",
        letter(f"Authentication-Results: {TRUSTED} (; dkim=pass header.d=hafen.example); spf=none"),
    ),
    Nasty("signed by the parent", proved(sender="jonas@mail.hafen.example"), answered=True),
    Nasty("signed by the top", letter(f"Authentication-Results: {TRUSTED}; dkim=pass header.d=example")),
    Nasty("brackets in brackets", letter(f"Authentication-Results: {TRUSTED} " + "(" * 5000 + "; dkim=pass")),
)
