import pytest
from django import forms
from django.urls import include, path

from quanfu.core.errors import Refused
from quanfu.org.models import Skill
from quanfu.ui.crud import Crud
from quanfu.ui.crud_tests import CrudTests
from quanfu.ui.listing import Column

told = []


class SkillForm(forms.ModelForm):
    class Meta:
        model = Skill
        fields = ["code", "name"]


def save_skill(*, instance, by, code, name):
    if name == "禁止":
        raise Refused("Not this name", field="name")
    row = instance or Skill(company_id=by.company_id)
    row.code, row.name = code, name
    row.save()
    return row


def delete_skill(*, instance, by):
    instance.delete()


CRUD = Crud(
    model=Skill, form=SkillForm, permissions="trial.thing", columns=[Column("Code", sort="code"), Column("Name", sort="name")],
    queryset=lambda by: Skill.objects.filter(company_id=by.company_id), save=save_skill, delete=delete_skill,
    order=["code"], search=["code", "name"], exported=lambda by, found: told.append(by), undo=lambda row: f"/undo/{row.code}/",
)  # fmt: skip
trial = ([*CRUD.urls("things", "thing")], "trial")
urlpatterns = [path("crud/", include(trial)), path("", include("quanfu.urls"))]
handler404 = "quanfu.ui.errors.not_found"


class TestCrud(CrudTests):
    crud = CRUD

    @pytest.fixture(autouse=True)
    def _urls(self, settings, request):
        settings.ROOT_URLCONF = __name__

    @pytest.fixture
    def allowed(self, roles, li):
        roles["agent"].permissions = [*roles["agent"].permissions, "trial.thing.*"]
        roles["agent"].save()
        return li

    @pytest.fixture
    def forbidden(self, sun):
        return sun

    @pytest.fixture
    def make(self, company):
        return lambda number: Skill.objects.create(company=company, code=f"s{number}", name=f"技能{number}")

    @pytest.fixture
    def valid(self):
        return {"code": "valve", "name": "阀门"}

    @pytest.fixture
    def invalid(self):
        return {"code": "", "name": ""}

    def test_refusal_of_the_action_stands_beside_its_field(self, inside, row):
        response = inside.post(CRUD.url("update", row.pk), {"code": "x", "name": "禁止"})
        assert response.status_code == 422
        assert "Not this name" in response.content.decode()
        row.refresh_from_db()
        assert row.code == "s0"

    def test_heading_keeps_the_name_that_is_in_the_database(self, inside, row):
        body = inside.post(CRUD.url("update", row.pk), {"code": "x", "name": "禁止"}).content.decode()
        assert "<h1>技能0</h1>" in body

    def test_rows_of_others_are_not_there(self, inside, other_company):
        foreign = Skill.objects.create(company=other_company, code="f", name="外公司技能")
        assert inside.get(CRUD.url("update", foreign.pk)).status_code == 404
        assert "外公司技能" not in inside.get(CRUD.url("index")).content.decode()

    def test_export_is_told(self, inside, row, allowed):
        told.clear()
        inside.get(CRUD.url("index"), {"format": "csv"})
        assert told == [allowed]

    def test_export_has_more_than_a_page(self, inside, make):
        for number in range(60):
            make(number)
        response = inside.get(CRUD.url("index"), {"format": "csv"})
        assert len(b"".join(response.streaming_content).splitlines()) == 61

    def test_deletion_can_be_undone_from_its_flash(self, inside, row):
        inside.post(CRUD.url("delete", row.pk))
        assert 'action="/undo/s0/"' in inside.get(CRUD.url("index")).content.decode()

    def test_reader_sees_no_buttons_for_what_he_may_not(self, inside, allowed, roles, row):
        roles["agent"].permissions = ["trial.thing.index"]
        roles["agent"].save()
        body = inside.get(CRUD.url("index")).content.decode()
        assert "技能0" in body
        assert CRUD.url("create") not in body
        assert CRUD.url("update", row.pk) not in body


def test_views_carry_the_names_of_the_formula():
    index, create, update, delete = CRUD.views()
    assert [view.page.url_name for view in (index, create, update, delete)] == [
        "trial:thing.index", "trial:thing.create", "trial:thing.update", "trial:thing.delete",
    ]  # fmt: skip
    assert update.page.permission == "trial.thing.update"
    assert update.__module__ == "quanfu.trial.views.thing"


def test_noun_must_be_that_of_the_permissions():
    with pytest.raises(ValueError, match="'things'"):
        CRUD.urls("things", "things")
