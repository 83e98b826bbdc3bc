"""The doors of the ladder."""

from django.urls import path

from sundial.web.desk import calls, causes, escalated, escalation, ladder_told, letter, letters

DOORS = [
    path("escalations", escalated.show, name="escalations"),
    path("escalations/causes", causes.show, name="causes"),
    path("letters", letters.index, name="letters"),
    path("letters/<uuid:letter>", letter.show_or_settle, name="letter"),
    path("cases/<str:number>/ladder", ladder_told.show, name="ladder"),
    path("cases/<str:number>/calls", calls.show_or_take, name="calls"),
    path("cases/<str:number>/escalation", escalation.show, name="escalation"),
    path("cases/<str:number>/escalation/ownerships", escalation.own, name="escalation-ownerships"),
    path("cases/<str:number>/escalation/duties", escalation.duties, name="escalation-duties"),
    path("cases/<str:number>/escalation/findings", escalation.findings, name="escalation-findings"),
    path("cases/<str:number>/escalation/comfort", escalation.comfort, name="escalation-comfort"),
    path("cases/<str:number>/escalation/settlements", escalation.settlements, name="escalation-settlements"),
]
