"""What every settings table must do, as tests to inherit:

class TestSkills(CrudTests):
    crud = skill.crud

    @pytest.fixture
    def make(self, company): return lambda n: Skill.objects.create(company=company, code=f"s{n}", name=f"技能{n}")

    @pytest.fixture
    def valid(self): return {"code": "valve", "name": "阀门"}

    @pytest.fixture
    def invalid(self): return {"code": "", "name": ""}

Where the administrator may not, or the engineer may: `allowed` and `forbidden` are overridden too.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from quanfu.core.testing import assert_query_count_constant
from quanfu.ui.crud import Crud


@pytest.mark.django_db
class CrudTests:
    crud: Crud

    @pytest.fixture
    def allowed(self, zheng: Any) -> Any:
        """Holds all permissions of the table."""
        return zheng

    @pytest.fixture
    def forbidden(self, sun: Any) -> Any:
        """Holds none."""
        return sun

    @pytest.fixture
    def make(self) -> Callable[[int], Model]:
        raise NotImplementedError

    @pytest.fixture
    def row(self, make: Callable[[int], Model]) -> Model:
        return make(0)

    @pytest.fixture
    def inside(self, allowed: Any) -> Client:
        return _signed_in(allowed)

    def _pages(self, row: Model) -> list[str]:
        crud = self.crud
        pages = [crud.url("index"), crud.url("create"), crud.url("update", row.pk)]
        return [*pages, crud.url("delete", row.pk)] if crud.delete else pages

    def test_strangers_are_sent_to_the_login(self, row: Model) -> None:
        for page in self._pages(row):
            response = Client().get(page)
            assert response.status_code == 303
            assert "next=" in response["Location"]

    def test_without_permission_nothing_is_there(self, row: Model, forbidden: Any) -> None:
        client = _signed_in(forbidden)
        for page in self._pages(row):
            assert client.get(page).status_code == 404
            assert client.post(page).status_code in (404, 405)

    def test_list_opens_without_rows(self, inside: Client) -> None:
        page = inside.get(self.crud.url("index"), {"q": "没有这样的东西"} if self.crud.search else {})
        assert page.status_code == 200

    def test_list_shows_its_rows(self, inside: Client, row: Model) -> None:
        assert self.crud.url("update", row.pk) in inside.get(self.crud.url("index")).content.decode()

    def test_list_takes_as_many_queries_for_30_rows_as_for_1(
        self, inside: Client, row: Model, make: Callable[[int], Model]
    ) -> None:
        assert_query_count_constant(
            lambda: inside.get(self.crud.url("index")), lambda: [make(number) for number in range(1, 30)]
        )

    def test_list_sorts_by_each_column_and_survives_any_other(self, inside: Client, row: Model) -> None:
        for column in [c.sort for c in self.crud.columns if c.sort] + ["password", "pk__nothing", "-"]:
            for sign in ("", "-"):
                assert inside.get(self.crud.url("index"), {"sort": f"{sign}{column}"}).status_code == 200

    def test_search_that_finds_nothing_says_so(self, inside: Client, row: Model) -> None:
        page = inside.get(self.crud.url("index"), {"q": "没有这样的东西"}).content.decode()
        assert (self.crud.url("update", row.pk) in page) is not bool(self.crud.search)

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_export_has_the_rows(self, inside: Client, row: Model, kind: str) -> None:
        response = inside.get(self.crud.url("index"), {"format": kind})
        body = b"".join(response.streaming_content)  # type: ignore[attr-defined]
        assert body.startswith("\ufeff".encode() if kind == "csv" else b"PK")

    def test_valid_input_makes_a_row(self, inside: Client, valid: dict[str, Any]) -> None:
        before = self.crud.model._default_manager.count()
        response = inside.post(self.crud.url("create"), valid)
        assert response.status_code == 303, response.content.decode()
        assert self.crud.model._default_manager.count() == before + 1

    def test_invalid_input_is_shown_again_with_its_errors(
        self, inside: Client, invalid: dict[str, Any], row: Model
    ) -> None:
        before = self.crud.model._default_manager.count()
        for page in (self.crud.url("create"), self.crud.url("update", row.pk)):
            response = inside.post(page, invalid)
            assert response.status_code == 422
            assert (
                "field-error" in response.content.decode() or "notice--negative" in response.content.decode()
            )
        assert self.crud.model._default_manager.count() == before

    def test_row_is_changed(self, inside: Client, row: Model, valid: dict[str, Any]) -> None:
        assert inside.get(self.crud.url("update", row.pk)).status_code == 200
        response = inside.post(self.crud.url("update", row.pk), valid)
        assert response.status_code == 303, response.content.decode()
        assert self.crud.model._default_manager.filter(pk=row.pk).exists()

    def test_row_is_deleted_by_post_only(self, inside: Client, row: Model) -> None:
        if not self.crud.delete:
            pytest.skip("its rows are never deleted")
        assert inside.get(self.crud.url("delete", row.pk)).status_code == 200
        assert self.crud.queryset(_person_of(inside)).filter(pk=row.pk).exists()
        response = inside.post(self.crud.url("delete", row.pk))
        assert response.status_code == 303, response.content.decode()
        assert not self.crud.queryset(_person_of(inside)).filter(pk=row.pk).exists()

    def test_unknown_row_is_not_there(self, inside: Client) -> None:
        assert inside.get(self.crud.url("update", 987654321)).status_code == 404


def _signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _person_of(client: Client) -> Any:
    from django.contrib.auth import get_user_model

    return get_user_model()._default_manager.get(pk=client.session["_auth_user_id"])
