import re
from datetime import UTC, datetime

import jinja2
import pytest
from django import forms
from django.conf import settings
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, include, path, reverse
from django.utils import translation

from quanfu.ui import rendering, widgets
from quanfu.ui.controls import control, kind_of
from quanfu.ui.icons import icon
from quanfu.ui.markup import attributes, initial, tint
from quanfu.ui.rendering import here, render
from quanfu.ui.views import component

urlpatterns = [path("living/", component.index), path("", include("quanfu.urls"))]


class EveryField(forms.Form):
    text = forms.CharField(help_text="Explained")
    body = forms.CharField(widget=forms.Textarea)
    count = forms.IntegerField()
    on = forms.DateField()
    at = forms.DateTimeField()
    clock = forms.TimeField()
    one = forms.ChoiceField(choices=[("a", "A")])
    many = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple)
    radio = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
    cards = forms.ChoiceField(choices=[("a", "A")], widget=widgets.RadioCards(descriptions={"a": "About A"}))
    stars = forms.ChoiceField(choices=[(1, "poor"), (2, "good")], widget=widgets.RatingInput)
    told = forms.BooleanField(required=False)
    file = forms.FileField()
    money = forms.DecimalField(widget=widgets.MoneyInput)
    pad = forms.CharField(widget=widgets.SignatureInput(reason_field="reason"))
    reason = forms.CharField(required=False)
    hidden = forms.CharField(widget=forms.HiddenInput)


def drawn(source: str, **context) -> str:
    """The source as it would be drawn within a page."""
    token = rendering._request.set(RequestFactory().get("/"))
    try:
        return engines["jinja2"].env.from_string(source).render(**context)
    finally:
        rendering._request.reset(token)


COMPONENTS = [
    "avatar",
    "badge--warning",
    "bulk",
    "button--primary",
    "chart-canvas",
    "choice--card",
    "composer",
    "count",
    "crumbs",
    "details--2",
    "dialog",
    "empty-title",
    "field-error",
    "filters",
    "flash--success",
    "input-group",
    "kbd",
    "menu-list",
    "notice--note",
    "pager",
    "panel--flush",
    "person",
    "progress-bar",
    "rating",
    "signature-pad",
    "skeleton",
    "sla--late",
    "stars",
    "stat-value",
    "steps--vertical",
    "tab",
    "table",
    "timeline",
]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.django_db
def test_living_page_shows_every_component(settings, client: Client, language):
    settings.ROOT_URLCONF = __name__
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    body = client.get("/living/").content.decode()
    classes = {name for names in re.findall(r'class="([^"]*)"', body) for name in names.split()}
    assert set(COMPONENTS) <= classes


@pytest.mark.django_db
def test_living_page_answers_a_post(settings, client: Client):
    settings.ROOT_URLCONF = __name__
    assert client.post("/living/", {}).status_code == 422


def test_living_page_is_only_there_while_developing():
    assert settings.DEBUG is False
    with pytest.raises(NoReverseMatch):
        reverse("ui:component.index")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("text", "text"), ("body", "textarea"), ("count", "number"), ("on", "date"), ("at", "datetime"), ("clock", "time"),
        ("one", "select"), ("many", "checks"), ("radio", "radios"), ("cards", "cards"), ("stars", "rating"),
        ("told", "checkbox"), ("file", "file"), ("money", "money"), ("pad", "signature"), ("hidden", "hidden"),
    ],
)  # fmt: skip
def test_kind_of_a_field(name, kind):
    assert kind_of(EveryField()[name]) == kind


def test_dates_get_the_pickers_of_the_browser():
    form = EveryField(initial={"on": "2026-11-21"})
    assert 'type="date"' in control(form["on"])
    assert 'type="datetime-local"' in control(form["at"])
    assert "type=" not in str(form["on"].field.widget.attrs), "the form's own widget stays as it was"


def test_instant_is_shown_as_the_picker_wants_it():
    with translation.override("zh-hans"):
        form = EveryField(initial={"at": datetime(2026, 11, 21, 7, 4, tzinfo=UTC)})
        assert 'value="2026-11-21T15:04"' in control(form["at"])


