"""Settings tables by declaration: list, search, sort, export, create, change, delete. Everything else is written out.

    # quanfu/org/views/skill.py
    crud = Crud(
        model=Skill, form=SkillForm, permissions="org.skill",
        columns=[Column(_("Code"), sort="code"), Column(_("Name"), sort="name")],
        order=["code"], search=["code", "name"],
        queryset=lambda by: skills_visible_to(by), save=save_skill, delete=delete_skill,
    )
    index, create, update, delete = crud.views()

    # quanfu/org/urls.py
    urlpatterns = [*skill.crud.urls("skills", "skill"), …]

URL names org:skill.index, .create, .update, .delete; permissions org.skill.index and so on; nothing is saved here:

    save(*, instance: Skill | None, by: Actor, **cleaned_data) -> Skill      None: a new one
    delete(*, instance: Skill, by: Actor) -> None
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.forms import BaseForm, ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from quanfu.ui.download import KINDS, download_listing
from quanfu.ui.listing import Column, Listing, listing
from quanfu.ui.page import METHODS, PageInfo, View, answer, attempt, done, guard

READ = ("GET", "HEAD")


@dataclass(kw_only=True)
class Crud:
    """One settings table. `delete=None`: its rows are never deleted. `exported(by, listing)`: told of each export, for
    tables of personal data whose bulk reading is journalled. `undo(instance)`: the path that takes a deletion back."""

    model: type[Model]
    form: type[BaseForm]
    permissions: str
    columns: Sequence[Column]
    queryset: Callable[[Any], QuerySet[Any]]
    save: Callable[..., Any]
    delete: Callable[..., Any] | None = None
    order: Sequence[str] = ("pk",)
    search: Sequence[str] = ()
    text: str | Promise = ""
    form_kwargs: Callable[[HttpRequest], dict[str, Any]] | None = None
    exported: Callable[[Any, Listing], Any] | None = None
    undo: Callable[[Any], str | None] | None = None
    # pages that belong to a row: (person, row) -> [(label, path, icon), …], buttons above its form
    links: Callable[[Any, Any], list[tuple[str | Promise, str, str]]] | None = None
    # what is to be known of a row above its form: row -> text, '' for nothing
    notice: Callable[[Any], str] | None = None
    # where one goes on after saving: the row's own page, where there is more to set or to try; else the list
    goes_on: bool = False
    # the tabs of the pages among which the table stands: person -> those of ui.tabs; none: it stands alone
    tabs: Callable[[Any], Sequence[Any]] | None = None

    def __post_init__(self) -> None:
        self.context, _dot, self.noun = self.permissions.partition(".")

    # what is called what
    @property
    def name(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def names(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    def url(self, verb: str, *args: Any) -> str:
        return reverse(f"{self.context}:{self.noun}.{verb}", args=args)

    def urls(self, route: str, noun: str) -> list[URLPattern]:
        """The URL patterns below `route` ("skills"); `noun` ("skill") must be that of the permissions."""
        if noun != self.noun:
            raise ValueError(f"{noun!r} is not the noun of the permissions {self.permissions!r}")
        index, create, update, delete = self.views()
        found = [
            path(f"{route}/", index, name=f"{noun}.index"),
            path(f"{route}/new/", create, name=f"{noun}.create"),
            path(f"{route}/<int:pk>/", update, name=f"{noun}.update"),
        ]
        return (
            [*found, path(f"{route}/<int:pk>/deletion/", delete, name=f"{noun}.delete")]
            if self.delete
            else found
        )

    def views(self) -> tuple[View, View, View, View]:
        """(index, create, update, delete), each behind its own permission."""
        return (
            self._page(self._index, "index", READ),
            self._page(self._create, "create"),
            self._page(self._update, "update"),
            self._page(self._delete, "delete"),
        )

    def _page(
        self, view: Callable[..., HttpResponseBase], verb: str, methods: tuple[str, ...] = METHODS
    ) -> View:
        def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(request, *args, **kwargs)

        shown.__name__ = verb
        shown.__module__ = f"quanfu.{self.context}.views.{self.noun}"
        return guard(
            shown, PageInfo(self.context, self.noun, verb, f"{self.permissions}.{verb}", "person", methods)
        )

    # the four pages
    def _index(self, request: HttpRequest) -> HttpResponseBase:
        found = listing(
            request, self.queryset(request.user), columns=self.columns, order=self.order, search=self.search
        )  # fmt: skip
        wanted = request.GET.get("format", "")
        if wanted in KINDS:
            if self.exported:
                self.exported(request.user, found)
            return download_listing(found, self.names, wanted)
        context = {
            "crud": self, "listing": found, "base": self.url("index"), "tabs": self.tabs(request.user) if self.tabs else (),
            "may_create": self._may(request, "create"), "may_update": self._may(request, "update"),
        }  # fmt: skip
        return answer(request, context, template="ui/crud/index.html")

    def _may(self, request: HttpRequest, verb: str) -> bool:
        return request.user.may(f"{self.permissions}.{verb}")  # type: ignore[union-attr]

    def _create(self, request: HttpRequest) -> HttpResponse:
        return self._edit(request, None)

    def _update(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._edit(request, self._find(request, pk))

    def _edit(self, request: HttpRequest, instance: Any) -> HttpResponse:
        form = self._form(request, instance)
        # A ModelForm puts the input on its instance; the action and the heading get the row as it is in the database.
        before = self._find(request, instance.pk) if instance and request.method == "POST" else instance
        if request.method == "POST" and form.is_valid():
            saved = attempt(form, self.save, instance=before, by=request.user, **form.cleaned_data)
            if saved:
                on = self.url("update", saved.pk) if self.goes_on else self.url("index")
                return done(request, on, message=_("%(name)s saved") % {"name": saved})
        may_delete = instance and self.delete and self._may(request, "delete")
        context = {
            "crud": self, "form": form, "instance": before, "back": self.url("index"),
            "delete_url": self.url("delete", instance.pk) if may_delete else None,
            "links": self.links(request.user, before) if self.links and before else [],
            "notice": self.notice(before) if self.notice and before else "",
        }  # fmt: skip
        return answer(request, context, template="ui/crud/form.html")

    def _delete(self, request: HttpRequest, pk: int) -> HttpResponse:
        instance = self._find(request, pk)
        form = forms.Form(request.POST if request.method == "POST" else None)
        if (
            request.method == "POST"
            and self.delete
            and attempt(form, self.delete, instance=instance, by=request.user)
        ):
            undo = self.undo(instance) if self.undo else None
            return done(
                request, self.url("index"), message=_("%(name)s deleted") % {"name": instance}, undo=undo
            )
        context = {"crud": self, "form": form, "instance": instance, "back": self.url("update", pk)}
        return answer(request, context, template="ui/crud/delete.html")

    def _find(self, request: HttpRequest, pk: int) -> Any:
        found = self.queryset(request.user).filter(pk=pk).first()
        if found is None:
            raise Http404(f"{self.noun} {pk}")
        return found

    def _form(self, request: HttpRequest, instance: Any) -> BaseForm:
        kwargs = self.form_kwargs(request) if self.form_kwargs else {}
        if issubclass(self.form, ModelForm):
            kwargs["instance"] = instance
        elif instance is not None:
            kwargs["initial"] = {name: getattr(instance, name, None) for name in self.form.base_fields}  # type: ignore[attr-defined]
        return self.form(request.POST or None, request.FILES or None, **kwargs)
