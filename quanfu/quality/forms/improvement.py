from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.channels.enums import SPOKEN_WAYS, Way
from quanfu.desk.queries.handoff import speakers_of
from quanfu.org.queries.person import people_of_company
from quanfu.quality.enums import MOVES, ImprovementState, Score
from quanfu.quality.models import Improvement

if TYPE_CHECKING:
    from quanfu.desk.models import Request
    from quanfu.org.models import Person


def words(label: Any, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": rows})
    )


class ImprovementForm(forms.Form):
    """Something to improve that nobody complained of."""

    title = forms.CharField(label=_("What is to improve"), max_length=200)
    text = words(_("Description"))
    is_product = forms.BooleanField(label=_("Concerns the product"), required=False)
    owner = forms.ModelChoiceField(queryset=None, label=_("Who improves it"), required=False)
    due_on = forms.DateField(label=_("Due"), required=False)

    def __init__(self, *args: Any, by: "Person", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people_of_company(by.company_id)


class MoveForm(forms.Form):
    """Where it goes from here."""

    state = forms.ChoiceField(label=_("State"))
    owner = forms.ModelChoiceField(queryset=None, label=_("Who improves it"), required=False)
    due_on = forms.DateField(label=_("Due"), required=False)
    result = words(_("What came of it"))

    def __init__(self, *args: Any, improvement: Improvement, **kwargs: Any):
        super().__init__(*args, **kwargs)
        now_at = ImprovementState(improvement.state)
        self.fields["state"].choices = [(s.value, s.label) for s in (now_at, *MOVES.get(now_at, ()))]
        self.fields["owner"].queryset = people_of_company(improvement.company_id)
        self.initial = {name: getattr(improvement, name) for name in ("state", "owner", "due_on", "result")}


class NoticeForm(forms.Form):
    way = forms.ChoiceField(
        label=_("Told by"), choices=[(w.value, w.label) for w in SPOKEN_WAYS], initial=Way.PHONE
    )
    text = words(_("What the customer is told"), 4)


class EvaluationForm(forms.Form):
    findings = words(_("What it shows of our service"), 4)
    measures = words(_("What follows"), 4)


class SampleForm(forms.Form):
    """The call with a complainant; attitude is asked for always, the rest where it can be heard."""

    person = forms.ModelChoiceField(queryset=None, label=_("Who spoke"))
    attitude = forms.TypedChoiceField(label=_("Attitude: sincere, no excuses"), choices=[("", "—"), *Score.choices], coerce=int,
                                      empty_value=None, required=False)  # fmt: skip
    listening = forms.TypedChoiceField(label=_("Let the customer finish"), choices=[("", "—"), *Score.choices], coerce=int,
                                       empty_value=None, required=False)  # fmt: skip
    clarity = forms.TypedChoiceField(label=_("Told procedure and date clearly"), choices=[("", "—"), *Score.choices], coerce=int,
                                     empty_value=None, required=False)  # fmt: skip
    solution = forms.TypedChoiceField(label=_("Looked for a solution"), choices=[("", "—"), *Score.choices], coerce=int,
                                      empty_value=None, required=False)  # fmt: skip
    remark = words(_("Remark"), 2)

    def __init__(self, *args: Any, req: "Request", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = speakers_of(req)
