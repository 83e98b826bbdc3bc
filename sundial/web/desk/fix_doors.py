"""The doors of fixes, releases and notices."""

from django.urls import path

from sundial.web.desk import dates, deciding, fixes, notice_draft, notices, releases

DOORS = [
    path("cases/<str:number>/fixes", fixes.index, name="fixes"),
    path("cases/<str:number>/fixes/withdrawals", fixes.withdrawals, name="fix-withdrawals"),
    path("cases/<str:number>/dates", dates.show, name="dates"),
    path("cases/<str:number>/dates/withdrawals", fixes.undatings, name="date-withdrawals"),
    path("releases", releases.index, name="releases"),
    path("releases/new", releases.new, name="release-new"),
    path("releases/<uuid:release>", releases.one, name="release"),
    path("releases/<uuid:release>/assignments", releases.assignments, name="release-assignments"),
    path("releases/<uuid:release>/moves", deciding.moves, name="release-moves"),
    path("releases/<uuid:release>/shipments", deciding.shipments, name="release-shipments"),
    path("releases/<uuid:release>/droppings", deciding.droppings, name="release-droppings"),
    path("releases/<uuid:release>/notices", notices.index, name="notices"),
    path("fixes/<uuid:fix>/removals", deciding.removals, name="fix-removals"),
    path("fixes/<uuid:fix>/withdrawals", deciding.withdrawals, name="fix-givings-up"),
    path("notices/<uuid:draft>", notice_draft.one, name="notice"),
    path("notices/<uuid:draft>/texts", notice_draft.texts, name="notice-texts"),
    path("notices/<uuid:draft>/sendings", notice_draft.sendings, name="notice-sendings"),
    path("notices/<uuid:draft>/drops", notice_draft.drops, name="notice-drops"),
]
