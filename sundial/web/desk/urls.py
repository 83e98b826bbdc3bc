"""The doors of the desk."""

from django.urls import path

from sundial.web import health
from sundial.web.desk import (
    acts,
    alert_acts,
    alert_log,
    alerts,
    board,
    case,
    coverage,
    dead_letters,
    messages,
    queue,
    screen,
    side,
    undelivered,
)
from sundial.web.desk.fix_doors import DOORS as FIXES
from sundial.web.desk.handover_doors import DOORS as HANDOVER
from sundial.web.desk.ladder_doors import DOORS as LADDER
from sundial.web.desk.people_doors import DOORS as PEOPLE
from sundial.web.desk.protocol_doors import DOORS as PROTOCOL
from sundial.web.desk.reaching_doors import DOORS as REACHING
from sundial.web.desk.related_doors import DOORS as RELATED
from sundial.web.desk.rota_doors import DOORS as ROTA
from sundial.web.desk.severity_doors import DOORS as SEVERITY
from sundial.web.desk.sun_doors import DOORS as SUN
from sundial.web.desk.triage_doors import DOORS as TRIAGE

app_name = "desk"
urlpatterns = [
    path("", queue.show, name="queue"),
    path("side", side.show, name="side"),
    path("delay", health.delay, name="delay"),
    path("cases/<str:number>", case.show, name="case"),
    path("cases/<str:number>/clocks", case.clocks, name="clocks"),
    path("cases/<str:number>/clocks/<slug:key>", case.clock, name="clock"),
    path("cases/<str:number>/messages", messages.create, name="messages"),
    path("cases/<str:number>/ownerships", acts.own, name="ownerships"),
    path("cases/<str:number>/resolutions", acts.resolutions, name="resolutions"),
    path("cases/<str:number>/reopenings", acts.reopenings, name="reopenings"),
    path("cases/<str:number>/closures", acts.closures, name="closures"),
    path("cases/<str:number>/alerts", alert_log.show, name="alert-log"),
    path("cases/<str:number>/alerts/dead-letters", dead_letters.of_case, name="dead-letters"),
    path("alerts/<uuid:alert>/dead-letter", dead_letters.of_alarm, name="dead-letter"),
    path("alerts", alerts.show, name="alerts"),
    path("alerts/undelivered", undelivered.show_or_see_to, name="undelivered"),
    path("board", board.show, name="board"),
    path("board/screen", screen.show, name="screen"),
    path("coverage", coverage.show, name="coverage"),
    path("alerts/readings", alerts.read_all, name="readings"),
    path("alerts/<uuid:alert>/readings", alerts.read, name="reading"),
    path("alerts/<uuid:alert>/acknowledgements", alert_acts.acknowledgements, name="acknowledgements"),
    path("alerts/<uuid:alert>/passings", alert_acts.passings, name="passings"),
    *SEVERITY,
    *SUN,
    *TRIAGE,
    *RELATED,
    *FIXES,
    *HANDOVER,
    *LADDER,
    *PROTOCOL,
    *REACHING,
    *PEOPLE,
    *ROTA,
]
