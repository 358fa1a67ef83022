from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.api import permissions
from quanfu.api.actions.token import make_token, revoke_token
from quanfu.api.forms.token import TokenForm
from quanfu.api.queries.token import access_token, tokens_of
from quanfu.ui.page import answer, attempt, done, own_page


@own_page(permissions.TOKEN_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """One's own tokens; a program with one may do what one may oneself."""
    return answer(request, {"tokens": tokens_of(request.user), "form": TokenForm()})


@own_page(permissions.TOKEN_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    """Make a token and show it, this once."""
    form = TokenForm(request.POST or None)
    if form.is_valid() and (
        plain := attempt(form, make_token, person=request.user, by=request.user, **form.cleaned_data)
    ):
        return answer(request, {"plain": plain, "form": None}, status=201)
    return answer(request, {"plain": "", "form": form})


@own_page(permissions.TOKEN_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    revoke_token(token=access_token(pk, by=request.user), by=request.user)
    return done(request, "api:token.index", message=_("The token opens nothing any more."))
