"""Small pages for the tests of the door; their templates are below."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from quanfu.core.errors import AlreadyDone, Refused
from quanfu.ui.page import answer, attempt, done, own_page, page, public_page

TEMPLATES = {
    "ui/pages/show.html": """{% extends "ui/base.html" %}{% block title %}{{ _("Close") }}{% endblock %}
{% block content %}<h1>whole</h1>{% block part %}<p>part {{ form.name.value() or "" }} {{ form.errors.get("name", "") }}</p>{% endblock %}{% endblock %}""",
}


class NameForm(forms.Form):
    name = forms.CharField()


def rename(*, name: str, by: object) -> None:
    if name == "taken":
        raise Refused("This name is taken", field="name")
    if name == "rule":
        raise Refused("Not on Sundays", field="weekday")
    if name == "late":
        raise AlreadyDone("Zhao has renamed it", now=["New name: 阀门"])


@page("ui.pages.show")
def show(request: HttpRequest) -> HttpResponse:
    form = NameForm(request.POST or None)
    if form.is_valid() and attempt(form, rename, name=form.cleaned_data["name"], by=request.user):
        return done(request, "show", message="Renamed", undo="/show/undo/")
    return answer(request, {"form": form}, block="part")


@page("ui.pages.create", methods=("POST",))
def create(request: HttpRequest) -> HttpResponse:
    raise Refused("Not before it was accepted")


@own_page("ui.pages.update")
def update(request: HttpRequest) -> HttpResponse:
    return answer(request, {"form": NameForm()}, template="ui/pages/show.html")


@public_page("ui.pages.index")
def index(request: HttpRequest) -> HttpResponse:
    return answer(
        request,
        {"form": NameForm()},
        template="ui/pages/show.html",
        block="part",
        message="Kept",
        undo="/u/",
        status=200,
    )


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret inner detail")


urlpatterns = [
    path("show/", show, name="show"), path("create/", create), path("update/", update), path("index/", index),
    path("broken/", broken), path("", include("quanfu.urls")),
]  # fmt: skip
handler400 = "quanfu.ui.errors.bad_request"
handler403 = "quanfu.ui.errors.forbidden"
handler404 = "quanfu.ui.errors.not_found"
handler500 = "quanfu.ui.errors.server_error"
