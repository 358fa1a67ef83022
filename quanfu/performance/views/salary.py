from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.core.clock import today
from quanfu.org.queries.person import people_for
from quanfu.performance import permissions
from quanfu.performance.actions.pay_run import set_salary
from quanfu.performance.forms.pay import SalaryForm
from quanfu.performance.queries.salary import salaries_for
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

COLUMNS = (
    Column(gettext_lazy("Employee"), sort="person__name"), Column(gettext_lazy("Unit"), sort="person__unit__path", quiet=True),
    Column(gettext_lazy("Since"), sort="since"), Column(gettext_lazy("Total pay a month"), sort="total", align="end"),
    Column(gettext_lazy("Paid by appraisal")), Column(""),
)  # fmt: skip


@page(permissions.SALARY_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """Every salary in reach with its beginning; the ones in force are marked."""
    found = listing(
        request, salaries_for(request.user, permissions.SALARY_INDEX), columns=COLUMNS,
        order=["person__name", "person", "-since"], search=["person__name", "person__number"],
    )  # fmt: skip
    return answer(
        request,
        {"listing": found, "today": today(), "may_create": request.user.may(permissions.SALARY_CREATE)},
    )


@page(permissions.SALARY_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    people = people_for(request.user, permissions.SALARY_CREATE).filter(is_active=True).order_by("name")
    form = SalaryForm(
        request.POST or None,
        people=people,
        initial={"person": request.GET.get("person"), "since": today().replace(day=1)},
    )
    if form.is_valid() and attempt(form, set_salary, by=request.user, **form.cleaned_data):
        return done(request, "performance:salary.index", message=_("The salary is set."))
    return answer(request, {"form": form})
