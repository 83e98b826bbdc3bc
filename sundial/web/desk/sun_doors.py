"""The doors of assignment, tiers, presence, and whether a case follows the sun."""

from django.urls import path

from sundial.web.desk import course, owner, presence, tier

DOORS = [
    path("cases/<str:number>/owner", owner.show, name="owner"),
    path("cases/<str:number>/returns", owner.back, name="returns"),
    path("cases/<str:number>/tier", tier.show, name="tier"),
    path("cases/<str:number>/course", course.of_case, name="course"),
    path("customers/<uuid:organization>/course", course.of_customer, name="customer-course"),
    path("presence", presence.say, name="presence"),
]
