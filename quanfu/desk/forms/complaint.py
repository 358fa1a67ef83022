from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.core.clock import today
from quanfu.core.money import MoneyFormField
from quanfu.desk.actions.case import TOLD_BY
from quanfu.desk.enums import CaseState, Cause, Grade, Level3, Origin, RemedyKind, Verdict
from quanfu.desk.forms.request import TypeChoiceField
from quanfu.desk.forms.review import yes_no
from quanfu.desk.models import Complaint, FailurePoint, Request
from quanfu.desk.queries.failure_point import points_of
from quanfu.desk.queries.service_type import choosable_types
from quanfu.org.queries.person import people_of_company
from quanfu.org.queries.unit import units_of_company
from quanfu.ui.widgets import MoneyInput, RadioCards

TOLD = [(w.value, w.label) for w in TOLD_BY]


def words(label: Any, *, rows: int = 3, required: bool = True, help_text: Any = "") -> forms.CharField:
    """Several lines of text."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, max_length=5000, required=required, widget=widget, help_text=help_text
    )


class ActForm(forms.Form):
    """An act on a complaint. demands: what must be filled in, and what is said when it is not."""

    use_required_attribute = False
    demands: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, missing in self.demands.items():
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = missing


class ComplaintFilter(forms.Form):
    """The list's filter bar."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=[("open", _("All open")), ("all", _("Any state")), *CaseState.choices],
        required=False,
    )
    grade = forms.ChoiceField(
        label=_("Grade"), choices=[("", _("Any grade")), *Grade.choices], required=False
    )
    origin = forms.ChoiceField(
        label=_("Origin"), choices=[("", _("Any origin")), *Origin.choices], required=False
    )
    cause = forms.ChoiceField(
        label=_("Cause"), choices=[("", _("Any cause")), *Cause.choices], required=False
    )


class TurnForm(forms.Form):
    reason = words(_("What the customer complains about"), help_text=_("in the customer's words"))


