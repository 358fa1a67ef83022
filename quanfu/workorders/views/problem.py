from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.ui.page import answer, attempt, done, page
from quanfu.workorders import permissions
from quanfu.workorders.actions.problem import report_problem, solve_problem
from quanfu.workorders.forms.problem import ProblemForm, SolutionForm
from quanfu.workorders.queries.order import access_order, access_problem
from quanfu.workorders.views._page import TEMPLATE, order_page


@page(permissions.PROBLEM_CREATE, methods=("POST",))
def create(request: HttpRequest, number: str) -> HttpResponse:
    order = access_order(number, by=request.user, permission=permissions.PROBLEM_CREATE)
    form = ProblemForm(request.POST)
    if form.is_valid() and attempt(form, report_problem, order=order, by=request.user, **form.cleaned_data):
        return done(
            request,
            "workorders:order.show",
            number,
            message=_("The problem is recorded. Solve it before you finish."),
        )
    return answer(request, order_page(order, request=request, problem_form=form), template=TEMPLATE)


@page(permissions.PROBLEM_UPDATE, methods=("POST",))
def update(request: HttpRequest, number: str, problem_id: int) -> HttpResponse:
    order = access_order(number, by=request.user, permission=permissions.PROBLEM_UPDATE)
    problem, form = access_problem(order, problem_id), SolutionForm(request.POST)
    if form.is_valid() and attempt(
        form, solve_problem, problem=problem, by=request.user, **form.cleaned_data
    ):
        return done(request, "workorders:order.show", number, message=_("The problem is solved."))
    return answer(
        request, order_page(order, request=request, solution_form=form, tried=problem.pk), template=TEMPLATE
    )
