"""The doors of the shift plan."""

from django.urls import path

from sundial.web.desk import rota, rota_feeds, rota_forms, rota_patterns, rota_shift

DOORS = [
    path("rota", rota.show, name="rota"),
    path("rota/shift", rota_shift.show, name="rota-shift"),
    path("rota/additions", rota_forms.additions, name="rota-additions"),
    path("rota/times-off", rota_forms.times_off, name="rota-times-off"),
    path("rota/offers", rota_shift.offers, name="rota-offers"),
    path("rota/takings", rota_shift.takings, name="rota-takings"),
    path("rota/passings", rota_shift.passings, name="rota-passings"),
    path("rota/droppings", rota_shift.droppings, name="rota-droppings"),
    path("rota/withdrawals", rota_shift.withdrawals, name="rota-withdrawals"),
    path("rota/patterns", rota_patterns.index, name="rota-patterns"),
    path("rota/patterns/new", rota_patterns.new, name="rota-pattern-new"),
    path("rota/endings", rota_patterns.endings, name="rota-endings"),
    path("rota/feeds", rota_feeds.index, name="rota-feeds"),
    path("rota/feeds/removals", rota_feeds.removals, name="rota-feed-removals"),
]
