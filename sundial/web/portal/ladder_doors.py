"""The doors of the ladder; an escalation is numbered as its customer counts them, never by its fact."""

from django.urls import path

from sundial.web.portal import climbing, comfort, leadership

DOORS = [
    path("cases/<str:number>/escalations", climbing.take, name="escalations"),
    path("cases/<str:number>/escalations/<int:nth>/comfort", comfort.say, name="comfort"),
    path("support-services/leadership", leadership.show, name="leadership"),
]
