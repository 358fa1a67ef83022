from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.desk import permissions
from quanfu.desk.actions.reception import finish_task
from quanfu.desk.forms.reception import TaskForm
from quanfu.desk.queries.reception import access_task, is_late, tasks_for
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

HEADS = (
    Column(gettext_lazy("What is to be done")), Column(gettext_lazy("Owner"), quiet=True), Column(gettext_lazy("Due"), align="end"),
)  # fmt: skip


@page(permissions.RECEPTION_TASK_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """What was agreed with visitors and is not yet done."""
    rows = listing(request, tasks_for(request.user), columns=HEADS, order=("due_on", "id"))
    return answer(request, {"list": rows, "is_late": is_late})


@page(permissions.RECEPTION_TASK_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    task = access_task(pk, by=request.user)
    form = TaskForm(request.POST or None)
    if form.is_valid() and attempt(form, finish_task, task=task, by=request.user, **form.cleaned_data):
        return done(request, "desk:reception_task.index", message=_("Done."))
    return answer(request, {"task": task, "form": form})
