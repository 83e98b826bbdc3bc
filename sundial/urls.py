"""Every door of the house, by who comes in: portal and everybody, then the desk."""

from django.urls import URLPattern, URLResolver, include, path

from sundial.web import health, live
from sundial.web.api import v1

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("sundial.web.urls")),
    path("desk/", include("sundial.web.desk.urls")),
    path("api/v1/", include(v1.DOORS)),
    path("live", live.live, name="live"),
    path("health", health.show, name="health"),
]
