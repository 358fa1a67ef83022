"""The living page: every component with every state. Looked at before and after each change of the design."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import lazy
from django.utils.translation import get_language

from quanfu.core.clock import now
from quanfu.ui import widgets
from quanfu.ui.listing import Column, Head, Listing
from quanfu.ui.page import answer, attempt, done, public_page
from quanfu.ui.paging import Page


def _one_of(english: str, chinese: str) -> str:
    return english if get_language() == "en" else chinese


# Samples are not texts of the product: they stay out of its catalogue.
t = lazy(_one_of, str)
NAMES = ["李静", "赵强", "欧阳建国", "Sun Wei", "周涛", "吴芳", "郑国栋"]
SUBJECTS = [
    "暖气不热，客厅与主卧两组散热器均为凉的", "缴费后仍提示欠费", "阀门漏水", "申请报停 2026–2027 采暖季",
    "Radiator makes a loud knocking noise after midnight", "室温 14℃，家中有八十岁老人", "发票抬头开错",
]  # fmt: skip


class Everything(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label=t("Name", "姓名"), max_length=60)
    phone = forms.CharField(
        label=t("Phone", "电话"),
        help_text=t("Mobile or landline with area code.", "手机号，或带区号的座机。"),
    )
    amount = forms.DecimalField(label=t("Amount", "金额"), widget=widgets.MoneyInput, required=False)
    area = forms.IntegerField(label=t("Heated area", "供热面积"), required=False, min_value=1)
    on = forms.DateField(label=t("Day", "日期"), required=False)
    at = forms.DateTimeField(label=t("Visit at", "上门时间"), required=False)
    kind = forms.ChoiceField(
        label=t("Kind", "类型"), choices=[("repair", "报修"), ("enquiry", "咨询"), ("fee", "缴费")]
    )
    person = forms.ChoiceField(
        label=t("Person", "人员"), choices=[(n, f"{n}{k}") for n in NAMES for k in ("", " 二班")]
    )
    body = forms.CharField(
        label=t("What is it about?", "请描述您的问题"), widget=forms.Textarea(attrs={"rows": 3})
    )
    priority = forms.ChoiceField(
        label=t("Priority", "优先级"), widget=forms.RadioSelect, initial="normal",
        choices=[("emergency", t("Emergency", "应急")), ("urgent", t("Urgent", "紧急")), ("normal", t("Normal", "普通"))],
    )  # fmt: skip
    way = forms.ChoiceField(
        label=t("Way", "方式"), initial="visit",
        widget=widgets.RadioCards(descriptions={
            "visit": t("An engineer comes at the agreed time.", "工程师按约定时间上门。"),
            "phone": t("We call back within the hour.", "我们在一小时内回电。"),
            "counter": t("Bring your papers to any counter.", "携带材料到任一营业厅办理。"),
        }),
        choices=[("visit", t("Visit", "上门")), ("phone", t("Call", "电话回访")), ("counter", t("Counter", "营业厅"))],
    )  # fmt: skip
    skills = forms.MultipleChoiceField(
        label=t("Skills", "技能"), widget=forms.CheckboxSelectMultiple, required=False,
        choices=[("heat", "采暖系统"), ("valve", "阀门"), ("meter", "热计量表")],
    )  # fmt: skip
    photo = forms.FileField(label=t("Photo", "照片"), required=False)
    stars = forms.ChoiceField(
        label=t("How satisfied are you?", "您的满意程度"), widget=widgets.RatingInput, required=False,
        choices=[(5 - n, text) for n, text in enumerate([
            t("Very satisfied", "非常满意"), t("Satisfied", "满意"), t("Fair", "一般"),
            t("Dissatisfied", "不满意"), t("Very dissatisfied", "非常不满意"),
        ])][::-1],
    )  # fmt: skip
    signature = forms.CharField(
        label=t("Signature", "签名"), widget=widgets.SignatureInput(reason_field="unsigned"), required=False
    )
    unsigned = forms.CharField(label=t("Reason", "原因"), required=False)
    told = forms.BooleanField(
        label=t("Tell me by text message when something happens", "有进展时短信通知我"), required=False
    )


def _rows() -> list[SimpleNamespace]:
    at = now()
    dues = [timedelta(minutes=m) for m in (-135, 12, 48, 240, 1500, 4400)]
    return [
        SimpleNamespace(
            pk=n, number=f"FW-20261121-{n + 7:04}", subject=SUBJECTS[n % len(SUBJECTS)], owner=NAMES[n % len(NAMES)],
            due_at=at + dues[n % len(dues)], opened_at=at - timedelta(hours=5 * n, minutes=7), fee=n * 12345,
            tone=("negative", "warning", "neutral")[min(n, 2)], priority=(t("Emergency", "应急"), t("Urgent", "紧急"), t("Normal", "普通"))[min(n, 2)],
        )
        for n in range(7)
    ]  # fmt: skip


def _listing(rows: list[SimpleNamespace]) -> Listing:
    columns = [
        Column(t("Number", "编号"), sort="number"), Column(t("Subject", "主题")), Column(t("Priority", "优先级")), Column(t("Owner", "负责人"), quiet=True),
        Column(t("Due", "时限"), sort="due_at"), Column(t("Opened", "受理时间"), quiet=True), Column(t("Fee", "费用"), align="end"),
    ]  # fmt: skip
    heads = [
        Head(
            c.label,
            c.align,
            c.quiet,
            f"?sort={c.sort}" if c.sort else None,
            "ascending" if c.sort == "due_at" else "",
        )
        for c in columns
    ]
    return Listing(
        Page(rows, next="x" if rows else None, previous="y" if rows else None),
        columns,
        heads,
        QueryDict(),
        searchable=True,
    )


def _chart() -> dict[str, Any]:
    return {
        "xAxis": {"type": "category", "data": ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]},
        "yAxis": {"type": "value"},
        "series": [
            {"type": "bar", "name": t("Opened", "新增"), "data": [42, 38, 51, 47, 39, 22, 18]},
            {
                "type": "line",
                "name": t("Closed", "办结"),
                "data": [40, 41, 44, 50, 42, 25, 16],
                "smooth": True,
            },
        ],
    }


@public_page("ui.component.index")
def index(request: HttpRequest) -> HttpResponse:
    form = Everything(request.POST or None, initial={"name": "王建国", "kind": "repair", "at": now()})
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: True):
        return done(request, "ui:component.index", message=t("Saved", "已保存"), undo="/ui/")
    wrong = Everything({"name": "", "body": "", "phone": "abc", "kind": "none", "way": "visit"})
    if request.method == "GET":
        wrong.add_error(
            None,
            t(
                "The customer has another open request about the same thing.",
                "该客户就同一问题还有一个未办结的请求。",
            ),
        )
        wrong.add_error("phone", t("This is not a phone number.", "这不是有效的电话号码。"))
    chart = _chart()
    figures = zip(chart["xAxis"]["data"], *[s["data"] for s in chart["series"]], strict=True)
    context = {
        "t": t, "form": form, "wrong": wrong, "listing": _listing(_rows()), "nothing": _listing([]), "now": now(), "names": NAMES,
        "hour": timedelta(hours=1), "chart": chart, "figures": list(figures),
    }  # fmt: skip
    return answer(request, context)
