"""The doors of how word reaches one."""

from django.urls import path

from sundial.web.desk import reaching

DOORS = [
    path("reaching", reaching.show, name="reaching"),
    path("reaching/ways", reaching.ways, name="reaching-ways"),
    path("reaching/ways/<uuid:way>/endings", reaching.endings, name="reaching-endings"),
    path("reaching/ways/<uuid:way>/quiet", reaching.hushings, name="reaching-hushings"),
    path("reaching/trials", reaching.trials, name="reaching-trials"),
    path("reaching/choices", reaching.choices, name="reaching-choices"),
    path("reaching/quiet", reaching.quiet, name="reaching-quiet"),
]
