"""The living page: every component with every state. Looked at before and after each change of the design."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.core.clock import now
from quanfu.ui import widgets
from quanfu.ui.listing import Column, Head, Listing
from quanfu.ui.page import answer, attempt, done, public_page
from quanfu.ui.paging import Page

NAMES = ["李静", "赵强", "欧阳建国", "Sun Wei", "周涛", "吴芳", "郑国栋"]
SUBJECTS = [
    "暖气不热，客厅与主卧两组散热器均为凉的", "缴费后仍提示欠费", "阀门漏水", "申请报停 2026–2027 采暖季",
    "Radiator makes a loud knocking noise after midnight", "室温 14℃，家中有八十岁老人", "发票抬头开错",
]  # fmt: skip


class Everything(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    phone = forms.CharField(label=gettext_lazy("Phone"), help_text=gettext_lazy("Mobile or landline with area code."))
    amount = forms.DecimalField(label=gettext_lazy("Amount"), widget=widgets.MoneyInput, required=False)
    area = forms.IntegerField(label=gettext_lazy("Heated area"), required=False, min_value=1)
    on = forms.DateField(label=gettext_lazy("Day"), required=False)
    at = forms.DateTimeField(label=gettext_lazy("Visit at"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[("repair", "报修"), ("enquiry", "咨询"), ("fee", "缴费")])
    person = forms.ChoiceField(label=gettext_lazy("Person"), choices=[(n, f"{n}{k}") for n in NAMES for k in ("", " 二班")])
    body = forms.CharField(label=gettext_lazy("What is it about?"), widget=forms.Textarea(attrs={"rows": 3}))
    priority = forms.ChoiceField(
        label=gettext_lazy("Priority"), widget=forms.RadioSelect, initial="normal",
        choices=[("emergency", gettext_lazy("Emergency")), ("urgent", gettext_lazy("Urgent")), ("normal", gettext_lazy("Normal"))],
    )  # fmt: skip
    way = forms.ChoiceField(
        label=gettext_lazy("Way"), initial="visit",
        widget=widgets.RadioCards(descriptions={
            "visit": gettext_lazy("An engineer comes at the agreed time."),
            "phone": gettext_lazy("We call back within the hour."),
            "counter": gettext_lazy("Bring your papers to any counter."),
        }),
        choices=[("visit", gettext_lazy("Visit")), ("phone", gettext_lazy("Call")), ("counter", gettext_lazy("Counter"))],
    )  # fmt: skip
    skills = forms.MultipleChoiceField(
        label=gettext_lazy("Skills"), widget=forms.CheckboxSelectMultiple, required=False,
        choices=[("heat", "采暖系统"), ("valve", "阀门"), ("meter", "热计量表")],
    )  # fmt: skip
    files = forms.FileField(label=gettext_lazy("Photo"), required=False)
    stars = forms.ChoiceField(
        label=gettext_lazy("How satisfied are you?"), widget=widgets.RatingInput, required=False,
        choices=[(5 - n, text) for n, text in enumerate([
            gettext_lazy("Very satisfied"), gettext_lazy("Satisfied"), gettext_lazy("Fair"),
            gettext_lazy("Dissatisfied"), gettext_lazy("Very dissatisfied"),
        ])][::-1],
    )  # fmt: skip
    signature = forms.CharField(
        label=gettext_lazy("Signature"), widget=widgets.SignatureInput(reason_field="unsigned"), required=False
    )
    unsigned = forms.CharField(label=gettext_lazy("Reason"), required=False)
    told = forms.BooleanField(label=gettext_lazy("Tell me by text message when something happens"), required=False)


def _rows() -> list[SimpleNamespace]:
    at = now()
    dues = [timedelta(minutes=m) for m in (-135, 12, 48, 240, 1500, 4400)]
    return [
        SimpleNamespace(
            pk=n, number=f"FW-20261121-{n + 7:04}", subject=SUBJECTS[n % len(SUBJECTS)], owner=NAMES[n % len(NAMES)],
            due_at=at + dues[n % len(dues)], opened_at=at - timedelta(hours=5 * n, minutes=7), fee=n * 12345,
            tone=("negative", "warning", "neutral")[min(n, 2)], priority=(_("Emergency"), _("Urgent"), _("Normal"))[min(n, 2)],
        )
        for n in range(7)
    ]  # fmt: skip


def _listing(rows: list[SimpleNamespace]) -> Listing:
    columns = [
        Column(_("Number"), sort="number"), Column(_("Subject")), Column(_("Priority")), Column(_("Owner"), quiet=True),
        Column(_("Due"), sort="due_at"), Column(_("Opened"), quiet=True), Column(_("Fee"), align="end"),
    ]  # fmt: skip
    heads = [
        Head(c.label, c.align, c.quiet, f"?sort={c.sort}" if c.sort else None, "ascending" if c.sort == "due_at" else "")
        for c in columns
    ]
    return Listing(Page(rows, next="x" if rows else None, previous="y" if rows else None), columns, heads, QueryDict(), searchable=True)


def _chart() -> dict[str, Any]:
    return {
        "xAxis": {"type": "category", "data": ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]},
        "yAxis": {"type": "value"},
        "series": [
            {"type": "bar", "name": _("Opened"), "data": [42, 38, 51, 47, 39, 22, 18]},
            {"type": "line", "name": _("Closed"), "data": [40, 41, 44, 50, 42, 25, 16], "smooth": True},
        ],
    }


@public_page("ui.component.index")
def index(request: HttpRequest) -> HttpResponse:
    form = Everything(request.POST or None, initial={"name": "王建国", "kind": "repair", "at": now()})
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: True):
        return done(request, "ui:component.index", message=_("Saved"), undo="/ui/")
    wrong = Everything({"name": "", "body": "", "phone": "abc", "kind": "none", "way": "visit"})
    if request.method == "GET":
        wrong.add_error(None, _("The customer has another open request about the same thing."))
        wrong.add_error("phone", _("This is not a phone number."))
    chart = _chart()
    figures = zip(chart["xAxis"]["data"], *[s["data"] for s in chart["series"]], strict=True)
    context = {
        "form": form, "wrong": wrong, "listing": _listing(_rows()), "nothing": _listing([]), "now": now(), "names": NAMES,
        "hour": timedelta(hours=1), "chart": chart, "figures": list(figures),
    }  # fmt: skip
    return answer(request, context)
