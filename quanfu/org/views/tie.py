from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.org import permissions
from quanfu.org.actions.tie import end_tie, tie_specialist
from quanfu.org.forms.roster import TieForm
from quanfu.org.queries.person import people_for
from quanfu.org.queries.tie import access_tie, ties_for
from quanfu.org.queries.unit import units_for
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

COLUMNS = [
    Column(gettext_lazy("Marketing group"), sort="group__name"), Column(gettext_lazy("Specialist"), sort="specialist__name"),
    Column(gettext_lazy("Since"), sort="since", quiet=True), Column(""),
]  # fmt: skip


@page(permissions.TIE_INDEX)
def index(request: HttpRequest) -> HttpResponse:
    """Which specialist serves which marketing group (ASG-12)."""
    found = listing(
        request, ties_for(request.user, permissions.TIE_INDEX), columns=COLUMNS, order=["group__path"],
        search=["group__name", "specialist__name"],
    )  # fmt: skip
    context = {"listing": found, "may_create": request.user.may(permissions.TIE_CREATE),
               "may_delete": request.user.may(permissions.TIE_DELETE)}  # fmt: skip
    return answer(request, context)


@page(permissions.TIE_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    form = TieForm(
        request.POST or None, groups=units_for(request.user, permissions.TIE_CREATE),
        people=people_for(request.user, permissions.TIE_CREATE).filter(is_active=True).order_by("name", "pk"),
    )  # fmt: skip
    if form.is_valid():
        tie = attempt(form, tie_specialist, by=request.user, **form.cleaned_data)
        if tie:
            told = _("%(person)s now serves %(group)s.") % {
                "person": tie.specialist.name,
                "group": tie.group.label,
            }
            return done(request, "org:tie.index", message=told)
    return answer(request, {"form": form})


@page(permissions.TIE_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    tie = access_tie(pk, by=request.user, permission=permissions.TIE_DELETE)
    end_tie(tie=tie, by=request.user)
    return done(request, "org:tie.index", message=_("The tie is ended."))
