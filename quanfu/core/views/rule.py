from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from quanfu.core.actions.rule import delete_rule, set_rule
from quanfu.core.forms.rule import RuleForm, shown_value
from quanfu.core.permissions import RULE_CREATE, RULE_DELETE, RULE_INDEX, RULE_SHOW
from quanfu.core.queries.company import Companies, companies_in_reach
from quanfu.core.queries.rule import access_future_rule, access_setting, context_labels, settings_by_context
from quanfu.ui.page import answer, attempt, done, page


@page(RULE_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """All settings by context, for everybody or for one company, with the value now."""
    companies = companies_in_reach(request.user, RULE_INDEX)
    company = _chosen(request, companies)
    labels = context_labels()
    groups = [(labels.get(name, name), rows) for name, rows in settings_by_context(company).items()]
    q = request.GET.get("q", "").strip().casefold()[:80]
    if q:
        groups = [(label, [s for s in rows if q in str(s.definition.label).casefold() or q in s.definition.code])
                  for label, rows in groups]  # fmt: skip
    context = {
        "groups": [(label, rows) for label, rows in groups if rows], "companies": companies, "company": company, "q": q,
        "shown": shown_value, "query": f"?company={company}" if company else "",
    }  # fmt: skip
    return answer(request, context)


@page(RULE_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One setting: now, before, to come; and the form for a change."""
    companies = companies_in_reach(request.user, RULE_SHOW)
    company = _chosen(request, companies)
    setting = access_setting(code, company)
    return answer(
        request,
        _page(request, setting, companies, company, RuleForm(setting.definition, value=setting.value)),
    )


@page(RULE_CREATE, methods=("POST",))
def create(request: HttpRequest, code: str) -> HttpResponse:
    """Set a value from a day on."""
    companies = companies_in_reach(request.user, RULE_CREATE)
    company = _chosen(request, companies)
    companies.require(company)
    setting = access_setting(code, company)
    form = RuleForm(setting.definition, request.POST, value=setting.value)
    if form.is_valid() and attempt(
        form, set_rule, code=code, **form.cleaned_data, company=company, by=request.user,
    ):  # fmt: skip
        return done(request, _back(company), message=_("The setting is changed from that day on."))
    context = _page(request, setting, companies, company, form)
    return answer(request, context, template="core/rule/show.html")


@page(RULE_DELETE, methods=("POST",))
def delete(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take back a change that is still to come."""
    row = access_future_rule(pk)
    companies_in_reach(request.user, RULE_DELETE).require(row.company)
    if row.code != code:
        raise Http404
    delete_rule(row=row, by=request.user)
    return done(request, _back(row.company), message=_("The change to come was taken back."))


def _page(
    request: HttpRequest, setting: Any, companies: Companies, company: int | None, form: RuleForm
) -> dict[str, Any]:
    may = request.user.may
    return {
        "setting": setting, "companies": companies, "company": company, "form": form, "shown": shown_value,
        "may_set": may(RULE_CREATE) and (companies.whole if company is None else company in companies.labels),
        "may_delete": may(RULE_DELETE), "query": f"?company={company}" if company else "",
    }  # fmt: skip


def _chosen(request: HttpRequest, companies: Companies) -> int | None:
    """The company of ?company=, None for everybody's values; Http404 for one out of reach. Everybody's may be read by all."""
    raw = request.GET.get("company", "")
    if not raw:
        return None
    if not (raw.isascii() and raw.isdecimal()) or int(raw) not in companies.labels:
        raise Http404
    return int(raw)


def _back(company: int | None) -> str:
    return reverse("core:rule.index") + (f"?company={company}" if company else "")
