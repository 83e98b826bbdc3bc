"""The doors of people, customers and the directory."""

from django.urls import path

from sundial.web.desk import customer_list, customers, glass, staff_forms, staff_list, staff_person, walls

DOORS = [
    path("people", staff_list.index, name="people"),
    path("people/new", staff_forms.new, name="person-new"),
    path("people/<uuid:person>", staff_person.show, name="person"),
    path("people/<uuid:person>/changes", staff_forms.changes, name="person-changes"),
    path("people/<uuid:person>/departures", staff_person.departures, name="person-departures"),
    path("people/<uuid:person>/returns", staff_person.returns, name="person-returns"),
    path("people/<uuid:person>/reassignments", staff_person.reassignments, name="person-reassignments"),
    path("directory", staff_list.leaders, name="directory"),
    path("customers", customer_list.index, name="customers"),
    path("customers/<uuid:organization>", customers.show, name="customer"),
    path("customers/<uuid:organization>/team", customers.account_team, name="customer-team"),
    path("customers/<uuid:organization>/wall", walls.wall, name="customer-wall"),
    path("glass", glass.index, name="glass"),
    path("glass/<str:number>", glass.case, name="glass-case"),
]
