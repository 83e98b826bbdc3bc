"""The doors for contacts and for everybody; the desk's own are in web/desk/urls.py."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from sundial.web import demo_mail, mail_hook, parts, rota_feed, signin
from sundial.web.portal import cases, home, new, replies, support
from sundial.web.portal.fix_doors import DOORS as FIXES
from sundial.web.portal.ladder_doors import DOORS as LADDER
from sundial.web.portal.severity_doors import DOORS as SEVERITY

portal = (
    [
        path("", home.show, name="home"),
        path("support-services", support.show, name="services"),
        path("cases/new", new.open_or_ask, name="new"),
        path("cases/<str:number>", cases.show, name="case"),
        path("cases/<str:number>/messages", replies.create, name="messages"),
        path("cases/<str:number>/reopenings", replies.reopen, name="reopenings"),
        *SEVERITY,
        *FIXES,
        *LADDER,
    ],
    "portal",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(portal)),
    path("sign-in/", signin.SignIn.as_view(), name="account_login"),
    path("sign-out/", signin.sign_out, name="account_logout"),
    path("rota/<str:key>.ics", rota_feed.show, name="rota-feed"),
    path("mail/<str:mailbox>", mail_hook.take, name="mail-hook"),
    path("appearance", parts.appearance, name="appearance"),
]
if settings.DEMO:
    urlpatterns += [
        path("demo/sign-in", signin.demo_sign_in, name="demo-sign-in"),
        path("demo/mail", demo_mail.index, name="demo-mail"),
        path("demo/mail/<slug:name>", demo_mail.letter, name="demo-letter"),
    ]
