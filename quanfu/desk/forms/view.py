import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.desk.enums import Sharing, ViewOrder
from quanfu.desk.forms.condition import Blocks, as_text, blocks_in, blocks_of
from quanfu.desk.models import SavedView
from quanfu.desk.queries.view import USUAL_COLUMNS, VIEW_COLUMNS, may_share

if TYPE_CHECKING:
    from quanfu.org.models import Person

BLANK: dict[str, Any] = {}
MATCHES = [("all", gettext_lazy("every block must fit, one line of a block is enough")),
           ("any", gettext_lazy("one block must fit, with all its lines"))]  # fmt: skip


class ViewForm(forms.Form):
    """A saved list with its condition builder. ``do`` of what was sent: save, row (one more line), block (one more block)
    or refresh; only save is judged."""

    name = forms.CharField(label=gettext_lazy("Designation"), max_length=60)
    sharing = forms.ChoiceField(label=gettext_lazy("Shown to"), choices=Sharing.choices, required=False)
    order = forms.ChoiceField(
        label=gettext_lazy("Sorted by"), choices=ViewOrder.choices, initial=ViewOrder.DUE
    )
    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("what a row of the inbox does not show anyway stands on its second line"),
    )
    position = forms.IntegerField(
        label=gettext_lazy("Place among the lists"), min_value=0, max_value=30000, initial=100
    )
    match = forms.ChoiceField(label=gettext_lazy("Fits when"), choices=MATCHES, initial="all")
    json = forms.CharField(label=gettext_lazy("Conditions as JSON"), required=False, max_length=20000,
                           help_text=gettext_lazy("counts instead of the lines above, unless empty"),
                           widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}))  # fmt: skip

    def __init__(self, data: Any = None, *, by: "Person", view: SavedView | None = None):
        self.do = data.get("do", "save") if data is not None else ""
        draft = data is not None and self.do != "save"
        super().__init__(None if draft else data, initial=_initial(view))
        self.fields["columns"].choices = [(code, label) for code, (label, _path) in VIEW_COLUMNS.items()]  # type: ignore[attr-defined]
        shown = [
            c for c in Sharing.choices if may_share(by, c[0], unit_id=by.unit_id, company_id=by.company_id)
        ]
        self.fields["sharing"].choices = shown  # type: ignore[attr-defined]
        if len(shown) < 2:
            del self.fields["sharing"]
        self.blocks = self._blocks(by, data, view, draft)

    def _blocks(self, by: "Person", data: Any, view: SavedView | None, draft: bool) -> Blocks:
        if data is None:
            match, rows = (blocks_of(view.conditions) if view else None) or ("all", [])
            return Blocks(by, [*rows, [BLANK]], match)
        rows, match = blocks_in(data), "any" if data.get("match") == "any" else "all"
        if not draft:
            return Blocks(by, rows, match, data)
        self.initial = {name: data.get(name) for name in self.fields} | {"columns": data.getlist("columns")}
        act, _sign, place = self.do.partition(":")
        if act == "row" and place.isdecimal() and int(place) < len(rows):
            rows[int(place)].append(BLANK)
        elif act == "block":
            rows.append([BLANK])
        return Blocks(by, rows, match)

    def is_valid(self) -> bool:
        return self.is_bound and all([super().is_valid(), self.blocks.is_valid()])

    def clean_json(self) -> Any:
        try:
            return json.loads(self.cleaned_data["json"]) if self.cleaned_data["json"].strip() else None
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(_("This is no JSON.")) from error

    def columns_of(self) -> dict[str, Any]:
        """What save_view takes. After is_valid()."""
        data = dict(self.cleaned_data)
        given = data.pop("json")
        data.pop("match")
        return {
            **data,
            "sharing": data.get("sharing") or Sharing.OWN,
            "conditions": self.blocks.condition() if given is None else given,
        }


def _initial(view: SavedView | None) -> dict[str, Any]:
    if view is None:
        return {"columns": USUAL_COLUMNS}
    shown = blocks_of(view.conditions)
    return {
        "name": view.name, "sharing": view.sharing, "order": view.order, "columns": view.columns, "position": view.position,
        "match": shown[0] if shown else "all", "json": "" if shown else as_text(view.conditions),
    }  # fmt: skip