def test_wrong_field_is_tied_to_its_error_and_its_help():
    form = EveryField({})
    html = drawn("{{ ui.field(form.text) }}", form=form)
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_text_helptext id_text_error"' in html
    assert 'id="id_text_error"' in html
    assert 'id="id_text_helptext"' in html


def test_every_field_of_a_form_is_drawn_once():
    html = drawn("{{ ui.form(form, cancel='/back/') }}", form=EveryField())
    for name in EveryField.base_fields:
        assert f'name="{name}"' in html
    assert html.count('name="reason"') == 1, "below the pad, not again as a field"
    assert 'enctype="multipart/form-data"' in html
    assert 'name="csrfmiddlewaretoken"' in html


def test_optional_fields_say_so():
    html = drawn("{{ ui.field(form.reason) }}{{ ui.field(form.text) }}", form=EveryField())
    assert html.count("field-optional") == 1


def test_long_lists_are_searched():
    class Long(forms.Form):
        few = forms.ChoiceField(choices=[(n, n) for n in range(8)])
        many = forms.ChoiceField(choices=[(n, n) for n in range(9)])

    assert "data-search-select" not in control(Long()["few"])
    assert "data-search-select" in control(Long()["many"])


def test_labels_and_values_are_escaped():
    html = drawn(
        "{{ ui.button(x) }}{{ ui.badge(x) }}{{ ui.details([(x, x)]) }}{{ ui.notice(x) }}{{ ui.tabs([(x, x, none)]) }}",
        x="<b>\"'",
    )
    assert "<b>" not in html


def test_more_arguments_become_attributes():
    html = drawn("{{ ui.button('Go', hx_post='/x/?a=1&b', data_x=1, disabled=True, hidden=False) }}")
    assert 'hx-post="/x/?a=1&amp;b" data-x="1" disabled>' in html


def test_attributes_are_escaped():
    assert attributes({"title": '"><script>'}) == ' title="&#34;&gt;&lt;script&gt;"'


def test_shortcut_stands_on_its_button():
    html = drawn("{{ ui.button('Close', key='e') }}")
    assert 'data-key="e"' in html
    assert ">e</kbd>" in html


def test_icon_is_hidden_from_screen_readers_unless_it_speaks():
    assert 'aria-hidden="true"' in icon("phone")
    assert 'aria-label="Call"' in icon("phone", 16, "Call")


def test_unknown_icon_is_a_mistake_of_ours():
    with pytest.raises(Exception, match="no-such-icon"):
        icon("no-such-icon")


@pytest.mark.parametrize(
    ("name", "shown"),
    [("李静", "李"), ("欧阳建国", "欧"), ("Sun Wei", "SW"), ("anna", "A"), ("", "?"), (None, "?")],
)
def test_initial_of_a_name(name, shown):
    assert initial(name) == shown


def test_tint_of_a_name_never_changes():
    assert [tint(n) for n in ("李静", "赵强", "Sun Wei")] == [4, 6, 4]


def test_chart_carries_its_option_safely():
    html = drawn("{{ ui.chart({'title': '</script>\"x'}, ['h'], [[1, 2]]) }}")
    assert "</script>" not in html
    assert "<th scope=row>1</th>" in html


def test_misspelt_name_fails_in_a_test_instead_of_showing_nothing():
    with pytest.raises(Exception, match="nothing_of_the_kind"):
        drawn("{{ nothing_of_the_kind }}")


def test_component_that_needs_the_request_says_so_outside_of_a_page():
    with pytest.raises(LookupError):
        here()


def test_block_is_rendered_without_its_frame(rf, monkeypatch):
    env = engines["jinja2"].env
    own = jinja2.DictLoader({"t.html": "frame {% block a %}{{ ui.badge(x) }}{{ _('Close') }}{% endblock %}"})
    monkeypatch.setattr(env, "loader", jinja2.ChoiceLoader([own, env.loader]))
    with translation.override("zh-hans"):
        assert (
            render(rf.get("/"), "t.html", {"x": "新"}, block="a")
            == '<span class="badge badge--neutral">新</span>关闭'
        )