class NamingForm(forms.Form):
    """Whom the complaint is about; empty: nobody in particular."""

    about = forms.ModelChoiceField(queryset=None, label=_("Complained of"), required=False)
    voiced = forms.BooleanField(label=_("The customer has now complained"), required=False)

    def __init__(self, *args: Any, case: Complaint, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["about"].queryset = people_of_company(case.company_id)
        self.initial = {"about": case.about_id}
        if case.is_heard:
            del self.fields["voiced"]


class AcknowledgementForm(ActForm):
    demands = {
        "way": _("Choose how the customer was told."),
        "expected_at": _("Tell the customer by when to expect an answer."),
        "procedure": _("Tell the customer the procedure."),
    }
    way = forms.ChoiceField(label=_("Told by"), choices=TOLD, widget=forms.RadioSelect, required=False)
    expected_at = forms.DateTimeField(label=_("Answer promised by"), required=False)
    procedure = words(_("Procedure, as the customer is told"), rows=5, required=False)


class AssessmentForm(ActForm):
    """How grave and how urgent; safety, or high impact with high urgency, makes it major."""

    demands = {
        "severity": _("Say how grave it is."),
    }
    service_type = TypeChoiceField(queryset=None, label=_("What it is about"), required=False)
    severity = forms.ChoiceField(label=_("Severity"), choices=Grade.choices, required=False, widget=RadioCards(descriptions={
        Grade.MINOR: _("annoying, quickly put right"), Grade.SERIOUS: _("damage or a repeated failure"),
        Grade.MAJOR: _("danger, heavy damage, public attention"),
    }))  # fmt: skip
    is_safety = forms.BooleanField(label=_("Safety is concerned"), required=False)
    complexity = forms.TypedChoiceField(
        label=_("Complexity"), choices=Level3.choices, coerce=int, initial=Level3.LOW
    )
    impact = forms.TypedChoiceField(label=_("Impact"), choices=Level3.choices, coerce=int, initial=Level3.LOW)
    urgency = forms.TypedChoiceField(
        label=_("Urgency"), choices=Level3.choices, coerce=int, initial=Level3.MIDDLE
    )
    remark = words(_("Remark"), rows=2, required=False)

    def __init__(self, *args: Any, req: Request, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["service_type"].queryset = choosable_types(req.company_id)
        self.fields["service_type"].initial = req.service_type_id


class FindingForm(ActForm):
    demands = {
        "text": _("Write down the facts."),
        "is_confirmed": _("Say whether it was our failure."),
        "cause": _("Choose the cause."),
    }
    text = words(_("Facts found"), rows=4, required=False)
    is_confirmed = yes_no(_("Was it our failure?"))
    cause = forms.ChoiceField(label=_("Cause"), choices=[("", "—"), *Cause.choices], required=False)
    failure_point = forms.ModelChoiceField(queryset=None, label=_("Failure point"), required=False)

    def __init__(self, *args: Any, case: Complaint, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["failure_point"].queryset = points_of(case.company_id)


class RemedyForm(ActForm):
    demands = {
        "kind": _("Choose what is done for the customer."),
        "text": _("Say what is done, or why nothing is."),
    }
    kind = forms.ChoiceField(label=_("What is done"), choices=RemedyKind.choices, required=False, widget=RadioCards(descriptions={
        RemedyKind.APOLOGY: _("needed, but it settles nothing alone"),
        RemedyKind.NONE: _("a decision too: say why"),
    }))  # fmt: skip
    amount = MoneyFormField(label=_("Amount"), required=False, widget=MoneyInput())
    is_distress = forms.BooleanField(label=_("For distress, not for damage"), required=False)
    text = words(_("What exactly, or why nothing"), required=False)


class RemedyDecisionForm(ActForm):
    demands = {
        "approved": _("Approve or refuse the offer."),
    }
    approved = forms.TypedChoiceField(
        label=_("Decision"), choices=[("yes", _("Approve offer")), ("no", _("Refuse"))], coerce=lambda v: v == "yes", empty_value=None,
        required=False, widget=forms.RadioSelect,
    )  # fmt: skip
    remark = words(_("Remark"), rows=2, required=False)


class DecisionForm(ActForm):
    demands = {
        "text": _("Say what was decided."),
        "is_solved": _("Say whether the matter is solved."),
        "way": _("Choose how the customer was told."),
    }
    text = words(_("Decision, as the customer is told"), rows=5, required=False)
    is_solved = yes_no(_("Is the matter solved?"))
    way = forms.ChoiceField(label=_("Told by"), choices=TOLD, widget=forms.RadioSelect, required=False)


class ReturnCallForm(ActForm):
    demands = {
        "verdict": _("Say whether the customer is satisfied."),
        "text": _("Write down what the customer said."),
    }
    verdict = forms.ChoiceField(
        label=_("What the customer says"), choices=Verdict.choices, widget=forms.RadioSelect, required=False
    )
    text = words(_("In the customer's words"), required=False)


class ClosingForm(forms.Form):
    """What may still be made up for at closing stands beside its field."""

    lesson = words(
        _("Lesson"),
        required=False,
        help_text=_("what we do differently from now on; needed for a major complaint"),
    )
    reason = words(_("Reason"), rows=2, required=False, help_text=_("needed when an apology was all"))

    def __init__(self, *args: Any, case: Complaint, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["lesson"].initial = case.lesson


class DisputeForm(ActForm):
    demands = {
        "text": _("Say what is disputed."),
    }
    text = words(_("What is disputed"), rows=4, required=False)


class ProofInput(forms.FileInput):
    allow_multiple_selected = True


class ProofField(forms.FileField):
    """One file or several, as a list."""

    widget = ProofInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list) else [data]
        return [super(ProofField, self).clean(file, initial) for file in given or [None]]


class DisputeEndForm(ActForm):
    demands = {
        "agreement": _("Write down what was agreed."),
        "proof": _("Attach the proof: the signed agreement, a letter, a recording."),
    }
    agreement = words(_("What was agreed"), rows=4, required=False)
    proof = ProofField(
        label=_("Proof"),
        widget=ProofInput({"multiple": True}),
        help_text=_("the signed agreement, a letter, a recording"),
    )


class ReferralForm(forms.Form):
    unit = forms.ModelChoiceField(queryset=None, label=_("Department"))
    step = words(_("What it has to do"))
    due_at = forms.DateTimeField(
        label=_("Until"), required=False, help_text=_("empty: the limit that is set")
    )

    def __init__(self, *args: Any, req: Request, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_of_company(req.company_id)


class ReferralAnswerForm(ActForm):
    demands = {
        "answer": _("Write down the answer."),
    }
    answer = words(_("Answer"), rows=4, required=False)
    end = forms.ChoiceField(
        label=_("What it is"), choices=[("answered", _("Done: this is the answer")), ("returned", _("Not ours: send it back"))],
        widget=forms.RadioSelect, initial="answered",
    )  # fmt: skip


class SelfReportForm(forms.Form):
    """A failure of our own, before the customer complains."""

    contact_name = forms.CharField(label=_("Customer"), max_length=60)
    contact_phone = forms.CharField(label=_("Phone"), max_length=24)
    subject = forms.CharField(label=_("What went wrong"), max_length=200)
    body = words(_("Description"), rows=5, required=False)


class ReportForm(forms.Form):
    """The period; unreadable or empty: the last 365 days."""

    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("To"), required=False)

    def period(self) -> tuple[date, date]:
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        until = given.get("until") or today()
        since = given.get("since") or until - timedelta(days=365)
        return (since, until) if since <= until else (until, since)


class FailurePointForm(forms.ModelForm):
    class Meta:
        model = FailurePoint
        fields = ["code", "name", "name_en", "is_active"]
