from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.core.clock import now
from quanfu.org import permissions
from quanfu.org.actions.roster import create_absence, delete_absence
from quanfu.org.forms.roster import AbsenceForm
from quanfu.org.queries.person import people_for, people_of_company
from quanfu.org.queries.roster import absences_for, access_absence
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

COLUMNS = [
    Column(gettext_lazy("Who"), sort="person__name"), Column(gettext_lazy("From"), sort="start"),
    Column(gettext_lazy("To"), sort="end"), Column(gettext_lazy("Reason")), Column(gettext_lazy("Stands in")), Column(""),
]  # fmt: skip


@page(permissions.ABSENCE_INDEX)
def index(request: HttpRequest) -> HttpResponse:
    """Who is away and who will be; under ?past=1 who was."""
    past = request.GET.get("past") == "1"
    absences = absences_for(request.user, permissions.ABSENCE_INDEX)
    absences = absences.filter(end__lte=now()) if past else absences.filter(end__gt=now())
    found = listing(
        request,
        absences,
        columns=COLUMNS,
        order=["-start"] if past else ["start"],
        search=["person__name", "reason"],
    )
    context = {"listing": found, "past": past, "now": now(), "may_create": request.user.may(permissions.ABSENCE_CREATE),
               "may_delete": request.user.may(permissions.ABSENCE_DELETE)}  # fmt: skip
    return answer(request, context)


@page(permissions.ABSENCE_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    people = (
        people_for(request.user, permissions.ABSENCE_CREATE).filter(is_active=True).order_by("name", "pk")
    )
    form = AbsenceForm(
        request.POST or None, people=people, substitutes=people_of_company(request.user.company_id),
        initial={"person": request.GET.get("person")},
    )  # fmt: skip
    if form.is_valid():
        data, (start, end) = form.cleaned_data, form.span()
        absence = attempt(
            form, create_absence, person=data["person"], start=start, end=end, reason=data["reason"],
            substitute=data["substitute"], by=request.user,
        )  # fmt: skip
        if absence:
            return done(
                request,
                "org:absence.index",
                message=_("%(person)s is away.") % {"person": absence.person.name},
            )
    return answer(request, {"form": form})


@page(permissions.ABSENCE_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    absence = access_absence(pk, by=request.user, permission=permissions.ABSENCE_DELETE)
    delete_absence(absence=absence, by=request.user)
    return done(request, "org:absence.index", message=_("The absence is taken back."))
