"""Whether a case, or all of a customer's, stay at home or go round: said by their managers, with a reason (O2.2)."""

from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from sundial.commands.placing import may_set_course, may_set_customer_course, set_course, set_customer_course
from sundial.models import Case, CustomerCourse, Organization
from sundial.models.course import customer_course
from sundial.protocol.facts import Course
from sundial.web.access import NOT_FOUND, SignedIn, case_or_404, for_staff
from sundial.web.desk.act_page import act_page
from sundial.web.desk.customers import customer_or_404
from sundial.web.desk.staff_rows import CUSTOMERS, page
from sundial.web.doing import do_once
from sundial.web.promises import read_one
from sundial.web.sun import COURSES, sun_of

OF_CASE, OF_CUSTOMER = "desk/sun/course.html", "desk/sun/customer.html"
SAYS = {
    Course.BY_PROTOCOL: "What runs day and night goes round; the rest stays where the customer is at home.",
    Course.HOME: "The home region has it day and night; nobody else is handed anything.",
    Course.ROUND: "The region on shift has it, also where only business hours are promised.",
}
CHOOSE = "Choose one of the three."


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def of_case(request: SignedIn, number: str) -> HttpResponse:
    """Show how a case follows the sun, or let a manager say otherwise."""
    case = case_or_404(request, number)
    if request.method != "POST":
        return _case_page(request, case)
    course, text = _course(request), request.POST.get("text", "")
    if course is None:
        return _case_page(request, case, CHOOSE)
    problem = do_once(request, partial(set_course, case, course, by=request.user, now=request.now, text=text))
    return _case_page(request, case, problem) if problem else redirect("desk:case", case.number)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def of_customer(request: SignedIn, organization: UUID) -> HttpResponse:
    """Show how a customer's cases follow the sun, or let a manager who serves them say otherwise."""
    customer = customer_or_404(request, organization)
    if not may_set_customer_course(request.user, customer):
        raise Http404(NOT_FOUND)
    if request.method != "POST":
        return _customer_page(request, customer)
    course, text = _course(request), request.POST.get("text", "")
    if course is None:
        return _customer_page(request, customer, CHOOSE)
    verb = partial(set_customer_course, customer, course, by=request.user, now=request.now, text=text)
    problem = do_once(request, verb)
    return _customer_page(request, customer, problem) if problem else redirect("desk:customer", customer.pk)


def _course(request: SignedIn) -> Course | None:
    try:
        return Course(request.POST["course"])
    except (KeyError, ValueError):
        return None


def _options(stands: Course) -> list[tuple[str, str, str, bool]]:
    return [(str(one), COURSES[one], SAYS[one], one is stands) for one in Course]


def _case_page(request: SignedIn, case: Case, problem: str = "") -> HttpResponse:
    reading = read_one(case, request.now, inside=True)
    stands = _course(request) if request.method == "POST" else None
    context = {
        "reading": reading,
        "sun": sun_of(reading, request.now),
        "options": _options(reading.state.course if stands is None else stands),
        "decides": may_set_course(request.user, case),
    }
    return act_page(request, case, OF_CASE, context, problem=problem)


def _customer_page(request: SignedIn, customer: Organization, problem: str = "") -> HttpResponse:
    found = customer_course(customer.pk)
    stands = _course(request) if request.method == "POST" else None
    options = _options(Course(found.course if found else "") if stands is None else stands)
    words = CustomerCourse.objects.filter(organization=customer).select_related("by")
    context = {"customer": customer, "options": options, "said": [(one, COURSES[Course(one.course)]) for one in words]}
    return page(request, OF_CUSTOMER, CUSTOMERS, context, ("", problem))
